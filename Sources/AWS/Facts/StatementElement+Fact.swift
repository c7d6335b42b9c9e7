import Document
import Guardrails
import Policy

extension StatementElement {
    /// `statements` of a type.
    ///
    /// - Parameters:
    ///   - field: where the policy is.
    ///   - attribute: what it comes with; nil with the list call.
    static func fact(of field: String, from attribute: String?) -> ResourceType.Fact {
        fact(field, attribute) { $0.document[field] }
    }

    /// `statements` of a managed policy: those of the version in force.
    static let ofDefaultVersion = fact("versions", nil) { policy in
        guard let versions = policy.document["versions"]?.array else { return nil }
        return versions.first { $0["IsDefaultVersion"]?.bool == true }?["Document"] ?? "?"
    }

    private static func fact(
        _ field: String,
        _ attribute: String?,
        _ policy: @escaping @Sendable (Resource) -> JSON?
    ) -> ResourceType.Fact {
        ResourceType.Fact(
            "statements",
            .list(.element(element.name)),
            from: [attribute].compactMap(\.self),
            "the statements of its policy; empty where it has none",
            example: "resource.statements.exists(s, s.effect == 'Allow')"
        ) { resource in
            let source = attribute ?? field
            guard resource.unread[source] == nil else { return .unknown([source]) }
            guard let policy = policy(resource), !policy.isNull, policy != "" else {
                return .known([], because: [])
            }
            guard let statements = statements(of: policy) else { return .unknown([source]) }
            return .known(.array(statements.map { .object($0) }), because: [])
        }
    }

    /// Nil where it is no policy.
    static func statements(of policy: JSON) -> [Object]? {
        guard let json = Declaration.document(policy), let members = json.object,
            let listed = members.first(where: { $0.0.lowercased() == "statement" })?.1
        else { return nil }
        let read = ReadPolicies.document(json)
        let all = listed.array ?? [listed]
        return all.enumerated().map { at, statement in
            var doubts = [read.doubt].compactMap(\.self)
            if read.statements.indices.contains(at) { doubts += read.statements[at].doubts }
            return object(statement, version: members["Version"], doubts)
        }
    }

    private static func object(_ statement: JSON, version: JSON?, _ doubts: [String]) -> Object {
        var elements: [String: JSON] = [:]
        for (name, value) in statement.object ?? [:] { elements[name.lowercased()] = value }
        var doubts = doubts
        var object = Object()
        if let sid = elements["sid"]?.string, !sid.isEmpty { object["sid"] = .string(sid) }
        object["effect"] = elements["effect"]
        for name in ["principal", "action", "resource"] {
            for (key, prefix) in [(name, ""), ("not" + name, "not_")] {
                let texts =
                    name == "principal"
                    ? StatementPrincipal.texts(in: elements[key]) : Self.texts(elements[key])
                if elements[key] != nil, texts.isEmpty { doubts.append("its \(key) names nothing") }
                object["\(prefix)\(name)s"] = .list(texts)
            }
        }
        object["conditions"] = .array(conditions(elements["condition"]))
        object["version"] = version
        object["doubts"] = .list(doubts)
        return object
    }

    private static func conditions(_ blocks: JSON?) -> [JSON] {
        (blocks?.object ?? [:]).flatMap { name, keys in
            (keys.object ?? [:]).map { key, values in
                [
                    "operator": .string(name), "key": .string(key.lowercased()),
                    "values": .list(texts(values)),
                ]
            }
        }
    }

    private static func texts(_ json: JSON?) -> [String] {
        (json?.array ?? [json].compactMap(\.self)).compactMap { item in
            switch item {
            case .string(let text): text
            case .bool, .int, .double: item.text
            default: nil
            }
        }
    }
}
