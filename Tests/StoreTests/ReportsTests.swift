import Document
import Guardrails
import Platform
import Rehearsal
import Store
import Testing

extension DatabaseTests {
    /// The views that people read.
    @Suite struct ReportsTests {
        /// One sweep of the scope that ends with these changes.
        private func sweep(_ stage: Stage, _ changes: [Change]) async throws {
            let (sweep, token) = try await stage.runningSweep([ec2])
            let queue = try await stage.queue("w-1")
            var cursors = ClaimCursors()
            let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
            _ = try await queue.completeScan(
                try #require(jobs.first),
                changes: changes,
                coverage: [],
                reads: 0,
                unknown: 0
            )
            _ = try await stage.sweeps.finish(sweep, token: token)
        }

        private func rows(_ stage: Stage, _ report: String) async throws -> [JSON] {
            try await Reports(database: stage.reader).rows(of: report, limit: 100).rows
        }

        @Test func theyCountWhatHappened() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    """
                    insert into parapet.guardrail_rule
                        (guardrail, origin, severity, frameworks)
                    values ('ssh', 'ssh', 'high', '{"cis-5.0": "5.3"}'),
                        ('quiet', 'quiet', 'low', '{"cis-5.0": "9.9"}')
                    """
                )
                try await sweep(
                    stage,
                    [Change(.opened, finding("a")), Change(.opened, finding("b"))]
                )
                // Two hours later one of them is fixed; the log may only be bent by its owner.
                for sql in [
                    "alter table parapet.finding_event disable trigger all",
                    "update parapet.finding_event set at = at - interval '2 hours'",
                    "alter table parapet.finding_event enable trigger all",
                ] { _ = try await stage.owner.query(sql) }
                var fixed = finding("a", status: .resolved)
                fixed.reason = "fixed"
                try await sweep(stage, [Change(.resolved, fixed)])

                let open = try await rows(stage, "open_findings")
                #expect(open.count == 1 && open.first?["findings"] == 1)
                #expect(open.first?["account_name"] == "n" && open.first?["oldest_days"] == 0)
                let days = try await rows(stage, "finding_days")
                #expect(days.reduce(0) { $0 + ($1["opened"]?.int ?? 0) } == 2)
                #expect(days.reduce(0) { $0 + ($1["resolved"]?.int ?? 0) } == 1)
                let times = try await rows(stage, "time_to_remediate")
                #expect(times.count == 1 && times.first?["fixed"] == 1)
                #expect(times.first?["mean"]?.string?.hasPrefix("02:00:0") == true)
                let compliance = try await rows(stage, "compliance")
                #expect(
                    compliance.map {
                        "\($0["control"]?.string ?? "") \($0["verdict"]?.string ?? "")"
                    }
                    .sorted() == ["5.3 fails", "9.9 passes"]
                )
                let health = try await rows(stage, "queue_health")
                #expect(health.first?["ready"] == 0 && health.first?["workers"]?.int ?? 0 > 0)
            }
        }

        /// What the README tells people to ask.
        @Test func theQueriesOfTheReadmeRun() async throws {
            let readme = try String(
                contentsOfFile: ScratchDatabase.migrations + "/../README.md",
                encoding: .utf8
            )
            let blocks = readme.split(separator: "```sql\n").dropFirst().map {
                $0.prefix(upTo: $0.firstRange(of: "```")?.lowerBound ?? $0.endIndex)
            }
            let queries = blocks.flatMap { $0.split(separator: ";") }.filter {
                $0.contains("select")
            }
            #expect(queries.count == 12)
            try await Stage.with { stage in
                for query in queries { _ = try await stage.reader.query(String(query)) }
            }
        }

        /// Two accounts, and a reader of one of them.
        @Test func aReaderSeesTheAccountsThatAreTheirs() async throws {
            try await Stage.with { stage in
                let (mine, other) = ("111111111111", "222222222222")
                let theirs = Scope(account: other, region: "us-east-1", service: "ec2")
                _ = try await stage.runningSweep([ec2, theirs], accounts: [mine, other])
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                for job in try await queue.claim(limit: 5, deadlineSeconds: 60, cursors: &cursors) {
                    _ = try await queue.completeScan(
                        job,
                        changes: [Change(.opened, finding("a", account: job.scope.account))],
                        coverage: [Coverage(type: "t", attribute: nil, permission: "p")],
                        reads: 0,
                        unknown: 0
                    )
                }
                let mark = hex(randomBytes(4))
                let (group, user) = ("team_\(mark)", "tom_\(mark)")
                for sql in [
                    "create role \(group) nologin",
                    "create role \(user) login in role parapet_reader, \(group)",
                ] { _ = try await stage.owner.query(sql) }
                let url = ScratchDatabase.url(stage.name)
                let reader = Database(
                    configuration: DatabaseConfiguration(
                        url: url + (url.contains("?") ? "&" : "?") + "user=\(user)"
                    ),
                    maxConnections: 1
                )
                let views = [
                    "findings", "finding_events", "coverage", "open_findings", "finding_days",
                ]
                func counts(_ database: Database) async throws -> [Int64] {
                    var counts: [Int64] = []
                    for view in views {
                        let rows = try await database.query(
                            "select count(*) as n from report.\(view)"
                        )
                        counts.append(rows.first?["n"].int ?? -1)
                    }
                    return counts
                }
                #expect(try await counts(reader) == [2, 2, 2, 2, 1])
                _ = try await stage.owner.query(
                    "insert into parapet.reader_scope (reader, account) values ('\(group)', '\(mine)')"
                )
                #expect(try await counts(reader) == [1, 1, 1, 1, 1])
                let names = try await reader.query("select id from report.accounts")
                #expect(names.map { $0["id"].string } == [mine])
                // Others go on seeing everything.
                #expect(try await counts(stage.operators) == [2, 2, 2, 2, 1])
                await reader.close()
                for role in [user, group] {
                    _ = try await stage.owner.query("drop role \(role)")
                }
            }
        }

        @Test func aDeadJobGoesBackWhileItsSweepRuns() async throws {
            try await Stage.with { stage in
                let (sweep, token) = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
                let job = try #require(jobs.first)
                let outcome = try await queue.fail(job, error: "no", budget: 1)
                #expect(outcome == .dead)
                let dead = DeadJobs(database: stage.operators)
                let found = try await dead.all()
                #expect(found.count == 1 && found.first?["error"] == "no")
                #expect(try await dead.retry(Int(job.id)))
                #expect(try await dead.all().isEmpty)
                // Back with all its attempts, and nothing of it is counted as failed.
                let progress = try await stage.sweeps.progress(sweep)
                #expect(progress.failed == 0 && progress.ready == 2)

                cursors = ClaimCursors()
                for job in try await queue.claim(limit: 5, deadlineSeconds: 60, cursors: &cursors) {
                    _ = try await queue.fail(job, error: "no", budget: 1)
                }
                _ = try await stage.sweeps.finish(sweep, token: token)
                let late = try #require(try await dead.all().first?["job"]?.int)
                #expect(try await dead.retry(Int(late)) == false)
                await #expect(throws: StoreError.self) { _ = try await dead.retry(4711) }
            }
        }
    }
}
