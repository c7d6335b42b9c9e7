import Document
import Guardrails
import Platform
import Rehearsal
import Store
import Testing

extension DatabaseTests {
    /// Exceptions between two people, each with a database user of their own.
    @Suite struct ExceptionsTests {
        /// Someone who asks, someone who may grant, and what they meet.
        struct People: Sendable {
            let stage: Stage
            let asker: Database
            let granter: Database

            static func with(_ body: (People) async throws -> Void) async throws {
                try await Stage.with { stage in
                    let mark = hex(randomBytes(4))
                    let (asker, granter, group) = ("ada_\(mark)", "gil_\(mark)", "sec_\(mark)")
                    _ = try await stage.owner.query("create role \(group) nologin")
                    for user in [asker, granter] {
                        _ = try await stage.owner.query(
                            "create role \(user) login in role parapet_operator"
                        )
                    }
                    _ = try await stage.owner.query("grant \(group) to \(granter)")
                    _ = try await stage.owner.query(
                        """
                        insert into parapet.guardrail_rule
                            (guardrail, origin, granted_by, at_most_seconds)
                        values ('ssh', 'ssh', '\(group)', 90 * 86400),
                            ('closed', 'closed', null, null)
                        """
                    )
                    let people = People(
                        stage: stage,
                        asker: try Self.database(stage.name, asker),
                        granter: try Self.database(stage.name, granter)
                    )
                    var failure: (any Error)?
                    do { try await body(people) } catch { failure = error }
                    await people.asker.close()
                    await people.granter.close()
                    for role in [asker, granter, group] {
                        _ = try await stage.owner.query("drop owned by \(role)")
                        _ = try await stage.owner.query("drop role \(role)")
                    }
                    if let failure { throw failure }
                }
            }

            private static func database(_ name: String, _ user: String) throws -> Database {
                let url = ScratchDatabase.url(name)
                let separator = url.contains("?") ? "&" : "?"
                return Database(
                    configuration: DatabaseConfiguration(url: "\(url)\(separator)user=\(user)"),
                    maxConnections: 1
                )
            }

            func request(
                _ scope: GrantedException.Scope = .init(),
                guardrail: String = "ssh",
                days: Int64 = 30
            ) async throws -> String {
                let until = try #require(
                    Timestamp(seconds: Timestamp.now().seconds + days * 86400, nanoseconds: 0)
                )
                return try await Exceptions(database: asker).request(
                    from: guardrail,
                    scope: scope,
                    until: until,
                    reason: "because",
                    ticket: nil
                )
            }

            /// Open findings of the guardrail, as a scan leaves them.
            func plant(_ resources: [String]) async throws {
                let (_, _) = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
                let end = try await queue.completeScan(
                    try #require(jobs.first),
                    changes: resources.map { Change(.opened, finding($0)) },
                    coverage: [],
                    reads: 0,
                    unknown: 0
                )
                try #require(end == .committed(changes: resources.count))
            }

            func statuses() async throws -> [String: String] {
                let rows = try await stage.reader.query(
                    "select resource_id, status from report.findings"
                )
                return Dictionary(
                    rows.map { ($0["resource_id"].string ?? "", $0["status"].string ?? "") },
                    uniquingKeysWith: { $1 }
                )
            }

            func events(of resource: String) async throws -> [String] {
                let rows = try await stage.reader.query(
                    """
                    select event from report.finding_events
                    where resource_id = '\(resource)' order by id
                    """
                )
                return rows.map { $0["event"].string ?? "" }
            }
        }

        private func refusal(_ body: () async throws -> Void) async -> StoreError? {
            do {
                try await body()
                return nil
            } catch {
                return error as? StoreError
            }
        }

        @Test func coversAtOnceAndReopensWhenItEnds() async throws {
            try await People.with { people in
                try await people.plant(["sg-1", "sg-2", "tg-1"])
                var scope = GrantedException.Scope()
                scope.resource = "sg-?"
                scope.region = "us-east-1"
                let id = try await people.request(scope)
                #expect(try await people.statuses()["sg-1"] == "open")
                let granter = Exceptions(database: people.granter)
                #expect(try await granter.grant(id, until: nil) == 2)
                #expect(
                    try await people.statuses() == [
                        "sg-1": "excepted", "sg-2": "excepted", "tg-1": "open",
                    ]
                )
                #expect(try await granter.revoke(id, note: "done") == 2)
                #expect(try await people.statuses()["sg-1"] == "open")
                #expect(try await people.events(of: "sg-1") == ["opened", "excepted", "reopened"])
            }
        }

        @Test func runsOutByItself() async throws {
            try await People.with { people in
                try await people.plant(["sg-1"])
                let id = try await people.request()
                let exceptions = Exceptions(database: people.granter)
                #expect(try await exceptions.grant(id, until: nil) == 1)
                let leader = Exceptions(database: people.stage.coordinator)
                let token = try await people.stage.lead("c-1")
                #expect(try await leader.expire(token: token) == 0)
                _ = try await people.stage.owner.query(
                    "update parapet.exception set until = now() - interval '1 second'"
                )
                #expect(try await leader.expire(token: token) == 1)
                #expect(try await people.statuses()["sg-1"] == "open")
                let shown = try await leader.all(id: id).first
                #expect(shown?["state"] == "expired" && shown?["findings"] == 0)
                #expect(try await leader.expire(token: token) == 0)
            }
        }

        @Test func onlyAnotherMemberOfTheGroupDecides() async throws {
            try await People.with { people in
                let id = try await people.request()
                let asker = Exceptions(database: people.asker)
                let granter = Exceptions(database: people.granter)
                let notMine = await refusal { _ = try await asker.grant(id, until: nil) }
                #expect(notMine?.kind == .notYours)
                let own = try await granter.request(
                    from: "ssh",
                    scope: .init(),
                    until: try #require(
                        Timestamp(seconds: Timestamp.now().seconds + 86400, nanoseconds: 0)
                    ),
                    reason: "mine",
                    ticket: nil
                )
                let oneself = await refusal { _ = try await granter.grant(own, until: nil) }
                #expect(oneself?.message.contains("never granted by the person") == true)
                let closed = try await people.request(guardrail: "closed")
                let nobody = await refusal { _ = try await granter.grant(closed, until: nil) }
                #expect(nobody?.message.contains("nobody may grant") == true)
                // Taking one's own request back needs no group.
                #expect(try await asker.revoke(id, note: "never mind") == 0)
            }
        }

        @Test func lastsAsLongAsTheGuardrailAllows() async throws {
            try await People.with { people in
                let long = await refusal { _ = try await people.request(days: 91) }
                #expect(long?.kind == .refusedException)
                #expect(long?.message.contains("for 90.0 days at most") == true)
                let past = await refusal { _ = try await people.request(days: -1) }
                #expect(past?.message.contains("in the past") == true)
                let unheard = await refusal { _ = try await people.request(guardrail: "sh") }
                #expect(unheard?.message.contains("no sweep has used") == true)
                let id = try await people.request(days: 90)
                let granter = Exceptions(database: people.granter)
                _ = try await granter.grant(id, until: nil)
                let again = await refusal { _ = try await granter.grant(id, until: nil) }
                #expect(again?.message.contains("is granted") == true)
            }
        }

        @Test func everyStepIsInALogThatShowsChanges() async throws {
            try await People.with { people in
                let granter = Exceptions(database: people.granter)
                for _ in 0..<3 {
                    let id = try await people.request()
                    _ = try await granter.grant(id, until: nil)
                }
                let log = AuditLog(database: people.stage.operators)
                let sound = try await log.verify()
                #expect(sound.entries == 6 && sound.broken == nil)
                let actors = try await people.stage.reader.query(
                    "select distinct left(actor, 4) as actor from report.audit order by 1"
                )
                #expect(actors.map { $0["actor"].string } == ["ada_", "gil_"])
                let change = "update parapet.audit set actor = 'eve' where id = 4"
                await #expect(throws: DatabaseError.self) {
                    _ = try await people.stage.owner.query(change)
                }
                // Whoever owns the table can get around the trigger, but not unseen.
                for sql in [
                    "alter table parapet.audit disable trigger all", change,
                    "alter table parapet.audit enable trigger all",
                ] { _ = try await people.stage.owner.query(sql) }
                #expect(try await log.verify().broken == 4)
            }
        }

        @Test func manyAtOnceStillMakeOneChain() async throws {
            try await People.with { people in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<20 {
                        group.addTask { _ = try await people.request() }
                    }
                    try await group.waitForAll()
                }
                let check = try await AuditLog(database: people.stage.operators).verify()
                #expect(check.entries == 20 && check.broken == nil)
            }
        }
    }
}
