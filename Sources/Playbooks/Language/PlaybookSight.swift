import CEL
import Guardrails

/// What the conditions of a playbook may use: `target`, `account`, `inputs`, `steps`, `case`,
/// `forensics`, `now`, and in a step with `each:` its `item`.
struct PlaybookSight {
    /// A step that is over when another begins.
    struct Past {
        let name: String
        let type: StepType
        let isRepeated: Bool
    }

    let target: ResourceType?
    let inputs: [PlaybookInput]

    /// - Parameters:
    ///   - past: those that are over for certain.
    ///   - item: the type of the step's `item`; nil: it has none.
    func declarations(after past: [Past], item: ValueType? = nil) -> Declarations {
        var declarations =
            target.map { Surroundings.declarations(for: $0) }
            ?? Declarations(functions: [Surroundings.days])
        for name in ["resource", "region", "estate"] { declarations.variables[name] = nil }
        declarations.variables["target"] = target.map { .object($0.name) }
        declarations.variables["now"] = .timestamp
        declarations.variables["case"] = .string
        declarations.variables["forensics"] = .object("forensics")
        declarations.objects["forensics"] = Self.fields(Self.forensics.map { ($0, .string) })
        declarations.variables["inputs"] = .object("inputs")
        declarations.variables["steps"] = .object("steps")
        declarations.variables["item"] = item
        declarations.objects["inputs"] = Self.fields(
            inputs.map { ($0.name.identifier, $0.kind.shape.valueType) }
        )
        declarations.objects["steps"] = Self.fields(
            past.map { ($0.name.identifier, .object(Self.step($0.name))) }
        )
        for step in past {
            let outputs = ValueType.object(Self.outputs(step.name))
            declarations.objects[Self.step(step.name)] = [
                "status": .string, "outputs": step.isRepeated ? .list(outputs) : outputs,
            ]
            declarations.objects[Self.outputs(step.name)] = Self.fields(
                step.type.outputs.map { ($0.name, $0.shape.valueType) }
            )
        }
        return declarations
    }

    /// The members of `forensics`, as parapet.yaml has them.
    static let forensics = ["account", "image", "key", "region", "role", "subnet"]

    static func step(_ name: String) -> String { "steps.\(name.identifier)" }
    static func outputs(_ name: String) -> String { "steps.\(name.identifier).outputs" }

    private static func fields(_ pairs: [(String, ValueType)]) -> [String: ValueType] {
        Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
