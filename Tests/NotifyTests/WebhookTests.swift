import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import Notify

/// A plain HTTP server on its good days and its bad ones.
@Suite struct WebhookTests {
    private static func webhook(
        _ server: LoopbackServer,
        allow: String = "[127.0.0.1]",
        timeoutMilliseconds: Int = 300_000
    ) throws -> any Channel {
        try Samples.channel(
            "{ type: webhook, url: '\(server.url)in', secret: { env: S }, allow: \(allow) }",
            timeoutMilliseconds: timeoutMilliseconds
        )
    }

    @Test func isSignedAsAnybodyCanCheck() async throws {
        let received = Received()
        let server = LoopbackServer { request in
            received.add(request)
            return Samples.answer(200)
        }
        defer { server.stop() }
        let parcel = Samples.parcel(json: ["key": "n-1", "text": "ü & <b>"])
        let delivery = await (try Self.webhook(server)).deliver(parcel, to: nil)
        #expect(delivery == .delivered(reference: nil))
        try Samples.expect(received.golden(server), asIn: "webhook")
        guard StandIn.python != nil else { return }
        let verdict = try await Samples.python(
            """
            import hashlib, hmac, json, sys
            asked = json.loads(sys.argv[1])
            head, body = asked["request"].split("\\r\\n\\r\\n", 1)
            headers = dict(line.split(": ", 1) for line in head.split("\\r\\n")[1:])
            signed = f"{headers['Parapet-Timestamp']}.{body}".encode()
            code = hmac.new(asked["secret"].encode(), signed, hashlib.sha256).hexdigest()
            print(hmac.compare_digest(headers["Parapet-Signature"], f"v1={code}"))
            """,
            [
                "request": .string(try #require(received.all.first)),
                "secret": .string(Samples.secret),
            ]
        )
        #expect(verdict == "True\n")
    }

    @Test(arguments: [
        (Samples.answer(204), Delivery.delivered(reference: nil)),
        (
            Samples.answer(429, headers: "Retry-After: 120\r\n"),
            .later(seconds: 120, reason: "HTTP 429")
        ),
        (
            Samples.answer(503, "down", headers: "Retry-After: Fri, 02 Jan 2026 03:05:05 GMT\r\n"),
            .later(seconds: 60, reason: "HTTP 503: down")
        ),
        (
            Samples.answer(429, headers: "Retry-After: 99999999\r\n"),
            .later(seconds: 86400, reason: "HTTP 429")
        ),
        (
            Samples.answer(429, headers: "Retry-After: soon\r\n"),
            .later(seconds: nil, reason: "HTTP 429")
        ),
        (Samples.answer(500, "oops"), .later(seconds: nil, reason: "HTTP 500: oops")),
        (Samples.answer(404, "who?"), .refused("PAR-NOT-05 HTTP 404: who?")),
        (
            Samples.answer(403, "you sent \(Samples.secret)\r\nand more"),
            .refused("PAR-NOT-05 HTTP 403: you sent …  and more")
        ),
        (
            [.close],
            .later(
                seconds: nil,
                reason: "broken off: Server returned nothing (no headers, no data)"
            )
        ),
        (
            [.send("nonsense\r\n\r\n"), .close],
            .later(seconds: nil, reason: "broken off: Unsupported protocol")
        ),
    ]) func anAnswerSaysWhatBecameOfIt(steps: [LoopbackServer.Step], wanted: Delivery) async throws
    {
        let server = LoopbackServer { _ in steps }
        defer { server.stop() }
        let delivery = await (try Self.webhook(server)).deliver(Samples.parcel(), to: nil)
        #expect(delivery == wanted)
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let elsewhere = LoopbackServer { _ in Samples.answer(200) }
        defer { elsewhere.stop() }
        let server = LoopbackServer { _ in
            Samples.answer(307, headers: "Location: \(elsewhere.url)\r\n")
        }
        defer { server.stop() }
        let delivery = await (try Self.webhook(server)).deliver(Samples.parcel(), to: nil)
        guard case .refused(let reason) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(reason.hasPrefix("PAR-NOT-05 HTTP 307") && elsewhere.connections == 0)
    }

    @Test func aSlowReceiverIsGivenUp() async throws {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        let channel = try Self.webhook(server, timeoutMilliseconds: 200)
        let delivery = await channel.deliver(Samples.parcel(), to: nil)
        #expect(delivery == .later(seconds: nil, reason: "no answer in time"))
    }

    @Test func aReceiverThatIsGoneIsTriedLater() async throws {
        let server = LoopbackServer { _ in [] }
        let channel = try Self.webhook(server)
        server.stop()
        // Its listening end is closed by the thread that accepts: one connection may still be taken.
        var delivery = await channel.deliver(Samples.parcel(), to: nil)
        if case .later(_, let reason) = delivery, !reason.hasPrefix("no connection") {
            delivery = await channel.deliver(Samples.parcel(), to: nil)
        }
        guard case .later(nil, let reason) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(reason.hasPrefix("no connection"))
    }

    /// It took the message and said that it did not.
    @Test func aRepeatCarriesTheSameKey() async throws {
        let received = Received()
        let server = LoopbackServer { request in
            received.add(request)
            return Samples.answer(received.all.count == 1 ? 500 : 200)
        }
        defer { server.stop() }
        let channel = try Self.webhook(server)
        guard case .later = await channel.deliver(Samples.parcel(key: "n-7"), to: nil) else {
            Issue.record("a 500 is for later")
            return
        }
        _ = await channel.deliver(Samples.parcel(key: "n-7"), to: nil)
        #expect(received.all.count == 2)
        #expect(received.all.allSatisfy { $0.contains("\r\nParapet-Key: n-7\r\n") })
    }

    @Test(arguments: ["[10.0.0.0/8]", "[example.com]", "[]"])
    func thisMachineIsSpokenToByLeaveAlone(allow: String) async throws {
        let server = LoopbackServer { _ in Samples.answer(200) }
        defer { server.stop() }
        let delivery = await (try Self.webhook(server, allow: allow))
            .deliver(Samples.parcel(), to: nil)
        #expect(
            delivery
                == .refused(
                    "PAR-NOT-04 127.0.0.1 is not on the internet"
                        + " | hint: name the host or its network with 'allow' of the channel"
                )
        )
        #expect(server.connections == 0)
    }

    /// A key that somebody's name went into ends no header.
    @Test func aKeyIsOneHeader() async throws {
        let received = Received()
        let server = LoopbackServer { request in
            received.add(request)
            return Samples.answer(200)
        }
        defer { server.stop() }
        let parcel = Samples.parcel(key: "a\r\nX-Evil: 1")
        _ = await (try Self.webhook(server)).deliver(parcel, to: nil)
        let head = try #require(received.all.first?.components(separatedBy: "\r\n\r\n").first)
        #expect(!head.contains("X-Evil") && head.contains("Parapet-Key: "))
    }

    @Test func whatIsTooLargeIsCutAndCounted() throws {
        let text = String(repeating: "\u{1}ü", count: 400_000)
        let parcel = Samples.parcel(text: text, json: ["all": .string(text)])
        let document = parcel.json(atMostBytes: WebhookChannel.maxCharacters)
        #expect(document.bytes.count <= WebhookChannel.maxCharacters)
        #expect(document["key"] == "n-1")
        #expect(document["left_out_bytes"] == .int(Int64(parcel.json.bytes.count)))
        #expect(document["text"]?.string?.hasSuffix("more characters)") == true)
    }
}
