import Document
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What changes something is sent again only where AWS surely did nothing, and is never remembered.
struct WriterTests {
    private static func answer(
        _ body: String,
        status: String = "200 OK"
    ) -> [LoopbackServer.Step] {
        [.send("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private static func error(_ code: String, status: String) -> [LoopbackServer.Step] {
        answer(
            "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>",
            status: status
        )
    }

    private static let done = answer(
        "<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>u</UserName>"
            + "<AccessKeyId>K</AccessKeyId><Status>Active</Status><SecretAccessKey>s"
            + "</SecretAccessKey></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>"
    )

    /// Answers by the number of the request, from 0; `seen` is how many came.
    private func writer(
        may permissions: Set<String> = ["iam:CreateAccessKey"],
        _ answer: @escaping @Sendable (Int) -> [LoopbackServer.Step]
    ) -> (writer: Writer, server: LoopbackServer, seen: Lock<Int>) {
        let seen = Lock(0)
        let server = LoopbackServer { _ in
            answer(
                seen.withLock { seen in
                    defer { seen += 1 }
                    return seen
                }
            )
        }
        return (writer(at: server.url, may: permissions), server, seen)
    }

    private func writer(at url: String, may permissions: Set<String>) -> Writer {
        let access = AccountClient(
            account: "1",
            partition: .aws,
            client: Client(endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": url])),
            // As a role's are: a session that has ended is fetched anew.
            credentials: ExpiringCredentials {
                let keys = Credentials(accessKeyID: "A", secretAccessKey: "s")
                return .success(.init(credentials: keys, expires: nil))
            }
        )
        return Writer(access, permissions: permissions)
    }

    private func create(_ writer: Writer) async -> String {
        let outcome = await writer.send(
            "iam",
            "CreateAccessKey",
            region: "us-east-1",
            ["UserName": "u"]
        )
        return switch outcome {
        case .done: "done"
        case .refused: "refused"
        case .unknown: "unknown"
        }
    }

    @Test(
        arguments: [
            ("ExpiredToken", "403 Forbidden"), ("PriorRequestNotComplete", "400 Bad Request"),
        ]
    )
    func whatWasNotDoneIsSentAgain(code: String, status: String) async {
        let (writer, server, seen) = writer { number in
            number == 0 ? Self.error(code, status: status) : Self.done
        }
        defer { server.stop() }
        #expect(await create(writer) == "done")
        #expect(seen.withLock { $0 } == 2 && writer.requests == 2)
    }

    @Test(
        arguments: [
            ("reset", [LoopbackServer.Step.reset], "unknown"),
            ("closed", [.close], "unknown"),
            (
                "cut off", [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<C"), .close],
                "unknown"
            ),
            ("not XML", answer("done"), "unknown"),
            ("InternalFailure", error("InternalFailure", status: "500 Error"), "unknown"),
            ("a proxy", answer("<html>busy</html>", status: "503 Unavailable"), "unknown"),
            ("a proxy", answer("<html>no</html>", status: "400 Bad Request"), "unknown"),
            ("RequestTimeout", error("RequestTimeout", status: "400 Bad Request"), "unknown"),
            ("AccessDenied", error("AccessDenied", status: "403 Forbidden"), "refused"),
            ("LimitExceeded", error("LimitExceeded", status: "409 Conflict"), "refused"),
            // Whoever asked may have been stopped since: he asks again himself.
            ("Throttling", error("Throttling", status: "400 Bad Request"), "refused"),
            (
                "RequestLimitExceeded", error("RequestLimitExceeded", status: "503 Unavailable"),
                "refused"
            ),
        ]
    )
    func allElseIsSentOnce(
        name: String,
        answer: [LoopbackServer.Step],
        outcome: String
    ) async {
        let (writer, server, seen) = writer { _ in answer }
        defer { server.stop() }
        #expect(await create(writer) == outcome, "\(name)")
        #expect(seen.withLock { $0 } == 1, "\(name)")
    }

    @Test func nobodyThereIsNoDoubt() async {
        let server = LoopbackServer { _ in [.close] }
        server.stop()
        let writer = writer(at: server.url, may: ["iam:CreateAccessKey"])
        #expect(await create(writer) == "refused")
        #expect(writer.requests == Client.maxAttempts)
    }

    /// libcurl sends again by itself where a kept connection turns out to be closed.
    @Test func aKeptConnectionIsNotUsed() async {
        let (writer, server, seen) = writer { number in number == 0 ? Self.done : [.reset] }
        defer { server.stop() }
        #expect(await create(writer) == "done")
        #expect(await create(writer) == "unknown")
        #expect(seen.withLock { $0 } == 2)
        #expect(server.connections == 2)
    }

    @Test func theSameCallIsMadeEachTime() async {
        let (writer, server, seen) = writer { _ in Self.done }
        defer { server.stop() }
        #expect(await create(writer) == "done")
        #expect(await create(writer) == "done")
        #expect(seen.withLock { $0 } == 2)
    }

    @Test func whatTheActionDoesNotDeclareIsNotSent() async {
        let (writer, server, seen) = writer(may: ["iam:UpdateAccessKey"]) { _ in Self.done }
        defer { server.stop() }
        #expect(await create(writer) == "refused")
        #expect(seen.withLock { $0 } == 0)
    }

    @Test func whoStopsWaitingDoesNotKnow() async throws {
        let (writer, server, seen) = writer { _ in [.hang] }
        defer { server.stop() }
        let task = Task { await create(writer) }
        while seen.withLock({ $0 }) == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value == "unknown")
    }

    /// AWS says by an error that it would have done it; the request asks for no more than that.
    @Test(
        arguments: [
            ("DryRunOperation", "412 Precondition Failed", true),
            ("UnauthorizedOperation", "403 Forbidden", false),
            ("InvalidPermission.NotFound", "400 Bad Request", false),
        ]
    )
    func aDryRunTellsWhatWouldBe(code: String, status: String, passes: Bool) async {
        let asked = Lock<[String]>([])
        let server = LoopbackServer { request in
            asked.withLock { $0.append(request) }
            let body =
                "<Response><Errors><Error><Code>\(code)</Code><Message>m</Message></Error>"
                + "</Errors><RequestID>r</RequestID></Response>"
            return Self.answer(body, status: status)
        }
        defer { server.stop() }
        let writer = writer(at: server.url, may: ["ec2:RevokeSecurityGroupIngress"])
        let answer = await writer.dryRun(
            "ec2",
            "RevokeSecurityGroupIngress",
            region: "eu-west-1",
            ["GroupId": "sg-1"]
        )
        if case .passes? = answer { #expect(passes) } else { #expect(!passes && answer != nil) }
        let requests = asked.withLock { $0 }
        #expect(!requests.isEmpty && requests.allSatisfy { $0.contains("DryRun=true") })
    }

    @Test func whatHasNoDryRunIsNotSent() async {
        let (writer, server, seen) = writer { _ in Self.done }
        defer { server.stop() }
        let answer = await writer.dryRun("iam", "CreateAccessKey", region: "us-east-1", [:])
        let isAsked = answer != nil
        #expect(!isAsked && seen.withLock { $0 } == 0)
    }
}
