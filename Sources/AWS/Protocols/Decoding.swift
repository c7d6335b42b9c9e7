import Document
import Platform

extension ServiceModel {
    /// The answer's document by AWS's names. What the model does not know is dropped, what is missing
    /// stays missing.
    ///
    /// - Parameter halt: whether it is waited for yet.
    /// - Throws: what is no answer to the operation. Where only items of lists are not readable the
    ///   error has all the rest.
    func document(
        of response: HTTPResponse,
        to operation: Operation,
        halt: Halt? = nil
    ) throws(UnreadableAnswer) -> Object {
        guard response.header("x-amzn-errortype") == nil else {
            throw UnreadableAnswer(reason: "it is an error")
        }
        var losses: Losses? = Losses(halt: halt)
        let output = operation.output.map { self[$0] }
        let document: Object
        switch wireProtocol {
        case .query, .ec2:
            let root = try root(of: response, to: operation, halt)
            guard let output else { return [:] }
            guard let wrapper = operation.resultWrapper else {
                document = try object(root, output, &losses)
                break
            }
            let results = root.children.filter { $0.name == wrapper }
            guard results.count == 1 || (results.isEmpty && output.members.isEmpty) else {
                throw UnreadableAnswer(reason: "\(results.count) <\(wrapper)>")
            }
            guard let result = results.first else { return [:] }
            document = try object(result, output, &losses)
        case .json:
            guard let output, output.hasBody else {
                try requireJSON(response)
                return [:]
            }
            document = try members(try json(response, output), output, &losses)
        case .restXML, .restJSON:
            guard let output else {
                if wireProtocol == .restJSON { try requireJSON(response) }
                if response.hasRoot("Error") { throw UnreadableAnswer(reason: "it is an error") }
                return [:]
            }
            document = try restDocument(of: response, to: operation, output, halt, &losses)
        }
        guard let losses, !losses.reasons.isEmpty else { return document }
        throw UnreadableAnswer(reason: losses.summary, rest: document)
    }

    private func restDocument(
        of response: HTTPResponse,
        to operation: Operation,
        _ output: WireShape,
        _ halt: Halt?,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> Object {
        var document = Object()
        if let name = output.payload,
            let member = output.members.first(where: { $0.name == name })
        {
            let shape = self[member.shape]
            switch shape.kind {
            case .blob, .string:
                try checkType(of: response, isRaw: true)
                document[name] = try raw(response.body, shape)
            default: document[name] = try body(response, to: operation, shape, halt, &losses)
            }
        } else if output.hasBody {
            if wireProtocol == .restXML && output.name == "GetBucketLocationOutput" {
                // The only answer whose root is itself the member.
                let location = try root(of: response, to: operation, halt).text
                document["LocationConstraint"] = location.isEmpty ? nil : .string(location)
            } else {
                document = try body(response, to: operation, output, halt, &losses).object ?? [:]
            }
        }
        for member in output.members {
            guard let location = member.location else { continue }
            document[member.name] = try header(member, location, of: response)
        }
        return document
    }

    private func body(
        _ response: HTTPResponse,
        to operation: Operation,
        _ shape: WireShape,
        _ halt: Halt?,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        switch wireProtocol {
        case .restXML: try value(try root(of: response, to: operation, halt), shape, nil, &losses)
        default: try value(try json(response, shape), shape, nil, &losses)
        }
    }

    private func raw(_ bytes: [UInt8], _ shape: WireShape) throws(UnreadableAnswer) -> JSON {
        if case .blob = shape.kind { return .string(Base64.encode(bytes)) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UnreadableAnswer(reason: "not UTF-8")
        }
        return .string(text)
    }

    private func header(
        _ member: WireShape.Member,
        _ location: WireShape.Member.Location,
        of response: HTTPResponse
    ) throws(UnreadableAnswer) -> JSON? {
        switch location {
        case .statusCode: return .int(Int64(response.status))
        case .headers:
            let prefix = member.wireName.lowercased()
            let found = response.headers.filter { $0.name.lowercased().hasPrefix(prefix) }
                .map { (String($0.name.dropFirst(prefix.count)), JSON.string($0.value)) }
            return found.isEmpty ? nil : .object(Object(found))
        case .header:
            guard let text = response.header(member.wireName) else { return nil }
            return try scalar(text, self[member.shape])
        case .querystring, .uri: return nil
        }
    }

    /// A text on the wire as the value that its shape says it is.
    func scalar(_ text: String, _ shape: WireShape) throws(UnreadableAnswer) -> JSON {
        switch shape.kind {
        case .integer:
            guard let number = Int64(text) else { throw mismatch("a whole number", text) }
            return .int(number)
        case .double:
            guard let number = Double(text) else { throw mismatch("a number", text) }
            return .double(number)
        case .boolean:
            switch text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw mismatch("true or false", text)
            }
        case .timestamp:
            guard let time = WireTime.read(text) else { throw mismatch("a time", text) }
            return .string(time.rfc3339)
        case .blob:
            guard Base64.decode(text) != nil else { throw mismatch("base64", text) }
            return .string(text)
        default: return .string(text)
        }
    }

    func mismatch(_ expected: String, _ found: String) -> UnreadableAnswer {
        UnreadableAnswer(reason: "expected \(expected), found '\(found.prefix(40))'")
    }
}
