import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What is remembered, for how long, and under which name.
    @Suite struct HistoryTests {
        /// The rule book of these tests with guardrails over groups, some of them under new names.
        private func book(_ names: [(name: String, was: [String])]) throws -> RuleBook {
            try TestRules.book(
                names.map {
                    let was = $0.was.isEmpty ? "" : "was: [\($0.was.joined(separator: ", "))]"
                    return TestRules.guardrail($0.name, more: was)
                }
            )
        }

        private func findings(_ stage: Stage) async throws -> [String] {
            let rows = try await stage.reader.query(
                "select id || ' ' || guardrail || ' ' || status as row from report.findings order by 1"
            )
            return rows.compactMap { $0["row"].string }
        }

        @Test func aKnownResultIsForgottenWhenSomebodyElseWrites() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let ledger = Ledger(database: stage.worker)
                _ = try await stage.look([Change(.opened, finding("sg-1"))], digest: "a")
                #expect(try await ledger.knows("a", of: ec2))
                _ = try await stage.look([], digest: "a", isKnown: true)
                #expect(try await ledger.knows("a", of: ec2))

                let sweep = try #require(
                    try await stage.column("select id from parapet.sweep limit 1").first
                )
                _ = try await stage.owner.query("update parapet.sweep set started_at = now()")
                let place = SweepLeading.Place(guardrail: "ssh", account: ec2.account)
                let closed = try await stage.close(
                    sweep,
                    at: [place: .accountLeft],
                    token: token
                )
                #expect(closed == 1)
                #expect(try await !ledger.knows("a", of: ec2))
                // Whoever compared nothing does not bring it back.
                _ = try await stage.look([], digest: "a", isKnown: true)
                #expect(try await !ledger.knows("a", of: ec2))
                _ = try await stage.look([], digest: "a")
                #expect(try await ledger.knows("a", of: ec2))
                _ = try await stage.owner.query(
                    "select parapet.mark_findings(array(select id from parapet.finding),"
                        + " 'reopened', '{\"status\":\"open\",\"reason\":null}', 'e')"
                )
                #expect(try await !ledger.knows("a", of: ec2))
            }
        }

        @Test func looksThatTakeTurnsAreAllKnownUntilOneWrites() async throws {
            try await Stage.with { stage in
                let ledger = Ledger(database: stage.worker)
                _ = try await stage.look([Change(.opened, finding("sg-1"))], digest: "all")
                _ = try await stage.look([], digest: "some")
                #expect(try await ledger.knows("all", of: ec2))
                #expect(try await ledger.knows("some", of: ec2))
                for number in 0..<8 { _ = try await stage.look([], digest: "\(number)") }
                #expect(try await !ledger.knows("some", of: ec2))
                _ = try await stage.look([Change(.opened, finding("sg-2"))], digest: "new")
                #expect(try await ledger.knows("new", of: ec2))
                #expect(try await !ledger.knows("7", of: ec2))
                // One whose result is for now alone keeps the others, as long as it writes nothing.
                _ = try await stage.look([])
                #expect(try await ledger.knows("new", of: ec2))
                _ = try await stage.look([Change(.opened, finding("sg-3"))])
                #expect(try await !ledger.knows("new", of: ec2))
            }
        }

        @Test func anUnchangedLookWritesItsScopeAlone() async throws {
            try await Stage.with { stage in
                let changes = (0..<500).map { Change(.opened, finding("sg-\($0)")) }
                #expect(try await stage.look(changes) == .committed(changes: 500))
                let tables = [
                    "finding", "finding_event", "outbox", "inventory", "exception_version",
                ]
                func versions() async throws -> [String] {
                    var versions: [String] = []
                    for table in tables {
                        versions.append(try await stage.versions("parapet.\(table)"))
                    }
                    return versions
                }
                let before = try await versions()
                #expect(try await stage.look(changes) == .committed(changes: 0))
                #expect(try await versions() == before)
                #expect(Set(before).count >= 4)
            }
        }

        @Test func aRenamedGuardrailKeepsItsFindings() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let books = RuleBooks(database: stage.coordinator)
                try await books.announce(try book([("ssh", [])]), token: token)
                _ = try await stage.look([Change(.opened, finding("sg-1"))])
                let id = try #require(try await findings(stage).first?.prefix(36))

                let renamed = try book([("ssh-open", ["ssh"])])
                try await books.announce(renamed, token: token)
                #expect(try await findings(stage) == ["\(id) ssh-open open"])
                // Once, and not with every sweep.
                try await books.announce(renamed, token: token)
                let events = try await stage.reader.query(
                    "select event || ' ' || guardrail as row from report.finding_events order by id"
                )
                #expect(events.map { $0["row"].string } == ["opened ssh", "renamed ssh-open"])

                // The next look finds it again under the name of today.
                let fixed = finding("sg-1", status: .resolved, guardrail: "ssh-open")
                #expect(
                    try await stage.look([Change(.resolved, fixed)], book: renamed)
                        == .committed(changes: 1)
                )
                #expect(try await findings(stage) == ["\(id) ssh-open resolved"])

                // A guardrail of another kind may take the name that became free.
                let taken = try book([("ssh-open", []), ("ssh", [])])
                try await books.announce(taken, token: token)
                _ = try await stage.look([Change(.opened, finding("sg-1"))], book: taken)
                #expect(try await findings(stage).count == 2)
                #expect(try await findings(stage).contains("\(id) ssh-open resolved"))
            }
        }

        @Test func historyRollsByTheMonthAndGoesByTheMonth() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let retention = Retention(database: stage.coordinator)
                let partitions = {
                    try await stage.owner.query(
                        """
                        select count(*) as count from pg_inherits
                        where inhparent = 'parapet.finding_event'::regclass
                        """
                    ).first?["count"].int
                }
                #expect(try await partitions() == 4)
                try await retention.rollPartitions(token: token)
                #expect(try await partitions() == 4)
                _ = try await stage.look([Change(.opened, finding("sg-1"))])
                _ = try await stage.owner.query(
                    """
                    insert into parapet.finding_event
                    select nextval('parapet.finding_event_id'), finding, sweep,
                        now() + interval '40 days', event, guardrail, account, region,
                        resource_type, resource_id, part, status, unverified, severity,
                        environment, because, reason, exception
                    from parapet.finding_event
                    """
                )
                #expect(try await retention.forgetEvents(afterDays: 40, token: token) == 0)
                _ = try await stage.owner.query(
                    "update parapet.event_partition set until = until - 100"
                        + " where name = (select min(name) from parapet.event_partition"
                        + " where parent = 'finding_event')"
                )
                #expect(try await retention.forgetEvents(afterDays: 40, token: token) == 1)
                #expect(try await partitions() == 3)
                #expect(try await stage.count("report.finding_events") == 1)
                #expect(try await stage.count("report.findings") == 1)
                for sql in [
                    "delete from parapet.finding_event",
                    "update parapet.finding_event set event = 'opened'",
                ] {
                    await #expect(throws: DatabaseError.self) {
                        _ = try await stage.owner.query(sql)
                    }
                }
            }
        }

        @Test func ownersAreToldOnceBeforeTheirExceptionEnds() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let exceptions = Exceptions(database: stage.coordinator)
                _ = try await stage.owner.query(
                    """
                    insert into parapet.exception (id, guardrail, scope, reason, state,
                        requested_by, requested_at, until)
                    values ('e-soon', 'ssh', '{}', 'r', 'granted', 'ada', now(),
                            now() + interval '3 days'),
                        ('e-late', 'ssh', '{}', 'r', 'granted', 'ada', now(),
                            now() + interval '30 days')
                    """
                )
                var tagged = finding("sg-1", status: .excepted)
                let until = Timestamp(seconds: Timestamp.now().seconds + 86400, nanoseconds: 0)
                tagged.exception = Finding.Exception(
                    source: "tag",
                    owner: "net",
                    from: .now(),
                    until: until
                )
                _ = try await stage.look([Change(.excepted, tagged)])
                #expect(try await exceptions.announceExpiry(withinDays: 14, token: token) == 2)
                #expect(try await exceptions.announceExpiry(withinDays: 14, token: token) == 0)
                let rows = try await stage.reader.query(
                    "select recipient || ' ' || (detail ->> 'guardrail') as row"
                        + " from report.notices order by id"
                )
                #expect(rows.map { $0["row"].string } == ["ada ssh", "net ssh"])
            }
        }
    }
}
