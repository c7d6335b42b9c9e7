import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// Playbooks and steps from a laptop or a CI job, without a database, and with one.
    struct LocalRunTests {
        private static let account = ResponseScene.account
        private static let region = ResponseScene.region

        /// Two instances whose group lets the world in, and what this machine has of its own.
        private struct Laptop {
            let instance: String
            let address: String
            let environment: [String: String]
            let folder: String

            func parapet(_ words: [String]) async throws -> Program.Outcome {
                try await Program.run(words, environment: environment)
            }
        }

        private static func with(
            _ body: (StandIn, Laptop) async throws -> Void
        ) async throws {
            try await StandIn.with { standIn in
                let planted = try JSON.parse(
                    try await standIn.plant(
                        """
                        ec2 = client("ec2", "\(account)", "\(region)")
                        vpc = ec2.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
                        place = ec2.create_subnet(
                            VpcId=vpc, CidrBlock="10.99.1.0/24")["Subnet"]["SubnetId"]
                        web = ec2.create_security_group(
                            GroupName="web", Description="d", VpcId=vpc)["GroupId"]
                        ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[{
                            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                            "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
                        made = ec2.run_instances(
                            ImageId="ami-12345678", InstanceType="m5.large", MinCount=2, MaxCount=2,
                            SubnetId=place, SecurityGroupIds=[web], TagSpecifications=[{
                                "ResourceType": "instance",
                                "Tags": [{"Key": "team", "Value": "shop"}]}])["Instances"]
                        print(json.dumps({"instance": made[0]["InstanceId"],
                                          "address": made[0]["PrivateIpAddress"]}))
                        """
                    )
                )
                let file = standIn.configuration
                let text = try String(contentsOfFile: file, encoding: .utf8)
                try (text + "\naccounts: [{ id: \"\(account)\", environment: prod }]\n")
                    .write(toFile: file, atomically: true, encoding: .utf8)
                let folder = URL(filePath: file).deletingLastPathComponent()
                    .appending(path: "report").path
                try await body(
                    standIn,
                    Laptop(
                        instance: planted["instance"]?.string ?? "",
                        address: planted["address"]?.string ?? "",
                        environment: standIn.environment.merging([
                            "PARAPET_CONFIG": file,
                            "PARAPET_PLAYBOOKS": "\(Repository.folder)/ops/playbooks",
                        ]) { $1 },
                        folder: folder
                    )
                )
            }
        }

        @Test func withoutADatabaseItLooksIntoThingsAndChangesNothing() async throws {
            try await Self.with { standIn, it in
                try await standIn.forgetCalls()
                let looked = try await it.parapet([
                    "playbook", "run", "instance-triage", "--target", it.address, "--local",
                    "--report", it.folder, "--format", "json",
                ])
                #expect(looked.status == 0, "\(looked.error)")
                let run = try JSON.parse(looked.output)
                #expect(run["status"] == "done")
                let steps = run["steps"]?.array ?? []
                let exposure = steps.first { $0["name"] == "exposure" }
                #expect(exposure?["outputs"]?["open"] == true, "\(looked.output)")
                let junit = try String(
                    contentsOfFile: "\(it.folder)/junit.xml",
                    encoding: .utf8
                )
                #expect(junit.contains(#"tests="3" failures="0""#), "\(junit)")

                let name = "incident-response-instance"
                let words = ["playbook", "run", name, "--target", it.instance, "--local"]
                let refused = try await it.parapet(words)
                #expect(refused.status == 2 && refused.error.contains("PAR-RUN-30"))
                // Told, and not done.
                let dry = try await it.parapet(words + ["--dry-run", "--format", "json"])
                #expect(dry.status != 2, "\(dry.error)")
                let told = try JSON.parse(dry.output)["steps"]?.array ?? []
                #expect(told.contains { $0["name"] == "isolate" })
                let writes = try await standIn.calls(.writes).filter(\.tookEffect)
                #expect(writes.isEmpty, "\(writes)")
            }
        }

        @Test func noneOrSeveralAreSaid() async throws {
            try await Self.with { _, it in
                func run(_ target: String) async throws -> Program.Outcome {
                    try await it.parapet([
                        "playbook", "run", "instance-triage", "--target", target, "--local",
                    ])
                }
                let several = try await run("tag:team=shop")
                #expect(several.status == 2 && several.error.contains("PAR-RUN-05"))
                let found = try JSON.parse(several.output)["candidates"]?.array ?? []
                #expect(found.count == 2 && found.allSatisfy { $0["why"] == "its tag" })
                let none = try await run("i-00000000000000000")
                #expect(none.status == 2 && none.error.contains("PAR-RUN-04"), "\(none.error)")
                #expect(try JSON.parse(none.output)["candidates"] == [])
            }
        }

        @Test func aStepIsDoneAlone() async throws {
            try await Self.with { _, it in
                let place = [
                    "--with", "account=\(Self.account)", "--with", "region=\(Self.region)",
                ]
                let step = ["steps", "run", "ec2.find-exposure"]
                let file = it.folder + ".xml"
                let done = try await it.parapet(
                    step + place + ["--with", "instance=\(it.instance)", "--junit", file]
                )
                #expect(done.status == 0, "\(done.error)")
                #expect(try JSON.parse(done.output)["open"] == true)
                let passed = try String(contentsOfFile: file, encoding: .utf8)
                #expect(passed.contains(#"failures="0""#), "\(passed)")

                let failed = try await it.parapet(
                    step + place + ["--with", "instance=i-00000000000000000", "--junit", file]
                )
                #expect(failed.status == 1 && failed.error.contains("there is no instance"))
                let said = try String(contentsOfFile: file, encoding: .utf8)
                #expect(said.contains(#"failures="1""#) && said.contains("there is no instance"))

                for (words, code) in [
                    (["--with", "instnace=i-1"], "did you mean 'instance'?"),
                    (["--with", "instance=i-1"], "'account' is missing"),
                ] {
                    let wrong = try await it.parapet(step + words)
                    #expect(wrong.status == 2 && wrong.error.contains(code), "\(wrong.error)")
                }
                let responds = try await it.parapet(["steps", "run", "ec2.isolate-instance"])
                #expect(responds.status == 2 && responds.error.contains("PAR-RUN-30"))
            }
        }

        /// By its id, in all accounts and regions.
        private func whatNoSweepHasSeenIsLookedFor(_ scene: Scene) async throws {
            let planted = try await scene.standIn.plant(
                """
                ec2 = client('ec2', '\(Self.account)', 'us-east-1')
                made = ec2.run_instances(
                    ImageId="ami-12345678", InstanceType="m5.large", MinCount=1, MaxCount=1)
                print(made["Instances"][0]["InstanceId"])
                """
            )
            let instance = planted.trimmingCharacters(in: .whitespacesAndNewlines)
            let words = ["--local", "--only", "analyse", "--format", "json"]
            let found = try await Program.run(
                ["playbook", "run", "instance-triage", "--target", instance] + words,
                environment: scene.environment
            )
            #expect(found.error.contains("workers look in"), "\(found.error)")
            let run = try JSON.parse(found.output)
            #expect(run["target"]?.string?.contains(instance) == true, "\(found.output)")
            let none = try await Program.run(
                ["playbook", "run", "instance-triage", "--target", "i-00000000000000000"] + words,
                environment: scene.environment
            )
            #expect(none.status == 2 && none.error.contains("as AWS answered in"), "\(none.error)")
            #expect(try JSON.parse(none.output)["candidates"] == [])
        }

        /// Coordinator and worker in the process of the command, and the ledger in the database.
        @Test func withADatabaseTheLedgerKeepsWhatIsChanged() async throws {
            try await Scene.with(guardrails: ["ec2-instance-power-user-role"]) { scene in
                let planted = try await scene.standIn.plant(
                    """
                    ec2 = client("ec2", "\(Self.account)", "\(Self.region)")
                    made = ec2.run_instances(
                        ImageId="ami-12345678", InstanceType="m5.large", MinCount=1, MaxCount=1)
                    print(made["Instances"][0]["InstanceId"])
                    """
                )
                let instance = planted.trimmingCharacters(in: .whitespacesAndNewlines)
                try scene.configure {
                    $0.replacing("external-id:", with: "respond: ParapetAudit, external-id:")
                }
                _ = try await scene.sweep("--account", Self.account)
                _ = try await scene.people()
                let ran = try await scene.parapet(
                    "playbook",
                    "run",
                    "incident-response-instance",
                    "--target",
                    instance,
                    "--local"
                )
                // It waits for somebody's word.
                #expect(ran.status == 5, "\(ran.error)")
                try await whatNoSweepHasSeenIsLookedFor(scene)
                let made = try await scene.database.count(
                    """
                    select count(*) from report.changes
                    where action = 'ec2.isolate-instance' and state = 'done'
                    """
                )
                #expect(made == 1)
            }
        }
    }
}
