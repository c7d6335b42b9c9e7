import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Playbooks that people run, with a worker, from the target to the evidence.
    struct RunTests {
        @Test func aWorkflowFindsItsTargetAndWhatThereIsToKnow() async throws {
            try await RunStage.with { stage in
                try await aRunSaysWhatItFound(stage)
                try await aRunThatOnlyLooksTellsWhatIsAroundIt(stage)
                try await whatIsNotOneTargetIsNone(stage)
                try await anOrchestrationLooksEverywhere(stage)
            }
        }

        private func anOrchestrationLooksEverywhere(_ stage: RunStage) async throws {
            let words = ["playbook", "run", "waf-on-public-web", "--only", "analyse", "--wait"]
            let environment = stage.scene.environment.merging(stage.responder) { $1 }
                .merging(["PARAPET_PLAYBOOKS": "\(Repository.folder)/ops/playbooks"]) { $1 }
            let cases: [([String], Int32)] = [([], 0), (["--accounts", "999999999999"], 1)]
            for (more, status) in cases {
                let ran = try await Program.run(
                    words + more + ["--format", "json"],
                    environment: environment
                )
                #expect(ran.status == status, "\(ran.output)\(ran.error)")
                let first = try JSON.parse(ran.output)["steps"]?.array?.first
                if more.isEmpty {
                    let notes = first?["outputs"]?["notes"]?.texts ?? []
                    // A stopped instance is no server, and what no sweep read is said.
                    #expect(first?["outputs"]?["servers"] == [])
                    let never = first?["outputs"]?["uncollected"]?.texts ?? []
                    #expect(never.contains("ec2.route-table"), "\(never)")
                    #expect(!never.contains("ec2.instance"), "\(never)")
                    #expect(notes.contains { $0.contains("ever collected ec2.route-table") })
                    #expect(Set(notes).count == notes.count && notes.count < 20, "\(notes)")
                } else {
                    #expect(
                        ran.error.contains("there is no account '999999999999'"),
                        "\(ran.error)"
                    )
                }
            }
        }

        /// The names and the instances of every account, and each form of the report.
        private func aRunThatOnlyLooksTellsWhatIsAroundIt(_ stage: RunStage) async throws {
            let folder = "\(stage.folder)/incident"
            let ran = try await stage.parapet(
                "playbook",
                "run",
                "incident-response-instance",
                "--target",
                "i-0aaa",
                "--only",
                "analyse",
                "--wait",
                "--format",
                "json",
                "--report",
                folder,
                shipped: true
            )
            #expect(ran.status == 0, "\(ran.error) \(ran.output)")
            let run = try JSON.parse(ran.output)
            let steps = Dictionary(
                (run["steps"]?.array ?? []).map { ($0["name"]?.string ?? "", $0) },
                uniquingKeysWith: { $1 }
            )
            #expect(steps["isolate"]?["status"] == "skipped")
            let records = steps["names"]?["outputs"]?["records"]?.array ?? []
            #expect(records.map { $0["name"] } == ["www.example.com."], "\(ran.output)")
            let alike = steps["origin"]?["outputs"]?["instances"]?.array ?? []
            #expect(alike.map { $0["id"] } == ["i-0bbb"])
            #expect(run["report"]?.object?.map { $0.0 } == ["markdown", "html", "json", "junit"])
            let page = try String(contentsOfFile: "\(folder)/report.html", encoding: .utf8)
            #expect(page.contains("everything lives on") && page.contains("0.0.0.0/0"))
            let cases = try String(contentsOfFile: "\(folder)/junit.xml", encoding: .utf8)
            #expect(cases.contains(#"name="exposure""#) && cases.contains(#"failures="0""#))
        }

        /// By whatever a responder has in hand.
        private func aRunSaysWhatItFound(_ stage: RunStage) async throws {
            var runs: [String] = []
            for target in [
                "i-0aaa", "10.0.0.1", "198.51.100.7", "IP-10-0-0-1.ec2.internal", "WWW.example.com",
            ] {
                let ran = try await stage.parapet(
                    "playbook",
                    "run",
                    "instance-triage",
                    "--target",
                    target,
                    "--case",
                    "4711",
                    "--wait",
                    "--format",
                    "json",
                    "--report",
                    "\(stage.folder)/report",
                    shipped: true
                )
                #expect(ran.status == 0, "\(target): \(ran.error)")
                let run = try JSON.parse(ran.output)
                #expect(run["status"] == "done" && run["target"] == "i-0aaa", "\(ran.output)")
                #expect(run["case"] == "4711" && run["report"]?["json"] != nil)
                runs.append(try #require(run["run"]?.string))
                let steps = run["steps"]?.array ?? []
                #expect(steps.map { $0["status"] } == ["done", "done", "done"])
                let outputs = Dictionary(
                    steps.map { ($0["name"]?.string ?? "", $0["outputs"] ?? .null) },
                    uniquingKeysWith: { $1 }
                )
                #expect(outputs["collect"]?["addresses"] == ["10.0.0.1", "198.51.100.7"])
                #expect(outputs["exposure"]?["public"] == true)
                #expect(outputs["exposure"]?["open"] == true)
                #expect(outputs["peers"]?["peers"]?.array?.map { $0["id"] } == ["i-0bbb"])
                let notes = outputs["collect"]?["notes"]?.texts ?? []
                #expect(notes.contains { $0.contains("ec2.volume") }, "\(notes)")
            }
            let listed = try await stage.parapet("playbook", "list", "--format", "json")
            let ids = try JSON.parse(listed.output).array?.compactMap { $0["run"]?.string }
            #expect(ids == runs.reversed())
            let report = try String(
                contentsOfFile: "\(stage.folder)/report/report.md",
                encoding: .utf8
            )
            #expect(report.contains("# instance-triage: done"))
            #expect(report.contains("source 0.0.0.0/0"), "\(report)")
            try await evidenceProvesItself(stage, runs[0])
        }

        private func evidenceProvesItself(_ stage: RunStage, _ run: String) async throws {
            let file = "\(stage.folder)/evidence.json"
            let unsigned = try await stage.parapet("evidence", "export", run, "--output", file)
            #expect(unsigned.status == 0 && unsigned.error.contains("not signed"))
            let checked = try await stage.parapet("evidence", "verify", file)
            #expect(checked.status == 0, "\(checked.error)")
            #expect(checked.output.contains("unbroken, not signed"), "\(checked.output)")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            for (old, new) in [("198.51.100.7", "198.51.100.8"), ("step begun", "step begin")] {
                try text.replacing(old, with: new)
                    .write(toFile: file, atomically: true, encoding: .utf8)
                let broken = try await stage.parapet("evidence", "verify", file)
                #expect(broken.status == 1 && broken.error.contains("PAR-RUN-06"), "\(old)")
            }
            let key = "\(stage.folder)/key.pem"
            let openssl = try Program(
                "/usr/bin/openssl",
                ["genpkey", "-algorithm", "ed25519", "-out", key],
                environment: [:]
            )
            #expect(await openssl.wait() == 0)
            try stage.scene.configure { $0 + "\nsigning: { key: { file: \(key) } }\n" }
            let signed = try await stage.parapet("evidence", "export", run, "--output", file)
            #expect(signed.status == 0 && signed.error.isEmpty, "\(signed.error)")
            let proved = try await stage.parapet("evidence", "verify", file)
            #expect(proved.output.contains("unbroken, signed"), "\(proved.output)\(proved.error)")
        }

        private func whatIsNotOneTargetIsNone(_ stage: RunStage) async throws {
            let words = ["playbook", "run", "instance-triage", "--target"]
            for (target, ids, code) in [
                ("tag:role=web", ["i-0aaa", "i-0bbb"], "PAR-RUN-05"), ("i-0ccc", [], "PAR-RUN-04"),
            ] {
                let ran = try await Program.run(
                    words + [target],
                    environment: stage.scene.environment.merging(stage.responder) { $1 }
                        .merging(["PARAPET_PLAYBOOKS": "\(Repository.folder)/ops/playbooks"]) { $1 }
                )
                #expect(ran.status == 2 && ran.error.contains(code), "\(ran.error)")
                let found = try JSON.parse(ran.output)["candidates"]?.array ?? []
                #expect(found.compactMap { $0["id"]?.string } == ids)
                // Two that are called alike are told apart.
                if let first = found.first { #expect(first["private_address"] == "10.0.0.1") }
                #expect(found.allSatisfy { $0["account"]?.string == stage.account })
            }
            let typo = try await stage.parapet(
                "playbook",
                "run",
                "instance-triag",
                "--target",
                "i-0aaa",
                shipped: true
            )
            #expect(typo.status == 2 && typo.error.contains("'instance-triage'?"), "\(typo.error)")
            let option = try await stage.parapet(
                "playbook",
                "run",
                "instance-triage",
                "--target",
                "i-0aaa",
                "--loud",
                shipped: true
            )
            #expect(option.status == 2 && option.error.contains("PAR-RUN-09"), "\(option.error)")
        }

        @Test func aGateIsPassedByThoseItNamesAndByTwoWhereItSaysSo() async throws {
            try await RunStage.with { stage in
                try await stage.write(
                    "gated",
                    """
                      - { step: first, do: ec2.find-exposure, with: { instance: { cel: target.id } } }
                      - step: then
                        do: ec2.find-peers
                        with: { instance: { cel: target.id } }
                        gate: { by: [security], two-persons: true, reason: Looks further }
                    """,
                    tests: "  - { approves: [then], runs: [first, then] }"
                )
                let ran = try await stage.parapet(
                    "playbook",
                    "run",
                    "gated",
                    "--target",
                    "i-0aaa",
                    "--wait",
                    "--format",
                    "json"
                )
                #expect(ran.status == 5, "\(ran.error)")
                let id = try #require(JSON.parse(ran.output)["run"]?.string)
                let approve = ["playbook", "approve", id, "--reason", "so"]
                func decide(_ person: [String: String]) async throws -> Program.Outcome {
                    try await Program.run(
                        approve,
                        environment: stage.scene.environment.merging(person) { $1 }
                    )
                }
                let stranger = try await decide(stage.responder)
                #expect(stranger.status == 1 && stranger.error.contains("PAR-EXC-02"))
                #expect(try await decide(stage.granter).status == 0)
                let twice = try await decide(stage.granter)
                #expect(twice.status == 1 && twice.error.contains("PAR-RUN-03"), "\(twice.error)")
                #expect(try await stage.parapet("playbook", "show", id).status == 5)
                #expect(try await decide(stage.second).status == 0)
                try await stage.expect(id, becomes: "done")
                let late = try await decide(stage.second)
                #expect(late.status == 1 && late.error.contains("asks nobody"), "\(late.error)")
                let undone = try await stage.parapet("playbook", "undo", id)
                #expect(undone.status == 0, "\(undone.error)")
                try await stage.expect(id, becomes: "undone")
            }
        }
    }
}

extension RunStage {
    /// As long as a worker needs for it.
    func expect(_ run: String, becomes status: String) async throws {
        for _ in 0..<150 {
            let rows = try await scene.database.owner.query(
                "select status from parapet.run where id = $1",
                [.text(run)]
            )
            if rows.contains(where: { $0["status"].string == status }) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(run) does not become \(status)")
    }
}
