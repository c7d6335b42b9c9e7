import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension LongSuite {
    /// Processes and connections that die at random moments, while a sweep of more than 500 jobs
    /// goes on. What goes wrong is drawn from a printed seed; `PARAPET_CHAOS_SEED` and
    /// `PARAPET_CHAOS_KILLS` say it again, or more of it.
    @Suite struct ChaosTests {
        /// SplitMix64: the same seed, the same choices.
        private struct Dice: RandomNumberGenerator {
            var state: UInt64

            mutating func next() -> UInt64 {
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return mixed ^ (mixed >> 31)
            }
        }

        private enum Mishap: CaseIterable {
            case killWorker, killCoordinator, cutConnection, stallWorker
        }

        private struct Cluster {
            let scene: Scene
            var workers: [Program] = []
            var coordinators: [Program] = []

            init(_ scene: Scene) throws {
                self.scene = scene
                for _ in 0..<3 { workers.append(try worker()) }
                for _ in 0..<2 { coordinators.append(try scene.start("coordinator")) }
            }

            /// As whatever runs the containers does: what was cut off as it began is begun anew.
            mutating func revive() throws {
                for index in workers.indices where workers[index].hasEnded {
                    workers[index] = try worker()
                }
                for index in coordinators.indices where coordinators[index].hasEnded {
                    coordinators[index] = try scene.start("coordinator")
                }
            }

            func worker() throws -> Program { try scene.start("worker", "--concurrency", "4") }

            mutating func suffer(_ mishap: Mishap, _ dice: inout Dice) async throws {
                let victim = Int.random(in: workers.indices, using: &dice)
                switch mishap {
                case .killWorker:
                    workers[victim].kill()
                    workers[victim] = try worker()
                case .killCoordinator:
                    let victim = Int.random(in: coordinators.indices, using: &dice)
                    coordinators[victim].kill()
                    coordinators[victim] = try scene.start("coordinator")
                case .cutConnection:
                    _ = try await scene.database.owner.query(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                        order by hashint8(pid + \(Int.random(in: 0..<1000, using: &dice))) limit 2
                        """
                    )
                case .stallWorker:
                    // Past its lease: what it holds is given to others, and it must not know better.
                    let stalled = workers[victim]
                    stalled.pause()
                    Task {
                        try await Task.sleep(for: .seconds(6))
                        stalled.resume()
                    }
                }
            }

            func end() {
                for program in workers + coordinators {
                    program.resume()
                    program.kill()
                }
            }
        }

        private static func variable(_ name: String) -> UInt64? {
            ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
        }

        @Test func everythingStandsExactlyOnce() async throws {
            let seed = Self.variable("PARAPET_CHAOS_SEED") ?? .random(in: 0..<1_000_000)
            let kills = Int(Self.variable("PARAPET_CHAOS_KILLS") ?? 12)
            print("chaos: PARAPET_CHAOS_SEED=\(seed) PARAPET_CHAOS_KILLS=\(kills)")
            try await Scene.with(estate: "demo", guardrails: SweepSuite.TalkTests.guardrails) {
                scene in
                try await scene.standIn.set(
                    rules: [["effect": "delay", "service": "*", "delay_seconds": 0.2]]
                )
                let file = scene.standIn.configuration
                let text = try String(contentsOfFile: file, encoding: .utf8)
                try (text + "\nqueue: { jobs-per-account: \(Self.jobsPerAccount) }\n")
                    .write(toFile: file, atomically: true, encoding: .utf8)
                var dice = Dice(state: seed)
                var cluster = try Cluster(scene)
                defer { cluster.end() }
                let asked = try await scene.parapet("sweep")
                try #require(asked.status == 0, "\(asked.error)")
                let watch = Task { try await busiest(scene) }
                var mishaps = 0
                while mishaps < kills {
                    try await Task.sleep(
                        for: .milliseconds(Int.random(in: 300...2500, using: &dice))
                    )
                    let mishap = try #require(Mishap.allCases.randomElement(using: &dice))
                    do throws(DatabaseError) {
                        try await wrapped { try await cluster.suffer(mishap, &dice) }
                    } catch {
                        // It was our own connection that was cut.
                    }
                    mishaps += 1
                    try cluster.revive()
                }
                #expect(try await !isDone(scene), "the sweep was over before the last mishap")
                try await untilDone(scene, &cluster)
                watch.cancel()
                let most = try await watch.value
                #expect(most.inScope == 1, "a scope's gate was overshot")
                #expect(most.inAccount <= Self.jobsPerAccount, "an account's gate was overshot")
                try await expectExactlyOnce(scene)
            }
        }

        private func wrapped(
            _ body: () async throws -> Void
        ) async throws(DatabaseError) {
            do {
                try await body()
            } catch let error as DatabaseError {
                throw error
            } catch {
                Issue.record("\(error)")
            }
        }

        private func untilDone(_ scene: Scene, _ cluster: inout Cluster) async throws {
            do {
                return try await eventually {
                    try cluster.revive()
                    return try await isDone(scene)
                }
            } catch is Missing {}
            let logs = (cluster.coordinators + cluster.workers).map { $0.error.suffix(600) }
            let error = try? await scene.database.owner.query(
                "select state || ' ' || coalesce(error, '') as error from report.sweeps"
            ).first?["error"].string
            Issue.record(
                "the sweep does not end: \(error ?? "") \(logs.joined(separator: "\n--\n"))"
            )
        }

        /// Asked again where the connection was one of those that were cut.
        private func isDone(_ scene: Scene) async throws -> Bool {
            let question = "select count(*) from report.sweeps where state = 'done'"
            if let done = try? await scene.database.count(question) { return done == 1 }
            return try await scene.database.count(question) == 1
        }

        private func expectExactlyOnce(_ scene: Scene) async throws {
            try await scene.expectWhatWasPlanted()
            let summary = try await scene.database.owner.query(
                "select summary::text as summary from report.sweeps"
            ).first?["summary"].string
            let jobs = try JSON.parse(summary ?? "null")["jobs"]
            #expect(jobs?["failed"] == 0)
            #expect(jobs?["done"]?.int ?? 0 >= 500)
            #expect(try await scene.database.count("select count(*) from parapet.job") == 0)
            let twice = try await scene.database.count(
                """
                select count(*) from (
                    select finding from report.finding_events group by finding having count(*) > 1
                ) twice
                """
            )
            #expect(twice == 0)
            let findings = try await scene.database.count("select count(*) from report.findings")
            #expect(try await scene.events() == findings)
        }

        private static let jobsPerAccount = 2

        /// The most jobs that ran at once in one account, region and service, and in one account.
        private func busiest(_ scene: Scene) async throws -> (inScope: Int, inAccount: Int) {
            var most = (inScope: 0, inAccount: 0)
            while !Task.isCancelled {
                let running = try? await scene.database.owner.query(
                    """
                    select coalesce(max(alike), 0) as alike, coalesce(max(jobs), 0) as jobs from (
                        select count(*) over (partition by gate) as alike,
                            count(*) over (partition by account) as jobs
                        from parapet.job where state = 'running'
                    ) running
                    """
                ).first
                most.inScope = max(most.inScope, Int(running?["alike"].int ?? 0))
                most.inAccount = max(most.inAccount, Int(running?["jobs"].int ?? 0))
                try? await Task.sleep(for: .milliseconds(20))
            }
            return most
        }
    }
}
