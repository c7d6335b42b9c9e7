extension String {
    /// What conditions call a step or an input: '-' is minus there.
    var identifier: String { String(map { $0 == "-" ? "_" : $0 }) }

    /// Lower-case letters, digits and '-', a letter first: a name that conditions can say.
    var isPlainName: Bool {
        guard let first = utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else {
            return false
        }
        return utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
    }
}
