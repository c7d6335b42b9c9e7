import Document
import Platform
import Rehearsal
import Testing

/// SMTP against a real server.
@Suite(.enabled(if: StandIn.python != nil))
struct MailTests {
    private static let message = [
        "From: parapet@example.com", "Subject: ö dots", "", "first", ".", "..two", ".end", "",
    ].joined(separator: "\r\n")

    private static func envelope(
        port: Int,
        _ security: MailEnvelope.Security
    ) -> MailEnvelope {
        MailEnvelope(
            host: "127.0.0.1",
            port: port,
            security: security,
            from: "parapet@example.com",
            to: ["a@example.com", "b@example.com"],
            message: Array(message.utf8)
        )
    }

    private static func send(
        _ envelope: MailEnvelope,
        trusting file: String? = nil
    ) async -> Result<String, MailFailure> {
        do throws(MailFailure) {
            return .success(
                try await Mailer(trust: file.map { .file($0) } ?? .ofSystem).send(envelope)
            )
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: [
        (MailServer.Security.none, MailEnvelope.Security.none), (.starttls, .startTLS),
        (.tls, .tls),
    ]) func isTakenAsItIs(server: MailServer.Security, spoken: MailEnvelope.Security) async throws {
        var conduct = MailServer.Conduct()
        conduct.security = server
        conduct.login = "parapet:pass word"
        try await MailServer.with(conduct) { server in
            var envelope = Self.envelope(port: server.port, spoken)
            envelope.user = "parapet"
            envelope.password = "pass word"
            let said = await Self.send(envelope, trusting: server.certificate)
            #expect(said == .success("250 2.0.0 taken as 7"))
            let mail = try #require(try server.mails().first)
            #expect(mail.from == "parapet@example.com")
            #expect(mail.to == ["a@example.com", "b@example.com"])
            #expect(mail.isEncrypted == (spoken != .none))
            #expect(mail.content == Self.message)
        }
    }

    @Test func whoHasNoEncryptionIsToldNothing() async throws {
        try await MailServer.with { server in
            let envelope = Self.envelope(port: server.port, .startTLS)
            #expect(await Self.send(envelope) == .failure(.noEncryption))
            let mails = try server.mails()
            #expect(mails == [])
        }
    }

    @Test(arguments: [
        (MailServer.Security.starttls, MailEnvelope.Security.startTLS), (.tls, .tls),
    ]) func whoIsNotTrustedIsToldNothing(
        server: MailServer.Security,
        spoken: MailEnvelope.Security
    ) async throws {
        var conduct = MailServer.Conduct()
        conduct.security = server
        try await MailServer.with(conduct) { server in
            let outcome = await Self.send(Self.envelope(port: server.port, spoken))
            guard case .failure(.transfer(.tls)) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let mails = try server.mails()
            #expect(mails == [])
        }
    }

    @Test(arguments: [
        ("recipient", "550 5.1.1 no such mailbox", 550), ("data", "451 4.7.1 later", 451),
        ("data", "554 5.6.0 spam", 554), ("login", "535", 535),
    ]) func aServersNoIsAnswered(step: String, reply: String, code: Int) async throws {
        var conduct = MailServer.Conduct()
        switch step {
        case "recipient": conduct.recipientReply = reply
        case "data": conduct.dataReply = reply
        default: conduct.login = "parapet:another"
        }
        try await MailServer.with(conduct) { server in
            var envelope = Self.envelope(port: server.port, .none)
            if step == "login" { (envelope.user, envelope.password) = ("parapet", "SECRET") }
            let outcome = await Self.send(envelope)
            guard case .failure(.rejected(let said, let text)) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(said == code && text.hasPrefix("\(code)") && text.contains(reply))
            #expect(!text.contains("SECRET"))
            let mails = try server.mails()
            #expect(mails == [])
        }
    }

    /// The good address of two gets its mail, and the other is said.
    @Test(arguments: ["550 5.1.1 no such mailbox", "450 4.2.1 full"])
    func oneBadAddressSilencesNobody(reply: String) async throws {
        var conduct = MailServer.Conduct()
        conduct.recipientReply = reply
        conduct.refused = "a@example.com"
        try await MailServer.with(conduct) { server in
            let said = await Self.send(Self.envelope(port: server.port, .none))
            #expect(said == .success("250 2.0.0 taken as 7; not to all: \(reply)"))
            let mails = try server.mails()
            #expect(mails.map(\.to) == [["b@example.com"]])
        }
    }

    /// An address is part of a command, which ends with its line.
    @Test(arguments: ["a@b.c>\r\nRCPT TO:<x@y.z", "a@b.c\n", "", "a b@c.d", "a", "<a@b.c>"])
    func anAddressIsOneWord(address: String) async {
        var envelope = Self.envelope(port: 9, .none)
        envelope.to = [address]
        #expect(await Self.send(envelope) == .failure(.address(address)))
        envelope = Self.envelope(port: 9, .none)
        envelope.from = address
        #expect(await Self.send(envelope) == .failure(.address(address)))
    }

    @Test func aSilentServerIsGivenUp() async {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        var envelope = Self.envelope(port: Int(server.port), .none)
        envelope.timeoutMilliseconds = 200
        #expect(await Self.send(envelope) == .failure(.transfer(.timeout)))
    }

    @Test func onlyAddressesThatMayBeAreConnectedTo() async throws {
        let server = LoopbackServer { _ in [.hang] }
        defer { server.stop() }
        var envelope = Self.envelope(port: Int(server.port), .none)
        envelope.addresses = .internet()
        #expect(await Self.send(envelope) == .failure(.transfer(.refusedAddress("127.0.0.1"))))
        #expect(server.connections == 0)
    }
}
