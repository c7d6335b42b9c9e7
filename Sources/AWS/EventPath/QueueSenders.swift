import Document
import Guardrails

/// Who may put messages into a queue, as its policy says: rules of EventBridge, each by its ARN, and
/// everybody else that a statement allows it.
///
/// Source: Amazon EventBridge User Guide, "Using resource-based policies for Amazon EventBridge", Amazon SQS
/// permissions.
public struct QueueSenders: Sendable, Hashable {
    public var rules: [String] = []
    /// For people.
    public var others: [String] = []

    public init(rules: [String] = [], others: [String] = []) {
        self.rules = rules
        self.others = others
    }

    /// - Parameter policy: the text of the queue's policy; nil where it has none.
    init(policy: String?) {
        guard let policy else { return }
        guard let document = try? JSON.parse(policy) else {
            others = ["a policy that cannot be read"]
            return
        }
        let statements = document["Statement"]?.array ?? [document["Statement"] ?? [:]]
        for statement in statements where Self.lets(statement, to: "sqs:sendmessage") {
            let principals = StatementPrincipal.texts(in: statement["Principal"])
            let found = Self.rules(of: statement)
            if principals == ["events.amazonaws.com"], let found {
                rules += found
            } else if statement["Principal"] == nil {
                others.append("everybody but \((statement["NotPrincipal"] ?? [:]).text)")
            } else {
                others += principals.map { Self.named($0, statement) }
            }
        }
        rules = Set(rules).sorted()
        others = Set(others).sorted()
    }

    private static func lets(_ statement: JSON, to action: String) -> Bool {
        guard statement["Effect"] == "Allow" else { return false }
        let texts = { (value: JSON?) in
            (value?.array ?? value.map { [$0] } ?? []).compactMap { $0.string?.lowercased() }
        }
        if let denied = statement["NotAction"] {
            return !texts(denied).contains { Pattern($0).matches(action) }
        }
        return texts(statement["Action"]).contains { Pattern($0).matches(action) }
    }

    /// The rules that a statement is bound to; nil where it is not bound to rules by their names.
    private static func rules(of statement: JSON) -> [String]? {
        for (test, keys) in statement["Condition"]?.object ?? [:] {
            guard ["ArnEquals", "ArnLike", "StringEquals"].contains(test) else { continue }
            for (key, value) in keys.object ?? [:] where key.lowercased() == "aws:sourcearn" {
                let arns = (value.array ?? [value]).compactMap(\.string)
                let areRules = arns.allSatisfy { arn in
                    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
                    return parts.count == 6 && parts[2] == "events" && parts[5].hasPrefix("rule/")
                        && !arn.contains("*") && !arn.contains("?")
                }
                return areRules && !arns.isEmpty ? arns : nil
            }
        }
        return nil
    }

    private static func named(_ principal: String, _ statement: JSON) -> String {
        let who =
            switch principal {
            case "*": "everybody"
            case "events.amazonaws.com": "rules of EventBridge that it does not name"
            default: principal
            }
        let isBound = statement["Condition"]?.object?.isEmpty == false
        return isBound ? "\(who), under conditions" : who
    }
}
