extension HTTPRequest {
    /// What would make another request of it than it says, or several; nil where there is none.
    /// Values often come from elsewhere: a token, a name.
    ///
    /// Source: RFC 9110, sections 5.5 and 5.6.2.
    var flaw: String? {
        guard Self.isToken(method) else { return "the method is not one word" }
        for (name, value) in headers {
            guard Self.isToken(name) else { return "a header's name is not one word" }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                return "the header \(name) holds a line break or another control character"
            }
        }
        return nil
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
