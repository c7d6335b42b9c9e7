import Document
import Foundation
import Rehearsal
import Testing

/// One finding with all that helps, lists that are asked for in some way, and what people mistype.
extension SweepSuite {
    struct ShowTests {
        @Test func oneFindingTeaches() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let found = try await scene.findings("--guardrail", "s3-public-bucket")
                let open = try #require(found.first { $0["status"] == "open" })
                let id = try #require(open["id"]?.string)
                let shown = try await scene.parapet("findings", "show", String(id.prefix(8)))
                #expect(shown.status == 0, "\(shown.error)")
                for word in [
                    "A bucket is open to the internet", id, "the ACL grants READ",
                    "CloudFront with origin access control", "cis-5.0 2.1.4", "opened: open",
                    "parapet collect s3.bucket --account 200000000013 --id shop-prod-assets",
                    "parapet exceptions request s3-public-bucket --account 200000000013",
                ] { #expect(shown.output.contains(word), "\(word) in \(shown.output)") }
                let json = try await scene.parapet("findings", "show", id, "--format", "json")
                var document = try #require(try JSON.parse(json.output).object)
                // What people set elsewhere, where a channel keeps it.
                #expect(document["workflow"] == .null)
                document["workflow"] = nil
                #expect(document["runs"] == [])
                document["runs"] = nil
                #expect(JSON.object(document) == open)
                _ = try await scene.database.owner.query(
                    """
                    with c as (insert into parapet.channel values ('hub', 'security-hub'))
                    insert into parapet.kept_finding (channel, finding, status, workflow)
                    values ('hub', $1::uuid, 'open', 'SUPPRESSED')
                    """,
                    [.text(id)]
                )
                let kept = try await scene.parapet("findings", "show", id, "--format", "json")
                #expect(try JSON.parse(kept.output)["workflow"] == "SUPPRESSED")
                let told = try await scene.parapet("findings", "show", id).output
                #expect(told.contains("SUPPRESSED in hub on 20"))

                let excepted = try #require(found.first { $0["status"] == "excepted" })
                let other = try #require(excepted["id"]?.string)
                let covered = try await scene.parapet("findings", "show", other).output
                #expect(covered.contains("exception by tag, owner "))
                #expect(!covered.contains("exceptions request"))
                let none = try await scene.parapet("findings", "show", "0000")
                #expect(none.status == 2 && none.error.contains("PAR-FND-01"))
                try await expectWhatIsCopiedToRun(shown.output, scene)
            }
        }

        /// What is missing in an account is no resource that could be read anew.
        @Test func aFindingOfAnAccountSaysHowToLookAtIt() async throws {
            try await Scene.with(guardrails: ["monitoring-configured"]) { scene in
                _ = try await scene.sweep("--account", "200000000013")
                let found = try await scene.findings("--status", "open", "--limit", "1")
                let id = try #require(found.first?["id"]?.string)
                #expect(found.first?["resource"]?["type"] == "aws.account")
                let shown = try await scene.parapet("findings", "show", id).output
                #expect(
                    shown.contains("look at it\n  parapet guardrails explain monitoring-configured")
                )
                try await expectWhatIsCopiedToRun(shown, scene, lines: 3, ending: [0, 4])
            }
        }

        /// Lines that a person copies into a shell.
        private func expectWhatIsCopiedToRun(
            _ page: String,
            _ scene: Scene,
            lines count: Int = 2,
            ending: [Int32] = [0]
        ) async throws {
            let lines = page.split(separator: "\n").filter { $0.hasPrefix("  parapet ") }
            #expect(lines.count == count)
            for line in lines {
                let script = "\"$0\" " + line.dropFirst("  parapet ".count)
                let program = try Program(
                    "/bin/bash",
                    ["-c", script, Program.parapet],
                    environment: scene.environment
                )
                #expect(ending.contains(await program.wait()), "\(line): \(program.error)")
            }
        }

        @Test func listsComeAsTheyAreAskedFor() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let all = try await scene.findings("--status", "open")
                let byAccount = try await scene.findings("--status", "open", "--sort", "account")
                let accounts = byAccount.map { $0["account"]?.string ?? "" }
                #expect(accounts == accounts.sorted() && Set(byAccount) == Set(all))
                let first = try await scene.findings("--status", "open", "--limit", "2")
                #expect(first == Array(all.prefix(2)))
                #expect(try await scene.findings("--since", "1d").count > 0)
                #expect(try await scene.findings("--since", "2099-01-01").isEmpty)
                // Suites are counted over the rows that are listed, and no others.
                let junit = try await scene.parapet(
                    "findings",
                    "--format",
                    "junit",
                    "--limit",
                    "2"
                ).output
                #expect(junit.contains(#"tests="2""#))
                #expect(junit.split(separator: "<testcase").count == 3)
                let page = try await scene.parapet("report", "html", "--output", "-").output
                for finding in all {
                    #expect(page.contains(try #require(finding["id"]?.string).prefix(8)))
                }
            }
        }

        /// Unknown verdicts are counted, and listed when somebody asks.
        @Test func whatCouldNotBeJudgedIsCounted() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(rules: [
                    ["effect": "deny", "operation": "GetBucketAcl"]
                ])
                _ = try await scene.sweep()
                let unknown = try await scene.findings("--status", "unknown").count
                #expect(unknown > 0)
                let listed = try await scene.parapet("findings")
                #expect(!listed.output.contains(" unknown "))
                #expect(listed.error.contains("\(unknown) could not be judged"))
            }
        }

        @Test func whatIsMistypedIsToldWithTheRightUsage() async throws {
            let mistakes: [([String], String, String)] = [
                (["fndings"], "did you mean 'findings'?", "Usage: parapet <subcommand>"),
                (["help", "fndings"], "did you mean 'findings'?", "Usage: parapet <subcommand>"),
                (["help", "jobs", "shw"], "did you mean 'show'?", "Usage: parapet jobs"),
                (
                    ["findings", "--fomat", "x"], "did you mean '--format'?",
                    "Usage: parapet findings"
                ),
                (["sweep", "paus", "x"], "did you mean 'pause'?", "Usage: parapet sweep"),
                (
                    ["exceptions", "grnt", "e"], "did you mean 'grant'?",
                    "Usage: parapet exceptions"
                ),
                (
                    ["findings", "--severity", "hgh"], "PAR-USE-01 parapet findings",
                    "Usage: parapet findings"
                ),
                (
                    ["findings", "--sort", "x"], "one of the following: severity, age, ",
                    "Usage: parapet findings"
                ),
                (
                    ["jobs", "show", "x"], "PAR-USE-01 parapet jobs show",
                    "Usage: parapet jobs show"
                ),
                (
                    ["findings", "--limit", "-1"], "--limit is 1 or more",
                    "Usage: parapet findings"
                ),
                (
                    ["changes", "list", "--limit", "-1"], "--limit is 1 or more",
                    "Usage: parapet changes list"
                ),
                (
                    ["report", "audit", "--limit", "-1"], "--limit is 1 or more",
                    "Usage: parapet report"
                ),
                (
                    ["findings", "--limit", "0"], "PAR-USE-01 parapet findings",
                    "Usage: parapet findings"
                ),
                (["errors", "PAR-DB-4"], "did you mean 'PAR-DB-04'?", ""),
            ]
            for (arguments, word, usage) in mistakes {
                let answer = try await Program.run(arguments, environment: [:])
                #expect(answer.status == 2 && answer.output.isEmpty, "\(arguments)")
                #expect(answer.error.hasPrefix("Error: PAR-"), "\(answer.error)")
                #expect(answer.error.contains(word), "\(answer.error)")
                #expect(answer.error.contains(" | hint: "), "\(answer.error)")
                #expect(usage.isEmpty || answer.error.contains(usage), "\(answer.error)")
            }
            let explained = try await Program.run(["errors", "par-db-04"], environment: [:])
            #expect(explained.status == 0 && explained.output.contains("parapet migrate"))
        }

        @Test func jobsAndLogsAreAnsweredWithACode() async throws {
            try await Scene.with { scene in
                let missing = try await scene.parapet("jobs", "retry", "999")
                #expect(missing.status == 2)
                #expect(
                    missing.error == "Error: PAR-JOB-01 job 999 is not among those that ran out of "
                        + "attempts | hint: parapet jobs dead\n"
                )
                let sweep = try await scene.parapet("jobs", "dead", "--sweep", "s-nope")
                #expect(sweep.status == 2 && sweep.error.contains("PAR-SWP-04"))
                for number in 1...4 {
                    _ = try await scene.database.owner.query(
                        "select parapet.log_action('a', '\(number)', '{}')"
                    )
                }
                let log = try await scene.parapet(
                    "report",
                    "audit",
                    "--limit",
                    "2",
                    "--format",
                    "json"
                )
                let subjects = try JSON.parse(log.output).array?.map { $0["subject"]?.string ?? "" }
                #expect(subjects == ["4", "3"])
            }
        }

        /// Each read that did not answer is a line with the sweep, the job and the account.
        @Test func aWorkersLogIsForProgramsToo() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(rules: [
                    ["effect": "deny", "operation": "GetBucketAcl"]
                ])
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker", "--log-format", "json")
                let swept = try await scene.parapet("sweep", "--wait", "--format", "json")
                #expect(swept.status == 4)
                let sweep = try JSON.parse(swept.output)["sweep"]
                for process in [worker, coordinator] {
                    process.terminate()
                    #expect(await process.wait() == 0)
                }
                let lines = try worker.error.split(separator: "\n").map {
                    try JSON.parse(String($0))
                }
                let reads = lines.filter { $0["permission"] == "s3:GetBucketAcl" }
                #expect(!reads.isEmpty)
                for read in reads {
                    #expect(read["level"] == "warning" && read["sweep"] == sweep)
                    #expect(read["job"]?.string != nil && read["account"]?.string?.count == 12)
                }
                #expect(lines.allSatisfy { $0["time"]?.string != nil && $0["message"] != nil })
            }
        }
    }
}
