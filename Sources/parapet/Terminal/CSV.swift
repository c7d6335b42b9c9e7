/// RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
struct CSV {
    let titles: [String]
    var rows: [[String]] = []

    func text() -> String { ([titles] + rows).map(Self.line).joined(separator: "\n") }

    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

    private static func cell(_ text: String) -> String {
        let text = isFormula(text) ? "'" + text : text
        // Bytes: to Swift a line break of two, or a quote with an accent, is another letter.
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// Also behind spaces, which some programs skip.
    private static func isFormula(_ text: String) -> Bool {
        let first = text.unicodeScalars.first {
            !$0.properties.isWhitespace || $0 == "\t" || $0 == "\r"
        }
        return first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    }
}
