import Document

extension ServiceModel {
    /// A structure from an element.
    ///
    /// - Parameter losses: takes what items of lists cost. Nil inside of an item, where nothing may be
    ///   lost.
    func object(
        _ element: XMLElement,
        _ shape: WireShape,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> Object {
        let members = shape.members
        var found = [JSON?](repeating: nil, count: members.count)
        var gathered: [Int: [XMLElement]] = [:]
        try requireElements(element)
        for child in element.children {
            guard let index = shape.elements[child.name] else { continue }
            let member = members[index]
            let inner = self[member.shape]
            if member.isFlattened || inner.isFlattened {
                gathered[index, default: []].append(child)
            } else if found[index] == nil {
                found[index] = try value(child, inner, member.timestampFormat, &losses)
            } else if losses != nil, case .list = inner.kind {
                losses?.add("a second <\(child.name)>")
            } else {
                throw UnreadableAnswer(reason: "a second <\(child.name)>")
            }
        }
        for (index, elements) in gathered {
            found[index] = try flattened(elements, self[members[index].shape], &losses)
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
        _ format: String?,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        switch shape.kind {
        case .structure: return .object(try object(element, shape, &losses))
        case .list(let member):
            try requireElements(element)
            return try list(element.children, self[member.shape], &losses)
        case .map:
            try requireElements(element)
            return try map(element.children, shape)
        default: return try scalar(element.text, shape)
        }
    }

    private func flattened(
        _ elements: [XMLElement],
        _ shape: WireShape,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        guard case .list(let member) = shape.kind else { return try map(elements, shape) }
        return try list(elements, self[member.shape], &losses)
    }

    private func list(
        _ elements: some Sequence<XMLElement>,
        _ shape: WireShape,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        var items: [JSON] = []
        var inside: Losses?
        for element in elements {
            try losses?.goOn()
            do throws(UnreadableAnswer) {
                items.append(try value(element, shape, nil, &inside))
            } catch {
                guard losses != nil else { throw error }
                losses?.add(error.reason)
            }
        }
        return .array(items)
    }

    private func map(
        _ entries: some Sequence<XMLElement>,
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> JSON {
        guard case .map(let key, let member) = shape.kind else { return .null }
        var object = Object()
        var inside: Losses?
        for entry in entries {
            guard let name = entry[key.locationName ?? "key"]?.text,
                let content = entry[member.locationName ?? "value"]
            else { throw UnreadableAnswer(reason: "a map's entry without key or value") }
            object[name] = try value(content, self[member.shape], nil, &inside)
        }
        return .object(object)
    }

    /// A text where elements are expected would else be an empty list.
    private func requireElements(_ element: XMLElement) throws(UnreadableAnswer) {
        var children = element.children
        guard children.next() == nil else { return }
        let text = element.text
        guard text.allSatisfy(\.isWhitespace) else { throw mismatch("elements", text) }
    }
}
