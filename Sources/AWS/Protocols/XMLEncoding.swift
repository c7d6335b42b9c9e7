import Document

/// XML bodies of `rest-xml`.
extension ServiceModel {
    func writeXML(
        _ value: JSON,
        _ shape: WireShape,
        named name: String,
        _ namespace: WireShape.Namespace?,
        _ format: String?,
        _ text: inout String
    ) {
        var attributes = ""
        if let namespace = namespace ?? shape.namespace {
            let prefix = namespace.prefix.map { ":\($0)" } ?? ""
            attributes += " xmlns\(prefix)=\"\(Self.escaped(namespace.uri))\""
        }
        for member in shape.members where member.isAttribute {
            guard let value = value[member.name]?.string else { continue }
            attributes += " \(member.wireName)=\"\(Self.escaped(value))\""
        }
        text += "<\(name)\(attributes)>"
        switch (shape.kind, value) {
        case (.structure(let members), .object(let object)):
            for member in members where member.location == nil && !member.isAttribute {
                guard let value = object[member.name] else { continue }
                writeMember(value, member, &text)
            }
        case (.list(let member), .array(let items)):
            for item in items {
                let name = member.locationName ?? "member"
                writeXML(item, self[member.shape], named: name, member.namespace, nil, &text)
            }
        case (.map(let key, let member), .object(let object)):
            for (name, value) in object {
                text += "<entry>"
                let keyName = key.locationName ?? "key"
                text += "<\(keyName)>\(Self.escaped(name))</\(keyName)>"
                let valueName = member.locationName ?? "value"
                writeXML(value, self[member.shape], named: valueName, nil, nil, &text)
                text += "</entry>"
            }
        default:
            let format = format ?? shape.timestampFormat ?? "iso8601"
            text += Self.escaped(scalarText(value, shape, format))
        }
        text += "</\(name)>"
    }

    private func writeMember(_ value: JSON, _ member: WireShape.Member, _ text: inout String) {
        let shape = self[member.shape]
        guard case .list(let item) = shape.kind, member.isFlattened || shape.isFlattened,
            case .array(let items) = value
        else {
            writeXML(
                value,
                shape,
                named: member.wireName,
                member.namespace,
                member.timestampFormat,
                &text
            )
            return
        }
        // The items of a flattened list go by their own name where they have one.
        let name = item.locationName ?? member.wireName
        for value in items {
            writeXML(value, self[item.shape], named: name, item.namespace, nil, &text)
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#xD;"
            case "\n": escaped += "&#xA;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
