import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Workers that die between any two things that a run writes: it goes on, and nothing is done twice.
    struct RunCrashTests {
        /// Where a worker dies, in the order in which a run comes there: the call that it has made,
        /// and the table that keeps the call from going on.
        private static let moments = [
            Moment(call: "parapet.finish(", table: "run"),
            Moment(call: "parapet.begin_step(", table: "evidence"),
            Moment(call: "parapet.finish(", table: "run_event"),
        ]

        struct Moment {
            let call: String
            let table: String
        }

        @Test func killedBeforeItWritesARunGoesOnWithoutDoingAnythingTwice() async throws {
            try await RunStage.with(hasWorker: false) { stage in
                let coordinator = try stage.scene.start("coordinator")
                defer { coordinator.kill() }
                let started = try await stage.parapet(
                    "playbook",
                    "run",
                    "instance-triage",
                    "--target",
                    "i-0aaa",
                    shipped: true
                )
                let run = started.output.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(started.status == 0, "\(started.error)")
                let blocker = Database(
                    configuration: DatabaseConfiguration(url: stage.scene.database.url),
                    maxConnections: 1
                )
                for moment in Self.moments {
                    try await stage.kill(at: moment, blocker)
                }
                await blocker.close()
                let last = try stage.scene.start("worker")
                defer { last.kill() }
                try await stage.expect(run, becomes: "done")
                try await expectEachOnce(stage, run)
            }
        }

        private func expectEachOnce(_ stage: RunStage, _ run: String) async throws {
            let owner = stage.scene.database.owner
            let attempts = try await owner.query(
                "select step, attempt, outcome from parapet.run_step where run = $1",
                [.text(run)]
            )
            #expect(attempts.count == 3)
            for row in attempts {
                #expect(row["attempt"].int == 1 && row["outcome"].string == "done")
            }
            let ended = try await owner.query(
                """
                select entry::jsonb -> 'detail' ->> 'step' as step from parapet.evidence
                where run = $1 and entry::jsonb ->> 'what' in ('step begun', 'step ended')
                """,
                [.text(run)]
            )
            #expect(ended.count == 6)
            let file = "\(stage.folder)/evidence.json"
            let exported = try await stage.parapet("evidence", "export", run, "--output", file)
            #expect(exported.status == 0, "\(exported.error)")
            let checked = try await stage.parapet("evidence", "verify", file)
            #expect(checked.status == 0, "\(checked.error)")
        }
    }
}

extension RunStage {
    /// A worker goes on with the run until it is about to write of it, and dies.
    func kill(
        at moment: SweepSuite.RunCrashTests.Moment,
        _ blocker: Database
    ) async throws {
        let outcome = try await blocker.transaction {
            (connection) async throws(DatabaseError) -> Result<Void, any Error> in
            _ = try await connection.query("lock parapet.\(moment.table) in exclusive mode")
            do {
                let worker = try scene.start("worker")
                defer { worker.kill() }
                try await worker.await("it is at \(moment.call)") {
                    try await isHeld(at: moment.call)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    /// Whether a statement that calls this waits for somebody's lock.
    fileprivate func isHeld(at call: String) async throws -> Bool {
        let rows = try await scene.database.owner.query(
            """
            select 1 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
                and position($1 in query) > 0
            """,
            [.text(call)]
        )
        return rows.count > 0
    }
}
