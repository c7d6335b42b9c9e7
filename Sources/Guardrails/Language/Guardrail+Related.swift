import CEL
import Document

extension YAMLValue {
    typealias RelatedType = (name: String, type: ResourceType, value: YAMLValue)

    private static let relatedKeys = ["resource", "match", "reads", "reach"]

    /// `{ roles: { resource: iam.role, … } }`: the names and their types.
    func relatedTypes(in catalogue: Catalogue) -> [RelatedType] {
        entries().compactMap { entry in
            let keys = entry.value.keys(Self.relatedKeys, required: ["resource"])
            guard let type = keys["resource"]?.resourceType(in: catalogue) else { return nil }
            guard type.isRead else {
                keys["resource"]?.bad("'\(type.name)' is not collected")
                return nil
            }
            return (entry.name, type, entry.value)
        }
    }

    /// What makes a resource related to one of `type`.
    ///
    /// - Parameter conditions: where the fields that are looked at are named.
    func related(
        _ name: String,
        _ other: ResourceType,
        of type: ResourceType,
        _ conditions: [String]
    ) -> Guardrail.Related? {
        let keys = keys(Self.relatedKeys)
        var attributes = other.attributes(namedIn: conditions)
        for value in keys["reads"]?.list() ?? [] {
            guard let name = value.text() else { continue }
            let names = other.attributes.map(\.name)
            if names.contains(name) {
                attributes.insert(name)
            } else {
                value.bad(
                    "'\(name)' is not an attribute of \(other.name)",
                    hint: names.isEmpty ? nil : "there is \(names.joined(separator: ", "))"
                )
            }
        }
        let match = keys["match"]?.entries().compactMap { entry in
            entry.value.condition(on: entry.name, entry.key, of: other, type)
        }
        attributes.formUnion((match ?? []).compactMap(\.attribute))
        let reach = keys["reach"]?.choice(Guardrail.Related.Reach.self) ?? .account
        if reach == .estate { checkNames(Set((match ?? []).map(\.field)), of: other, keys) }
        return Guardrail.Related(
            name: name,
            type: other,
            reach: reach,
            match: match ?? [],
            attributes: attributes
        )
    }

    /// In the whole estate one is looked up by a name that no other has: nobody reads all there is.
    private func checkNames(
        _ fields: Set<String>,
        of type: ResourceType,
        _ keys: [String: YAMLValue]
    ) {
        let names = type.uniqueNames.map(\.rawValue).sorted()
        if !fields.isDisjoint(with: names) || fields.isSuperset(of: ["account", "id"]) { return }
        let ways = names.map { "'\($0)'" } + ["'account' and 'id'"]
        (keys["match"] ?? self).bad(
            "with 'reach: estate' one \(type.name) has to be named: match \(ways.joined(separator: ", or "))",
            hint:
                "such as match: { \(names.first.map { "\($0): resource.x" } ?? "account: resource.x, id: resource.y") }"
        )
    }

    /// `instance_profiles: resource.profile`
    private func condition(
        on field: String,
        _ key: YAMLValue,
        of other: ResourceType,
        _ type: ResourceType
    ) -> Guardrail.Related.Condition? {
        guard let path = text() else { return nil }
        guard path.hasPrefix("resource.") else {
            bad("expected a field of the resource, such as resource.id")
            return nil
        }
        let own = String(path.dropFirst("resource.".count))
        guard key.checkText(field, of: other), checkText(own, of: type) else { return nil }
        return Guardrail.Related.Condition(
            field: field,
            attribute: other.attributes(behind: field).first,
            own: own,
            ownAttribute: type.attributes(behind: own).first
        )
    }

    /// Whether the type has such a field, of a text or a list of texts.
    private func checkText(_ field: String, of type: ResourceType) -> Bool {
        let fields =
            type.fields.map { ($0.name, $0.shape) } + type.facts.map { ($0.name, $0.shape) }
            + ResourceType.identityFields.filter { $0.0 != "tags" }
        let texts = fields.filter { $0.1 == .text || $0.1 == .list(.text) }.map(\.0)
        if texts.contains(field) { return true }
        bad(
            "'\(field)' is not a text, or a list of texts, of \(type.name)",
            hint: Suggestion.nearest(to: field, in: texts).map { "did you mean '\($0)'?" }
        )
        return false
    }
}

extension ResourceType {
    /// The attributes of which a field or fact is selected somewhere in the conditions. Conditions
    /// that pass a resource on to a function do not name what that looks at.
    func attributes(namedIn conditions: [String]) -> Set<String> {
        let names = fields.map(\.name) + facts.map(\.name) + ["tags"]
        var found: Set<String> = []
        for name in names
        where conditions.contains(where: { $0.contains(".\(name)") || $0.contains(".?\(name)") }) {
            found.formUnion(attributes(behind: name))
        }
        if conditions.contains(where: { $0.contains(".tag(") }) {
            found.formUnion(attributes(behind: "tags"))
        }
        return found
    }
}
