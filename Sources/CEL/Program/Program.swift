/// A parsed, checked and planned expression; evaluate it as often as you like, from any thread.
public struct Program: Sendable {
    public let source: String
    /// The deduced type of the result.
    public let type: ValueType
    /// Select paths from declared variables, such as `["resource", "policy", "Statement"]`; a method
    /// call ends one as in `["resource", "tag()"]`. A path that ends early (at an index, or because
    /// the value is passed on whole) stands for everything below it. Complete.
    public let reads: Set<[String]>
    /// True when the result cannot depend on any variable: `true || resource.x` is constant too.
    public let isConstant: Bool

    /// Fails with every problem found, positions included.
    public init(
        _ source: String, declarations: Declarations = Declarations(), expecting: ValueType? = nil
    ) throws(CompileFailure) {
        self.source = source
        type = .dyn
        reads = []
        isConstant = false
    }

    /// The default for `costLimit`: ample for a guardrail over a large document, stops runaways.
    public static let defaultCostLimit = 10_000_000

    /// - Parameter costLimit: about one unit a call, a select and an element looked at; beyond it
    ///   the outcome is an error of kind `costLimitExceeded`.
    public func evaluate(
        _ bindings: Bindings, costLimit: Int = Program.defaultCostLimit
    ) -> Outcome {
        .error(EvaluationError(.noSuchOverload, "no such overload"))
    }

    /// Evaluates, and says which parts decided. Slower than `evaluate`.
    public func explain(
        _ bindings: Bindings, costLimit: Int = Program.defaultCostLimit
    ) -> Explanation {
        Explanation(outcome: evaluate(bindings, costLimit: costLimit), terms: [])
    }
}
