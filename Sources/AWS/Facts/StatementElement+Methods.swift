import CEL
import Document
import Guardrails
import Policy

extension StatementElement {
    static let functions = [
        Function(
            "allows",
            receiver: .object(element.name),
            parameters: [.string],
            result: .bool,
            meaning: "whether it allows somebody an action, or one of those that a pattern names",
            example: "statement.allows('s3:PutObject')"
        ) { values in
            guard case .string(let action) = values.last, action == "*" || action.contains(":")
            else {
                return .error(
                    EvaluationError(.invalidArgument, "allows() needs an action such as s3:Get*")
                )
            }
            return answer(values) { $0.statements.first?.allows(action) ?? .no }
        },
        Function(
            "public",
            receiver: .object(element.name),
            parameters: [],
            result: .bool,
            meaning: "whether it, alone, lets in the internet or every AWS customer",
            example: "statement.public()"
        ) { values in
            answer(values) { policy in
                let anything = Exposure.Subject(
                    arn: nil,
                    owner: nil,
                    actions: ["*"],
                    examples: []
                )
                return Exposure(of: policy, anything).isPublic()
            }
        },
    ]

    /// What the engine says of a statement alone.
    private static func answer(
        _ values: [Value],
        _ ask: (PolicyDocument) -> PolicyAnswer
    ) -> Outcome {
        guard case .object(let object) = values.first, let part = object as? DocumentObject else {
            return .error(EvaluationError(.noSuchOverload, "not a statement"))
        }
        let members = part.members
        if members["effect"]?.string != "Deny", let doubt = members["doubts"]?.array?.first?.string
        {
            return unknown(doubt)
        }
        switch ask(document(members)) {
        case .yes: return .value(.bool(true))
        case .no: return .value(.bool(false))
        case .unknown(let reason): return unknown(reason)
        }
    }

    private static func unknown(_ reason: String) -> Outcome {
        .error(EvaluationError(.host, "what the statement means is not known: \(reason)"))
    }

    /// The policy that has this statement alone.
    private static func document(_ members: Object) -> PolicyDocument {
        var statement: Object = ["Effect": members["effect"] ?? ""]
        statement["Sid"] = members["sid"]
        for (field, element) in [("actions", "Action"), ("resources", "Resource")] {
            for (prefix, word) in [("", ""), ("not_", "Not")] {
                guard let items = members[prefix + field]?.array, !items.isEmpty else { continue }
                statement[word + element] = .array(items)
            }
        }
        for (field, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
            let texts = (members[field]?.array ?? []).compactMap(\.string)
            if !texts.isEmpty { statement[element] = StatementPrincipal.json(texts) }
        }
        var blocks = Object()
        for condition in members["conditions"]?.array ?? [] {
            guard let name = condition["operator"]?.string, let key = condition["key"]?.string
            else { continue }
            var keys = blocks[name]?.object ?? Object()
            keys[key] = condition["values"] ?? []
            blocks[name] = .object(keys)
        }
        if !blocks.isEmpty { statement["Condition"] = .object(blocks) }
        return PolicyDocument(
            [
                "Version": members["version"] ?? "2008-10-17",
                "Statement": .array([.object(statement)]),
            ]
        )
    }
}
