import Document

extension Request {
    /// As `parapet policy evaluate` takes it.
    public var json: JSON {
        var carried = Object()
        for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
            carried[key] =
                values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })
        }
        return [
            "principal": .string(principal.name), "action": .string(action),
            "resource": .string(resource), "keys": .object(carried),
        ]
    }
}

extension Principal {
    /// As people write it: an ARN, a service's name, a provider, or `anonymous`.
    public var name: String {
        switch self {
        case .anonymous: "anonymous"
        case .identity(let arn, let session):
            session.map { sessionARN(arn, $0) } ?? arn
        case .service(let name): name
        case .federated(let provider): provider
        case .canonicalUser(let id): "canonical:" + id
        }
    }

    /// A session's ARN leaves out the path of its role.
    private func sessionARN(_ role: String, _ session: String) -> String {
        let parts = role.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, let name = parts[5].split(separator: "/").last else { return role }
        return "arn:\(parts[1]):sts::\(parts[4]):assumed-role/\(name)/\(session)"
    }
}
