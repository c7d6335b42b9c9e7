import Document
import Testing

@testable import Guardrails

/// Who is told what when, with a clock that is turned.
@Suite struct TellingPlannerTests {
    static let yaml = """
        accounts: [{ id: "111111111111" }]
        environments: { prod: { names: ["*"] } }
        channels:
          ops: { type: webhook, url: https://hooks.example.com/x, secret: { env: S } }
          slow: { type: webhook, url: https://hooks.example.com/y, secret: { env: S }, per-hour: 2 }
          mail: { type: smtp, host: mail.example.com, from: p@example.com, to: [all@example.com], allow: [example.com] }
          jira: { type: tickets, url: https://jira.example.com, token: { env: T }, project: SEC }
        owners: { tags: [owner], accounts: { "shop-*": slow }, last-resort: ops }
        """

    static func configuration(_ more: String = "") throws -> Configuration {
        try Configuration(yaml: yaml + "\n" + more, file: "parapet.yaml")
    }

    static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private func group(
        _ id: Int64,
        _ event: String = "opened",
        at first: Timestamp,
        channel: String = "ops",
        address: String = "",
        guardrail: String? = "ssh",
        account: String = "111111111111",
        severity: Severity = .high,
        introduces: Bool = false,
        toldLast: Timestamp? = nil,
        isSweeping: Bool = false
    ) -> NoticeGroup {
        NoticeGroup(
            id: id,
            channel: channel,
            address: address,
            event: event,
            guardrail: introduces ? nil : guardrail,
            account: account,
            severity: introduces ? .info : severity,
            introduces: introduces,
            flaps: toldLast != nil,
            toldLast: toldLast,
            first: first,
            isSweeping: isSweeping
        )
    }

    private func plan(
        _ groups: [NoticeGroup],
        at now: Timestamp,
        _ more: String = "",
        lastHour: [String: Int] = [:]
    ) throws -> TellingPlanner.Plan {
        TellingPlanner(
            configuration: try Self.configuration(more),
            lastHour: lastHour,
            now: now
        ).plan(groups)
    }

    private let noon = Timestamp("2026-06-10T12:00:00Z") ?? .epoch

    @Test func whatComesSoonAfterIsToldWithIt() throws {
        let groups = [
            group(1, at: noon), group(2, "needs approval", at: noon),
            group(3, at: noon, guardrail: "rdp"),
        ]
        let early = try plan(groups, at: noon.later(10))
        #expect(early.messages.isEmpty && early.waiting[1] == noon.later(30))
        let later = try plan(groups, at: noon.later(30)).messages
        #expect(later.map(\.kind) == [.transitions, .transitions])
        // What somebody has to do comes first, with what it is about.
        #expect(later.map { $0.groups.map(\.id) } == [[1, 2], [3]])
    }

    @Test func aSweepIsToldOfWhenItEnds() throws {
        let sweeping = [
            group(1, at: noon, isSweeping: true),
            group(2, at: noon, guardrail: "worst", severity: .critical, isSweeping: true),
            group(3, at: noon, introduces: true, isSweeping: true),
        ]
        #expect(try plan(sweeping, at: noon.later(600)).messages.flatMap(\.groups).map(\.id) == [2])
        let hour = try plan(sweeping, at: noon.later(3600)).messages.flatMap(\.groups).map(\.id)
        #expect(Set(hour) == [1, 2])
        let ended = sweeping.map { group in
            var group = group
            group.isSweeping = false
            return group
        }
        let kinds = try plan(ended, at: noon.later(600)).messages.map(\.kind)
        #expect(kinds.contains(.firstSweep) && kinds.count == 3)
    }

    @Test func digestsAreToldByTheClocksOfAPlace() throws {
        let more = "digest: { high: hourly, medium: daily, low: weekly }"
        // A Wednesday.
        let groups = [
            group(1, at: noon), group(2, at: noon, guardrail: "m", severity: .medium),
            group(3, at: noon, guardrail: "l", severity: .low),
            group(4, "failed", at: noon), group(5, at: noon, guardrail: "c", severity: .critical),
        ]
        func told(_ now: Timestamp) throws -> [PlannedMessage.Kind: [Int64]] {
            Dictionary(grouping: try plan(groups, at: now, more).messages, by: \.kind)
                .mapValues { $0.flatMap(\.groups).map(\.id).sorted() }
        }
        #expect(try told(noon.later(60)) == [.transitions: [4, 5]])
        #expect(try told(noon.later(3600))[.digest] == [1])
        #expect(try told(try Self.time("2026-06-11T08:00:00Z"))[.digest] == [1, 2])
        #expect(try told(try Self.time("2026-06-15T07:59:59Z"))[.digest] == [1, 2])
        #expect(try told(try Self.time("2026-06-15T08:00:00Z"))[.digest] == [1, 2, 3])
    }

    /// Where clocks go forward at night, and back.
    @Test(arguments: [
        ("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
        ("2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z"),
        ("2026-07-01T12:00:00Z", "2026-07-02T06:00:00Z"),
    ])
    func aDayIsThatOfThePlace(from: String, to: String) throws {
        let zone = try #require(CivilZone.named("Europe/Zurich"))
        let next = DigestClock.next(.daily, after: try Self.time(from), in: zone)
        #expect(next == (try Self.time(to)))
        // Once it was told it is told the next day.
        #expect(DigestClock.next(.daily, after: next, in: zone) > next.later(22 * 3600))
    }

    @Test(arguments: [
        // Quiet until seven in the morning, before and after the clocks change.
        ("2026-03-28T23:30:00Z", "2026-03-29T05:00:00Z"),
        ("2026-10-24T23:30:00Z", "2026-10-25T06:00:00Z"),
        ("2026-06-10T18:30:00Z", "2026-06-11T05:00:00Z"),
    ])
    func nobodyIsWokenButForWhatCannotWait(at: String, until: String) throws {
        let more =
            "quiet: { from: \"20:00\", to: \"07:00\", zone: Europe/Zurich, except: [critical] }"
        let (night, morning) = (try Self.time(at), try Self.time(until))
        let groups = [
            group(1, at: night.later(-60)), group(2, "failed", at: night.later(-60)),
            group(3, at: night.later(-60), guardrail: "c", severity: .critical),
            group(4, at: night.later(-60), channel: "jira"),
        ]
        let plan = try plan(groups, at: night, more)
        #expect(Set(plan.messages.flatMap(\.groups).map(\.id)) == [3, 4])
        // Thought of again within the hour, because other rules may come.
        #expect(plan.waiting[1] == min(morning, night.later(3600)))
        let told = try self.plan(groups, at: morning, more).messages.flatMap(\.groups).map(\.id)
        #expect(Set(told) == [1, 2, 3, 4])
        let before = try self.plan(groups, at: morning.later(-1), more).messages
        #expect(Set(before.flatMap(\.groups).map(\.id)) == [3, 4])
    }

    @Test func manyToOneAddressAreOne() throws {
        let few = (1...6).map { group(Int64($0), at: noon, guardrail: "g\($0)") }
        #expect(try plan(few, at: noon.later(60)).messages.count == 6)
        let many = (1...5000).map {
            group(Int64($0), at: noon, guardrail: "g\($0 % 50)", account: "\($0 % 1000)")
        }
        let messages = try plan(many, at: noon.later(60)).messages
        #expect(messages.count == 1 && messages.first?.kind == .digest)
        #expect(messages.first?.notices == 5000)
        let introduced = (1...300).map {
            group(Int64($0), at: noon, account: "\($0)", introduces: true)
        }
        #expect(try plan(introduced, at: noon.later(60)).messages.map(\.kind) == [.digest])
    }

    @Test func whatIsOverTheRateWaitsAndIsGrouped() throws {
        let groups = (1...4).map {
            group(Int64($0), at: noon, channel: "slow", address: "a\($0)", guardrail: "g")
        }
        let plan = try plan(groups, at: noon.later(60), lastHour: ["slow": 1])
        #expect(plan.messages.count == 1 && plan.waiting.count == 3)
        let none = try self.plan(groups, at: noon.later(60), lastHour: ["slow": 2])
        #expect(none.messages.isEmpty && none.waiting.count == 4)
        let together = (1...4).map {
            group(Int64($0), at: noon, channel: "slow", guardrail: "g\($0)")
        }
        let one = try self.plan(together, at: noon.later(60), lastHour: ["slow": 1])
        #expect(one.messages.map(\.kind) == [.digest] && one.waiting.isEmpty)
        // What is urgent goes first.
        let urgent = groups + [group(9, "failed", at: noon, channel: "slow", guardrail: "z")]
        #expect(
            try self.plan(urgent, at: noon.later(60), lastHour: ["slow": 1]).messages
                .flatMap(\.groups).map(\.id) == [9]
        )
    }

    /// A digest has no command to decide by.
    @Test func whatNeedsSomebodyIsInNoDigest() throws {
        let news = (1...4).map { group(Int64($0), at: noon, channel: "slow", guardrail: "g\($0)") }
        let asked = (11...12).map {
            group(Int64($0), "needs approval", at: noon, channel: "slow", account: "\($0)")
        }
        let rare = try plan(news + asked, at: noon.later(60), lastHour: ["slow": 0]).messages
        #expect(rare.map(\.kind) == [.transitions, .digest])
        #expect(rare.first?.groups.map(\.id) == [11, 12])
        let one = try plan(news + asked, at: noon.later(60), lastHour: ["slow": 1])
        #expect(one.messages.flatMap(\.groups).map(\.id) == [11, 12] && one.waiting.count == 4)
        // More than six to one address: a few to a message, each with its own commands.
        let many = (1...20).map {
            group(Int64($0), "needs approval", at: noon, account: "\($0)")
        }
        let told = try plan(many, at: noon.later(60)).messages
        #expect(told.map(\.kind) == Array(repeating: .transitions, count: 4))
        #expect(told.map(\.groups.count) == [6, 6, 6, 2])
        let flood = (1...5000).map {
            group(Int64($0), "needs approval", at: noon, account: "\($0)")
        }
        let some = try plan(flood, at: noon.later(60)).messages
        #expect(some.count == 7 && some.map(\.notices).reduce(0, +) == 5000)
    }

    @Test func whatFlapsIsToldOnceADay() throws {
        let flapping = group(1, at: noon, toldLast: noon.later(-3600))
        #expect(try plan([flapping], at: noon.later(22 * 3600)).messages.isEmpty)
        #expect(try plan([flapping], at: noon.later(23 * 3600)).messages.count == 1)
    }

    @Test func aTicketIsOfOneGuardrailAndAccount() throws {
        let groups = (1...3).map {
            group(Int64($0), at: noon, channel: "jira", guardrail: "g\($0 % 2)")
        }
        let messages = try plan(groups, at: noon.later(60), "digest: { high: weekly }").messages
        #expect(messages.map { $0.groups.map(\.id) } == [[1, 3], [2]])
    }

    @Test func aChannelThatIsGoneHoldsUpNobody() throws {
        let plan = try plan(
            [group(1, at: noon, channel: "former"), group(2, at: noon)],
            at: noon.later(60)
        )
        #expect(plan.messages.flatMap(\.groups).map(\.id) == [2])
        #expect(plan.waiting[1] == noon.later(60 + 3600))
    }
}
