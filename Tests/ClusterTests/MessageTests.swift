import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// From what happened to what a webhook gets, with a real server at its end.
    @Suite struct MessageTests {
        /// What came in, by the path that it came to: its key and its body.
        private final class Inbox: Sendable {
            private let got = Lock<[(path: String, key: String, body: JSON)]>([])
            private let answers = Lock<[String: [Int]]>([:])

            /// The next answers of a path, none where it is 0; 200 after them.
            func answer(_ path: String, _ statuses: [Int]) {
                answers.withLock { $0[path] = statuses }
            }

            func take(_ request: String) -> Int {
                let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
                let path = lines.first?.split(separator: " ").dropFirst().first.map(String.init)
                let key = lines.first { $0.lowercased().hasPrefix("parapet-key:") }
                    .map { $0.dropFirst("parapet-key:".count).trimmingCharacters(in: .whitespaces) }
                let body = request.range(of: "\r\n\r\n").map { request[$0.upperBound...] } ?? ""
                got.withLock {
                    $0.append((path ?? "", key ?? "", (try? JSON.parse(String(body))) ?? .null))
                }
                return answers.withLock { answers in
                    guard let path, let first = answers[path]?.first else { return 200 }
                    answers[path]?.removeFirst()
                    return first
                }
            }

            var keys: [String: [String]] {
                Dictionary(grouping: got.withLock { $0 }, by: \.path).mapValues { $0.map(\.key) }
            }

            var bodies: [JSON] { got.withLock { $0.map(\.body) } }
        }

        private struct Post {
            let inbox: Inbox
            let desk: MessageDesk

            static func with(
                channels: [String] = ["ops"],
                _ body: (Post) async throws -> Void
            ) async throws {
                let inbox = Inbox()
                let server = LoopbackServer { request in
                    let status = inbox.take(request)
                    if status == 0 { return [.hang] }
                    let later = status == 429 ? "Retry-After: 600\r\n" : ""
                    return [
                        .send(
                            "HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\(later)"
                                + "Connection: close\r\n\r\n"
                        ), .close,
                    ]
                }
                defer { server.stop() }
                let list = channels.map { name in
                    let way =
                        name == "slack"
                        ? "type: slack, url: { env: U }"
                        : "type: webhook, url: \"\(server.url)\(name)\", secret: { env: S }"
                    return "\(name): { \(way), allow: [127.0.0.1] }"
                }
                try await MessageDesk.with(
                    channels: list,
                    lastResort: channels[0],
                    secrets: ["S": "secret", "U": "\(server.url)slack"]
                ) { desk in
                    try await body(Post(inbox: inbox, desk: desk))
                }
            }

            /// A switch that somebody pulled, for each name, told through each channel.
            func happen(_ names: [String], _ channels: [String] = ["ops"]) async throws {
                _ = try await desk.database.owner.query(
                    """
                    insert into parapet.notice (kind, word, recipient, subject, until, at, detail)
                    select 'changes stopped', c, c, n, now(), now() - interval '1 hour',
                        jsonb_build_object('reason', 'a try', 'by', 'ann')
                    from unnest('{\(names.joined(separator: ","))}'::text[]) n
                    cross join unnest('{\(channels.joined(separator: ","))}'::text[]) c
                    """
                )
                try await desk.plan()
            }
        }

        @Test func whatWasTakenWithoutAnAnswerComesAgainWithItsKey() async throws {
            try await Post.with { post in
                post.inbox.answer("/ops", [500, 503])
                try await post.happen(["a"])
                try await post.desk.deliver()
                #expect(try await post.desk.states() == ["ops failed"])
                for _ in 0..<2 {
                    try await post.desk.hurry()
                    try await post.desk.deliver()
                }
                #expect(try await post.desk.states() == ["ops sent"])
                let keys = try #require(post.inbox.keys["/ops"])
                #expect(keys.count == 3 && Set(keys).count == 1 && keys[0].hasPrefix("m-"))
                #expect(post.inbox.bodies.allSatisfy { $0.text.contains("ann") })
            }
        }

        /// Who is asked for too much says when he wants to hear of it, and is left alone until then.
        @Test(arguments: ["ops", "slack"])
        func whoAsksForTimeGetsIt(channel: String) async throws {
            try await Post.with(channels: [channel]) { post in
                post.inbox.answer("/\(channel)", [429])
                try await post.happen(["a"], [channel])
                try await post.desk.deliver()
                #expect(try await post.desk.states() == ["\(channel) failed"])
                let pause = try await post.desk.database.count(
                    "select extract(epoch from run_after - now())::bigint from parapet.job"
                )
                #expect((60...600).contains(pause))
                try await post.desk.hurry()
                try await post.desk.deliver()
                #expect(try await post.desk.states() == ["\(channel) sent"])
                #expect(post.inbox.bodies.count == 2 && Set(post.inbox.bodies).count == 1)
            }
        }

        /// One channel is down: nothing of it is lost, and the others go on.
        @Test func aChannelThatIsDownForAnHourLosesNothing() async throws {
            try await Post.with(channels: ["ops", "dev"]) { post in
                post.inbox.answer("/dev", Array(repeating: 503, count: 9))
                try await post.happen(["a", "b", "c"], ["ops", "dev"])
                for _ in 0..<3 {
                    try await post.desk.deliver()
                    try await post.desk.hurry()
                }
                #expect(
                    try await post.desk.states()
                        == Array(repeating: "dev failed", count: 3)
                        + Array(repeating: "ops sent", count: 3)
                )
                try await post.desk.deliver()
                let dev = try #require(post.inbox.keys["/dev"])
                #expect(dev.count == 12 && Set(dev).count == 3)
                #expect(Set(dev.suffix(3)) == Set(dev.prefix(9)))
                #expect(post.inbox.keys["/ops"]?.count == 3)
                #expect(try await post.desk.states().allSatisfy { $0.hasSuffix("sent") })
            }
        }

        /// One that never answers is given up, and asked again with the same key; the others do not wait for it.
        @Test func aChannelThatHangsHoldsUpNobody() async throws {
            try await Post.with(channels: ["ops", "dev"]) { post in
                post.inbox.answer("/dev", [0])
                try await post.happen(["a", "b"], ["dev", "ops"])
                try await post.desk.deliver(timeoutMilliseconds: 3000)
                #expect(
                    try await post.desk.states() == [
                        "dev failed", "dev sent", "ops sent", "ops sent",
                    ]
                )
                let said = try await post.desk.database.count(
                    "select count(*) from report.messages where error = 'no answer in time'"
                )
                #expect(said == 1)
                try await post.desk.hurry()
                try await post.desk.deliver()
                let keys = try #require(post.inbox.keys["/dev"])
                #expect(keys.count == 3 && Set(keys).count == 2)
            }
        }

        @Test func twoNotifiersSendEachMessageOnce() async throws {
            try await Post.with(channels: ["a", "b", "c"]) { post in
                try await post.happen((0..<8).map { "g\($0)" }, ["a", "b", "c"])
                try await post.desk.deliver(2)
                for path in ["/a", "/b", "/c"] {
                    let keys = try #require(post.inbox.keys[path])
                    #expect(keys.count == 8 && Set(keys).count == 8)
                }
            }
        }
    }
}
