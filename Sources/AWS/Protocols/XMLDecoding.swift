import Document

extension ServiceModel {
    /// A structure from an element.
    func object(
        _ element: XMLElement,
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> Object {
        var byName: [String: [XMLElement]] = [:]
        for child in element.children { byName[child.name, default: []].append(child) }
        var object = Object()
        for member in shape.members where member.location == nil {
            let inner = self[member.shape]
            if member.isAttribute {
                // `xsi:type` in the model, `type` once the prefix is resolved.
                let name = member.wireName.split(separator: ":").last.map(String.init)
                object[member.name] = name.flatMap { element.attribute($0) }.map { .string($0) }
                continue
            }
            let isFlattened = member.isFlattened || inner.isFlattened
            var name = member.wireName
            if isFlattened, case .list(let item) = inner.kind {
                name = item.locationName ?? name
            }
            guard let found = byName[name], let first = found.first else { continue }
            object[member.name] =
                isFlattened
                ? try flattened(found, inner)
                : try value(first, inner, member.timestampFormat)
        }
        return object
    }

    func value(
        _ element: XMLElement,
        _ shape: WireShape,
        _ format: String?
    ) throws(UnreadableAnswer) -> JSON {
        switch shape.kind {
        case .structure: return .object(try object(element, shape))
        case .list(let member):
            var items: [JSON] = []
            for child in element.children {
                items.append(try value(child, self[member.shape], nil))
            }
            return .array(items)
        case .map: return try map(element.children, shape)
        default: return try scalar(element.text, shape)
        }
    }

    private func flattened(
        _ elements: [XMLElement],
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> JSON {
        guard case .list(let member) = shape.kind else { return try map(elements, shape) }
        var items: [JSON] = []
        for element in elements { items.append(try value(element, self[member.shape], nil)) }
        return .array(items)
    }

    private func map(
        _ entries: [XMLElement],
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> JSON {
        guard case .map(let key, let member) = shape.kind else { return .null }
        var object = Object()
        for entry in entries {
            guard let name = entry[key.locationName ?? "key"]?.text,
                let content = entry[member.locationName ?? "value"]
            else { throw UnreadableAnswer(reason: "a map's entry without key or value") }
            object[name] = try value(content, self[member.shape], nil)
        }
        return .object(object)
    }
}
