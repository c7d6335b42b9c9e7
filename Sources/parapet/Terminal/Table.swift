/// Columns for people: as wide as their widest cell, two spaces apart.
struct Table {
    let titles: [String]
    var rows: [[String]] = []

    /// - Parameter paint: given a row's number and its line; for colours, which have no width.
    func text(paint: (Int, String) -> String = { $1 }) -> String {
        let widths = widths
        let lines = rows.enumerated().map { paint($0, Self.line($1, widths)) }
        return ([Self.line(titles, widths)] + lines).joined(separator: "\n")
    }

    /// As it is where it fits; else without these columns, one after the other, until it does. What
    /// is no terminal has room for all.
    func text(within width: Int?, leavingOut titles: [String]) -> String {
        guard let width, let title = titles.first, widths.reduce(-2, { $0 + $1 + 2 }) > width
        else { return text() }
        return without(title).text(within: width, leavingOut: Array(titles.dropFirst()))
    }

    private func without(_ title: String) -> Table {
        let kept = titles.indices.filter { titles[$0] != title }
        return Table(
            titles: kept.map { titles[$0] },
            rows: rows.map { row in kept.map { row[$0] } }
        )
    }

    /// In characters, by column.
    var widths: [Int] {
        titles.indices.map { column in
            rows.reduce(titles[column].count) { max($0, $1[column].visible.count) }
        }
    }

    /// A cell that is wider than its column moves those behind it.
    static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let cell = cell.visible
            line += cell
            if column < cells.count - 1 {
                let missing = max(0, widths[column] - cell.count)
                line += String(repeating: " ", count: missing + 2)
            }
        }
        return line
    }
}
