import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// A step that changes something, with workers that die: one effect, and its undo.
    struct RunResponseTests {
        @Test func aStepChangesOnceAndIsTakenBackHoweverWorkersDie() async throws {
            try await RunStage.with(hasWorker: false, roles: "respond: ParapetAudit") { stage in
                let group = try await stage.group()
                try await stage.write("tagged", Self.steps(group), tests: "  - { runs: [tag] }")
                let coordinator = try stage.scene.start(
                    "coordinator",
                    environment: ["PARAPET_PLAYBOOKS": stage.folder]
                )
                defer { coordinator.kill() }
                let id = try await stage.begin("tagged")
                try await stage.scene.standIn.forgetCalls()
                try await killed(at: "CreateTags", stage)
                // The change is made, and the step does not know it.
                let blocker = Database(
                    configuration: DatabaseConfiguration(url: stage.scene.database.url),
                    maxConnections: 1
                )
                try await stage.kill(
                    at: .init(call: "parapet.finish(", table: "run_event"),
                    blocker
                )
                await blocker.close()
                #expect(try await stage.column("select state from parapet.change") == ["done"])
                let worker = try stage.scene.start("worker", "--verify-seconds", "3")
                try await stage.expect(id, becomes: "done")
                worker.kill()
                #expect(try await stage.effects() == ["CreateTags"])
                #expect(try await stage.tags(group) == ["SecurityStatus": "IR", "a": "b"])
                try await isShown(stage, id)
                try await undone(stage, id, group)
                try await theLastOfTwoRunsReleases(stage, group)
                try await whatSomebodyChangedStays(stage, group)
                try await whatWasDoneToANeighbourStays(stage)
            }
        }

        private static func steps(_ group: String) -> String {
            """
              - step: tag
                do: ec2.tag-resource
                with:
                  { resource: \(group), type: ec2.security-group, key: SecurityStatus, value: IR }
            """
        }

        /// A worker dies while AWS has the call.
        private func killed(at operation: String, _ stage: RunStage) async throws {
            let delay: JSON = [
                "effect": "delay", "service": "ec2", "operation": .string(operation), "nth": 1,
                "account": .string(stage.account), "delay_seconds": 4,
            ]
            try await stage.scene.standIn.set(rules: [delay])
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            try await worker.await("it is at \(operation)") {
                try await stage.calls(operation) > 0
            }
            worker.kill()
            try await stage.scene.standIn.set(rules: [])
        }

        private func isShown(_ stage: RunStage, _ id: String) async throws {
            let listed = try await stage.scene.parapet("changes", "list", "--format", "json")
            let change = try #require(JSON.parse(listed.output).array?.first)
            #expect(change["run"]?.string == id && change["step"] == "tag")
            #expect(change["finding"] == .null && change["guardrail"] == .null)
            #expect(change["decided"]?["by"]?.string?.hasPrefix("responder_") == true)
            let shown = try await stage.parapet("playbook", "show", id, "--format", "json")
            let step = try JSON.parse(shown.output)["steps"]?.array?.first
            #expect(step?["changes"]?.texts == [change["id"]?.string].compactMap(\.self))
            #expect(step?["outputs"]?["tags"]?["SecurityStatus"] == "IR")
        }

        private func undone(_ stage: RunStage, _ id: String, _ group: String) async throws {
            try await stage.scene.standIn.forgetCalls()
            let asked = try await stage.parapet("playbook", "undo", id)
            #expect(asked.status == 0, "\(asked.error)")
            try await killed(at: "DeleteTags", stage)
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            try await stage.expect(id, becomes: "undone")
            #expect(try await stage.effects() == ["DeleteTags"])
            #expect(try await stage.tags(group) == ["a": "b"])
            let undone = "select undone_by is not null from parapet.change where undoes is null"
            #expect(try await stage.column(undone) == ["t"])
        }

        /// Two runs at once: one changes it, the other finds it so; and with texts of their own, where each
        /// changes what the other left.
        private func theLastOfTwoRunsReleases(_ stage: RunStage, _ group: String) async throws {
            let own = Self.steps(group).replacing("value: IR", with: "value: { cel: case }")
            try await stage.write("cased", own, tests: "  - { runs: [tag] }")
            for playbook in ["tagged", "cased"] {
                var runs: [String] = []
                for name in ["first", "second"] {
                    runs.append(try await stage.begin(playbook, "--case", name))
                }
                let worker = try stage.scene.start("worker", "--verify-seconds", "3")
                defer { worker.kill() }
                for run in runs { try await stage.expect(run, becomes: "done") }
                let held = try await stage.tags(group)
                #expect(held["SecurityStatus"] != nil)
                // Of two, the one whose own is not the latest.
                let value = held["SecurityStatus"]?.string
                if value == "first" { runs.reverse() }
                #expect(try await stage.parapet("playbook", "undo", runs[0]).status == 0)
                try await stage.expect(runs[0], becomes: "undone")
                #expect(try await stage.tags(group) == held, "\(playbook)")
                let shown = try await stage.parapet("playbook", "show", runs[0])
                #expect(
                    shown.output.contains("stays: \(runs[1]) relies on it too"),
                    "\(shown.output)"
                )
                _ = try await stage.parapet("playbook", "undo", runs[1])
                try await stage.expect(runs[1], becomes: "undone")
                #expect(try await stage.tags(group) == ["a": "b"], "\(playbook)")
            }
        }

        private func whatSomebodyChangedStays(_ stage: RunStage, _ group: String) async throws {
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            let id = try await stage.begin("tagged")
            try await stage.expect(id, becomes: "done")
            try await stage.tag(group, "a", "c")
            _ = try await stage.parapet("playbook", "undo", id)
            try await stage.expect(id, becomes: "failed")
            #expect(try await stage.tags(group) == ["SecurityStatus": "IR", "a": "c"])
            let said = try await stage.column(
                "select state::text from parapet.run where id = '\(id)'"
            )
            #expect(said.first?.contains("somebody changed \(group) since") == true)
        }

        /// Two names in a zone, a run for each: the first is taken back, then the other.
        private func whatWasDoneToANeighbourStays(_ stage: RunStage) async throws {
            let zone = try await stage.zone(["a.two.example", "b.two.example"])
            let steps = """
                  - step: lower
                    do: dns.set-ttl
                    with: { zone: \(zone), name: { cel: case }, ttl: 60, lower: true }
                """
            try await stage.write("lowered", steps, tests: "  - { runs: [lower] }")
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            var runs: [String] = []
            for name in ["a.two.example", "B.two.example."] {
                runs.append(try await stage.begin("lowered", "--case", name))
            }
            for run in runs { try await stage.expect(run, becomes: "done") }
            #expect(try await stage.times(zone) == ["a.two.example.": 60, "b.two.example.": 60])
            for (run, times) in zip(runs, [[3600, 60], [3600, 3600]] as [[Int64]]) {
                #expect(try await stage.parapet("playbook", "undo", run).status == 0)
                try await stage.expect(run, becomes: "undone")
                let left: JSON = [
                    "a.two.example.": .int(times[0]), "b.two.example.": .int(times[1]),
                ]
                #expect(try await stage.times(zone) == left)
            }
        }

        /// Nothing is begun that could not be brought to its end.
        @Test func withoutARoleOnlyTheRestOfAPlaybookIsRun() async throws {
            try await RunStage.with(hasWorker: false) { stage in
                try await stage.write("tagged", Self.steps("sg-0a"), tests: "  - { runs: [tag] }")
                let words = ["playbook", "run", "tagged", "--target", "i-0aaa"]
                let ran = try await stage.program(words)
                #expect(ran.status == 2 && ran.error.contains("PAR-RUN-13"), "\(ran.error)")
                #expect(try await stage.program(words + ["--dry-run"]).status == 0)
                #expect(try await stage.program(words + ["--only", "analyse"]).status == 0)
                let differs = "\(stage.folder)/tagged.yaml"
                let text = try String(contentsOfFile: differs, encoding: .utf8)
                try (text + "# mine\n").write(toFile: differs, atomically: true, encoding: .utf8)
                let folder = ["--dry-run", "--folder", stage.folder]
                let other = try await stage.program(words + folder)
                #expect(other.status == 1 && other.error.contains("PAR-RUN-11"), "\(other.error)")
                let said = try await stage.program(words + ["--dry-run"])
                #expect(said.status == 0 && said.error.contains("differs"), "\(said.error)")
                try await whatDoesNotFitIsSaidAtTheStart(stage, words)
            }
        }

        /// Each before anything is done.
        private func whatDoesNotFitIsSaidAtTheStart(
            _ stage: RunStage,
            _ words: [String]
        ) async throws {
            let long = String(repeating: "x", count: 201)
            let web = ["playbook", "run", "waf-on-public-web", "--dry-run"]
            let cases: [(words: [String], code: String, text: String)] = [
                (
                    words + ["--dry-run", "--case", long], "PAR-RUN-40",
                    "the case has 201 characters"
                ),
                (
                    words + ["--report", "r"], "PAR-RUN-40",
                    "--report is for a run that is waited for"
                ),
                (words + ["--yes"], "PAR-RUN-40", "--yes is for a run that is waited for"),
                (web + ["--mode", "blok"], "PAR-RUN-09", "it is count or block"),
            ]
            let runs = try await stage.column("select count(*)::text from parapet.run")
            for one in cases {
                let ran = try await stage.program(one.words)
                #expect(ran.status == 2 && ran.error.contains(one.code), "\(ran.error)")
                #expect(ran.error.contains(one.text), "\(ran.error)")
            }
            #expect(try await stage.column("select count(*)::text from parapet.run") == runs)
            // Who is no responder learns which role it takes.
            for words in [words, ["playbook", "undo", "r-1"], ["playbook", "resume", "r-1"]] {
                let environment = stage.scene.environment.merging(stage.second) { $1 }
                let ran = try await Program.run(words, environment: environment)
                #expect(ran.status == 2 && ran.error.contains("PAR-RUN-41"), "\(ran.error)")
                #expect(ran.error.contains("grant parapet_responder to"), "\(ran.error)")
            }
        }
    }
}

extension RunStage {
    /// As a responder who has the stage's folder.
    func program(_ words: [String]) async throws -> Program.Outcome {
        let own = responder.merging(["PARAPET_PLAYBOOKS": folder]) { $1 }
        return try await Program.run(words, environment: scene.environment.merging(own) { $1 })
    }

    /// Starts a run on the planted instance.
    func begin(_ playbook: String, _ more: String...) async throws -> String {
        let ran = try await program(["playbook", "run", playbook, "--target", "i-0aaa"] + more)
        #expect(ran.status == 0, "\(ran.error)")
        return ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func column(_ sql: String) async throws -> [String] {
        try await scene.database.owner.query(sql).map { $0[0].string ?? "" }
    }

    private var client: String { "ec2 = client('ec2', '\(account)', 'us-east-1')" }

    /// A security group with one tag, in the account of the planted instance.
    func group() async throws -> String {
        let printed = try await scene.standIn.plant(
            """
            \(client)
            vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
            made = ec2.create_security_group(
                GroupName="responding", Description="d", VpcId=vpc, TagSpecifications=[{
                    "ResourceType": "security-group", "Tags": [{"Key": "a", "Value": "b"}]}])
            print(made["GroupId"])
            """
        )
        return printed.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func tag(_ id: String, _ key: String, _ value: String) async throws {
        let tag = "{'Key': '\(key)', 'Value': '\(value)'}"
        try await scene.standIn.plant(
            "\(client)\nec2.create_tags(Resources=['\(id)'], Tags=[\(tag)])"
        )
    }

    func tags(_ id: String) async throws -> JSON {
        let printed = try await scene.standIn.plant(
            """
            \(client)
            tags = ec2.describe_tags(
                Filters=[{"Name": "resource-id", "Values": ["\(id)"]}])["Tags"]
            print(json.dumps({t["Key"]: t["Value"] for t in tags}, sort_keys=True))
            """
        )
        return try JSON.parse(printed)
    }

    private var dns: String { "dns = client('route53', '\(account)', 'us-east-1')" }

    /// A zone with an address for each name, remembered for an hour: its id.
    func zone(_ names: [String]) async throws -> String {
        let printed = try await scene.standIn.plant(
            """
            \(dns)
            made = dns.create_hosted_zone(Name="two.example", CallerReference="two")
            zone = made["HostedZone"]["Id"].split("/")[-1]
            dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
                {"Action": "CREATE", "ResourceRecordSet": {
                    "Name": name, "Type": "A", "TTL": 3600,
                    "ResourceRecords": [{"Value": "192.0.2.1"}]}}
                for name in \(JSON.list(names).text)]})
            print(zone)
            """
        )
        return printed.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// How long others may remember each name of a zone.
    func times(_ zone: String) async throws -> JSON {
        let printed = try await scene.standIn.plant(
            """
            \(dns)
            sets = dns.list_resource_record_sets(HostedZoneId="\(zone)")["ResourceRecordSets"]
            print(json.dumps({s["Name"]: s["TTL"] for s in sets if s["Type"] == "A"}))
            """
        )
        return try JSON.parse(printed)
    }

    func calls(_ operation: String) async throws -> Int {
        try await scene.standIn.calls(
            .init(service: "ec2", operation: operation, account: account)
        ).count
    }

    /// What changed EC2 since the log was emptied, in its order.
    func effects() async throws -> [String] {
        try await scene.standIn.calls(.init(service: "ec2", account: account, areWrites: true))
            .filter(\.tookEffect).map(\.operation)
    }
}
