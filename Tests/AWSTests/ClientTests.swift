import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Bad days on the wire, from a server that answers byte for byte what the test says.
struct ClientTests {
    private static func xml(
        _ body: String,
        status: String = "200 OK",
        headers: String = ""
    ) -> [LoopbackServer.Step] {
        [
            .send(
                "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        ]
    }

    private static func error(
        _ code: String,
        status: String,
        headers: String = ""
    ) -> [LoopbackServer.Step] {
        xml(
            "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>",
            status: status,
            headers: headers
        )
    }

    private static func users(_ names: [String], marker: String? = nil) -> [LoopbackServer.Step] {
        let members = names.map { "<member><UserName>\($0)</UserName></member>" }.joined()
        let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
        return xml(
            "<R><ListUsersResult><Users>\(members)</Users>\(more)</ListUsersResult></R>"
        )
    }

    /// Answers by the number of the request, from 0.
    private func session(
        _ answer: @escaping @Sendable (Int, String) -> [LoopbackServer.Step],
        credentials: any CredentialSource = FixedCredentials(
            Credentials(accessKeyID: "A", secretAccessKey: "s")
        )
    ) -> (session: Session, server: LoopbackServer) {
        let count = Lock(0)
        let server = LoopbackServer { request in
            answer(
                count.withLock { count in
                    defer { count += 1 }
                    return count
                },
                request
            )
        }
        let session = Session(
            account: "1",
            partition: Partition(region: "us-east-1"),
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])),
            credentials: credentials
        )
        return (session, server)
    }

    private func list(_ session: Session) async -> Listing {
        await session.list(
            "iam",
            "ListUsers",
            DocumentPath("Users[].UserName"),
            region: "us-east-1"
        )
    }

    @Test func pagesAreFollowedToTheLast() async {
        let (session, server) = session { number, request in
            switch number {
            case 0: return Self.users(["a", "b"], marker: "m 1")
            case 1 where request.contains("Marker=m%201"): return Self.users(["c"])
            default: return Self.error("Unexpected", status: "400 Bad Request")
            }
        }
        defer { server.stop() }
        let listing = await list(session)
        #expect(listing.items == ["a", "b", "c"] && listing.gap == nil)
        #expect(session.requests == 2)
    }

    @Test func aTokenThatRepeatsEndsIt() async {
        let (session, server) = session { _, _ in Self.users(["a"], marker: "same") }
        defer { server.stop() }
        let listing = await list(session)
        #expect(listing.gap?.reason == .failed)
        #expect(listing.gap?.detail == "a page token repeats")
        #expect(session.requests == 2)
    }

    /// The session ends in the middle: fresh credentials, and on.
    @Test func anExpiredSessionIsRenewedBetweenPages() async {
        let issued = Lock(0)
        let source = ExpiringCredentials {
            let number = issued.withLock { number in
                number += 1
                return number
            }
            return .success(
                ExpiringCredentials.Issued(
                    credentials: Credentials(accessKeyID: "K\(number)", secretAccessKey: "s"),
                    expires: nil
                )
            )
        }
        let (session, server) = session(
            { number, request in
                switch number {
                case 0: return Self.users(["a"], marker: "m")
                case _ where request.contains("Credential=K1/"):
                    return Self.error("ExpiredToken", status: "403 Forbidden")
                default: return Self.users(["b"])
                }
            },
            credentials: source
        )
        defer { server.stop() }
        let listing = await list(session)
        #expect(listing.items == ["a", "b"] && listing.gap == nil)
        #expect(session.requests == 3)
    }

    @Test func aClockThatIsOffIsCorrected() async {
        let (session, server) = session { _, request in
            let theirs = "20010203T"
            guard request.contains("X-Amz-Date: \(theirs)") else {
                return Self.error(
                    "RequestExpired",
                    status: "400 Bad Request",
                    headers: "Date: Sat, 03 Feb 2001 04:05:06 GMT\r\n"
                )
            }
            return Self.users(["a"])
        }
        defer { server.stop() }
        #expect(await list(session).items == ["a"])
        #expect(session.requests == 2)
    }

    @Test func brokenAnswersAreAskedForAgain() async {
        let (session, server) = session { number, _ in
            switch number {
            case 0: return [.reset]
            case 1: return [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<R>"), .close]
            case 2: return Self.xml("<html>busy</html>", status: "503 Service Unavailable")
            case 3: return Self.error("Throttling", status: "400 Bad Request")
            default: return Self.users(["a"])
            }
        }
        defer { server.stop() }
        #expect(await list(session).items == ["a"])
        #expect(session.requests == 5)
    }

    @Test(
        arguments: [
            ("AccessDenied", "403 Forbidden", Gap.Reason.denied, 1),
            ("Throttling", "400 Bad Request", .throttled, Client.maxAttempts),
            ("InvalidClientTokenId", "403 Forbidden", .unavailable, 1),
            ("OptInRequired", "403 Forbidden", .notEnabled, 1),
            ("ValidationError", "400 Bad Request", .failed, 1),
        ]
    )
    func everyEndHasItsReason(
        code: String,
        status: String,
        reason: Gap.Reason,
        requests: Int
    ) async {
        let (session, server) = session { _, _ in Self.error(code, status: status) }
        defer { server.stop() }
        let listing = await list(session)
        #expect(listing.gap?.reason == reason && listing.gap?.permission == "iam:ListUsers")
        #expect(session.requests == requests)
    }

    @Test func whatIsNotThereIsNoGap() async {
        let (session, server) = session { _, _ in
            Self.xml("<Error><Code>NoSuchBucketPolicy</Code></Error>", status: "404 Not Found")
        }
        defer { server.stop() }
        let answer = await session.read("s3", "GetBucketPolicy", region: "r", ["Bucket": "b"])
        guard case .absent = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    /// Every "there is none" of the table, in the form of its service's protocol; and its neighbour,
    /// which stays an error.
    @Test(arguments: Absence.signs.keys.sorted())
    func everyAbsenceIsKnown(operation: String) async throws {
        let parts = operation.split(separator: ".").map(String.init)
        let model = try #require(ServiceModel.named(parts[0]))
        let input = try #require(model.operations[parts[1]])
        let required = input.input.map { model[$0].required } ?? []
        var parameters = Object()
        for name in required { parameters[name] = "a" }
        var signs = (Absence.signs[operation] ?? []).union(["SomethingElse"])
        // The same code with another message is an error like any other.
        for sign in signs where !sign.message.isEmpty {
            signs.insert(Absence.Sign(stringLiteral: "\(sign.code): SomethingElse"))
        }
        for sign in signs {
            let isNone = sign.code != "SomethingElse" && sign.message != "SomethingElse"
            let (code, message) = (sign.code, "so: \(sign.message).")
            let isJSON = model.wireProtocol == .json || model.wireProtocol == .restJSON
            let body =
                isJSON
                ? #"{"__type":"\#(code)","message":"\#(message)"}"#
                : "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                    + "</ErrorResponse>"
            let (session, server) = session { _, _ in Self.xml(body, status: "404 Not Found") }
            defer { server.stop() }
            let answer = await session.read(parts[0], parts[1], region: "us-east-1", parameters)
            let isAbsent = if case .absent = answer { true } else { false }
            #expect(isAbsent == isNone, "\(operation) \(code) \(message) \(answer)")
        }
    }

    @Test func whatWasAskedIsNotAskedAgain() async {
        let (session, server) = session { number, _ in Self.users(["\(number)"]) }
        defer { server.stop() }
        async let first = list(session)
        async let second = list(session)
        #expect(await first.items == ["0"])
        #expect(await second.items == ["0"])
        #expect(session.requests == 1)
    }

    @Test func aCancelledCallEndsAtOnce() async throws {
        let (session, server) = session { _, _ in [.hang] }
        defer { server.stop() }
        let start = ContinuousClock.now
        let task = Task { await list(session) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await task.value.gap?.reason == .failed)
        #expect(start.duration(to: .now) < .seconds(5))
    }
}
