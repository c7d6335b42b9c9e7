/// How much of a document is accepted before it is refused.
public struct ParseLimits: Sendable, Hashable {
    public var sizeBytes: Int
    /// Levels of nesting; a scalar has none.
    public var depth: Int

    public init(sizeBytes: Int, depth: Int) {
        self.sizeBytes = sizeBytes
        self.depth = depth
    }

    /// 64 MiB and 128 levels: more than any answer of AWS, less than hurts a worker.
    public static let standard = ParseLimits(sizeBytes: 64 << 20, depth: 128)
}
