import AWS
import Cluster
import Document
import Foundation
import Guardrails
import Playbooks
import Rehearsal
import Testing

extension LongSuite {
    /// The workflow from its command to its release, over workers that die at every step of it.
    struct IncidentWorkflowTests {
        private static let name = "incident-response-instance"

        /// Those that are done here: no memory is taken, nothing is cut or shared, and no subnet is shut.
        private static let leftOut: Set<String> = [
            "take-memory", "await-memory", "cut", "deny-subnet", "copy", "share",
        ]

        private static func steps() throws -> [(name: String, responds: Bool)] {
            let file = "\(Repository.folder)/ops/playbooks/\(name).yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let playbook = try RuleTexts.File(file: file, text: text).playbook()
            // It is in no group: nothing is changed of one.
            let isUnchanged = { (type: String) in type.hasPrefix("autoscaling.") }
            return playbook.steps.filter { !leftOut.contains($0.name) }
                .map { ($0.name, $0.type.kind == .respond && !isUnchanged($0.type.name)) }
        }

        @Test func theWorkflowIsDoneOnceHoweverWorkersDieAndTheEstateIsAsItWas() async throws {
            try await IncidentStage.with { stage in
                let coordinator = try stage.scene.start("coordinator")
                defer { coordinator.kill() }
                let before = try await stage.estate()
                let steps = try Self.steps()
                try await stage.scene.standIn.forgetCalls()
                try await WorkerDeaths.with(stage, steps: steps) { deaths in
                    let run = try await start(stage)
                    try await deaths.work(on: run)
                    try await isContained(stage, run)
                    for step in ["detach", "volumes"] {
                        try await decide(stage, run, step)
                        try await deaths.work(on: run)
                    }
                    try await stage.await(run, "done")
                    #expect(deaths.met.sorted() == steps.map(\.name).sorted())
                    try await isDoneOnce(stage, run)
                    try await hasEvidence(stage, run)
                    try await isReleased(stage, run, before)
                }
            }
        }

        private func start(_ stage: IncidentStage) async throws -> String {
            // As a responder has it in hand: an address.
            let ran = try await stage.parapet(
                "playbook",
                "run",
                Self.name,
                "--target",
                stage.address,
                "--case",
                "4711",
                "--reason",
                "mines coins",
                "--forensics"
            )
            #expect(ran.status == 0, "\(ran.error)")
            return ran.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func isContained(_ stage: IncidentStage, _ run: String) async throws {
            #expect(try await stage.status(of: run) == "waiting")
            let estate = try await stage.estate()
            var groups: Set<[String]> = []
            for (name, interface) in estate.object ?? Object() where name.hasPrefix("eni-") {
                let owner = interface["Attachment"]?["InstanceId"]?.string
                guard owner == stage.instance else { continue }
                let own: [JSON] = interface["Groups"]?.array ?? []
                groups.insert(own.compactMap { $0["GroupId"]?.string })
            }
            // One group on both interfaces, and nothing passes it.
            #expect(groups.count == 1 && groups.first?.count == 1, "\(groups)")
            let group: JSON? = estate[groups.first?.first ?? ""]
            let incoming: [JSON]? = group?["IpPermissions"]?.array
            let outgoing: [JSON]? = group?["IpPermissionsEgress"]?.array
            #expect(incoming?.isEmpty == true && outgoing?.isEmpty == true)
            let report = try await stage.parapet(
                "playbook",
                "show",
                run,
                "--report",
                "\(stage.folder)/report"
            )
            #expect(report.status == 5, "\(report.error)")
            let text = try String(
                contentsOfFile: "\(stage.folder)/report/report.md",
                encoding: .utf8
            )
            #expect(text.contains("detach waits for somebody's word"), "\(text)")
            // In another account and region, from the same image.
            #expect(text.contains(IncidentStage.other), "\(text)")
        }

        /// Two different persons, one after the other.
        private func decide(_ stage: IncidentStage, _ run: String, _ step: String) async throws {
            func approve(_ person: [String: String]) async throws -> Program.Outcome {
                try await stage.parapet(
                    "playbook",
                    "approve",
                    run,
                    "--step",
                    step,
                    "--reason",
                    "agreed",
                    as: person
                )
            }
            let words = [stage.first, stage.first, stage.second]
            var codes: [Int32] = []
            for person in words { codes.append(try await approve(person).status) }
            #expect(codes == [0, 1, 0], "\(step)")
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            try await stage.await(run, "running", "done")
        }

        /// By the stand-in's own log: what took effect.
        private func isDoneOnce(_ stage: IncidentStage, _ run: String) async throws {
            let effects = try await stage.scene.standIn.calls(
                .init(account: IncidentStage.account, areWrites: true)
            ).filter(\.tookEffect).map(\.operation)
            let counts = Dictionary(effects.map { ($0, 1) }, uniquingKeysWith: +)
            for operation in [
                "CreateSnapshots", "RunInstances", "DeregisterTargets",
                "DeregisterInstancesFromLoadBalancer", "DisassociateIamInstanceProfile",
                "PutRolePolicy", "ModifyInstanceMetadataOptions",
            ] { #expect(counts[operation] == 1, "\(operation): \(counts[operation] ?? 0)") }
            // One for the instance, and one for the forensic instance.
            #expect(counts["CreateSecurityGroup"] == 2, "\(counts)")
            // A working copy of each of the volumes.
            #expect(counts["CreateVolume"] == 2 && counts["AttachVolume"] == 2, "\(counts)")
            let failed = try await stage.column(
                "select step || ': ' || message from parapet.run_step where outcome = 'failed'"
            )
            #expect(failed.isEmpty, "\(failed)")
        }

        private func hasEvidence(_ stage: IncidentStage, _ run: String) async throws {
            let file = "\(stage.folder)/evidence.json"
            let exported = try await stage.parapet("evidence", "export", run, "--output", file)
            #expect(exported.status == 0, "\(exported.error)")
            let checked = try await stage.parapet("evidence", "verify", file)
            #expect(checked.status == 0, "\(checked.error)")
        }

        private func isReleased(
            _ stage: IncidentStage,
            _ run: String,
            _ before: JSON
        ) async throws {
            let worker = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { worker.kill() }
            let undone = try await stage.parapet("playbook", "undo", run)
            #expect(undone.status == 0, "\(undone.error)")
            try await stage.await(run, "undone")
            let differences = IncidentStage.differences(before, try await stage.estate())
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }
}
