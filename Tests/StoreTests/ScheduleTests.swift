import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct ScheduleTests {
        @Test func oneSweepForAllThatIsDueAndNoSecondWhileItRuns() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let schedules = Schedules(database: stage.coordinator)
                #expect(try await schedules.last(token: token).isEmpty)
                let sweep = try await schedules.request(
                    ["b", "a"],
                    seen: ["a", "b", "c"],
                    token: token
                )
                #expect(try await schedules.last(token: token).keys.sorted() == ["a", "b", "c"])
                let active = try await stage.leading.active(token: token)
                #expect(active.map(\.id) == [sweep])
                #expect(active.first?.narrowing.guardrails == ["a", "b"])
                #expect(try await schedules.request(["a"], seen: [], token: token) == nil)
                let other = try await schedules.request(["a", "c"], seen: [], token: token)
                #expect(other != nil)
                #expect(
                    try await stage.leading.active(token: token).last?.narrowing.guardrails == ["c"]
                )
                let classes = try await stage.reader.query(
                    "select distinct priority from report.sweeps"
                )
                #expect(classes.map { $0["priority"].string } == ["scheduled"])
            }
        }

        @Test func endedSweepsKeepTheirHashes() async throws {
            try await Stage.with { stage in
                let running = try await stage.runningSweep([])
                _ = try await stage.leading.finish(running.id, token: running.token)
                _ = try await stage.leading.clearEnded(token: running.token)
                let retention = Retention(database: stage.coordinator)
                let kept = """
                    select (select count(texts) || ' ' || count(hash) from parapet.rule_book)
                        || ' ' || (select count(*) from parapet.estate)
                    """
                try await retention.forgetMaterial(afterDays: 1, token: running.token)
                #expect(try await stage.value(kept).string == "1 1 1")
                // Neither age alone nor an end alone is enough.
                for sql in [
                    "update parapet.rule_book set stored_at = now() - interval '2 days'",
                    "update parapet.estate set stored_at = now() - interval '2 days'",
                ] { _ = try await stage.owner.query(sql) }
                try await retention.forgetMaterial(afterDays: 1, token: running.token)
                #expect(try await stage.value(kept).string == "1 1 1")
                _ = try await stage.owner.query(
                    "update parapet.sweep set finished_at = now() - interval '2 days'"
                )
                try await retention.forgetMaterial(afterDays: 1, token: running.token)
                #expect(try await stage.value(kept).string == "0 1 0")
                let books = RuleBooks(database: stage.worker)
                let number = try #require(
                    try await stage.value("select id from parapet.rule_book").int
                )
                let gone = await refusal { _ = try await books.texts(number) }
                #expect(gone?.kind == .wrongState)
                // Stored again it is itself, with its texts.
                let book = try TestRules.book()
                #expect(try await stage.rules(book, token: running.token) == number)
                #expect(try await books.texts(number) == (book.hash, book.texts))
            }
        }
    }
}
