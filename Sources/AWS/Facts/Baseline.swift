import CEL
import Document
import Guardrails
import Policy

/// What every account of an environment must have, such as the role that auditors use, compared with
/// what there is.
enum Baseline {
    static let element = ResourceType.Element(
        "account.baseline-item",
        meaning: "a role or policy that the account's environment asks for",
        example: "each: { item: resource.baseline }",
        fields: [
            .init("kind", .text, "role or policy"),
            .init("name", .text, "the role's or policy's name"),
            .init("trust", .any, "who may assume the role"),
            .init("attached", .list(.text), "managed policies of the role, by ARN or by name"),
            .init("inline", .any, "inline policies of the role: name to document"),
            .init("boundary", .text, "the role's permissions boundary, by ARN"),
            .init("document", .any, "what the policy says"),
        ],
        key: { "\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")" },
        text: { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "") of the baseline" },
        subject: subject
    )

    /// The role or policy itself, called as it would be where it is not there.
    private static func subject(_ item: Object, of account: Resource) -> ResourceName {
        let name = item["name"]?.string ?? ""
        let isRole = item["kind"]?.string == "role"
        let region = account.document["regions"]?.texts.first
        let partition = region.flatMap { Partition(region: $0) } ?? .aws
        let arn =
            "arn:\(partition.name):iam::\(account.name.account):"
            + (isRole ? "role" : "policy") + "/\(name)"
        return ResourceName(
            type: isRole ? "iam.role" : "iam.policy",
            account: account.name.account,
            region: Scope.global,
            id: isRole ? name : arn,
            arn: arn,
            name: name
        )
    }

    /// `item.drift(related.roles, related.policies)`: how the account differs, in words; empty where it
    /// does not.
    static let functions = [
        Function(
            "drift",
            receiver: .object(element.name),
            parameters: [.list(.object("iam.role")), .list(.object("iam.policy"))],
            result: .list(.string),
            meaning:
                "how the account's roles and policies differ from it, in words; empty: not at all",
            example: "item.drift(related.roles, related.policies).size() > 0"
        ) { values in
            guard case .object(let item) = values[0], let item = item as? DocumentObject else {
                return .error(EvaluationError(.noSuchOverload, "not a part of the baseline"))
            }
            let isRole = item.members["kind"]?.string == "role"
            guard case .list(let candidates) = values[isRole ? 1 : 2] else {
                return .error(EvaluationError(.noSuchOverload, "drift() needs two lists"))
            }
            let found = candidates.lazy.compactMap { value -> DocumentObject? in
                guard case .object(let object) = value else { return nil }
                return object as? DocumentObject
            }.first { object in
                let name = item.members["name"]?.string ?? ""
                // Not every listing of policies tells their names.
                return object.field("name").text == name
                    || object.field("arn").text?.hasSuffix("/" + name) == true
            }
            guard let found else { return .value(.list([.string("it is missing")])) }
            guard isRole else { return drift(policy: found, item.members).outcome }
            switch found.field("policies") {
            case .unknown(let names): return .unknown(names)
            case .absent:
                return .error(
                    EvaluationError(.noSuchField, "drift() needs 'reads: [policies]' of the roles")
                )
            case .value: return drift(role: found, item.members).outcome
            }
        }
    ]

    private static func drift(policy: DocumentObject, _ wanted: Object) -> PolicyDrift {
        let version = policy.members["versions"]?.array?.first {
            $0["IsDefaultVersion"]?.bool == true
        }
        var drift = PolicyDrift()
        let document = policy.members["document"] ?? Declaration.document(version?["Document"])
        drift.compare("its document", document, with: wanted["document"])
        return drift
    }

    private static func drift(role: DocumentObject, _ wanted: Object) -> PolicyDrift {
        var drift = PolicyDrift()
        if let trust = wanted["trust"] {
            drift.compare("its trust policy", role.members["trust"], with: trust)
        }
        let policies = role.members["policies"]?.array ?? []
        attached(policies, wanted["attached"], &drift)
        if let inline = wanted["inline"]?.object {
            let own = policies.filter { $0["kind"] == "inline" }
            for (name, document) in inline {
                let found = own.first { $0["name"]?.string == name }
                if let found {
                    drift.compare("inline policy \(name)", found["document"], with: document)
                } else {
                    drift.add("inline policy \(name) is missing")
                }
            }
            for policy in own where inline[policy["name"]?.string ?? ""] == nil {
                drift.add("inline policy \(policy["name"]?.string ?? "") is there too")
            }
        }
        if let boundary = wanted["boundary"]?.string,
            role.members["boundary"]?.string != boundary
        {
            drift.add("its boundary is not \(boundary)")
        }
        return drift
    }

    /// Managed policies, known by ARN or by name.
    private static func attached(
        _ policies: [JSON],
        _ wanted: JSON?,
        _ drift: inout PolicyDrift
    ) {
        guard let wanted = wanted?.array?.compactMap(\.string) else { return }
        let attached = policies.filter { $0["kind"] == "attached" }
            .map { [$0["arn"]?.string, $0["name"]?.string].compactMap(\.self) }
        for policy in wanted where !attached.contains(where: { $0.contains(policy) }) {
            drift.add("policy \(policy) is not attached")
        }
        for names in attached where !names.contains(where: wanted.contains) {
            drift.add("policy \(names.last ?? "") is attached too")
        }
    }
}

extension CEL.Field {
    fileprivate var text: String? {
        guard case .value(.string(let text)) = self else { return nil }
        return text
    }
}
