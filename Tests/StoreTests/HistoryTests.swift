import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What is remembered, for how long, and under which name.
    @Suite struct HistoryTests {
        /// One look at a scope that ends with these changes.
        private func look(
            _ stage: Stage,
            _ changes: [Change],
            result: String? = nil,
            isKnown: Bool = false
        ) async throws -> Completion {
            let id = "s-\(hex(randomBytes(4)))"
            try await stage.runs(id, [ec2])
            let queue = try await stage.queue("w-1")
            var cursors = ClaimCursors()
            let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
            return try await queue.completeScan(
                try #require(jobs.first),
                changes: changes,
                coverage: [],
                reads: 1,
                unknown: 0,
                result: result,
                isKnown: isKnown
            )
        }

        private func guardrail(_ name: String, was: [String] = []) throws -> Guardrail {
            let text = """
                guardrail: \(name)
                was: [\(was.joined(separator: ", "))]
                title: t
                severity: high
                education: e
                resource: ec2.box
                criteria: resource.size > 5
                tests:
                  - violates: { resource: { size: 9 } }
                  - passes: { resource: { size: 3 } }
                """
            return try Guardrail.load(
                yaml: text,
                file: "\(name).yaml",
                catalogue: Catalogue([InventoryTests.type])
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
                _ = try await look(stage, [Change(.opened, finding("sg-1"))], result: "a")
                #expect(try await ledger.knows("a", of: ec2))
                _ = try await look(stage, [], result: "a", isKnown: true)
                #expect(try await ledger.knows("a", of: ec2))

                var closed = finding("sg-1", status: .resolved)
                closed.reason = "guardrail removed"
                let count = try await stage.ledger.close(
                    [Change(.resolved, closed)],
                    sweep: "s",
                    token: token
                )
                #expect(count == 1)
                #expect(try await !ledger.knows("a", of: ec2))
                // Whoever compared nothing does not bring it back.
                _ = try await look(stage, [], result: "a", isKnown: true)
                #expect(try await !ledger.knows("a", of: ec2))
                _ = try await look(stage, [], result: "a")
                #expect(try await ledger.knows("a", of: ec2))
                _ = try await stage.owner.query(
                    "select parapet.mark_findings(array(select id from parapet.finding),"
                        + " 'open', 'reopened', null, null, 'e')"
                )
                #expect(try await !ledger.knows("a", of: ec2))
            }
        }

        @Test func looksThatTakeTurnsAreAllKnownUntilOneWrites() async throws {
            try await Stage.with { stage in
                let ledger = Ledger(database: stage.worker)
                _ = try await look(stage, [Change(.opened, finding("sg-1"))], result: "all")
                _ = try await look(stage, [], result: "some")
                #expect(try await ledger.knows("all", of: ec2))
                #expect(try await ledger.knows("some", of: ec2))
                for number in 0..<8 { _ = try await look(stage, [], result: "\(number)") }
                #expect(try await !ledger.knows("some", of: ec2))
                _ = try await look(stage, [Change(.opened, finding("sg-2"))], result: "new")
                #expect(try await ledger.knows("new", of: ec2))
                #expect(try await !ledger.knows("7", of: ec2))
                // One whose result is for now alone keeps the others, as long as it writes nothing.
                _ = try await look(stage, [])
                #expect(try await ledger.knows("new", of: ec2))
                _ = try await look(stage, [Change(.opened, finding("sg-3"))])
                #expect(try await !ledger.knows("new", of: ec2))
            }
        }

        @Test func anUnchangedLookWritesItsScopeAlone() async throws {
            try await Stage.with { stage in
                let changes = (0..<500).map { Change(.opened, finding("sg-\($0)")) }
                #expect(try await look(stage, changes) == .committed(changes: 500))
                let versions = """
                    select md5(string_agg(ctid::text || xmin, ',' order by ctid)) as rows from
                    """
                var before: [String?] = []
                for table in ["parapet.finding", "parapet.finding_event"] {
                    let rows = try await stage.owner.query("\(versions) \(table)")
                    before.append(rows.first?["rows"].string)
                }
                #expect(try await look(stage, changes) == .committed(changes: 0))
                var after: [String?] = []
                for table in ["parapet.finding", "parapet.finding_event"] {
                    let rows = try await stage.owner.query("\(versions) \(table)")
                    after.append(rows.first?["rows"].string)
                }
                #expect(before == after && !before.contains(nil))
            }
        }

        @Test func aRenamedGuardrailKeepsItsFindings() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let exceptions = Exceptions(database: stage.coordinator)
                try await exceptions.set(rules: [try guardrail("ssh")], token: token)
                _ = try await look(stage, [Change(.opened, finding("sg-1"))])
                let id = try #require(try await findings(stage).first?.prefix(36))

                let renamed = try guardrail("ssh-open", was: ["ssh"])
                try await exceptions.set(rules: [renamed], token: token)
                #expect(try await findings(stage) == ["\(id) ssh-open open"])
                // Once, and not with every sweep.
                try await exceptions.set(rules: [renamed], token: token)
                let events = try await stage.reader.query(
                    "select event || ' ' || guardrail as row from report.finding_events order by id"
                )
                #expect(events.map { $0["row"].string } == ["opened ssh", "renamed ssh-open"])

                // The next look finds it again under the name of today.
                let identity = finding("sg-1").identity
                let fixed = Finding(
                    identity: Finding.Identity(
                        guardrail: "ssh-open",
                        account: identity.account,
                        region: identity.region,
                        type: identity.type,
                        resource: identity.resource,
                        part: identity.part
                    ),
                    status: .resolved,
                    severity: .high,
                    environment: "prod"
                )
                #expect(
                    try await look(stage, [Change(.resolved, fixed)]) == .committed(changes: 1)
                )
                #expect(try await findings(stage) == ["\(id) ssh-open resolved"])

                // A guardrail of another kind may take the name that became free.
                let taken = [try guardrail("ssh-open"), try guardrail("ssh")]
                try await exceptions.set(rules: taken, token: token)
                _ = try await look(stage, [Change(.opened, finding("sg-1"))])
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
                _ = try await look(stage, [Change(.opened, finding("sg-1"))])
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
                        + " where name = 'finding_event_first'"
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
                _ = try await look(stage, [Change(.excepted, tagged)])
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
