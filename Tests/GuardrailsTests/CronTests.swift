import Document
import Guardrails
import Testing

@Suite struct CronTests {
    @Test(arguments: [
        ("*/15 * * * *", "2026-11-24T10:44:59Z", "2026-11-24T10:30:00Z"),
        ("0 6 * * mon-fri", "2026-11-23T05:59:59Z", "2026-11-20T06:00:00Z"),
        ("0 6 * * 1-5", "2026-11-23T06:00:00Z", "2026-11-23T06:00:00Z"),
        ("30 23 31 * *", "2026-12-01T00:00:00Z", "2026-10-31T23:30:00Z"),
        ("0 0 29 feb *", "2026-01-01T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("5,10 0-1,20 1 1 *", "2026-11-24T00:00:00Z", "2026-01-01T20:10:00Z"),
        // Either day, where both are narrowed.
        ("0 0 13 * fri", "2026-11-24T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("0 0 * * 7", "2026-11-24T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("10/20 4 * * *", "2026-11-24T04:49:00Z", "2026-11-24T04:30:00Z"),
    ])
    func findsItsLatestMoment(line: String, time: String, latest: String) throws {
        let cron = try #require(Cron(line))
        let time = try #require(Timestamp(time))
        #expect(cron.latest(notAfter: time)?.rfc3339 == latest)
    }

    @Test(arguments: [
        ("*/15 * * * *", "2026-11-24T10:44:59Z", "2026-11-24T10:45:00Z"),
        ("*/15 * * * *", "2026-11-24T10:45:00Z", "2026-11-24T11:00:00Z"),
        ("0 6 * * mon-fri", "2026-11-20T06:00:00Z", "2026-11-23T06:00:00Z"),
        ("0 0 29 feb *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("59 23 31 12 *", "2026-12-31T23:58:59Z", "2026-12-31T23:59:00Z"),
        ("0 0 13 * fri", "2026-11-24T00:00:00Z", "2026-11-27T00:00:00Z"),
    ])
    func findsItsNextMoment(line: String, time: String, next: String) throws {
        let cron = try #require(Cron(line))
        let time = try #require(Timestamp(time))
        let found = try #require(cron.next(after: time))
        #expect(found.rfc3339 == next)
        #expect(cron.latest(notAfter: found) == found)
    }

    @Test(arguments: [
        "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
        "5-1 * * * *", "*/0 * * * *", "a * * * *", "1- * * * *", "1,,2 * * * *", "* * * * mond",
    ])
    func refusesWhatIsNoLine(line: String) {
        #expect(Cron(line) == nil)
    }

    @Test func thereIsNoFebruaryThirty() throws {
        let cron = try #require(Cron("0 0 30 2 *"))
        let time = try #require(Timestamp("2026-11-24T00:00:00Z"))
        #expect(cron.latest(notAfter: time) == nil && cron.next(after: time) == nil)
    }

    @Test func aGuardrailIsDueByItsClocks() throws {
        let type = ResourceType(
            "ec2.box",
            title: "Box",
            service: "ec2",
            isGlobal: false,
            listPermissions: ["ec2:List"],
            attributes: [],
            fields: [.init("size", .int, "how big")],
            facts: []
        )
        func guardrail(_ triggers: String) throws -> Guardrail {
            try Guardrail.load(
                yaml: """
                    guardrail: boxes
                    title: t
                    severity: low
                    education: e
                    resource: ec2.box
                    criteria: resource.size > 5
                    triggers: [\(triggers)]
                    tests:
                      - violates: { resource: { size: 9 } }
                      - passes: { resource: { size: 3 } }
                    """,
                file: "boxes.yaml",
                catalogue: Catalogue([type])
            )
        }
        let now = try #require(Timestamp("2026-11-24T10:00:00Z"))
        let before = try #require(Timestamp("2026-11-24T09:56:00Z"))
        let long = try #require(Timestamp("2026-11-24T09:55:00Z"))
        let often = try guardrail("{ every: 5m }")
        #expect(often.isDue(since: nil, now: now) && often.isDue(since: long, now: now))
        #expect(!often.isDue(since: before, now: now))
        let part = try #require(Timestamp("2026-11-24T09:55:00.7Z"))
        #expect(!often.isDue(since: part, now: now))
        #expect(often.nextDue(after: part) == Timestamp("2026-11-24T10:00:00.7Z"))
        let daily = try guardrail("{ cron: '58 9 * * *' }")
        #expect(!daily.isDue(since: nil, now: now) && daily.isDue(since: before, now: now))
        #expect(!daily.isDue(since: now, now: now))
        let event = try guardrail("{ event: 'ec2:RunInstances' }")
        #expect(!event.isTimed && !event.isDue(since: nil, now: now))
        let change = try guardrail("{ on: change }")
        #expect(!change.isTimed && !change.isDue(since: nil, now: now) && change.isSwept)
        #expect(throws: Problems.self) { try guardrail("{ cron: '61 * * * *' }") }
        #expect(throws: Problems.self) { try guardrail("{ on: birth }") }
    }
}
