import Guardrails

extension ResourceEvent.Place {
    /// `requestParameters.groupId`, and what is made of what stands there.
    var text: String {
        let path = parts.map { $0.joined(separator: ".") }.joined(separator: " / ")
        return switch form {
        case .id, .made: path
        case .name: "\(path) (its name)"
        case .naming(let field): "\(path) (of all with this \(field))"
        case .single: "there is one"
        case .all: "all of the account"
        }
    }
}

extension [String] {
    func sortedWithoutRepeats() -> [String] { Set(self).sorted() }
}
