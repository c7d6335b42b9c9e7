/// What a statement answered.
public struct Rows: Sendable, RandomAccessCollection {
    public let columns: [String]
    let cells: [[String?]]
    /// Rows inserted, updated, deleted or selected.
    public let affected: Int

    public var startIndex: Int { 0 }
    public var endIndex: Int { cells.count }
    public subscript(index: Int) -> Row { Row(columns: columns, cells: cells[index]) }
}

public struct Row: Sendable {
    let columns: [String]
    let cells: [String?]

    /// Null also for a column that is not there.
    public subscript(name: String) -> Cell {
        Cell(text: columns.firstIndex(of: name).flatMap { cells[$0] })
    }

    public subscript(index: Int) -> Cell { Cell(text: cells[index]) }
}

/// A value in PostgreSQL's text format; nil where it is null or of another kind.
public struct Cell: Sendable {
    let text: String?

    public var isNull: Bool { text == nil }
    public var string: String? { text }
    public var int: Int64? { text.flatMap { Int64($0) } }
    public var double: Double? { text.flatMap { Double($0) } }
    public var bool: Bool? { text.flatMap { $0 == "t" ? true : $0 == "f" ? false : nil } }
    public var bytes: [UInt8]? {
        text.flatMap { $0.hasPrefix("\\x") ? unhex($0.dropFirst(2)) : nil }
    }
}
