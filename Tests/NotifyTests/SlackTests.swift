import Document
import Platform
import Rehearsal
import Testing

@testable import Notify

@Suite struct SlackTests {
    @Test func aMessageIsOnTheWireAsSlackTakesIt() async throws {
        let received = Received()
        let server = LoopbackServer { request in
            received.add(request)
            return Samples.answer(200, "ok")
        }
        defer { server.stop() }
        let url = "\(server.url)services/T0/B0/token"
        let channel = try Samples.channel(
            "{ type: slack, url: { env: URL }, allow: [127.0.0.1] }",
            secrets: SecretReader(environment: ["URL": url], sessions: nil) { _ in nil }
        )
        #expect(await channel.deliver(Samples.parcel(), to: nil) == .delivered(reference: nil))
        try Samples.expect(received.golden(server), asIn: "slack")
    }

    /// The address is the secret: whoever has it may post.
    @Test(arguments: [
        "http://hooks.slack.example/services/SECRET", "SECRET", "https://127.0.0.1:9/SECRET",
    ]) func theAddressIsInNoReason(url: String) async throws {
        let channel = try Samples.channel(
            "{ type: slack, url: { env: URL } }",
            secrets: SecretReader(environment: ["URL": url], sessions: nil) { _ in nil }
        )
        let delivery = await channel.deliver(Samples.parcel(), to: nil)
        guard case .refused(let reason) = delivery else {
            Issue.record("\(delivery)")
            return
        }
        #expect(!reason.contains("SECRET") && reason.hasPrefix("PAR-NOT-0"))
    }

    @Test func namesMentionNobody() {
        let body = SlackChannel.body(of: Samples.parcel(text: "<!channel> & <https://evil|x>"))
        #expect(body["text"] == "&lt;!channel&gt; &amp; &lt;https://evil|x&gt;")
    }

    @Test func whatSlackWouldRefuseIsCutAndCounted() throws {
        let long = String(repeating: "x", count: 9000)
        let section: JSON = ["type": "section", "text": ["type": "mrkdwn", "text": .string(long)]]
        let header: JSON = [
            "type": "header", "text": ["type": "plain_text", "text": .string(long)],
        ]
        let blocks = [header] + Array(repeating: section, count: 70)
        let body = SlackChannel.body(of: Samples.parcel(text: long, blocks: .array(blocks)))
        let sent = try #require(body["blocks"]?.array)
        #expect(sent.count == 50)
        #expect(sent[0]["text"]?["text"]?.string?.count == 150)
        #expect(sent[1]["text"]?["text"]?.string?.count == 3000)
        #expect(sent[49]["elements"]?.array?.first?["text"] == "… 22 more parts")
        #expect(body["text"]?.string?.hasSuffix("more characters)") == true)
        #expect(body["text"]?.string?.count == SlackChannel.maxCharacters)
    }
}
