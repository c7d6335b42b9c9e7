import Document
import Guardrails

extension PolicyStatement {
    var isAllow: Bool { json["Effect"]?.string == "Allow" }
    var isDeny: Bool { json["Effect"]?.string == "Deny" }
    var hasCondition: Bool { json["Condition"]?.object?.isEmpty == false }

    /// What it names under `Action`; nil where it says `NotAction`.
    var actions: [String]? { json["Action"].map { Self.texts($0).map { $0.lowercased() } } }
    var exemptedActions: [String] { Self.texts(json["NotAction"]).map { $0.lowercased() } }

    /// Whether it speaks of an action: an IAM action, case does not matter.
    func names(action: String) -> Bool {
        let action = action.lowercased()
        if let actions { return actions.contains { Pattern($0).matches(action) } }
        return !exemptedActions.contains { Pattern($0).matches(action) }
    }

    /// Whether it speaks of a resource. A statement without either key is one of a trust policy and
    /// speaks of what it is attached to.
    func names(resource: String) -> Bool {
        if let resources = json["Resource"] {
            return Self.texts(resources).contains { Self.pattern($0).matches(resource) }
        }
        return !Self.texts(json["NotResource"]).contains { Self.pattern($0).matches(resource) }
    }

    /// Resources are asked for by ARNs of the partition `aws`; those of others are meant alike.
    private static func pattern(_ text: String) -> Pattern {
        guard text.hasPrefix("arn:aws-"), let end = text.dropFirst(8).firstIndex(of: ":") else {
            return Pattern(text)
        }
        return Pattern("arn:aws" + text[end...])
    }

    /// Whether it holds for every resource, whatever it is called.
    var isForAllResources: Bool {
        guard let resources = json["Resource"] else {
            return Self.texts(json["NotResource"]).isEmpty
        }
        return Self.texts(resources).contains("*")
    }

    var resourceText: String {
        if let resources = json["Resource"] {
            return Self.texts(resources).sorted().joined(separator: ", ")
        }
        return "all but " + Self.texts(json["NotResource"]).sorted().joined(separator: ", ")
    }
}
