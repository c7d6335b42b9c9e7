import Records

/// Columns for people. As wide as the widest of the first rows: what comes after them is not known
/// when the first line is written. Where a terminal is too narrow for them, two lines a finding.
struct TableFormat: FindingFormat {
    static let name = "table"

    private static let rowsMeasured = 1000
    private static let margin = 10

    private let listing: FindingListing
    private let write: (String) -> Void
    private var measured: [FindingRecord] = []
    /// Nil while rows are measured.
    private var layout: Layout?
    private var count = 0

    private struct Layout {
        let columns: [FindingColumn]
        let widths: [Int]
        /// Where, and because of what, stands on a line of its own.
        let isStacked: Bool
    }

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.listing = listing
        self.write = write
    }

    mutating func row(_ finding: FindingRecord) {
        count += 1
        if let layout {
            writeLines(finding, layout)
            return
        }
        measured.append(finding)
        if measured.count == Self.rowsMeasured { writeMeasured() }
    }

    mutating func end() {
        guard count > 0 else {
            write("no findings\n")
            return
        }
        if layout == nil { writeMeasured() }
        write("\(count) \(count == 1 ? "finding" : "findings")\n")
    }

    private mutating func writeMeasured() {
        let layout = chosenLayout()
        self.layout = layout
        write(line(layout.columns.map { $0.rawValue.uppercased() }, layout) + "\n")
        for finding in measured { writeLines(finding, layout) }
        measured = []
    }

    private func chosenLayout() -> Layout {
        if let columns = listing.columns { return layout(columns) }
        let whole = layout(listing.isWide ? FindingColumn.wide : FindingColumn.standard)
        let needed = whole.widths.reduce(0) { $0 + $1 + 2 } - 2
        guard let width, needed > width else { return whole }
        return layout(
            [.id, .severity, .status, .age, .environment, .guardrail],
            isStacked: true
        )
    }

    private func layout(_ columns: [FindingColumn], isStacked: Bool = false) -> Layout {
        var table = Table(titles: columns.map { $0.rawValue.uppercased() })
        table.rows = measured.map { cells($0, columns) }
        return Layout(columns: columns, widths: table.widths, isStacked: isStacked)
    }

    private var width: Int? { listing.isWide ? nil : listing.width }

    private func cells(_ finding: FindingRecord, _ columns: [FindingColumn]) -> [String] {
        columns.map { $0.cell(finding, now: listing.time) }
    }

    private func line(_ cells: [String], _ layout: Layout) -> String {
        let line = Table.line(cells, layout.widths)
        return width.map { line.cut(to: $0) } ?? line
    }

    private func writeLines(_ finding: FindingRecord, _ layout: Layout) {
        var lines = [line(cells(finding, layout.columns), layout)]
        if layout.isStacked, let width {
            let margin = String(repeating: " ", count: Self.margin)
            lines.append((margin + Self.place(finding).visible).cut(to: width))
        }
        for line in lines { write(coloured(finding.severity, finding.status, line) + "\n") }
    }

    private static func place(_ finding: FindingRecord) -> String {
        let resource = finding.resource
        let name = resource.name.flatMap { $0 == resource.id ? nil : " (\($0))" } ?? ""
        return "\(finding.account) \(finding.region) \(resource.id)\(name)  \(finding.becauseText)"
    }
}
