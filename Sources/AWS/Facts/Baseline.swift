import CEL
import Document
import Guardrails

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
        text: { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "") of the baseline" }
    )

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
            guard let found else { return texts(["it is missing"]) }
            guard isRole else { return texts(drift(policy: found, item.members)) }
            switch found.field("policies") {
            case .unknown(let names): return .unknown(names)
            case .absent:
                return .error(
                    EvaluationError(.noSuchField, "drift() needs 'reads: [policies]' of the roles")
                )
            case .value: return texts(drift(role: found, item.members))
            }
        }
    ]

    private static func texts(_ texts: [String]) -> Outcome {
        .value(.list(texts.map { .string($0) }))
    }

    private static func drift(policy: DocumentObject, _ wanted: Object) -> [String] {
        let version = policy.members["versions"]?.array?.first {
            $0["IsDefaultVersion"]?.bool == true
        }
        let document = policy.members["document"] ?? Declaration.document(version?["Document"])
        return same(document, wanted["document"]) ? [] : ["its document differs"]
    }

    private static func drift(role: DocumentObject, _ wanted: Object) -> [String] {
        var drift: [String] = []
        if let trust = wanted["trust"], !same(role.members["trust"], trust) {
            drift.append("its trust policy differs")
        }
        let policies = role.members["policies"]?.array ?? []
        let attached = policies.filter { $0["kind"] == "attached" }
        for policy in wanted["attached"]?.array?.compactMap(\.string) ?? []
        where !attached.contains(where: {
            $0["arn"]?.string == policy || $0["name"]?.string == policy
        }) {
            drift.append("policy \(policy) is not attached")
        }
        let known = wanted["attached"]?.array?.compactMap(\.string) ?? []
        for policy in attached {
            let names = [policy["arn"]?.string, policy["name"]?.string].compactMap(\.self)
            guard wanted["attached"] != nil, !names.contains(where: known.contains) else {
                continue
            }
            drift.append("policy \(names.last ?? "") is attached too")
        }
        if let inline = wanted["inline"]?.object {
            let own = policies.filter { $0["kind"] == "inline" }
            for (name, document) in inline {
                let found = own.first { $0["name"]?.string == name }
                if found == nil { drift.append("inline policy \(name) is missing") }
                if let found, !same(found["document"], document) {
                    drift.append("inline policy \(name) differs")
                }
            }
            for policy in own where inline[policy["name"]?.string ?? ""] == nil {
                drift.append("inline policy \(policy["name"]?.string ?? "") is there too")
            }
        }
        if let boundary = wanted["boundary"]?.string,
            role.members["boundary"]?.string != boundary
        {
            drift.append("its boundary is not \(boundary)")
        }
        return drift.sorted()
    }

    /// Whether two policies say the same, however their texts and lists are written.
    static func same(_ one: JSON?, _ other: JSON?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return statements(one) == statements(other)
    }

    private static func statements(_ policy: JSON) -> [JSON] {
        PolicyStatement.all(in: policy).map { normal($0.json, key: "") }
            .sorted { $0.text < $1.text }
    }

    private static func normal(_ json: JSON, key: String) -> JSON {
        switch json {
        case .object(let members):
            let pairs = members.filter { !($0.0 == "Sid") }.sorted { $0.0 < $1.0 }
            return .object(Object(pairs.map { ($0.0, listed(normal($0.1, key: $0.0), $0.0)) }))
        case .array(let items):
            return .array(Set(items.map { normal($0, key: key) }).sorted { $0.text < $1.text })
        case .string(let text) where key == "AWS" && text.hasSuffix(":root"):
            // An account's id stands for its root, whatever the partition.
            return .string(ResourceOwner.account(of: text) ?? text)
        case .bool(let flag): return .string(String(flag))
        default: return json
        }
    }

    /// A single text stands for a list of one, but for what can only be one.
    private static func listed(_ json: JSON, _ key: String) -> JSON {
        if key == "Effect" || json.array != nil || json.object != nil { return json }
        return .array([json])
    }
}

extension CEL.Field {
    fileprivate var text: String? {
        guard case .value(.string(let text)) = self else { return nil }
        return text
    }
}
