import Document

/// The form-encoded protocols: `query` and EC2's own.
extension ServiceModel {
    func queryRequest(_ operation: Operation, _ parameters: Object) -> WireRequest {
        var fields: [(name: String, value: String)] = [
            ("Action", operation.name), ("Version", version),
        ]
        if let input = operation.input {
            add(.object(parameters), self[input], "", nil, &fields)
        }
        let body = fields.map { "\(Signer.encoded($0.name))=\(Signer.encoded($0.value))" }
        return WireRequest(
            method: "POST",
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(body.joined(separator: "&").utf8)
        )
    }

    private func add(
        _ value: JSON,
        _ shape: WireShape,
        _ prefix: String,
        _ format: String?,
        _ fields: inout [(name: String, value: String)]
    ) {
        switch (shape.kind, value) {
        case (.structure(let members), .object(let object)):
            for member in members {
                guard let value = object[member.name] else { continue }
                let name = fieldName(member)
                let isFlattenedList = isFlattened(member)
                add(
                    value,
                    self[member.shape],
                    prefix.isEmpty ? name : "\(prefix).\(name)",
                    isFlattenedList ? flattenedName(member, prefix) : member.timestampFormat,
                    &fields
                )
            }
        case (.list(let member), .array(let items)):
            guard !items.isEmpty else {
                if wireProtocol == .query { fields.append((prefix, "")) }
                return
            }
            // For a list `format` carries the name that a flattened list goes by.
            let name =
                format
                ?? (wireProtocol == .ec2
                    ? prefix : "\(prefix).\(member.locationName ?? "member")")
            for (index, item) in items.enumerated() {
                add(item, self[member.shape], "\(name).\(index + 1)", nil, &fields)
            }
        case (.map(let key, let member), .object(let object)):
            let entry = format ?? "\(prefix).entry"
            for (index, (name, value)) in object.enumerated() {
                let place = "\(entry).\(index + 1)"
                fields.append(("\(place).\(key.locationName ?? "key")", name))
                let valueName = "\(place).\(member.locationName ?? "value")"
                add(value, self[member.shape], valueName, nil, &fields)
            }
        default:
            let format = format ?? shape.timestampFormat ?? "iso8601"
            fields.append((prefix, scalarText(value, shape, format)))
        }
    }

    private func fieldName(_ member: WireShape.Member) -> String {
        guard wireProtocol == .ec2 else { return member.wireName }
        if let name = member.queryName { return name }
        guard let name = member.locationName else { return member.name }
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    private func isFlattened(_ member: WireShape.Member) -> Bool {
        guard wireProtocol == .query else { return false }
        return member.isFlattened || self[member.shape].isFlattened
    }

    /// A flattened list goes by the name of its items, a flattened map by its own.
    private func flattenedName(_ member: WireShape.Member, _ prefix: String) -> String {
        var name = fieldName(member)
        if case .list(let item) = self[member.shape].kind { name = item.locationName ?? name }
        return prefix.isEmpty ? name : "\(prefix).\(name)"
    }

    /// A value without parts as text.
    func scalarText(_ value: JSON, _ shape: WireShape, _ format: String) -> String {
        switch (shape.kind, value) {
        case (.timestamp, .string(let text)): WireTime.text(text, format)
        case (_, .string(let text)): text
        case (_, .bool(let flag)): flag ? "true" : "false"
        default: value.text
        }
    }
}
