import Platform
import Rehearsal
import Testing

struct HTTPTests {
    private static func ok(_ body: String) -> LoopbackServer.Step {
        .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nX-A: b \r\n\r\n\(body)")
    }

    private func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func sendsWhatItIsGivenAndReadsTheAnswer() async throws {
        let server = LoopbackServer { [Self.ok($0)] }
        defer { server.stop() }
        let client = HTTPClient()
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let body = method == "POST" ? Array("a=1".utf8) : []
            let response = try await client.send(
                HTTPRequest(
                    method: method,
                    url: server.url + "p?q=%20",
                    headers: [("X-Parapet", "1")],
                    body: body
                )
            )
            let echo = String(decoding: response.body, as: UTF8.self)
            #expect(echo.hasPrefix("\(method) /p?q=%20 HTTP/1.1\r\n"))
            #expect(echo.contains("\r\nX-Parapet: 1\r\n"))
            #expect(!echo.contains("Expect:") && !echo.contains("Content-Type:"))
            #expect(echo.hasSuffix(method == "POST" ? "a=1" : "\r\n\r\n"))
            #expect(response.header("x-a") == "b")
        }
        #expect(server.connections == 1)
    }

    @Test func manyAtOnceShareAFewConnections() async throws {
        let server = LoopbackServer { _ in [Self.ok("x")] }
        defer { server.stop() }
        var configuration = HTTPClient.Configuration()
        configuration.maxInFlight = 16
        let client = HTTPClient(configuration: configuration)
        let sum = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<1000 {
                group.addTask {
                    (try? await client.send(HTTPRequest(url: server.url)))?.status ?? 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 200_000)
        #expect(server.connections <= 16)
    }

    @Test func followsNoRedirect() async throws {
        let server = LoopbackServer { _ in
            [.send("HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n")]
        }
        defer { server.stop() }
        #expect(try await HTTPClient().send(HTTPRequest(url: server.url)).status == 302)
    }

    @Test func endsAtItsLimits() async throws {
        let server = LoopbackServer { request in
            request.hasPrefix("GET /large")
                ? [Self.ok(String(repeating: "x", count: 1001))] : [.hang]
        }
        defer { server.stop() }
        let client = HTTPClient()
        #expect(
            await failure(client, HTTPRequest(url: server.url, timeoutMilliseconds: 50))
                == .timeout
        )
        #expect(
            await failure(client, HTTPRequest(url: server.url + "large", maxResponseBytes: 1000))
                == .tooLarge
        )
    }

    @Test(arguments: [
        [LoopbackServer.Step.close], [.reset],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .close],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .reset],
        [.send("nonsense\r\n\r\n"), .close],
    ])
    func aBrokenAnswerIsNoAnswer(steps: [LoopbackServer.Step]) async throws {
        let server = LoopbackServer { _ in steps }
        defer { server.stop() }
        guard case .broken = await failure(HTTPClient(), HTTPRequest(url: server.url)) else {
            Issue.record("taken for an answer")
            return
        }
    }

    @Test func cancellingEndsATransferAtOnce() async throws {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        let client = HTTPClient()
        let request = HTTPRequest(url: server.url)
        let under = Task { await failure(client, request) }
        try await eventually { server.connections == 1 }
        under.cancel()
        #expect(await under.value == .cancelled)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure(client, request)
        }
        #expect(await before.value == .cancelled)
    }

    @Test(arguments: [
        "http://example.com/", "ftp://127.0.0.1/", "http://127.0.0.1@example.com/", "file:///etc",
        "http://127.0.0.1.example.com/", "",
    ])
    func refusesPlaintextBeyondTheMachine(url: String) async {
        #expect(await failure(HTTPClient(), HTTPRequest(url: url)) == .refusedURL(url))
    }

    /// In the words of whoever tried, without what differs each time.
    @Test func tellsWhenNobodyAnswers() async {
        let server = LoopbackServer { _ in [] }
        server.stop()
        let failure = await failure(HTTPClient(), HTTPRequest(url: server.url))
        guard case .connect(let words) = failure else {
            Issue.record("connected")
            return
        }
        #expect(words.contains("127.0.0.1") && !words.contains(" ms"))
        #expect(failure?.description == words)
    }

    private static let twoInOne: [HTTPRequest] = [
        HTTPRequest(url: "", headers: [("X-A", "b\r\nX-Injected: 1")]),
        HTTPRequest(url: "", headers: [("X-A", "b\nX-Injected: 1")]),
        HTTPRequest(url: "", headers: [("X-A: 1\r\nX-Injected", "1")]),
        HTTPRequest(url: "", headers: [("X-A", "b\0")]),
        HTTPRequest(url: "", headers: [("", "b")]),
        HTTPRequest(method: "GET / HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET", url: ""),
    ]

    @Test(arguments: twoInOne.indices) func whatWouldBeTwoIsNotSent(index: Int) async {
        let server = LoopbackServer { [Self.ok($0)] }
        defer { server.stop() }
        var request = Self.twoInOne[index]
        request.url = server.url
        guard case .malformed = await failure(HTTPClient(), request) else {
            Issue.record("sent")
            return
        }
        #expect(server.connections == 0)
    }

    @Test(arguments: ["https://exa mple/", "https://", "https://[::1/", "https://a:b/"])
    func anAddressThatIsNoneIsSaid(url: String) async {
        guard case .malformed(let words) = await failure(HTTPClient(), HTTPRequest(url: url)) else {
            Issue.record("sent")
            return
        }
        #expect(words.hasPrefix("\(url): "))
    }

    @Test(arguments: [("3", "2", true), ("2", "3", true), ("3", "3", false)])
    func anAnswerHasOneLength(first: String, second: String, isBroken: Bool) async {
        let server = LoopbackServer { _ in
            [
                .send("HTTP/1.1 200 OK\r\nContent-Length: \(first)\r\n"),
                .send("content-length: \(second)\r\n\r\nabc"),
            ]
        }
        defer { server.stop() }
        let failure = await failure(HTTPClient(), HTTPRequest(url: server.url))
        #expect(failure == (isBroken ? .broken("the answer has two lengths") : nil))
    }

    /// In words, not in Swift's.
    @Test(arguments: [
        HTTPFailure.cancelled, .timeout, .connect("a b"), .tls("a b"), .tooLarge, .broken("a b"),
        .refusedURL("http://a/"), .malformed("a b"),
    ]) func everyFailureIsToldInWords(failure: HTTPFailure) {
        let text = failure.description
        #expect(text.contains(" ") || text == "cancelled")
        #expect(!text.contains("(") && !text.contains("\""))
    }
}
