import Document

/// An operation with its parameters as they go over the wire, before it is signed and addressed.
struct WireRequest: Sendable {
    var method: String
    /// Encoded.
    var path = "/"
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// What stands before the service's host, with its labels filled in.
    var hostPrefix = ""
}

/// A parameter that the operation's model does not allow.
struct ParameterFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Such as `Filters[0].Name`.
    let path: String
    let reason: String

    var description: String { "\(path): \(reason)" }
}

extension ServiceModel {
    /// Builds the request. `token` makes the idempotency tokens that the caller left out.
    func request(
        _ operation: Operation,
        _ parameters: Object,
        token: () -> String
    ) throws(ParameterFailure) -> WireRequest {
        var parameters = parameters
        if let input = operation.input {
            for member in self[input].members where member.isIdempotencyToken {
                if parameters[member.name] == nil {
                    parameters[member.name] = .string(token())
                }
            }
            try check(.object(parameters), self[input], "")
        } else if let name = parameters.keys.first {
            throw ParameterFailure(path: name, reason: "\(operation.name) takes no parameters")
        }
        var request: WireRequest
        switch wireProtocol {
        case .query, .ec2: request = queryRequest(operation, parameters)
        case .json: request = jsonRequest(operation, parameters)
        case .restXML, .restJSON: request = restRequest(operation, parameters)
        }
        if let prefix = operation.hostPrefix, let input = operation.input {
            request.hostPrefix = prefix
            for member in self[input].members where member.isHostLabel {
                let value = parameters[member.name]?.string ?? ""
                request.hostPrefix = request.hostPrefix
                    .split(separator: "{\(member.name)}", omittingEmptySubsequences: false)
                    .joined(separator: value)
            }
        }
        return request
    }

    /// Refuses what the model does not know, and what is missing or of another type: our own
    /// mistakes, told before AWS would have to.
    private func check(
        _ value: JSON,
        _ shape: WireShape,
        _ path: String
    ) throws(ParameterFailure) {
        switch (shape.kind, value) {
        case (.structure(let members), .object(let object)):
            for name in shape.required where object[name] == nil {
                throw ParameterFailure(path: path + name, reason: "is required")
            }
            for (name, value) in object {
                guard let member = members.first(where: { $0.name == name }) else {
                    throw ParameterFailure(path: path + name, reason: "is not known")
                }
                try check(value, self[member.shape], "\(path)\(name).")
            }
        case (.list(let member), .array(let items)):
            for (index, item) in items.enumerated() {
                try check(item, self[member.shape], "\(path)[\(index)].")
            }
        case (.map(_, let member), .object(let object)):
            for (name, value) in object {
                try check(value, self[member.shape], "\(path)\(name).")
            }
        case (.string, .string), (.integer, .int), (.boolean, .bool), (.document, _): break
        case (.double, .int), (.double, .double): break
        case (.timestamp, .string(let text)) where Timestamp(text) != nil: break
        case (.blob, .string(let text)) where Base64.decode(text) != nil: break
        default:
            throw ParameterFailure(path: String(path.dropLast()), reason: "has the wrong type")
        }
    }
}
