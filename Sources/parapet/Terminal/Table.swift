/// Columns for people: as wide as their widest cell, two spaces apart.
struct Table {
    let titles: [String]
    var rows: [[String]] = []

    /// - Parameter paint: given a row's number and its line; for colours, which have no width.
    func text(paint: (Int, String) -> String = { $1 }) -> String {
        let widths = titles.indices.map { column in
            ([titles] + rows).map { $0[column].count }.max() ?? 0
        }
        let lines = ([titles] + rows).map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - cell.count + 2)
                }
            }
            return line
        }
        return lines.enumerated().map { $0 == 0 ? $1 : paint($0 - 1, $1) }.joined(separator: "\n")
    }
}

/// RFC 4180.
struct CSV {
    let titles: [String]
    var rows: [[String]] = []

    func text() -> String {
        ([titles] + rows).map { row in row.map(Self.cell).joined(separator: ",") }
            .joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
