import Document
import Guardrails
import Platform

/// What a scan found of its scope's resources that is not committed yet.
public struct InventoryChanges: Sendable {
    let json: JSON
    /// How many rows are written.
    public let count: Int

    /// Nothing where nothing changed.
    ///
    /// - Parameters:
    ///   - attributes: those that were asked for, by type. What an earlier sweep read beyond them
    ///     stays.
    ///   - known: what is committed of the scope.
    public init(
        _ collection: Collection,
        types: [ResourceType],
        attributes: [String: Set<String>],
        known: [InventoryKey: String]
    ) {
        var put: [JSON] = []
        var seen: Set<InventoryKey> = []
        for type in types {
            let asked = attributes[type.name] ?? []
            for resource in collection.resources where resource.name.type == type.name {
                let key = InventoryKey(resource.name)
                seen.insert(key)
                let entry = Self.entry(resource, type, asked)
                let hash = SHA256.hexDigest(entry.text.utf8)
                guard known[key] != hash, var members = entry.object else { continue }
                members["hash"] = .string(hash)
                put.append(.object(members))
            }
        }
        let gone = known.keys.filter { key in
            !seen.contains(key) && types.contains { $0.name == key.type }
                && collection.listedCompletely(key.type)
        }
        json = ["put": .array(put), "gone": .array(gone.map(\.json))]
        count = put.count + gone.count
    }

    private static func entry(
        _ resource: Resource,
        _ type: ResourceType,
        _ asked: Set<String>
    ) -> JSON {
        var document = resource.document
        let tags = document["tags"]
        document["tags"] = nil
        let facts = type.facts.filter { asked.isSuperset(of: $0.attributes) }
        for fact in facts {
            if case .known(let value, _) = fact.judge(resource), !value.isNull {
                document[fact.name] = value
            }
        }
        let fields = type.fields.filter { $0.attribute.map(asked.contains) ?? true }.map(\.name)
        let unread = resource.unread.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
        return [
            "type": .string(type.name), "region": .string(resource.name.region),
            "id": .string(resource.name.id), "arn": .optional(resource.name.arn),
            "name": .optional(resource.name.name), "tags": tags ?? .null,
            "document": .object(document), "unread": .object(Object(unread)),
            "fields": .list(fields + facts.map(\.name) + ["aws"]),
            "attributes": .list(asked.sorted()),
        ]
    }
}

extension Gap {
    var json: JSON {
        [
            "reason": .string(reason.rawValue), "permission": .string(permission),
            "detail": .string(detail),
        ]
    }

    init?(_ json: JSON) {
        guard let reason = json["reason"]?.string.flatMap({ Reason(rawValue: $0) }),
            let permission = json["permission"]?.string
        else { return nil }
        self.init(reason: reason, permission: permission, detail: json["detail"]?.string ?? "")
    }
}

extension Coverage {
    init?(_ json: JSON) {
        guard let type = json["type"]?.string, let permission = json["permission"]?.string else {
            return nil
        }
        self.init(
            type: type,
            attribute: json["attribute"]?.string,
            permission: permission,
            complete: Int(json["complete"]?.int ?? 0)
        )
        for item in json["gaps"]?.array ?? [] {
            if let gap = Gap(item) { gaps[gap] = Int(item["count"]?.int ?? 1) }
        }
    }
}
