import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// A service on loopback that answers what one type's listing and attributes ask as its model has it,
/// but for those calls that a test answers wrongly. Calls are named `service.Operation`.
final class ListingServer: Sendable {
    let collector: Collector
    private let attributes: Set<String>
    private let server: LoopbackServer
    private let state: Lock<State>
    private static let http = HTTPClient()

    private struct State {
        var wrong: [String: WrongAnswer.Reply] = [:]
        var asked: [String] = []
    }

    /// The calls that were made, each once.
    var asked: [String] { state.withLock { $0.asked } }

    init(_ type: String, withAttributes: Bool = false) throws {
        let collector = try #require(Collector.all.first { $0.type.name == type })
        let service = collector.type.service
        // A bucket's account is asked through a service of its own.
        let models = try (service == "s3" ? [service, "s3control"] : [service]).map {
            try #require(ServiceModel.named($0))
        }
        attributes = withAttributes ? Set(collector.type.attributes.map(\.name)) : []
        let state = Lock(State())
        self.collector = collector
        self.state = state
        server = LoopbackServer { request in
            guard let right = models.lazy.compactMap({ Self.answer(request, $0) }).first else {
                return [Self.http("", type: nil, status: "404 Not Found", isNumbered: false)]
            }
            let wrong = state.withLock { state in
                if !state.asked.contains(right.call) { state.asked.append(right.call) }
                return state.wrong[right.call]
            }
            let reply = wrong ?? WrongAnswer.Reply(body: right.body(), type: nil)
            return [
                Self.http(
                    reply.body,
                    type: reply.type,
                    status: "200 OK",
                    isNumbered: reply.isNumbered
                )
            ]
        }
    }

    func stop() { server.stop() }

    func right(_ call: String) throws -> MadeUpAnswer {
        let parts = call.split(separator: ".").map(String.init)
        let model = try #require(ServiceModel.named(parts[0]))
        return MadeUpAnswer(model, try #require(model.operations[parts[1]]))
    }

    func collect(
        answering call: String,
        with reply: WrongAnswer.Reply
    ) async -> Collection {
        await collect(answering: [call: reply])
    }

    func collect(answering wrong: [String: WrongAnswer.Reply] = [:]) async -> Collection {
        state.withLock { $0.wrong = wrong }
        let client = Client(
            http: Self.http,
            endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])
        )
        let reader = Reader(
            AccountClient(
                account: "111111111111",
                partition: .aws,
                client: client,
                credentials: FixedCredentials(Credentials(accessKeyID: "A", secretAccessKey: "s"))
            )
        )
        let type = collector.type
        let region = type.isGlobal ? Scope.global : "us-east-1"
        return await AWS.collect(
            Scope(account: "111111111111", region: region, service: type.service),
            attributes: [type.name: attributes],
            reader: reader,
            region: "us-east-1"
        )
    }

    private static func http(
        _ body: String,
        type: String?,
        status: String,
        isNumbered: Bool
    ) -> LoopbackServer.Step {
        var head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n"
        if let type { head += "Content-Type: \(type)\r\n" }
        if isNumbered { head += "x-amzn-RequestId: 1\r\n" }
        return .send(head + "\r\n" + body)
    }

    private static func answer(_ request: String, _ model: ServiceModel) -> MadeUpAnswer? {
        operation(of: request, model).map { MadeUpAnswer(model, $0) }
    }

    /// Told by target, action, or method and path.
    private static func operation(of request: String, _ model: ServiceModel) -> AWS.Operation? {
        let words = request.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count == 3 else { return nil }
        let path = words[1].prefix { $0 != "?" }.split(separator: "/")
        return model.operations.values.first { operation in
            switch model.wireProtocol {
            case .query, .ec2: return request.contains("Action=\(operation.name)&")
            case .json:
                return request.lowercased().contains(
                    "x-amz-target: \(model.targetPrefix).\(operation.name)\r\n".lowercased()
                )
            case .restXML, .restJSON:
                let parts = operation.uri.split(separator: "?", omittingEmptySubsequences: false)
                let template = parts[0].split(separator: "/")
                guard operation.method == words[0], template.count == path.count,
                    zip(template, path).allSatisfy({ $0.hasPrefix("{") || $0 == $1 })
                else { return false }
                // S3 tells its operations apart by a word behind the question mark.
                let marks = parts.dropFirst().flatMap { $0.split(separator: "&") }
                    .filter { !$0.contains("=") }
                let asked = words[1].split(separator: "?").dropFirst()
                    .flatMap { $0.split(separator: "&") }
                    .map { $0.split(separator: "=", omittingEmptySubsequences: true)[0] }
                return marks.allSatisfy(asked.contains)
                    && (model.name != "s3" || !marks.isEmpty || path.isEmpty)
            }
        }
    }
}
