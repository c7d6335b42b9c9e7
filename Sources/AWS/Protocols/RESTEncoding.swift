import Document
import Platform

/// Requests whose parameters go into path, query, headers and body: `rest-xml` and `rest-json`.
extension ServiceModel {
    func restRequest(_ operation: Operation, _ parameters: Object) -> WireRequest {
        var request = WireRequest(method: operation.method)
        let halves = operation.uri.split(separator: "?", maxSplits: 1).map(String.init)
        request.path = halves[0]
        for pair in halves.dropFirst().first?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            request.query.append((parts[0], parts.dropFirst().first ?? ""))
        }
        guard let input = operation.input.map({ self[$0] }) else { return request }
        for member in input.members {
            guard let value = parameters[member.name], let location = member.location else {
                continue
            }
            bind(value, member, location, &request)
        }
        addBody(operation, input, parameters, &request)
        if operation.needsChecksum {
            request.headers += [
                ("X-Amz-Sdk-Checksum-Algorithm", "SHA256"),
                ("X-Amz-Checksum-Sha256", Base64.encode(SHA256.digest(request.body))),
            ]
        }
        return request
    }

    private func bind(
        _ value: JSON,
        _ member: WireShape.Member,
        _ location: WireShape.Member.Location,
        _ request: inout WireRequest
    ) {
        let shape = self[member.shape]
        let text = { (format: String) in
            self.scalarText(
                value,
                shape,
                member.timestampFormat ?? shape.timestampFormat ?? format
            )
        }
        switch location {
        case .uri:
            let name = member.wireName
            request.path = request.path.split(separator: "/", omittingEmptySubsequences: false)
                .map { part in
                    switch part {
                    case "{\(name)}": Signer.encoded(text("iso8601"))
                    case "{\(name)+}": Signer.encoded(text("iso8601"), keepingSlashes: true)
                    default: String(part)
                    }
                }.joined(separator: "/")
        case .querystring:
            if case .list(let item) = shape.kind {
                for value in value.array ?? [] {
                    let text = scalarText(value, self[item.shape], "iso8601")
                    request.query.append((member.wireName, text))
                }
            } else if case .map(_, let item) = shape.kind {
                for (name, value) in value.object ?? [:] {
                    for value in value.array ?? [value] {
                        request.query.append((name, scalarText(value, self[item.shape], "")))
                    }
                }
            } else {
                request.query.append((member.wireName, text("iso8601")))
            }
        case .header:
            let line = member.isJSON ? Base64.encode(Array(value.text.utf8)) : text("rfc822")
            request.headers.append((member.wireName, line))
        case .headers:
            for (name, value) in value.object ?? [:] {
                request.headers.append((member.wireName + name, value.string ?? value.text))
            }
        case .statusCode: break
        }
    }

    private func addBody(
        _ operation: Operation,
        _ input: WireShape,
        _ parameters: Object,
        _ request: inout WireRequest
    ) {
        if let name = input.payload,
            let member = input.members.first(where: { $0.name == name })
        {
            guard let value = parameters[name] else { return }
            let shape = self[member.shape]
            switch shape.kind {
            case .structure, .list, .map, .document:
                addDocument(value, shape, named: member.wireName, member.namespace, &request)
            case .blob: request.body = value.string.flatMap { Base64.decode($0) } ?? []
            default: request.body = Array(scalarText(value, shape, "iso8601").utf8)
            }
            return
        }
        let members = input.members.filter { $0.location == nil }
        guard !members.isEmpty else { return }
        let isGiven = members.contains { parameters[$0.name] != nil }
        guard isGiven || wireProtocol == .restJSON else { return }
        addDocument(
            .object(parameters),
            input,
            named: operation.inputName ?? input.name,
            operation.inputNamespace,
            &request
        )
    }

    private func addDocument(
        _ value: JSON,
        _ shape: WireShape,
        named name: String,
        _ namespace: WireShape.Namespace?,
        _ request: inout WireRequest
    ) {
        switch wireProtocol {
        case .restJSON:
            request.body = Array(jsonBody(value, shape, nil).text.utf8)
            request.headers.append(("Content-Type", "application/json"))
        default:
            var text = ""
            writeXML(value, shape, named: name, namespace, nil, &text)
            request.body = Array(text.utf8)
            request.headers.append(("Content-Type", "application/xml"))
        }
    }
}
