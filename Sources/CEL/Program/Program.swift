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

    let code: any Instruction
    let outline: Outline
    let variables: [String]
    let slotCount: Int

    /// The default for `costLimit`: ample for a guardrail over a large document, stops runaways.
    public static let defaultCostLimit = 2_000_000

    /// Fails with every problem found, positions included.
    /// - Parameter expecting: the type that the result must have.
    public init(
        _ source: String,
        declarations: Declarations = Declarations(),
        expecting: ValueType? = nil
    ) throws(CompileFailure) {
        try self.init(
            source,
            declarations: declarations,
            expecting: expecting,
            isChecked: true,
            allowsMacros: true
        )
    }

    init(
        _ source: String,
        declarations: Declarations,
        expecting: ValueType?,
        isChecked: Bool,
        allowsMacros: Bool
    ) throws(CompileFailure) {
        let places = Places(source)
        let tree: Node
        do {
            tree = try Parser.parse(source, allowsMacros: allowsMacros)
        } catch {
            throw CompileFailure(problems: [places.problem(at: error.offset, error.message)])
        }
        var checker = Checker(environment: Environment(declarations), isLenient: !isChecked)
        let found = checker.check(tree)
        if let expecting, !checker.unification.assign(found, to: expecting) {
            _ = checker.report(
                tree,
                "the expression must be \(expecting), not \(checker.shown(found))"
            )
        }
        guard checker.findings.isEmpty else {
            let findings = checker.findings.sorted { $0.offset < $1.offset }
            throw CompileFailure(
                problems: findings.map {
                    places.problem(at: $0.offset, $0.message, suggestion: $0.suggestion)
                }
            )
        }
        var planner = Planner(source: Array(source.utf8), slotCount: checker.slotCount)
        let plan = planner.plan(tree)
        self.source = source
        type = checker.unification.resolve(found, freeAsDyn: true)
        reads = ReadCollector.reads(of: tree)
        isConstant = !plan.readsVariables
        code = plan.code
        outline = plan.outline
        variables = planner.variables
        slotCount = checker.slotCount
    }

    /// - Parameter costLimit: about one unit a call, a select and an element looked at; beyond it
    ///   the outcome is an error of kind `costLimitExceeded`.
    public func evaluate(
        _ bindings: Bindings,
        costLimit: Int = Program.defaultCostLimit
    ) -> Outcome {
        var frame = frame(bindings, costLimit: costLimit)
        return code.evaluate(&frame)
    }

    func frame(_ bindings: Bindings, costLimit: Int) -> Frame {
        Frame(
            variables: variables.map { bindings[$0] },
            locals: Array(repeating: nil, count: slotCount),
            meter: Meter(limit: costLimit)
        )
    }
}
