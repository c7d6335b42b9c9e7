extension String {
    /// In lines of so many characters at most, broken at spaces, each indented as the first; a word
    /// that is longer stays whole, and so does all of it where the width is nil.
    public func wrapped(to width: Int?) -> [String] {
        guard let width, count > width else { return [self] }
        let indent = String(prefix { $0 == " " })
        var lines: [String] = []
        var line = indent
        for word in split(separator: " ") {
            let isFirst = line.count == indent.count
            if !isFirst, line.count + 1 + word.count > width {
                lines.append(line)
                line = indent + word
            } else {
                line += (isFirst ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}
