import Document
import Guardrails
import Platform

/// What a job found of its scope's resources.
public struct InventoryDraft: Sendable {
    struct Entry: Sendable {
        let key: ResourceKey
        let hash: String
        let members: Object
    }

    /// A document that is larger is not kept; the resource is judged all the same.
    public static let maxDocumentBytes = 1 << 20

    let entries: [Entry]
    /// Types of which every resource is among the entries.
    let listed: Set<String>
    /// Types whose past is kept.
    let history: [String]

    /// - Parameters:
    ///   - attributes: those that were asked for, by type. What an earlier sweep read beyond them
    ///     stays.
    ///   - history: the types whose past is kept.
    public init(
        _ collection: Collection,
        types: [ResourceType],
        attributes: [String: Set<String>],
        history: [String] = []
    ) {
        var entries: [Entry] = []
        for type in types {
            let asked = attributes[type.name] ?? []
            for resource in collection.resources where resource.name.type == type.name {
                entries.append(Self.entry(resource, Self.members(resource, type, asked)))
            }
        }
        self.entries = entries
        listed = Set(types.map(\.name).filter { collection.listedCompletely($0) })
        self.history = history.filter { name in types.contains { $0.name == name } }
    }

    /// SHA-256 of all of it, in whatever order it was listed.
    public var digest: String {
        let lines =
            entries.map { "\($0.key.type) \($0.key.region) \($0.key.id) \($0.hash)" }
            + listed.map { "all \($0)" } + history.map { "history \($0)" }
        return SHA256.hexDigest(lines.sorted().joined(separator: "\n").utf8)
    }

    /// What is too large costs its own row alone.
    private static func entry(_ resource: Resource, _ members: Object) -> Entry {
        var members = members
        let text = StorableText(.object(members))
        if text.text.utf8.count > maxDocumentBytes {
            members["omitted"] = .string("it has \(text.text.utf8.count) bytes")
            for part in ["document", "tags", "unread"] { members[part] = [:] }
        }
        members["escaped"] = .bool(text.isEscaped)
        return Entry(
            key: ResourceKey(resource.name),
            hash: SHA256.hexDigest(text.text.utf8),
            members: members
        )
    }

    private static func members(
        _ resource: Resource,
        _ type: ResourceType,
        _ asked: Set<String>
    ) -> Object {
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
        // What a listing tells can be unread by itself, and readable the next time.
        let told = type.fields.filter { $0.attribute == nil }.map(\.name)
        let unread = resource.unread.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }
        return [
            "type": .string(type.name), "region": .string(resource.name.region),
            "id": .string(resource.name.id), "arn": .optional(resource.name.arn),
            "name": .optional(resource.name.name), "tags": tags ?? .null,
            "document": .object(document), "unread": .object(Object(unread)),
            "fields": .list(fields + facts.map(\.name) + ["aws"]),
            "attributes": .list(asked.union(told).sorted()),
        ]
    }
}

/// What of it is not committed yet.
public struct InventoryChanges: Sendable {
    let json: JSON
    /// How many rows are written.
    public let count: Int

    /// Nothing where nothing changed.
    ///
    /// - Parameters:
    ///   - known: what is committed of the scope.
    ///   - keys: those that were looked at, where that was not the whole scope.
    public init(
        _ draft: InventoryDraft,
        known: [ResourceKey: String],
        only keys: Set<ResourceKey>? = nil
    ) {
        let put = draft.entries.filter { known[$0.key] != $0.hash }.map { entry -> JSON in
            var members = entry.members
            members["hash"] = .string(entry.hash)
            return .object(members)
        }
        let seen = Set(draft.entries.map(\.key))
        let gone = known.keys.filter { key in
            !seen.contains(key) && draft.listed.contains(key.type)
                && keys?.contains(key) != false
        }
        json = [
            "put": .array(put), "gone": .array(gone.map(\.json)),
            "history": .list(draft.history),
        ]
        count = put.count + gone.count
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

extension ResourceKey {
    var json: JSON {
        ["type": .string(type), "region": .string(region), "id": .string(id)]
    }
}
