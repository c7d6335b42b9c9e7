/// Turns byte offsets into lines and columns.
struct Places {
    private let source: [UInt8]

    init(_ source: String) { self.source = Array(source.utf8) }

    func problem(at offset: Int, _ message: String, suggestion: String? = nil) -> Problem {
        let before = source.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Every scalar has exactly one byte that is not a continuation.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return Problem(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: column,
            offset: offset,
            message: message,
            suggestion: suggestion
        )
    }
}
