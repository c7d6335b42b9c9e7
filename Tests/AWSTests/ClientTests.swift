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
            "<ListUsersResponse><ListUsersResult><Users>\(members)</Users>\(more)</ListUsersResult>"
                + "</ListUsersResponse>"
        )
    }

    /// Answers by the number of the request, from 0.
    private func reader(
        _ answer: @escaping @Sendable (Int, String) -> [LoopbackServer.Step],
        credentials: any CredentialSource = FixedCredentials(
            Credentials(accessKeyID: "A", secretAccessKey: "s")
        )
    ) -> (reader: Reader, server: LoopbackServer) {
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
        let reader = Reader(
            AccountClient(
                account: "1",
                partition: .aws,
                client: Client(
                    endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": server.url])
                ),
                credentials: credentials
            )
        )
        return (reader, server)
    }

    private func list(_ reader: Reader) async -> Listing {
        await reader.list(
            "iam",
            "ListUsers",
            DocumentPath("Users[].UserName"),
            region: "us-east-1"
        )
    }

    @Test func pagesAreFollowedToTheLast() async {
        let (reader, server) = reader { number, request in
            switch number {
            case 0: return Self.users(["a", "b"], marker: "m 1")
            case 1 where request.contains("Marker=m%201"): return Self.users(["c"])
            default: return Self.error("Unexpected", status: "400 Bad Request")
            }
        }
        defer { server.stop() }
        let listing = await list(reader)
        #expect(listing.items == ["a", "b", "c"] && listing.gap == nil)
        #expect(reader.requests == 2)
    }

    @Test func aTokenThatRepeatsEndsIt() async {
        let (reader, server) = reader { _, _ in Self.users(["a"], marker: "same") }
        defer { server.stop() }
        let listing = await list(reader)
        #expect(listing.gap?.reason == .failed)
        #expect(listing.gap?.detail == "a page token repeats")
        #expect(reader.requests == 2)
    }

    /// Regions that nobody told are not regions that are off: their findings would close.
    @Test(
        arguments: [
            (
                "<regionInfo><item><regionName>a</regionName><optInStatus>opted-in</optInStatus></item>"
                    + "</regionInfo>", ["a"]
            ),
            ("", nil), ("<regionInfo>none</regionInfo>", nil),
            ("<regionInfo><item><regionName>a</regionName></item></regionInfo>", nil),
        ] as [(String, [String]?)]
    )
    func regionsAreToldOrNotKnown(inner: String, regions: [String]?) async {
        let (reader, server) = reader { _, _ in
            Self.xml("<DescribeRegionsResponse>\(inner)</DescribeRegionsResponse>")
        }
        defer { server.stop() }
        let found = await reader.enabledRegions(askedIn: "us-east-1")
        #expect((try? found.get()) == regions)
    }

    @Test func moreWithoutATokenIsNotTheEnd() async {
        let body =
            "<ListUsersResponse><ListUsersResult><Users><member><UserName>a</UserName></member>"
            + "</Users><IsTruncated>true</IsTruncated></ListUsersResult></ListUsersResponse>"
        let (reader, server) = reader { _, _ in Self.xml(body) }
        defer { server.stop() }
        let listing = await list(reader)
        #expect(listing.items == ["a"] && listing.gap?.detail == "a page token is missing")
    }

    /// One item that is not readable, and the pages behind it are read all the same.
    @Test func anItemThatIsNotReadableCostsItself() async {
        let (reader, server) = reader { number, _ in
            let odd = "<CreateDate>soon</CreateDate></member><member><UserName>b</UserName>"
            return number == 0
                ? Self.users(["a</UserName>\(odd)</member><member><UserName>c"], marker: "m")
                : Self.users(["d"])
        }
        defer { server.stop() }
        let listing = await list(reader)
        #expect(listing.items == ["b", "c", "d"])
        #expect(listing.gap?.reason == .failed)
        #expect(listing.gap?.detail == "the answer is not readable: expected a time, found 'soon'")
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
        let (reader, server) = reader(
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
        let listing = await list(reader)
        #expect(listing.items == ["a", "b"] && listing.gap == nil)
        #expect(reader.requests == 3)
    }

    @Test func aClockThatIsOffIsCorrected() async {
        let (reader, server) = reader { _, request in
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
        #expect(await list(reader).items == ["a"])
        #expect(reader.requests == 2)
    }

    /// A clock that was measured, or that an answer told, is corrected before anything is refused.
    @Test(arguments: [false, true])
    func aClockThatIsKnownToBeOffRefusesNothing(_ isMeasured: Bool) async {
        let theirs = Timestamp("2001-02-03T04:05:06Z") ?? .epoch
        let ours = Timestamp(seconds: theirs.seconds + 1200) ?? .epoch
        let clock = AWSClock { ours }
        if isMeasured {
            clock.assume(aheadSeconds: 1200)
        } else {
            let answer = HTTPResponse(
                status: 200,
                headers: [("Date", "Sat, 03 Feb 2001 04:05:06 GMT")],
                body: []
            )
            #expect(clock.learn(from: answer, isRefused: false))
        }
        #expect(clock.now() == theirs)
    }

    /// Whoever else measured may be wrong; AWS's own word counts.
    @Test func whatAWSSaysCountsForMore() {
        let theirs = Timestamp("2001-02-03T04:05:06Z") ?? .epoch
        let clock = AWSClock { theirs }
        clock.assume(aheadSeconds: 1200)
        #expect(clock.now() != theirs)
        let answer = HTTPResponse(
            status: 403,
            headers: [("Date", "Sat, 03 Feb 2001 04:05:06 GMT")],
            body: []
        )
        #expect(clock.learn(from: answer, isRefused: true))
        #expect(clock.now() == theirs)
        clock.assume(aheadSeconds: 1200)
        #expect(clock.now() == theirs)
        #expect(
            !clock.learn(from: HTTPResponse(status: 403, headers: [], body: []), isRefused: true)
        )
    }

    @Test func brokenAnswersAreAskedForAgain() async {
        let (reader, server) = reader { number, _ in
            switch number {
            case 0: return [.reset]
            case 1: return [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<R>"), .close]
            case 2: return Self.xml("<html>busy</html>", status: "503 Service Unavailable")
            case 3: return Self.error("Throttling", status: "400 Bad Request")
            default: return Self.users(["a"])
            }
        }
        defer { server.stop() }
        #expect(await list(reader).items == ["a"])
        #expect(reader.requests == 5)
    }

    @Test(
        arguments: [
            ("AccessDenied", "403 Forbidden", Gap.Reason.denied, Gap.Prospect.refused, 1),
            ("Throttling", "400 Bad Request", .throttled, .passing, Client.maxAttempts),
            ("InvalidClientTokenId", "403 Forbidden", .unavailable, .lasting, 1),
            ("OptInRequired", "403 Forbidden", .notEnabled, .refused, 1),
            ("ValidationError", "400 Bad Request", .failed, .lasting, 1),
            ("InternalFailure", "500 No", .failed, .passing, Client.maxAttempts),
            ("RequestExpired", "400 Bad Request", .failed, .passing, 1),
        ]
    )
    func everyEndHasItsReason(
        code: String,
        status: String,
        reason: Gap.Reason,
        prospect: Gap.Prospect,
        requests: Int
    ) async {
        let (reader, server) = reader { _, _ in Self.error(code, status: status) }
        defer { server.stop() }
        let listing = await list(reader)
        #expect(listing.gap?.reason == reason && listing.gap?.permission == "iam:ListUsers")
        #expect(listing.gap?.prospect == prospect)
        #expect(reader.requests == requests)
    }

    @Test func whatIsNotThereIsNoGap() async {
        let (reader, server) = reader { _, _ in
            Self.xml("<Error><Code>NoSuchBucketPolicy</Code></Error>", status: "404 Not Found")
        }
        defer { server.stop() }
        let answer = await reader.read(
            "s3",
            "GetBucketPolicy",
            region: "us-east-1",
            ["Bucket": "b"]
        )
        guard case .absent = answer else {
            Issue.record("\(answer)")
            return
        }
    }

    /// Every "there is none" of the table, in the form of its service's protocol; and its neighbour,
    /// which stays an error.
    @Test(arguments: Set(Absence.signs.keys).union(Absence.signsOfOne.keys).sorted())
    func everyAbsenceIsKnown(operation: String) async throws {
        let parts = operation.split(separator: ".").map(String.init)
        let model = try #require(ServiceModel.named(parts[0]))
        let input = try #require(model.operations[parts[1]])
        let required = input.input.map { model[$0].required } ?? []
        var parameters = Object()
        for name in required { parameters[name] = "a" }
        let ofOne = Absence.signsOfOne[operation] ?? []
        var signs = (Absence.signs[operation] ?? []).union(ofOne).union(["SomethingElse"])
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
            let (reader, server) = reader { _, _ in Self.xml(body, status: "404 Not Found") }
            defer { server.stop() }
            let answer = await reader.read(
                parts[0],
                parts[1],
                region: "us-east-1",
                parameters,
                ofOne: true
            )
            let isAbsent = if case .absent = answer { true } else { false }
            #expect(isAbsent == isNone, "\(operation) \(code) \(message) \(answer)")
            // Of what was listed it is no answer that it went meanwhile.
            guard ofOne.contains(sign) else { continue }
            let part = await reader.read(parts[0], parts[1], region: "us-east-1", parameters)
            let isError = if case .gap = part { true } else { false }
            #expect(isError, "\(operation) \(code)")
        }
    }

    @Test func whatWasAskedIsNotAskedAgain() async {
        let (reader, server) = reader { number, _ in Self.users(["\(number)"]) }
        defer { server.stop() }
        async let first = list(reader)
        async let second = list(reader)
        #expect(await first.items == ["0"])
        #expect(await second.items == ["0"])
        #expect(reader.requests == 1)
    }

    /// One that waited for its answer would have been asked for again.
    @Test func aCancelledCallEndsAtOnce() async throws {
        let requests = Lock(0)
        let (reader, server) = reader { number, _ in
            requests.withLock { $0 = number + 1 }
            return [.hang]
        }
        defer { server.stop() }
        let task = Task { await list(reader) }
        while requests.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        #expect(await task.value.gap?.reason == .failed)
        #expect(requests.withLock { $0 } == 1)
    }
}
