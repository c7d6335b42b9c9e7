import Document

extension ServiceModel {
    /// A structure from an element.
    func object(
        _ element: XMLElement,
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> Object {
        let members = shape.members
        var found = [JSON?](repeating: nil, count: members.count)
        var gathered: [Int: [XMLElement]] = [:]
        for child in element.children {
            guard let index = shape.elements[child.name] else { continue }
            let member = members[index]
            let inner = self[member.shape]
            if member.isFlattened || inner.isFlattened {
                gathered[index, default: []].append(child)
            } else if found[index] == nil {
                found[index] = try value(child, inner, member.timestampFormat)
            }
        }
        for (index, elements) in gathered {
            found[index] = try flattened(elements, self[members[index].shape])
        }
        for (index, member) in members.enumerated() where member.isAttribute {
            // `xsi:type` in the model, `type` once the prefix is resolved.
            let name = member.wireName.split(separator: ":").last.map(String.init)
            found[index] = name.flatMap { element.attribute($0) }.map { .string($0) }
        }
        var names: [String] = []
        var values: [JSON] = []
        for (index, value) in found.enumerated() {
            guard let value else { continue }
            names.append(members[index].name)
            values.append(value)
        }
        return Object(distinctNames: names, values: values)
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
        case .map: return try map(Array(element.children), shape)
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
