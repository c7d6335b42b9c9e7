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
            }
        }

        /// One of AWS's that no account has enabled is there, and empty: that is said, and no error.
        @Test func aRegionThatNobodyHasIsEmptyAndNoTypo() async throws {
            try await Scene.with { scene in
                let idle = "mx-central-1"
                // AWS's regions are known before anybody has looked.
                let early = try await scene.parapet("findings", "--region", "eu-cental-1")
                #expect(early.status == 2 && early.error.contains("did you mean 'eu-central-1'?"))
                let unchecked = try await scene.parapet("findings", "--region", idle)
                #expect(unchecked.status == 0)
                #expect(unchecked.error.contains("nothing is known yet to check region '\(idle)'"))
                _ = try await scene.sweep()
                let commands = [
                    ["findings"], ["sweep", "--local", "--guardrail", "ssh-open-to-the-world"],
                    [
                        "exceptions", "request", "s3-public-bucket", "--until", "30d", "--reason",
                        "r",
                    ],
                ]
                for command in commands {
                    let answer = try await Program.run(
                        command + ["--region", idle],
                        environment: scene.environment
                    )
                    // Accounts that let nobody in leave a sweep incomplete.
                    let status: Int32 = command.first == "sweep" ? 4 : 0
                    #expect(answer.status == status, "\(command): \(answer.error)")
                    let line = "no account has region '\(idle)' enabled: nothing is read there\n"
                    #expect(answer.error.contains(line), "\(command): \(answer.error)")
                }
                let listed = try await scene.parapet("findings", "--region", idle)
                #expect(listed.output == "no findings\n")
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
                    ([guardrail, "--resource", "*"] + end, "PAR-EXC-07"),
                    ([guardrail, "--resource", "?**"] + end, "PAR-EXC-07"),
                    (
                        [guardrail, "--account", "200000000013", "--resource", "*"] + end,
                        "PAR-EXC-07"
                    ),
                    ([guardrail, "--resource", ""] + end, "PAR-EXC-07"),
                    ([guardrail, "--condition", "true"] + end, "PAR-EXC-07"),
                    ([guardrail, "--condition", "1 == 1"] + end, "PAR-EXC-07"),
                    ([guardrail, "--condition", "true || resource.id == 'x'"] + end, "PAR-EXC-07"),
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
                        "Error: PAR-EXC-01 an exception cannot end in the past"
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
                    // What is refused is not shown as if it could be had.
                    #expect(!answer.error.contains("asks for an exception"), "\(answer.error)")
                }
                #expect(
                    try await scene.database.count("select count(*) from report.exceptions") == 0
                )

                let later = Timestamp.now().seconds + 60 * 86_400
                let last = try #require(Timestamp(seconds: later, nanoseconds: 0))
                let day = String(last.rfc3339.prefix(10))
                let far = try await request(
                    guardrail,
                    "--account",
                    "200000000013",
                    "--until",
                    day,
                    "--reason",
                    "r"
                )
                #expect(far.error.contains("until \(day)T00:00:00Z"))
                #expect(far.error.contains("it would cover 1 of the findings that are open now"))
                #expect(far.error.contains("200000000013 us-east-1 s3.bucket shop-prod-assets"))
            }
        }

        /// Left as it is, a guardrail would be judged nowhere, in silence.
        @Test func anAccountThatAGuardrailNamesIsHeldToThoseThereAre() async throws {
            try await Scene.with(guardrails: ["s3-public-bucket"]) { scene in
                let file = scene.guardrails + "/s3-public-bucket.yaml"
                let text = try String(contentsOfFile: file, encoding: .utf8)
                func name(_ account: String) throws {
                    let filters =
                        "filters: { accounts: [\"\(account)\"] }\ncriteria: resource.public"
                    // The examples are of an account that the filter leaves in.
                    let owner = "      account: { id: \"\(account)\" }\n      resource:"
                    try text.replacing("criteria: resource.public", with: filters)
                        .replacing("      resource:", with: owner)
                        .write(toFile: file, atomically: true, encoding: .utf8)
                }
                func sweep() async throws -> Program.Outcome {
                    try await Program.run(
                        ["sweep", "--local", "--account", "200000000013"],
                        environment: scene.environment
                    )
                }
                try name("200000000031")
                let early = try await scene.parapet("guardrails", "try", "s3-public-bucket")
                let unchecked = "to check account '200000000031' against"
                #expect(early.error.contains("nothing is known yet \(unchecked)"))
                let checked = try await scene.parapet("guardrails", "check", file)
                #expect(checked.status == 0)
                #expect(checked.error.contains("nothing is known here \(unchecked)"))

                let problem = "PAR-GRD-18 s3-public-bucket: nobody has the account '200000000031'"
                let swept = try await sweep()
                #expect(swept.status == 4, "\(swept.error)")
                #expect(swept.error.contains(problem + " | hint: did you mean '2000000000"))
                let tried = try await scene.parapet("guardrails", "try", "s3-public-bucket")
                #expect(tried.status == 2 && tried.output.isEmpty)
                #expect(tried.error.contains(problem))

                try name("200000000033")
                let right = try await sweep()
                #expect(right.status == 0 && !right.error.contains("PAR-GRD-18"))
                // One that was there is no typo.
                try scene.configure {
                    $0.replacing(#/"exclude": \[.*\]/#, with: #""exclude": ["200000000033"]"#)
                }
                #expect(!(try await sweep()).error.contains("PAR-GRD-18"))
                let former = try await scene.parapet("guardrails", "try", "s3-public-bucket")
                #expect(former.status != 2, "\(former.error)")
            }
        }

        /// It may be about to be made, and it may be misspelt: both are said, and it is asked for.
        @Test func anExceptionForAResourceThatNobodyKnowsIsSaid() async throws {
            try await Scene.with(guardrails: ["s3-public-bucket", "account-baseline"]) { scene in
                _ = try await scene.sweep()
                let cases: [(guardrail: String, resource: String, extra: [String], said: String?)] =
                    [
                        ("s3-public-bucket", "shop-prod-assets", [], nil),
                        ("s3-public-bucket", "arn:aws:s3:::shop-prod-assets", [], nil),
                        ("s3-public-bucket", "shop-*", [], nil),
                        ("s3-public-bucket", "shop?prod-assets", [], nil),
                        ("s3-public-bucket", "shop_prod-assets", [], "'shop-prod-assets'?"),
                        ("s3-public-bucket", "shop-prod-asets", [], "'shop-prod-assets'?"),
                        (
                            "s3-public-bucket", "arn:aws:s3:::shop-prod-asets", [],
                            "'arn:aws:s3:::shop-prod-assets'?"
                        ),
                        ("s3-public-bucket", "nothing-like-it", [], ""),
                        (
                            "s3-public-bucket", "shop-prod-assets", ["--account", "200000000033"],
                            "'shop-prod-assets'?"
                        ),
                        ("account-baseline", "200000000013", [], nil),
                        ("account-baseline", "2000000000133", [], "'200000000013'?"),
                    ]
                for (guardrail, resource, extra, said) in cases {
                    let answer = try await Program.run(
                        ["exceptions", "request", guardrail, "--resource", resource]
                            + ["--until", "30d", "--reason", "r"] + extra,
                        environment: scene.environment
                    )
                    #expect(answer.status == 0 && answer.output.hasPrefix("e-"), "\(answer.error)")
                    let isSaid = answer.error.contains(
                        "'\(resource)': it is asked for all the same"
                    )
                    #expect(isSaid == (said != nil), "\(resource): \(answer.error)")
                    let hint = "did you mean \(said ?? "")"
                    #expect(
                        answer.error.contains("did you mean") == (said ?? "").contains("?"),
                        "\(resource): \(answer.error)"
                    )
                    if let said, !said.isEmpty { #expect(answer.error.contains(hint)) }
                }
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
                // What is said beside results may be lost, and takes no exit code with it.
                for lost in ["2> /dev/full", "2>&-", "2>&1 > /dev/null | true"] {
                    for (command, status) in [("fndings", 2), ("findings --limit 1", 0)] {
                        let outcome = try await shell(
                            "\"$0\" \(command) \(lost); exit ${PIPESTATUS[0]}"
                        )
                        #expect(outcome.status == status, "\(command) \(lost)")
                    }
                }
            }
        }
    }
}
