import CEL
import Document

/// What a step answered, as conditions see it: fields by their declared shapes.
struct StepOutputs: ObjectValue {
    let typeName: String
    let type: StepType
    let members: Object

    func field(_ name: String) -> CEL.Field {
        guard let json = members[name], !json.isNull, let output = type[output: name] else {
            return .absent
        }
        return output.shape.value(of: json, []).map { .value($0) } ?? .absent
    }

    func isEqual(to other: any ObjectValue) -> Bool {
        guard let other = other as? StepOutputs else { return false }
        return typeName == other.typeName && members == other.members
    }
}
