import Document
import Platform

/// An answer that is not what the model says it must be. Nothing of it is used.
struct UnreadableAnswer: Error, Sendable, Hashable, CustomStringConvertible {
    let reason: String

    var description: String { "the answer is not readable: \(reason)" }
}

extension ServiceModel {
    /// The answer's document by AWS's names. What the model does not know is dropped, what is missing
    /// stays missing.
    func document(
        of response: HTTPResponse,
        to operation: Operation
    ) throws(UnreadableAnswer) -> Object {
        guard let output = operation.output.map({ self[$0] }) else { return [:] }
        switch wireProtocol {
        case .query, .ec2:
            let root = try xml(response.body)
            let wrapped = operation.resultWrapper.flatMap { root[$0] }
            guard operation.resultWrapper == nil || wrapped != nil || output.members.isEmpty else {
                throw UnreadableAnswer(reason: "<\(operation.resultWrapper ?? "")> is missing")
            }
            return try object(wrapped ?? root, output)
        case .json:
            return try members(try json(response.body), output)
        case .restXML, .restJSON:
            return try restDocument(of: response, output)
        }
    }

    private func restDocument(
        of response: HTTPResponse,
        _ output: WireShape
    ) throws(UnreadableAnswer) -> Object {
        var document = Object()
        if let name = output.payload,
            let member = output.members.first(where: { $0.name == name })
        {
            let shape = self[member.shape]
            switch shape.kind {
            case .blob: document[name] = .string(Base64.encode(response.body))
            case .string:
                guard let text = String(validating: response.body, as: UTF8.self) else {
                    throw UnreadableAnswer(reason: "not UTF-8")
                }
                document[name] = .string(text)
            default:
                if !response.body.isEmpty { document[name] = try body(response.body, shape) }
            }
        } else if output.members.contains(where: { $0.location == nil }) {
            if wireProtocol == .restXML && output.name == "GetBucketLocationOutput" {
                // The only answer whose root is itself the member.
                let location = try xml(response.body).text
                document["LocationConstraint"] = location.isEmpty ? nil : .string(location)
            } else if !response.body.isEmpty {
                document = try body(response.body, output).object ?? [:]
            }
        }
        for member in output.members {
            guard let location = member.location else { continue }
            document[member.name] = try header(member, location, of: response)
        }
        return document
    }

    private func body(_ bytes: [UInt8], _ shape: WireShape) throws(UnreadableAnswer) -> JSON {
        switch wireProtocol {
        case .restXML: try value(try xml(bytes), shape, nil)
        default: try value(try json(bytes), shape, nil)
        }
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

    func xml(_ bytes: [UInt8]) throws(UnreadableAnswer) -> XMLElement {
        do throws(ParseFailure) {
            return try XMLElement.parse(bytes)
        } catch {
            throw UnreadableAnswer(reason: error.description)
        }
    }

    private func json(_ bytes: [UInt8]) throws(UnreadableAnswer) -> JSON {
        guard !bytes.isEmpty else { return [:] }
        do throws(ParseFailure) {
            return try JSON.parse(bytes)
        } catch {
            throw UnreadableAnswer(reason: error.description)
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
