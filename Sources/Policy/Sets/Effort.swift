/// What a question may cost, in steps; what would need more is unknown.
public struct Effort: Sendable {
    public struct Exhausted: Error, Hashable, CustomStringConvertible {
        public let description = "it would take too long to tell"
    }

    private var left: Int

    public init(_ steps: Int = 200_000) { left = steps }

    mutating func spend(_ steps: Int = 1) throws(Exhausted) {
        left -= steps
        if left < 0 { throw Exhausted() }
    }
}
