import Document
import Foundation
import Guardrails
import Notify
import Rehearsal
import Testing

/// Each form of each kind of message, as it was looked at.
@Suite struct MessageFormTests {
    private static let isWriting = ProcessInfo.processInfo.environment["PARAPET_GOLDEN"] == "write"

    static let forms: [(ending: String, text: @Sendable (Parcel) -> String)] = [
        ("txt", { "Subject: \($0.subject)\n\n\($0.text)" }), ("html", { $0.html }),
        ("slack.json", { $0.blocks.prettyText + "\n" }), ("json", { $0.json.prettyText + "\n" }),
    ]

    /// `PARAPET_GOLDEN=write swift test --filter MessageFormTests` writes them anew.
    @Test(arguments: SampleMessage.all)
    func everyFormIsAsItWasLookedAt(sample: SampleMessage) throws {
        let parcel = sample.message.parcel()
        for form in Self.forms {
            let file = URL(filePath: Repository.folder)
                .appending(path: "Tests/NotifyTests/Golden/\(sample.name).\(form.ending)")
            let text = form.text(parcel)
            if Self.isWriting { try text.write(to: file, atomically: true, encoding: .utf8) }
            let golden = try String(contentsOf: file, encoding: .utf8)
            #expect(text == golden, "\(file.lastPathComponent) differs")
        }
    }

    @Test func theDocumentationShowsOneAsItIs() throws {
        let sample = try #require(SampleMessage.all.first { $0.name == "needs-approval" })
        let fences = try Documentation.page("ops/docs/messages.md").fences("text")
        #expect(fences.map { $0 + "\n" } == [sample.message.parcel().text])
    }

    /// Its words are those that there are.
    @Test func theDocumentationNamesEveryKindEventAndKey() throws {
        let prose = try Documentation.page("ops/docs/messages.md").prose()
        let keys = SampleMessage.all[0].message.parcel().json.object?.keys ?? []
        for word in Matter.Kind.allCases.map(\.rawValue) + Item.Event.allCases.map(\.rawValue)
            + keys
        {
            #expect(prose.contains("`\(word)`"), "\(word)")
        }
    }

    @Test func everyKindAndEveryEventIsAmongThem() {
        let messages = SampleMessage.all.map(\.message)
        #expect(Set(messages.map(\.matter.kind)) == Set(Matter.Kind.allCases))
        let items = messages.flatMap { message -> [Item] in
            guard case .transitions(let groups) = message.matter else { return [] }
            return groups.flatMap(\.items)
        }
        #expect(Set(items.map(\.event)) == Set(Item.Event.allCases))
        #expect(Set(items.compactMap(\.change?.state)) == Set(ChangeState.allCases))
        #expect(Set(items.compactMap(\.change?.waits)) == Set(ChangeWait.allCases))
    }

    @Test(arguments: SampleMessage.all)
    func plainTextFitsTerminals(sample: SampleMessage) {
        for line in sample.message.parcel().text.split(separator: "\n") {
            // A command or an address that is broken cannot be copied.
            let isWhole = line.contains("https://") || line.contains("  parapet ")
            #expect(line.count <= 72 || isWhole, "\(line)")
        }
    }

    @Test(arguments: SampleMessage.all)
    func slackTakesIt(sample: SampleMessage) throws {
        let blocks = try #require(sample.message.parcel().blocks.array)
        expectSlackTakes(blocks)
    }

    @Test(arguments: SampleMessage.all)
    func mailNeedsNothingFromElsewhere(sample: SampleMessage) throws {
        let html = sample.message.parcel().html
        for word in ["src=", "url(", "@import", "<link", "<script", "<style", "<img", "class="] {
            #expect(!html.contains(word), "\(word)")
        }
        for tag in ["table", "tr", "td", "p", "pre", "h1", "h2", "ul", "li", "code", "a", "b"] {
            let opened = html.matches(of: try Regex("<\(tag)[ >]")).count
            #expect(opened == html.components(separatedBy: "</\(tag)>").count - 1, "\(tag)")
        }
    }

    @Test(arguments: SampleMessage.all)
    func programsGetTheSameKeysOfEveryKind(sample: SampleMessage) throws {
        let json = sample.message.parcel().json
        #expect(
            json.object?.keys == [
                "key", "kind", "at", "recipient", "subject", "severity", "groups", "digest",
                "first_sweep", "changes_stopped", "exception", "channel", "run",
            ]
        )
        #expect(try JSON.parse(json.text) == json)
    }
}

/// What Slack's reference of Block Kit allows.
func expectSlackTakes(_ blocks: [JSON], _ comment: Comment? = nil) {
    #expect((1...50).contains(blocks.count), comment)
    for block in blocks {
        let texts: [JSON]
        switch block["type"]?.string {
        case "section": texts = [block["text"] ?? .null]
        case "context":
            texts = block["elements"]?.array ?? []
            #expect((1...10).contains(texts.count), comment)
        case "divider": texts = []
        default:
            Issue.record("a block of type \(block["type"]?.text ?? "none")")
            texts = []
        }
        for text in texts {
            #expect(text["type"] == "mrkdwn" && text["verbatim"] == true, comment)
            let characters = text["text"]?.string?.unicodeScalars.count ?? 0
            #expect((1...3000).contains(characters), comment)
        }
    }
}
