@testable import CEL

/// Evaluates a source; a source that is not a program counts as the text of its first problem.
func ask(
    _ source: String,
    _ declarations: Declarations = Declarations(),
    _ bindings: Bindings = [:],
    costLimit: Int = Program.defaultCostLimit
) -> String {
    do {
        let program = try Program(source, declarations: declarations)
        return shown(program.evaluate(bindings, costLimit: costLimit))
    } catch {
        return "problem: " + (error.problems.first?.description ?? "none")
    }
}

/// The variables `u`, `v` (unknown), `t` (true), `f` (false) and `e` (an error), all dyn.
func askLogic(_ source: String) -> String {
    let names = ["u", "v", "t", "f"]
    let declarations = Declarations(
        variables: Dictionary(uniqueKeysWithValues: names.map { ($0, .dyn) }),
        functions: [
            Function("e", result: .dyn) { _ in .error(EvaluationError(.host, "broken")) }
        ]
    )
    return ask(
        source,
        declarations,
        [
            "u": .unknown(["u"]), "v": .unknown(["v"]), "t": .value(true), "f": .value(false),
        ]
    )
}

func shown(_ outcome: Outcome) -> String {
    switch outcome {
    case .value(let value): shown(value)
    case .error(let error): "error: \(error.kind)"
    case .unknown(let names): "unknown: \(names.sorted().joined(separator: " "))"
    }
}

func shown(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)u"
    case .double(let value): "\(value)"
    case .string(let value): "'\(value)'"
    case .bytes(let value): "b\(value)"
    case .list(let list): "[\(list.map { shown($0) }.joined(separator: ", "))]"
    case .map(let map):
        "{"
            + zip(map.keys, map.values).map { "\(shown($0)): \(shown($1))" }
            .joined(separator: ", ") + "}"
    case .timestamp(let value): value.rfc3339
    case .duration(let value): "\(value.totalNanoseconds)ns"
    case .type(let type): "type \(type.name)"
    case .optional(let value): "optional(\(value.map { shown($0) } ?? ""))"
    case .object(let object): object.typeName
    case .ip(let address): address.description
    case .cidr(let prefix): prefix.description
    }
}
