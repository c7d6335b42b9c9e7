import Document
import Foundation
import Platform

/// A plain HTTP server that keeps issues as Jira's documentation says, for one project.
public final class TicketServer: Sendable {
    public struct State: Sendable {
        /// By key: labels, description, comments, and the category of the status.
        public var issues: [String: JSON] = [:]
        public var comments: [String: [String]] = [:]
        public var categories: [String: String] = [:]
        /// Calls by method and path, without their query.
        public var calls: [String] = []
        /// Where the search is: Data Center's place, or Cloud's.
        public var isCloud = false
        /// Takes the next issue or comment, and says that it did not.
        public var breaksAfterTaking = false
        /// The categories that the workflow leads to.
        public var ways = ["indeterminate", "done", "new"]
    }

    public let state = Lock(State())
    private let kept = Lock<[String]>([])

    /// As they came.
    public var requests: [String] { kept.withLock { $0 } }

    public init() {}

    public func lend(_ body: (LoopbackServer) async throws -> Void) async throws {
        let server = LoopbackServer { [self] request in
            kept.withLock { $0.append(request) }
            return answer(request)
        }
        defer { server.stop() }
        try await body(server)
    }

    private static func answer(_ status: Int, _ body: String = "") -> [LoopbackServer.Step] {
        [.send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private func answer(_ request: String) -> [LoopbackServer.Step] {
        let parts = request.components(separatedBy: "\r\n\r\n")
        let words = parts[0].prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
        let body = (try? JSON.parse(parts.dropFirst().joined(separator: "\r\n\r\n"))) ?? .null
        let path = words[1].prefix { $0 != "?" }.dropFirst("/rest/api/2/".count)
        guard parts[0].contains("\r\nAuthorization: ") else { return Self.answer(401) }
        return state.withLock { state in
            state.calls.append("\(words[0]) \(path)")
            let steps = path.split(separator: "/").map(String.init)
            switch (words[0], steps.count > 1 ? steps[1] : "", steps.last ?? "") {
            case ("GET", _, "search") where state.isCloud: return Self.answer(410, "gone")
            case ("GET", "jql", _) where !state.isCloud: return Self.answer(404)
            case ("GET", _, "search"), ("GET", "jql", _): return Self.search(words[1], state)
            case ("POST", _, "issue"): return Self.create(body, &state)
            case ("GET", let key, "comment"): return Self.comments(key, state)
            case ("POST", let key, "comment"): return Self.comment(key, body, &state)
            case ("GET", _, "transitions"): return Self.ways(state)
            case ("POST", let key, "transitions"): return Self.move(key, body, &state)
            case ("GET", let key, _):
                guard let issue = Self.issue(key, state) else { return Self.answer(404) }
                return Self.answer(200, issue.text)
            default: return Self.answer(404)
            }
        }
    }

    private static func issue(_ key: String, _ state: State) -> JSON? {
        state.issues[key].map { fields in
            [
                "id": "10001", "key": .string(key),
                "fields": [
                    "description": fields["description"] ?? .null,
                    "status": [
                        "name": "S",
                        "statusCategory": ["key": .string(state.categories[key] ?? "new")],
                    ],
                ],
            ]
        }
    }

    private static func search(_ target: String, _ state: State) -> [LoopbackServer.Step] {
        let found = state.issues.filter { _, fields in
            let labels = fields["labels"]?.array?.compactMap(\.string) ?? []
            return labels.contains { $0 != "parapet" && target.contains("labels%20%3D%20\($0)&") }
        }.keys.compactMap { issue($0, state) }
        return Self.answer(200, JSON(dictionaryLiteral: ("issues", .array(found))).text)
    }

    private static func create(_ body: JSON, _ state: inout State) -> [LoopbackServer.Step] {
        guard let fields = body["fields"], fields["project"]?["key"] == "SEC",
            fields["summary"]?.string?.contains("\n") == false
        else { return Self.answer(400, #"{"errors":{"project":"no"}}"#) }
        let key = "SEC-\(state.issues.count + 1)"
        state.issues[key] = fields
        if state.breaksAfterTaking {
            state.breaksAfterTaking = false
            return Self.answer(500, "oops")
        }
        return Self.answer(201, #"{"id":"10001","key":"\#(key)","self":"x"}"#)
    }

    private static func comments(_ key: String, _ state: State) -> [LoopbackServer.Step] {
        let all = (state.comments[key] ?? []).map { JSON(dictionaryLiteral: ("body", .string($0))) }
        return Self.answer(200, JSON(dictionaryLiteral: ("comments", .array(all))).text)
    }

    private static func comment(
        _ key: String,
        _ body: JSON,
        _ state: inout State
    ) -> [LoopbackServer.Step] {
        state.comments[key, default: []].append(body["body"]?.string ?? "")
        if state.breaksAfterTaking {
            state.breaksAfterTaking = false
            return [.close]
        }
        return Self.answer(201, "{}")
    }

    private static func ways(_ state: State) -> [LoopbackServer.Step] {
        let ways = state.ways.enumerated().map { number, category -> JSON in
            [
                "id": .string("\(number + 11)"),
                "to": ["statusCategory": ["key": .string(category)]],
            ]
        }
        return Self.answer(200, JSON(dictionaryLiteral: ("transitions", .array(ways))).text)
    }

    private static func move(
        _ key: String,
        _ body: JSON,
        _ state: inout State
    ) -> [LoopbackServer.Step] {
        guard let id = body["transition"]?["id"]?.string.flatMap({ Int($0) }) else {
            return Self.answer(400)
        }
        state.categories[key] = state.ways[id - 11]
        return Self.answer(204)
    }
}
