/// Why a source is not a program; at least one problem.
public struct CompileFailure: Error, Sendable {
    public let problems: [Problem]
}

/// One thing wrong with a source.
public struct Problem: Sendable, Hashable {
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// In UTF-8 bytes from the start of the source.
    public let offset: Int
    public let message: String
    /// The nearest known name, where a name is unknown and one is near.
    public let suggestion: String?
}

extension Problem: CustomStringConvertible {
    public var description: String {
        "\(line):\(column): \(message)" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }
}

extension CompileFailure: CustomStringConvertible {
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
