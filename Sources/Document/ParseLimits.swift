/// How much of a document is accepted before it is refused.
public struct ParseLimits: Sendable, Hashable {
    public var sizeBytes: Int
    /// Levels of nesting; a scalar has none.
    public var depth: Int
    /// Values and names. A tree takes some fifty bytes for one of two.
    public var values: Int

    public init(sizeBytes: Int, depth: Int, values: Int = 5_000_000) {
        self.sizeBytes = sizeBytes
        self.depth = depth
        self.values = values
    }

    /// 64 MiB, 128 levels and five million values: more than any answer of AWS, less than hurts a worker.
    public static let standard = ParseLimits(sizeBytes: 64 << 20, depth: 128)
}
