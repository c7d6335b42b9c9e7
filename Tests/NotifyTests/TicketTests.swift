import Document
import Guardrails
import Platform
import Records
import Rehearsal
import Testing

@testable import Notify

/// One ticket for each thread of messages, whatever happens on the way.
@Suite struct TicketTests {
    private static func tickets(_ server: LoopbackServer, user: String = "") throws -> any Channel {
        try Samples.channel(
            "{ type: tickets, url: '\(server.url)', token: { env: S }, project: SEC, \(user)"
                + " allow: [127.0.0.1] }"
        )
    }

    private static func parcel(
        _ key: String,
        _ statuses: Finding.Status...,
        text: String = "ssh is open"
    ) throws -> Parcel {
        Samples.parcel(
            key: key,
            text: text,
            findings: try statuses.enumerated().map { try Samples.finding($1, id: "f-\($0)") }
        )
    }

    private static func golden(_ desk: TicketServer, _ server: LoopbackServer) -> String {
        let received = Received()
        desk.requests.forEach { received.add($0) }
        return received.golden(server)
    }

    @Test func isOpenedCommentedClosedAndOpenedAgain() async throws {
        let desk = TicketServer()
        try await desk.lend { server in
            let channel = try Self.tickets(server, user: "user: me@example.com,")
            let done = Delivery.delivered(reference: "SEC-1")
            #expect(try await channel.deliver(Self.parcel("n-1", .open), to: nil) == done)
            #expect(
                await channel.deliver(try Self.parcel("n-2", .open, .resolved), to: nil) == done
            )
            #expect(desk.state.withLock { $0.categories } == [:])
            let over = try Self.parcel("n-3", .excepted, .resolved)
            #expect(await channel.deliver(over, to: "SEC-1") == done)
            #expect(desk.state.withLock { $0.categories } == ["SEC-1": "done"])
            #expect(try await channel.deliver(Self.parcel("n-4", .open), to: nil) == done)
            #expect(desk.state.withLock { $0.categories } == ["SEC-1": "new"])
            #expect(desk.state.withLock { $0.issues.count } == 1)
            #expect(desk.state.withLock { $0.comments["SEC-1"]?.count } == 3)
            try Samples.expect(Self.golden(desk, server), asIn: "tickets")
        }
    }

    @Test(arguments: [false, true])
    func aRepeatFindsWhatTheFirstAttemptMade(isCloud: Bool) async throws {
        let desk = TicketServer()
        desk.state.withLock { $0.isCloud = isCloud }
        try await desk.lend { server in
            let channel = try Self.tickets(server)
            for parcel in [try Self.parcel("n-1", .open), try Self.parcel("n-2", .open)] {
                desk.state.withLock { $0.breaksAfterTaking = true }
                guard case .later = await channel.deliver(parcel, to: nil) else {
                    Issue.record("nobody knows what came of it")
                    return
                }
                let again = await channel.deliver(parcel, to: nil)
                #expect(again == .delivered(reference: "SEC-1"))
            }
            #expect(desk.state.withLock { $0.issues.count } == 1)
            #expect(desk.state.withLock { $0.comments["SEC-1"]?.count } == 1)
        }
    }

    @Test func whatIsOverBeforeItIsToldGetsNoTicket() async throws {
        let desk = TicketServer()
        try await desk.lend { server in
            let delivery = await (try Self.tickets(server))
                .deliver(try Self.parcel("n-1", .resolved), to: nil)
            #expect(delivery == .delivered(reference: nil))
            #expect(desk.state.withLock { $0.issues.isEmpty })
        }
    }

    /// The comment says it; a workflow that has no such way is its owner's to change.
    @Test func aWorkflowWithoutAWayIsLeftAsItIs() async throws {
        let desk = TicketServer()
        desk.state.withLock { $0.ways = ["indeterminate"] }
        try await desk.lend { server in
            let channel = try Self.tickets(server)
            _ = await channel.deliver(try Self.parcel("n-1", .open), to: nil)
            let delivery = await channel.deliver(try Self.parcel("n-2", .resolved), to: nil)
            #expect(delivery == .delivered(reference: "SEC-1"))
            #expect(desk.state.withLock { $0.categories } == [:])
        }
    }

    /// Texts of other people are no markup, and no path.
    @Test func namesAreTextOnly() async throws {
        let desk = TicketServer()
        try await desk.lend { server in
            let channel = try Self.tickets(server)
            let text = "x {noformat} [~everybody] !https://evil/x.png! \u{1F}"
            let parcel = Samples.parcel(
                subject: "a\r\nb",
                text: text,
                findings: [try Samples.finding()]
            )
            let delivery = await channel.deliver(parcel, to: "SEC-1/../../x")
            #expect(delivery == .delivered(reference: "SEC-1"))
            let body = desk.state.withLock { $0.issues["SEC-1"]?["description"]?.string } ?? ""
            #expect(body.hasPrefix("{noformat}\n"))
            #expect(body.components(separatedBy: "{noformat}").count == 3)
            let calls = desk.state.withLock { $0.calls }
            #expect(calls == ["GET search", "POST issue"])
        }
    }

    @Test func whatTheServerSendsBackIsNotKept() async throws {
        let header = Base64.encode(Array("me:\(Samples.secret)".utf8))
        let server = LoopbackServer { request in
            let sent = request.contains(header)
            return Samples.answer(400, "sent \(sent): \(Samples.secret) and Basic \(header)")
        }
        defer { server.stop() }
        let channel = try Self.tickets(server, user: "user: me,")
        let delivery = await channel.deliver(try Self.parcel("n-1", .open), to: nil)
        #expect(delivery == .refused("PAR-NOT-05 HTTP 400: sent true: … and Basic …"))
    }

    @Test(arguments: [
        (429, "Retry-After: 7\r\n", Delivery.later(seconds: 7, reason: "HTTP 429")),
        (502, "", .later(seconds: nil, reason: "HTTP 502")),
        (401, "", .refused("PAR-NOT-05 HTTP 401")),
    ]) func anAnswerSaysWhatBecameOfIt(status: Int, headers: String, wanted: Delivery) async throws
    {
        let server = LoopbackServer { _ in Samples.answer(status, headers: headers) }
        defer { server.stop() }
        let delivery = await (try Self.tickets(server))
            .deliver(try Self.parcel("n-1", .open), to: nil)
        #expect(delivery == wanted)
    }
}
