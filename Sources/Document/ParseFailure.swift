/// Why a text was refused, and where.
public struct ParseFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in a few words.
    public let reason: String
    /// Bytes before the offending place.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// From 1, in bytes.
    public let column: Int

    init(_ reason: String, at offset: Int, in bytes: some Collection<UInt8>) {
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column): \(reason)" }
}
