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
            let job = try #require(try await stage.claim(queue, limit: 1).first)
            _ = try await queue.end(job, .done(try await stage.effects(changes, reads: 0)))
            _ = try await stage.leading.finish(sweep, token: token)
        }

        private func rows(_ stage: Stage, _ report: String) async throws -> [JSON] {
            try await Reports(database: stage.reader).rows(of: report, limit: 100).rows
        }

        @Test func theyCountWhatHappened() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    """
                    insert into parapet.guardrail_rule
                        (guardrail, origin, severity, controls)
                    values ('ssh', 'ssh', 'high', '[{"framework": "cis", "control": "5.3"}]'),
                        ('quiet', 'quiet', 'low', '[{"framework": "cis", "control": "9.9"}]')
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
                    .sorted() == ["5.3 fails", "9.9 unknown"]
                )
                let health = try await rows(stage, "queue_health")
                #expect(health.first?["ready"] == 0 && health.first?["workers"]?.int ?? 0 > 0)
            }
        }

        /// A control that is served by another part of the guardrail is not this finding's.
        @Test func aFindingSaysWhatItsGuardrailIsFor() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    """
                    insert into parapet.guardrail_rule
                        (guardrail, origin, title, education, controls)
                    values ('ssh', 'ssh', 'T', 'E', $1::jsonb)
                    """,
                    [
                        .text(
                            #"""
                            [{"framework": "cis-5.0", "control": "5.3", "partly": null},
                            {"framework": "cis-5.0", "control": "4.1", "partly": "why",
                                "part": "trail/{region}"}]
                            """#
                        )
                    ]
                )
                try await sweep(stage, [Change(.opened, finding("a"))])
                let row = try #require(try await rows(stage, "findings").first)
                #expect(row["title"] == "T" && row["education"] == "E")
                #expect(
                    row["frameworks"] == [
                        ["framework": "cis-5.0", "control": "5.3", "partly": .null]
                    ]
                )
                #expect(row["exception"] == .null)
            }
        }

        /// A file that does not load, and a clock that nobody answered, until they are mended.
        @Test func whatDoesNotRunIsTold() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let books = RuleBooks(database: stage.coordinator)
                let broken = RuleTexts.File(file: "b.yaml", text: "guardrail: b\n")
                let whole = RuleTexts.File(
                    file: "a.yaml",
                    text: """
                        guardrail: a
                        title: t
                        severity: high
                        education: e
                        resource: ec2.security-group
                        criteria: resource.open
                        tests:
                          - violates: { resource: { open: true } }
                          - passes: { resource: { open: false } }
                        """
                )
                let accepted = try RuleAcceptance(
                    RuleFiles(
                        configuration: .text(TestRules.book().texts.configuration),
                        guardrails: [.text(whole), .text(broken)]
                    ),
                    lastGood: nil,
                    catalogue: TestRules.catalogue,
                    playbook: { (_, _) throws(Problems) -> NamedInFile in throw Problems([]) },
                    hash: RuleBooks.hash
                )
                try await books.setBroken(accepted.broken, token: token)
                let told = try await rows(stage, "rules")
                #expect(told.map { $0["file"] } == ["b.yaml"])
                #expect(told.first?["problem"]?.string?.contains("b.yaml:1:1: PAR-GRD-04") == true)
                #expect(told.first?["replaced"] == false)
                try await books.setBroken([], token: token)
                #expect(try await rows(stage, "rules").isEmpty)

                let schedules = Schedules(database: stage.coordinator)
                _ = try await schedules.request([], seen: ["ssh", "big"], token: token)
                let past = try #require(Timestamp(seconds: 1_700_000_000))
                try await schedules.setNext(["ssh": past], token: token)
                #expect(try await rows(stage, "overdue").map { $0["guardrail"] } == ["ssh"])
                let late = try #require(try await rows(stage, "queue_health").first)
                #expect(late["overdue"] == 1)
                #expect(late["overdue_since"]?.string?.hasPrefix("2023-11-14T22:13:20") == true)
                try await schedules.setNext([:], token: token)
                #expect(try await rows(stage, "overdue").isEmpty)
                let fine = try #require(try await rows(stage, "queue_health").first)
                #expect(fine["overdue"] == 0 && fine["overdue_since"] == .null)
            }
        }

        /// The newest rule book's guardrails teach, and are told from those that went.
        @Test func whatIsAnnouncedIsKnown() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    "insert into parapet.guardrail_rule (guardrail, origin) values ('old', 'old')"
                )
                let token = try await stage.lead()
                let book = try TestRules.book()
                try await RuleBooks(database: stage.coordinator).announce(book, token: token)
                let known = KnownNames(database: stage.reader)
                let name = try #require(book.guardrails.first?.name)
                #expect(try await known.unknown([name, "old"], .guardrail) == ["old"])
                #expect(try await known.unknown([name, "old", "x"], .formerGuardrail) == ["x"])
                // No account was ever seen: nothing can be told right from wrong.
                #expect(try await known.unknown(["eu-west-1"], .region) == nil)
                let taught = try await rows(stage, "guardrails").filter { $0["current"] == true }
                #expect(taught.count == book.guardrails.count)
                #expect(taught.allSatisfy { $0["education"]?.string?.isEmpty == false })
            }
        }

        /// Two accounts, and a reader of one of them.
        @Test func aReaderSeesTheAccountsThatAreTheirs() async throws {
            try await Stage.with { stage in
                let (mine, other) = ("111111111111", "222222222222")
                let theirs = Scope(account: other, region: "us-east-1", service: "ec2")
                _ = try await stage.runningSweep([ec2, theirs], accounts: [mine, other])
                let queue = try await stage.queue("w-1")
                for job in try await stage.claim(queue) {
                    let effects = try await stage.effects(
                        [Change(.opened, finding("a", account: job.account))],
                        coverage: [Coverage(type: "t", attribute: nil, permission: "p")],
                        at: job.scope
                    )
                    _ = try await queue.end(job, .done(effects))
                }
                let group = try await stage.group("team")
                let reader = try await stage.login("tom", in: "parapet_reader", group).database
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
            }
        }

        @Test func aDeadJobGoesBackWhileItsSweepRuns() async throws {
            try await Stage.with { stage in
                let (sweep, token) = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue, limit: 1).first)
                #expect(try await queue.end(job, .giveUp(reason: "no")) == .dead)
                let dead = DeadJobs(database: stage.operators)
                let found = try await dead.all()
                #expect(found.count == 1 && found.first?["error"] == "no")
                #expect(try await dead.retry(Int(job.id)))
                #expect(try await dead.all().isEmpty)
                // Back with all its attempts, and nothing of it is counted as failed.
                let progress = try await stage.sweeps.progress(sweep)
                #expect(progress.failed == 0 && progress.ready == 2)

                for job in try await stage.claim(queue) {
                    _ = try await queue.end(job, .giveUp(reason: "no"))
                }
                _ = try await stage.leading.finish(sweep, token: token)
                let late = try #require(try await dead.all().first?["job"]?.int)
                #expect(try await dead.retry(Int(late)) == false)
                await #expect(throws: StoreError.self) { _ = try await dead.retry(4711) }
            }
        }
    }
}
