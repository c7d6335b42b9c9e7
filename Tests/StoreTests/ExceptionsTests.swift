import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Exceptions between two people, each with a database user of their own.
    @Suite struct ExceptionsTests {
        @Test func coversAtOnceAndReopensWhenItEnds() async throws {
            try await People.with { people in
                try await people.plant(["sg-1", "sg-2", "tg-1"])
                var scope = GrantedException.Scope()
                scope.resource = "sg-?"
                scope.region = "us-east-1"
                let id = try await people.request(scope)
                #expect(try await people.statuses()["sg-1"] == "open")
                let granter = Exceptions(database: people.granter.database)
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
                let exceptions = Exceptions(database: people.granter.database)
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
                let asker = Exceptions(database: people.asker.database)
                let granter = Exceptions(database: people.granter.database)
                let notMine = await refusal { _ = try await asker.grant(id, until: nil) }
                #expect(notMine?.kind == .notYours)
                let own = try await granter.request(
                    from: "ssh",
                    scope: .init(),
                    until: try People.days(1),
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
                #expect(long?.message.contains("for 90 days at most") == true)
                let past = await refusal { _ = try await people.request(days: -1) }
                #expect(past?.message.contains("in the past") == true)
                let unheard = await refusal { _ = try await people.request(guardrail: "sh") }
                #expect(unheard?.message.contains("no sweep has used") == true)
                let id = try await people.request(days: 90)
                let granter = Exceptions(database: people.granter.database)
                _ = try await granter.grant(id, until: nil)
                let again = await refusal { _ = try await granter.grant(id, until: nil) }
                #expect(again?.message.contains("is granted") == true)
            }
        }

        @Test func everyStepIsInALogThatShowsChanges() async throws {
            try await People.with { people in
                let granter = Exceptions(database: people.granter.database)
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
