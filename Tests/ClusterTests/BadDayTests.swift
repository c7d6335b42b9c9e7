import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// What goes wrong at the database while results are written.
    struct BadDayTests {
        /// The first writes of history fail, each in another way, in the middle of their transaction.
        private static let mishaps = """
            do $do$ begin
                create sequence parapet.mishap;
                create function parapet.mishap() returns trigger
                language plpgsql security definer as $$
                begin
                    case nextval('parapet.mishap')
                        when 1 then raise exception 'could not extend file: No space left on device'
                            using errcode = '53100';
                        when 2 then raise exception 'could not serialize access'
                            using errcode = '40001';
                        when 3 then raise exception 'canceling statement due to statement timeout'
                            using errcode = '57014';
                        when 4 then perform pg_terminate_backend(pg_backend_pid());
                        else null;
                    end case;
                    return null;
                end $$;
                create trigger mishap after insert on parapet.finding_event
                    for each statement execute function parapet.mishap();
            end $do$
            """

        @Test func aDatabaseThatFailsMidCommitCostsTimeAndNothingElse() async throws {
            try await Scene.with { scene in
                _ = try await scene.database.owner.query(Self.mishaps)
                let outcome = try await scene.parapet(
                    "sweep",
                    "--local",
                    "--format",
                    "json",
                    environment: ["PARAPET_LOG": "warning"]
                )
                #expect(outcome.status == 4, "\(outcome.error)")
                let summary = try JSON.parse(outcome.output)
                #expect(summary["jobs"]?["failed"] == 0)
                try await scene.expectWhatWasPlanted()
                let events = try await scene.events()
                #expect(
                    try await scene.database.count("select count(*) from report.findings") == events
                )
                let mishaps = try await scene.database.count(
                    "select last_value from parapet.mishap"
                )
                #expect(mishaps > 4)
                // Each is said with its code and what to do, and so is what comes of it.
                #expect(outcome.error.contains("PAR-DB-14"), "\(outcome.error)")
                #expect(outcome.error.contains("next=retry"), "\(outcome.error)")
            }
        }

        @Test func whoWasCutOffCommitsNothingAndSaysSo() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(
                    rules: [["effect": "delay", "service": "ec2", "delay_seconds": 2]]
                )
                let folder = try #require(
                    await scene.database.owner.query(
                        "select current_setting('unix_socket_directories') as folder"
                    ).first?["folder"].string
                )
                let cable = Cable(to: "\(folder)/.s.PGSQL.5432")
                defer { cable.stop() }
                let coordinator = try scene.start("coordinator")
                let url = "postgres://parapet@127.0.0.1:\(cable.port)/\(scene.database.name)"
                let far = try scene.start(
                    "worker",
                    "--concurrency",
                    "2",
                    environment: ["PARAPET_DATABASE_URL": url]
                )
                defer { for program in [coordinator, far] { program.kill() } }
                #expect(try await scene.parapet("sweep").status == 0)
                let running =
                    "select count(*) from parapet.job where kind = 'scan'"
                    + " and payload ->> 'service' = 'ec2' and state = 'running'"
                try await far.await("it scans") { try await scene.database.count(running) > 0 }
                cable.unplug()
                // Its lease runs out, and others do what it held.
                let near = try scene.start("worker")
                defer { near.kill() }
                let taken = "select count(*) from parapet.job where failures > 0"
                try await far.await("its jobs are taken back") {
                    try await scene.database.count(taken) > 0
                }
                try await near.await("the sweep ends") {
                    try await scene.database.count(
                        "select count(*) from report.sweeps where state = 'done'"
                    ) == 1
                }
                let events = try await scene.events()
                cable.plug()
                try await far.await("it says so") {
                    far.error.contains("the lease was lost, nothing was written")
                }
                #expect(try await scene.events() == events)
                try await scene.expectWhatWasPlanted()
            }
        }
    }
}
