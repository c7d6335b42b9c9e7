import Document
import Guardrails
import Notify
import Records
import Testing

/// Texts that somebody wrote to be read by something else than people, in every place of a message.
@Suite struct HostileNamesTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }
    }

    static let names = [
        Hostile("HTML", "\"><script>alert('1')</script><img src=x onerror=alert(1)>"),
        Hostile("header", "x\r\nBcc: evil@example.com\r\n\r\nbody"),
        Hostile("terminal", "\u{1b}[2J\u{1b}]0;evil\u{7}\u{9b}31m"),
        Hostile("bidi", "\u{202e}gnp.exe\u{2066}\u{200f}\u{061c}"),
        Hostile("Slack", "<!channel> <@U0123456> <https://evil.example|a link> *b* ``` `c`"),
        Hostile("long", String(repeating: "x", count: 10_000)),
        Hostile("one character of 10,000", "e" + String(repeating: "\u{301}", count: 10_000)),
        Hostile("escaped", String(repeating: "&", count: 10_000)),
        Hostile("zero", "a\0b"), Hostile("separators", "a\u{2028}b\u{2029}c\u{85}d"),
        Hostile("shell", "'; rm -rf / #$(id)"), Hostile("empty", ""),
    ]

    private static func item(_ event: Item.Event, _ text: String) -> Item {
        Item(
            event: event,
            at: .epoch,
            finding: text,
            account: AccountNote(id: text, name: text, environment: text),
            region: text,
            resource: ResourceRecord(type: "s3.bucket", id: text, arn: text, name: text),
            part: text,
            because: [
                FindingRecord.Reason(
                    text: text,
                    path: text,
                    witness: [
                        "action": .string(text), "resource": .string(text),
                        "principal": .string(text), "keys": ["k": .string(text)],
                    ]
                ), FindingRecord.Reason(text: text, path: text, witness: .string(text)),
            ],
            reason: text,
            actor: Item.Actor(name: text, call: text, at: .epoch),
            change: ChangeNote(
                id: text,
                action: text,
                state: .awaitingApproval,
                approvers: [text],
                reason: text,
                calls: [text],
                undoes: text
            ),
            ticket: Item.Ticket(reference: text, url: text)
        )
    }

    private static func matters(_ text: String) -> [Matter] {
        let guardrail = GuardrailNote(
            name: text,
            title: text,
            severity: .high,
            education: text
        )
        let account = AccountNote(id: text, name: text, environment: text)
        let group = Group(
            guardrail: guardrail,
            account: account,
            items: Item.Event.allCases.map { item($0, text) },
            omitted: 5
        )
        return [
            .transitions([group]), .transitions([group, group]),
            .digest(Digest(from: .epoch, to: .epoch, groups: [group], stillOpen: 3)),
            .firstSweep(
                FirstSweep(
                    account: account,
                    tallies: [
                        FirstSweep.Tally(guardrail: text, title: text, severity: .low, open: 2)
                    ]
                )
            ),
            .changesStopped(
                StoppedChanges(guardrail: guardrail, by: text, at: .epoch, reason: text, waiting: 2)
            ),
            .exceptionEnds(
                EndingException(
                    id: text,
                    guardrail: guardrail,
                    scope: [
                        "resource": .string(text), "tag": ["key": .string(text), "value": ""],
                    ],
                    reason: text,
                    until: .epoch,
                    findings: 1
                )
            ),
            .channelDead(
                DeadChannel(name: text, type: text, since: .epoch, failure: text, waiting: 1)
            ),
            .run(
                RunNews(
                    run: text,
                    playbook: text,
                    status: .waiting,
                    account: account,
                    target: text,
                    reference: text,
                    reason: text,
                    startedBy: text,
                    gate: .init(
                        step: text,
                        by: [text],
                        needsTwo: true,
                        asks: text,
                        approvals: 1,
                        isOpen: true
                    )
                )
            ), .test,
        ]
    }

    /// Each is laid out once: for every test the same.
    private static let laidOut = Dictionary(
        uniqueKeysWithValues: names.map { ($0.testDescription, parcels($0.text)) }
    )

    private static func parcels(_ name: Hostile) -> [Parcel] {
        laidOut[name.testDescription] ?? []
    }

    private static func parcels(_ text: String) -> [Parcel] {
        matters(text).map { matter in
            Message(
                key: text,
                at: .epoch,
                recipient: Recipient(name: text, audience: .one, isOwner: true),
                matter: matter
            ).parcel()
        }
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069:
            scalar != "\n"
        default: false
        }
    }

    @Test(arguments: names)
    func steerNothing(name: Hostile) {
        for parcel in Self.parcels(name) {
            for form in [parcel.subject, parcel.text, parcel.html] {
                #expect(!form.unicodeScalars.contains(where: Self.steers))
            }
            #expect(!parcel.subject.has("\n"))
            #expect(!parcel.text.has("\nBcc:"))
        }
    }

    @Test(arguments: names)
    func areTextInHTML(name: Hostile) {
        for parcel in Self.parcels(name) {
            for word in ["<script", "<img", "alert('1')"] { #expect(!parcel.html.has(word)) }
            #expect(parcel.html.count(of: "<table") == parcel.html.count(of: "</table>"))
        }
    }

    @Test(arguments: names)
    func callNobodyInSlack(name: Hostile) throws {
        for parcel in Self.parcels(name) {
            let blocks = try #require(parcel.blocks.array)
            expectSlackTakes(blocks)
            for text in blocks.flatMap({ [$0["text"]] + ($0["elements"]?.array ?? []) }) {
                let text = text?["text"]?.string ?? ""
                #expect(!text.unicodeScalars.contains(where: Self.steers))
                // The only marks are links to the console.
                #expect(text.count(of: "<") == text.count(of: "<https://console."), "\(text)")
                // Each mark for code is one that we opened and closed.
                #expect(text.count(of: "`") % 2 == 0, "\(text)")
            }
        }
    }

    private static func hasZero(_ json: JSON) -> Bool {
        switch json {
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains(where: hasZero)
        case .object(let object): object.contains { $0.utf8.contains(0) || hasZero($1) }
        default: false
        }
    }

    @Test(arguments: names)
    func areStoredAndParsed(name: Hostile) throws {
        for parcel in Self.parcels(name) {
            for json in [parcel.json, parcel.blocks] {
                #expect(try JSON.parse(json.text) == json)
                // What PostgreSQL's jsonb refuses.
                #expect(!Self.hasZero(json))
            }
        }
    }

    @Test(arguments: names)
    func areCutWithACount(name: Hostile) {
        for parcel in Self.parcels(name) {
            #expect(parcel.subject.unicodeScalars.count < 240)
            #expect(parcel.text.unicodeScalars.count < 160_000)
            #expect(parcel.html.utf8.count < 800_000)
            #expect(parcel.json.text.utf8.count < 260_000)
            if name.text.unicodeScalars.count >= 10_000 {
                #expect(parcel.text.has("more characters)"))
            }
        }
    }

    /// A command that is copied does what it says, and nothing else.
    @Test func areOneWordOfACommand() {
        let text = "'; rm -rf / #$(id)"
        let parcel = Self.parcels(text)[0]
        let word = #"''\''; rm -rf / #$(id)'"#
        #expect(parcel.text.contains("  parapet changes approve \(word)"))
        for line in parcel.text.split(separator: "\n") where line.hasPrefix("  parapet ") {
            #expect(!line.replacing(word, with: "").contains("rm -rf"), "\(line)")
        }
    }

    /// What cannot be typed is in no command that asks for an exception.
    @Test(arguments: ["a\u{202e}b", "a\nb", String(repeating: "x", count: 10_000), ""])
    func thatCannotBeTypedAreAskedForByNoCommand(text: String) {
        #expect(!Self.parcels(text)[0].text.contains("exceptions request"))
    }
}

/// Over bytes: what one character is, is long to find out where it is made of ten thousand.
extension String {
    fileprivate func has(_ word: String) -> Bool { count(of: word) > 0 }

    fileprivate func count(of word: String) -> Int {
        let (text, word) = (Array(utf8), Array(word.utf8))
        return text.indices.count {
            text[$0] == word[0] && text[$0...].starts(with: word)
        }
    }
}
