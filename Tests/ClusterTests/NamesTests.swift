import Document
import Foundation
import Rehearsal
import Testing

/// Names that somebody typed, answers that are empty, and output that cannot be written.
extension SweepSuite {
    struct NamesTests {
        /// What is told before anybody has looked.
        @Test func aDatabaseThatNobodySweptIsNotClean() async throws {
            try await Scene.with { scene in
                for format in ["table", "json", "csv", "junit", "sarif", "ocsf", "asff"] {
                    let gate = try await scene.parapet(
                        "findings",
                        "--fail-on",
                        "low",
                        "--format",
                        format
                    )
                    #expect(gate.status == 4 && gate.error.contains("no sweep has been done yet"))
                }
                let listed = try await scene.parapet("findings", "--account", "200000000013")
                #expect(listed.status == 0 && listed.output == "no findings\n")
                #expect(
                    listed.error.contains("nothing is known yet to check account '200000000013'")
                )
                // An account's id has a form, whatever is known.
                let short = try await scene.parapet("findings", "--account", "12")
                #expect(short.status == 2 && short.error.contains("PAR-NAM-01"))
            }
        }

        @Test func aTypoIsAnErrorAndNeverAnEmptyAnswer() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let typos = [
                    ("--environment", "prd", "did you mean 'prod'?"),
                    ("--environment", "Prod", "did you mean 'prod'?"),
                    ("--guardrail", "s3-publc-bucket", "did you mean 's3-public-bucket'?"),
                    ("--region", "eu-cental-1", "did you mean 'eu-central-1'?"),
                    ("--account", "20000000033", "did you mean '200000000033'?"),
                    ("--account", "shop-prod", "did you mean 200000000013"),
                ]
                for (option, name, hint) in typos {
                    for command in [
                        ["findings", "--fail-on", "low"], ["sweep"], ["sweep", "--wait"],
                    ] {
                        let answer = try await Program.run(
                            command + [option, name],
                            environment: scene.environment
                        )
                        #expect(answer.status == 2 && answer.output.isEmpty, "\(command) \(name)")
                        #expect(answer.error.contains("PAR-NAM-01"), "\(command) \(name)")
                        #expect(answer.error.contains(hint), "\(name): \(answer.error)")
                    }
                }
                #expect(try await scene.database.count("select count(*) from report.sweeps") == 1)
                // Declared, although no account has it; and what IAM's findings have.
                let declared = try await scene.parapet("findings", "--environment", "staging")
                #expect(declared.status == 0 && declared.error.contains("the last sweep ended at"))
                #expect(try await scene.parapet("findings", "--region", "global").status == 0)
                // One of AWS's that no account has enabled is not said not to be there.
                let idle = try await scene.parapet("findings", "--region", "mx-central-1")
                #expect(idle.status == 2)
                #expect(idle.error.contains("no account has region 'mx-central-1' enabled"))
            }
        }

        /// A first sweep of one account says nothing of another.
        @Test func whatNobodyLookedAtIsNotClean() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep("--account", "200000000013")
                let other = try await scene.parapet(
                    "findings",
                    "--account",
                    "200000000033",
                    "--fail-on",
                    "low"
                )
                #expect(other.status == 4)
                #expect(other.error.contains("nothing was read yet in 200000000033"))
                let own = try await scene.parapet(
                    "findings",
                    "--account",
                    "200000000013",
                    "--fail-on",
                    "low"
                )
                #expect(own.status == 3 && !own.error.contains("nothing was read"))
            }
        }

        @Test func anExceptionIsHeldToWhatIsKnown() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                func request(_ arguments: String...) async throws -> Program.Outcome {
                    try await Program.run(
                        ["exceptions", "request"] + arguments,
                        environment: scene.environment
                    )
                }
                let guardrail = "s3-public-bucket"
                let end = ["--until", "30d", "--reason", "r"]
                let refused: [([String], String)] = [
                    ([guardrail] + end, "PAR-EXC-07"),
                    ([guardrail, "--everything", "--region", "us-east-1"] + end, "PAR-EXC-07"),
                    (["s3-public-buckets", "--everything"] + end, "did you mean '\(guardrail)'?"),
                    ([guardrail, "--account", "200000000031"] + end, "PAR-NAM-01"),
                    ([guardrail, "--unit", "Prodution"] + end, "PAR-NAM-01"),
                    ([guardrail, "--environment", "prd"] + end, "did you mean 'prod'?"),
                    ([guardrail, "--region", "us-est-1"] + end, "did you mean 'us-east-1'?"),
                    (
                        [guardrail, "--everything", "--until", "30d", "--reason", " \n"],
                        "a reason is needed"
                    ),
                    (
                        [guardrail, "--everything", "--until", "30d", "--reason"]
                            + [String(repeating: "x", count: 2001)], "2000 at most"
                    ),
                    (
                        [guardrail, "--resource", String(repeating: "x", count: 2001)] + end,
                        "more than 2000 characters"
                    ),
                    (
                        [guardrail, "--everything", "--reason", "r", "--until", "2020-01-01"],
                        "name a later --until"
                    ),
                    (
                        [guardrail, "--everything", "--reason", "r", "--until", "soon"],
                        "PAR-USE-02"
                    ),
                ]
                for (arguments, word) in refused {
                    let answer = try await Program.run(
                        ["exceptions", "request"] + arguments,
                        environment: scene.environment
                    )
                    #expect(answer.status == 2 && answer.error.contains(word), "\(answer.error)")
                }
                #expect(
                    try await scene.database.count("select count(*) from report.exceptions") == 0
                )

                let tomorrow = "2099-01-01"
                let far = try await request(
                    guardrail,
                    "--account",
                    "200000000013",
                    "--until",
                    tomorrow,
                    "--reason",
                    "r"
                )
                #expect(far.error.contains("until 2099-01-01T00:00:00Z"))
                #expect(far.error.contains("it would cover 1 of the findings that are open now"))
                #expect(far.error.contains("200000000013 us-east-1 s3.bucket shop-prod-assets"))
            }
        }

        /// A disk that is full, and a reader that has seen enough.
        @Test func outputThatCannotBeWrittenIsAFailure() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                func shell(_ script: String) async throws -> (status: Int32, error: String) {
                    let program = try Program(
                        "/bin/bash",
                        ["-c", script, Program.parapet],
                        environment: scene.environment
                    )
                    return (await program.wait(), program.error)
                }
                let commands = [
                    "findings", "findings --format json", "findings --format csv", "accounts",
                    "status", "report", "report audit --format json", "errors", "--help",
                    "report html --output -", "exceptions list", "guardrails list",
                ]
                for command in commands {
                    let full = try await shell("\"$0\" \(command) > /dev/full")
                    #expect(full.status == 1, "\(command)")
                    #expect(full.error.contains("PAR-OUT-01"), "\(command): \(full.error)")
                    let left = try await shell(
                        "\"$0\" \(command) | true; exit ${PIPESTATUS[0]}"
                    )
                    #expect(left.status == 0 && left.error.isEmpty, "\(command): \(left.error)")
                }
            }
        }
    }
}
