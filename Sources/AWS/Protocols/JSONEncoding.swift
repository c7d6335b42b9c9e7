import Document

/// JSON bodies: of the `json` protocols and of `rest-json`.
extension ServiceModel {
    func jsonRequest(_ operation: Operation, _ parameters: Object) -> WireRequest {
        let body = operation.input.map { jsonBody(.object(parameters), self[$0], nil) } ?? [:]
        var headers = [
            (name: "Content-Type", value: "application/x-amz-json-\(jsonVersion)"),
            (name: "X-Amz-Target", value: "\(targetPrefix).\(operation.name)"),
        ]
        if isQueryCompatible { headers.append(("X-Amzn-Query-Mode", "true")) }
        return WireRequest(method: "POST", headers: headers, body: Array(body.text.utf8))
    }

    /// The value by its wire names.
    func jsonBody(_ value: JSON, _ shape: WireShape, _ format: String?) -> JSON {
        switch (shape.kind, value) {
        case (.structure(let members), .object(let object)):
            return .object(
                Object(
                    members.compactMap { member in
                        guard member.location == nil, let value = object[member.name] else {
                            return nil
                        }
                        let shape = self[member.shape]
                        return (member.wireName, jsonBody(value, shape, member.timestampFormat))
                    }
                )
            )
        case (.list(let member), .array(let items)):
            return .array(items.map { jsonBody($0, self[member.shape], member.timestampFormat) })
        case (.map(_, let member), .object(let object)):
            let values = object.map { ($0.0, jsonBody($0.1, self[member.shape], nil)) }
            return .object(Object(values))
        case (.timestamp, .string(let text)):
            let format = format ?? shape.timestampFormat ?? "unixTimestamp"
            if format == "unixTimestamp", let time = Timestamp(text) {
                return WireTime.number(time)
            }
            return .string(WireTime.text(text, format))
        default: return value
        }
    }
}
