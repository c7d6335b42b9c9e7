/// What a question may cost, in steps; what would need more is unknown.
public struct Effort: Sendable {
    public struct Exhausted: Error, Hashable {}

    private var left: Int

    public init(_ steps: Int = 200_000) { left = steps }

    mutating func spend() throws(Exhausted) {
        left -= 1
        if left < 0 { throw Exhausted() }
    }
}
