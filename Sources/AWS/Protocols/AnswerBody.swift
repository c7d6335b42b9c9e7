import Document
import Platform

extension ServiceModel {
    /// The root of an XML answer that is one to the operation.
    func root(
        of response: HTTPResponse,
        to operation: Operation,
        _ halt: Halt? = nil
    ) throws(UnreadableAnswer) -> XMLElement {
        try checkType(of: response)
        let root: XMLElement
        do throws(ParseFailure) {
            root = try XMLElement.parse(response.body) { halt?.isStopped == true }
        } catch {
            throw UnreadableAnswer(reason: error.description)
        }
        guard let expected = AnswerRoot.name(of: operation, self), root.name == expected else {
            throw UnreadableAnswer(reason: "<\(root.name)> is no answer to \(operation.name)")
        }
        // A service that fails half-way says so inside of what it began.
        let known = operation.output.map { self[$0].elements } ?? [:]
        for name in ["Error", "Errors"] where known[name] == nil && root[name] != nil {
            throw UnreadableAnswer(reason: "it is an error")
        }
        return root
    }

    /// A JSON answer for a shape that has something to say.
    func json(
        _ response: HTTPResponse,
        _ shape: WireShape
    ) throws(UnreadableAnswer) -> JSON {
        try checkType(of: response)
        let json: JSON
        do throws(ParseFailure) {
            json = try JSON.parse(response.body)
        } catch {
            throw UnreadableAnswer(reason: error.description)
        }
        guard let object = json.object else { return json }
        if let type = object["__type"]?.string, type.split(separator: "#").last ?? "" != shape.name
        {
            throw UnreadableAnswer(reason: "it is an error")
        }
        // Without any member it could be anybody's: AWS numbers its answers.
        let isNumbered = ["x-amzn-requestid", "x-amz-request-id"].contains {
            response.header($0) != nil
        }
        guard isNumbered || shape.members.contains(where: { object[$0.wireName]?.isNull == false })
        else { throw UnreadableAnswer(reason: "there is nothing in it") }
        return json
    }

    /// An answer without anything to say has no body, or an object.
    func requireJSON(_ response: HTTPResponse) throws(UnreadableAnswer) {
        try checkType(of: response)
        guard !response.body.isEmpty else { return }
        guard let json = try? JSON.parse(response.body), let object = json.object else {
            throw UnreadableAnswer(reason: "it is no JSON object")
        }
        guard object["__type"] == nil else { throw UnreadableAnswer(reason: "it is an error") }
    }

    func checkType(of response: HTTPResponse, isRaw: Bool = false) throws(UnreadableAnswer) {
        guard !response.body.isEmpty, let type = response.header("Content-Type") else { return }
        guard wireProtocol.sends(type, isRaw: isRaw) else {
            throw UnreadableAnswer(reason: "\(type.prefix(40)) is not what \(name) sends")
        }
    }
}

extension HTTPResponse {
    func hasRoot(_ name: String) -> Bool {
        !body.isEmpty && (try? XMLElement.parse(body))?.name == name
    }
}

extension WireShape {
    /// Whether an answer of this shape has anything to say in its body.
    var hasBody: Bool { members.contains { $0.location == nil } }
}
