import Document
import Platform
import Rehearsal
import Testing

@testable import Notify

@Suite struct MailChannelTests {
    @Test func aMailIsOnTheWireAsItShouldBe() throws {
        let message = MailMessage(
            parcel: Samples.parcel(subject: "Zürich: SSH is open"),
            from: "parapet@example.com",
            to: ["a@example.com", "b@example.com"],
            date: Samples.now
        )
        try Samples.expect(String(decoding: message.bytes, as: UTF8.self), asIn: "mail")
    }

    @Test(.enabled(if: StandIn.python != nil))
    func isReadByOthersAsItWasMeant() async throws {
        var conduct = MailServer.Conduct()
        conduct.login = "parapet:\(Samples.secret)"
        try await MailServer.with(conduct) { server in
            let channel = try Samples.channel(
                "{ type: smtp, host: 127.0.0.1, port: \(server.port), user: parapet,"
                    + " password: { env: S }, from: p@example.com, to: [a@example.com],"
                    + " allow: [127.0.0.1] }"
            )
            let subject =
                "Zürich\r\nBcc: evil@example.com 👩‍👩‍👧 =?utf-8?Q?x?= \(String(repeating: "ü", count: 90))"
            let parcel = Samples.parcel(subject: subject, text: ".\r\n.\r\nQUIT\r\nüber")
            // A connection may break, and what is delivered is delivered again until it is taken.
            func deliver(to address: String?) async -> Delivery {
                var delivery = Delivery.later(seconds: nil, reason: "")
                for _ in 0..<5 {
                    delivery = await channel.deliver(parcel, to: address)
                    guard case .later = delivery else { break }
                }
                return delivery
            }
            let first = await deliver(to: nil)
            #expect(first == .delivered(reference: "250 2.0.0 taken as 7"))
            _ = await deliver(to: "owner@example.com")
            var addresses: Set<[String]> = []
            let mails = try server.mails().filter { addresses.insert($0.to).inserted }
            #expect(mails.map(\.to) == [["a@example.com"], ["owner@example.com"]])
            let read =
                try JSON.parse(
                    try await Samples.python(
                        """
                        import email, email.policy, json, sys
                        mails = [email.message_from_string(text, policy=email.policy.default)
                                 for text in json.loads(sys.argv[1])]
                        print(json.dumps([{
                            "subject": mail["Subject"], "bcc": mail["Bcc"], "id": mail["Message-ID"],
                            "references": mail["References"], "defects": len(mail.defects),
                            "text": mail.get_body(("plain",)).get_content(),
                            "html": mail.get_body(("html",)).get_content(),
                        } for mail in mails]))
                        """,
                        .array(mails.map { .string($0.content) })
                    )
                ).array ?? []
            let mail = try #require(read.first)
            #expect(mail["subject"]?.string == parcel.subjectLine(toCharacters: 200))
            #expect(mail["bcc"] == .null && mail["defects"] == 0)
            #expect(
                mail["text"]?.string == ".\r\n.\r\nQUIT\r\nüber"
                    || mail["text"] == ".\n.\nQUIT\nüber"
            )
            #expect(mail["html"]?.string?.hasPrefix(parcel.html) == true)
            // One message, whoever gets it, and however often.
            #expect(read.count == 2 && read[1]["id"] == mail["id"])
            #expect(mail["id"] != mail["references"])
        }
    }

    @Test(arguments: [
        ("mail.example.com", 587, MailEnvelope.Security.startTLS),
        ("mail.example.com", 25, .startTLS), ("mail.example.com", 465, .tls),
        ("127.0.0.1.example.com", 25, .startTLS), ("10.0.0.1", 25, .startTLS),
        ("127.0.0.1", 25, .none), ("localhost", 25, .none), ("127.0.0.1", 465, .tls),
    ]) func beyondThisMachineNothingIsInTheClear(
        host: String,
        port: Int,
        security: MailEnvelope.Security
    ) throws {
        let channel = try Samples.channel(
            "{ type: smtp, host: '\(host)', port: \(port), from: a@b.c, to: a@b.c }"
        )
        #expect(try #require(channel as? MailChannel).security == security)
    }

    @Test(
        .enabled(if: StandIn.python != nil),
        arguments: [
            ("550 5.1.1 nobody", Delivery.refused("PAR-NOT-05 550 5.1.1 nobody")),
            ("450 4.2.1 full", .later(seconds: nil, reason: "450 4.2.1 full")),
        ]
    ) func aServersNoIsForNowOrForGood(reply: String, wanted: Delivery) async throws {
        var conduct = MailServer.Conduct()
        conduct.recipientReply = reply
        try await MailServer.with(conduct) { server in
            let channel = try Samples.channel(
                "{ type: smtp, host: localhost, port: \(server.port), from: p@example.com,"
                    + " to: a@example.com, allow: [localhost] }"
            )
            #expect(await channel.deliver(Samples.parcel(), to: nil) == wanted)
        }
    }

    @Test func anOwnersTagIsNoAddress() async throws {
        let channel = try Samples.channel(
            "{ type: smtp, host: localhost, port: 9, from: p@example.com, to: a@example.com }"
        )
        let delivery = await channel.deliver(Samples.parcel(), to: "team shop\r\nx@y.z")
        guard case .refused(let reason) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(reason.hasPrefix("PAR-NOT-07 ") && !reason.contains("\r"))
    }
}
