import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Looks that were made with exceptions or rules of before.
    @Suite struct StaleTests {
        /// A look under way: its job, and what it will say, with the exceptions as they are now.
        private struct UnderWay {
            let job: Job
            let queue: Queue
            let effects: Effects
        }

        private func begin(_ stage: Stage, _ changes: [Change]) async throws -> UnderWay {
            try await stage.runs("s-\(hex(randomBytes(4)))", [ec2])
            let queue = try await stage.queue("w-1")
            return UnderWay(
                job: try #require(try await stage.claim(queue, limit: 1).first),
                queue: queue,
                effects: try await stage.effects(changes)
            )
        }

        /// Refused without a trace, and still its worker's: made again it goes in.
        private func isStale(_ look: UnderWay, _ stage: Stage) async throws {
            var before: [String] = []
            let tables = ["finding", "finding_event", "outbox", "scope", "job", "job_result"]
            for table in tables { before.append(try await stage.versions("parapet.\(table)")) }
            let end = try await look.queue.end(look.job, .done(look.effects))
            #expect(end == .stale)
            var after: [String] = []
            for table in tables { after.append(try await stage.versions("parapet.\(table)")) }
            #expect(before == after)
            let changes = look.effects.look?.changes ?? []
            let again = try await stage.effects(changes)
            let second = try await look.queue.end(look.job, .done(again))
            #expect(second == .committed(changes: changes.count))
        }

        @Test func aGrantInBetween() async throws {
            try await People.with { people in
                let id = try await people.request()
                let look = try await begin(people.stage, [Change(.opened, finding("sg-1"))])
                // Asking alone changes nothing.
                _ = try await people.request()
                _ = try await Exceptions(database: people.granter.database).grant(id, until: nil)
                try await isStale(look, people.stage)
            }
        }

        @Test func aRevocationInBetween() async throws {
            try await People.with { people in
                try await people.plant(["sg-1"])
                let id = try await people.granted()
                var excepted = finding("sg-1", status: .excepted)
                excepted.exception = Finding.Exception(
                    source: id,
                    owner: "ada",
                    from: .epoch,
                    until: nil
                )
                let look = try await begin(people.stage, [Change(.excepted, excepted)])
                let exceptions = Exceptions(database: people.granter.database)
                #expect(try await exceptions.revoke(id, note: "n") == 1)
                let end = try await look.queue.end(look.job, .done(look.effects))
                #expect(end == .stale)
                #expect(try await people.statuses() == ["sg-1": "open"])
                // And with the version of today it is no exception any more.
                let today = try await people.stage.effects([Change(.excepted, excepted)])
                let lie = await refusal { _ = try await look.queue.end(look.job, .done(today)) }
                #expect(lie?.kind == .outOfBounds)
                let honest = try await people.stage.effects([])
                let third = try await look.queue.end(look.job, .done(honest))
                #expect(third == .committed(changes: 0))
            }
        }

        @Test func anExtensionOrAnEndInBetween() async throws {
            try await People.with { people in
                let id = try await people.granted()
                let first = try await begin(people.stage, [Change(.opened, finding("tg-1"))])
                try await Exceptions(database: people.granter.database)
                    .extend(id, until: try People.days(60))
                try await isStale(first, people.stage)
                let second = try await begin(people.stage, [Change(.opened, finding("tg-2"))])
                _ = try await people.stage.owner.query(
                    "update parapet.exception set until = now() - interval '1 second'"
                )
                let token = try await people.stage.lead()
                _ = try await Exceptions(database: people.stage.coordinator).expire(token: token)
                try await isStale(second, people.stage)
            }
        }

        @Test func aRuleInBetween() async throws {
            try await Stage.with { stage in
                let books = RuleBooks(database: stage.coordinator)
                let token = try await stage.lead()
                try await books.announce(try TestRules.book(), token: token)
                let look = try await begin(stage, [Change(.opened, finding("sg-1"))])
                let rules = [TestRules.guardrail("ssh", severity: .low)]
                try await books.announce(try TestRules.book(rules), token: token)
                try await isStale(look, stage)
                // The same rules again are no change.
                let next = try await begin(stage, [Change(.opened, finding("sg-2"))])
                try await books.announce(try TestRules.book(rules), token: token)
                let end = try await next.queue.end(next.job, .done(next.effects))
                #expect(end == .committed(changes: 1))
            }
        }

        @Test func aLookThatFoundNothingNewIsNeverStale() async throws {
            try await People.with { people in
                let look = try await begin(people.stage, [])
                _ = try await people.granted()
                let end = try await look.queue.end(look.job, .done(look.effects))
                #expect(end == .committed(changes: 0))
            }
        }
    }
}
