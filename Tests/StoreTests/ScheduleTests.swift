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
                let active = try await stage.sweeps.active(token: token)
                #expect(active.map(\.id) == [sweep])
                #expect(active.first?.narrowing.guardrails == ["a", "b"])
                #expect(try await schedules.request(["a"], seen: [], token: token) == nil)
                let other = try await schedules.request(["a", "c"], seen: [], token: token)
                #expect(other != nil)
                #expect(
                    try await stage.sweeps.active(token: token).last?.narrowing.guardrails == ["c"]
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
                _ = try await stage.sweeps.finish(running.id, token: running.token)
                _ = try await stage.sweeps.clearEnded(token: running.token)
                let retention = Retention(database: stage.coordinator)
                let kept =
                    "select count(config) + count(guardrails) as texts, count(estate) as estates,"
                    + " count(guardrails_sha256) as hashes from parapet.sweep"
                try await retention.forgetMaterial(afterDays: 1, token: running.token)
                let young = try await stage.owner.query(kept).first
                #expect(young?["texts"].int == 2 && young?["estates"].int == 0)
                _ = try await stage.owner.query(
                    "update parapet.sweep set finished_at = now() - interval '2 days'"
                )
                try await retention.forgetMaterial(afterDays: 1, token: running.token)
                let old = try await stage.owner.query(kept).first
                #expect(old?["texts"].int == 0 && old?["hashes"].int == 1)
            }
        }
    }
}
