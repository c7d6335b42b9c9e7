/// Bounds that keep hostile sources from exhausting the stack, the memory or the clock.
enum Limits {
    static let sourceBytes = 100_000
    static let nodes = 20_000
    /// Brackets within brackets, as the parser recurses.
    static let nesting = 64
    /// The height of the tree, as the checker and the evaluator recurse.
    static let height = 150
    /// Work spent on folding constants when a program is made.
    static let foldingCost = 10_000
}
