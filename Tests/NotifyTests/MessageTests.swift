import Document
import Guardrails
import Notify
import Testing

@Suite struct MessageTests {
    private static func forms(_ parcel: Parcel) -> [String] {
        [parcel.subject, parcel.text, parcel.html, parcel.blocks.text, parcel.json.text]
    }

    @Test(arguments: [true, false], Recipient.Audience.allCases)
    func whoDidItIsToldToTheOwnerAlone(isOwner: Bool, audience: Recipient.Audience) {
        let recipient = Recipient(name: "x", audience: audience, isOwner: isOwner)
        let parcel = SampleMessage(
            "x",
            .transitions([
                Group(
                    guardrail: SampleMessage.ssh,
                    account: SampleMessage.dev,
                    items: SampleMessage.opened
                )
            ]),
            recipient
        ).message.parcel()
        let isNamed = Self.forms(parcel).map { $0.contains("eva@example.com") }
        let may = isOwner && audience == .one
        #expect(isNamed == [false, may, may, may, may])
    }

    /// The digest goes to many or to one; it names nobody either way.
    @Test func aDigestBlamesNobody() {
        var digest = SampleMessage.digest
        digest.groups[0].items[0].actor = SampleMessage.opened[0].actor
        let parcel = SampleMessage("x", .digest(digest), SampleMessage.many).message.parcel()
        #expect(Self.forms(parcel).allSatisfy { !$0.contains("eva@example.com") })
    }

    private static func many(_ count: Int, omitted: Int) -> Message {
        let items = (0..<count).map { SampleMessage.item(.opened, $0) }
        let group = Group(
            guardrail: SampleMessage.ssh,
            account: SampleMessage.dev,
            items: items,
            omitted: omitted
        )
        return SampleMessage("x", .transitions([group]), SampleMessage.many).message
    }

    @Test func whatIsNotShownIsCounted() throws {
        let message = Self.many(10, omitted: 99_983)
        let parcel = message.parcel()
        let command = "parapet findings --guardrail ssh-open-to-the-world --account 200000000011"
        #expect(parcel.text.contains("And 99,983 more:\n  \(command)\n"))
        let html = parcel.html.replacing(try Regex("</?span[^>]*>"), with: "")
        #expect(html.contains("And 99,983 more:") && html.contains(command))
        #expect(parcel.blocks.text.contains("And 99,983 more:"))
        #expect(parcel.subject.contains("10 opened and 99,983 more"))
        #expect(parcel.json["groups"]?.array?.first?["omitted"] == 99_983)
    }

    /// Whatever the limit, shown and counted are together all that there are.
    @Test(arguments: [100_000, 8_000, 4_000, 2_500, 2_000, 1_600, 0])
    func aShorterMessageCountsWhatItLeavesOut(limit: Int) throws {
        let parcel = Self.many(10, omitted: 90).parcel(fitting: limit)
        let group = try #require(parcel.json["groups"]?.array?.first)
        let shown = try #require(group["items"]?.array?.count)
        #expect(group["omitted"]?.int == Int64(100 - shown))
        #expect(parcel.text.contains("And \(100 - shown) more:"))
        #expect(parcel.text.contains("\(max(shown, 1)). Opened:") == (shown > 0))
        #expect(parcel.text.count <= limit || shown == 0)
    }

    /// What is over needs no lesson, and nobody to do anything.
    @Test func whatIsResolvedTeachesNobody() {
        let group = Group(
            guardrail: SampleMessage.ssh,
            account: SampleMessage.dev,
            items: [SampleMessage.item(.resolved, reason: "fixed")]
        )
        let text = SampleMessage("x", .transitions([group]), SampleMessage.owner).message.parcel()
            .text
        #expect(!text.contains("Why it matters") && !text.contains("exceptions request"))
    }

    @Test func theWorstCountsAndTheThreadIsTheKeyWhereNoneIsNamed() {
        let groups = [
            Group(guardrail: SampleMessage.ssh, account: SampleMessage.dev, items: []),
            Group(guardrail: SampleMessage.bucket, account: SampleMessage.dev, items: []),
        ]
        var message = SampleMessage("x", .transitions(groups), SampleMessage.many).message
        #expect(message.parcel().severity == .critical)
        #expect(message.parcel().thread == "n-x")
        message.thread = "t"
        #expect(message.parcel().thread == "t" && message.parcel().key == "n-x")
    }

    /// An address of a ticket that is none of the web, or that would end its mark, is not shown.
    @Test(arguments: [
        "javascript:alert(1)", "http://x.example", "https://x.example/|<!channel>",
        "https://x.example/\u{202e}",
    ])
    func anUnsafeAddressIsLeftOut(url: String) {
        var item = SampleMessage.publicBucket
        item.ticket = Item.Ticket(reference: "SEC-1", url: url)
        let group = Group(guardrail: SampleMessage.bucket, account: nil, items: [item])
        let parcel = SampleMessage("x", .transitions([group]), SampleMessage.owner).message.parcel()
        #expect(parcel.text.contains("SEC-1\n"))
        #expect(Self.forms(parcel).allSatisfy { !$0.contains(url) })
    }
}
