import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// What a guardrail's actions would do about what stands: read again, judged again, and never made.
    struct PlanCommandTests {
        private static let ssh = "ssh-open-to-the-world"

        /// The stand-in's configuration with a role for changes.
        private static func configuration(_ scene: Scene) throws -> [String: String] {
            let text = try String(contentsOfFile: scene.standIn.configuration, encoding: .utf8)
            let file = scene.guardrails + "/acting"
            try text.replacing(
                "roles: { audit: ParapetAudit,",
                with: "roles: { audit: ParapetAudit, remediate: ParapetAudit,"
            )
            .write(toFile: file, atomically: true, encoding: .utf8)
            return ["PARAPET_CONFIG": file]
        }

        private static func changes(_ outcome: Program.Outcome) throws -> [JSON] {
            try JSON.parse(outcome.output).array ?? []
        }

        @Test func whatWouldBeDoneIsSaidAndNotDone() async throws {
            try await Scene.with(guardrails: Scene.planted + ["monitoring-configured"]) { scene in
                _ = try await scene.sweep()
                let (events, acting) = (try await scene.events(), try Self.configuration(scene))
                let plan = { (name: String) in
                    try await scene.parapet(
                        "guardrails",
                        "plan",
                        name,
                        "--format",
                        "json",
                        environment: acting
                    )
                }
                let first = try await plan(Self.ssh)
                #expect(first.status == 0, "\(first.error)")
                let changes = try Self.changes(first)
                let open = changes.filter { $0["state"] == "planned" }
                #expect(!open.isEmpty)
                for change in open {
                    #expect(change["id"] == .null && change["reason"] == .null, "\(change.text)")
                    #expect(change["action"] == "ec2.restrict-ingress")
                    #expect(change["proposed"] == .null && change["finding"]?.string != nil)
                    let rule = change["before"]?["rules"]?.array?.first?["SecurityGroupRuleId"]
                    let last = change["planned"]?.array?.last
                    #expect(last?["operation"] == "RevokeSecurityGroupIngress")
                    #expect(last?["input"]?["SecurityGroupRuleIds"] == .array([rule ?? .null]))
                }
                // What stands under an exception is left alone, and said.
                #expect(
                    changes.contains {
                        $0["state"] == "no-op"
                            && $0["reason"]?.string?.hasPrefix("it is excepted") == true
                    }
                )
                let again = try Self.changes(try await plan(Self.ssh))
                #expect(again.map(\.text) == changes.map(\.text))
                let others = [
                    ("s3-public-bucket", "s3.restrict-to-networks"),
                    ("iam-unused-access-key", "iam.deactivate-key"),
                    ("sg-internal-all-ports", "ec2.revoke-ingress"),
                    ("monitoring-configured", "guardduty.enable-detector"),
                ]
                for (name, action) in others {
                    let found = try Self.changes(try await plan(name))
                    #expect(
                        found.contains {
                            $0["action"]?.string == action && $0["state"] == "planned"
                        },
                        "\(name): \(found.map(\.text))"
                    )
                }
                // Neither in the database nor in AWS.
                _ = try await scene.sweep()
                #expect(try await scene.events() == events)
                try await expectReasons(scene, open, acting)
            }
        }

        /// Gone, mended, unknown and refused by AWS: said, and never planned.
        private func expectReasons(
            _ scene: Scene,
            _ open: [JSON],
            _ acting: [String: String]
        ) async throws {
            let one = try #require(open.first)
            let account = one["account"]?.string ?? ""
            let region = one["region"]?.string ?? ""
            func states(_ environment: [String: String]) async throws -> (Int32, [JSON]) {
                let outcome = try await scene.parapet(
                    "guardrails",
                    "plan",
                    Self.ssh,
                    "--account",
                    account,
                    "--format",
                    "json",
                    environment: environment
                )
                let finding = one["finding"]
                return (
                    outcome.status,
                    try Self.changes(outcome).filter { $0["finding"] == finding }
                )
            }
            func expect(
                _ state: String,
                _ reason: String,
                status: Int32,
                _ environment: [String: String]
            ) async throws {
                let (code, changes) = try await states(environment)
                #expect(code == status && changes.count == 1)
                for change in changes {
                    #expect(change["state"]?.string == state)
                    #expect(change["reason"]?.string?.contains(reason) == true, "\(change.text)")
                    if state != "planned", !reason.hasPrefix("AWS would") {
                        #expect(change["planned"] == [])
                    }
                }
            }
            try await expect("planned", "AWS was not asked", status: 0, [:])
            for (operation, state, reason, status) in [
                ("DescribeSecurityGroups", "refused", "unknown: ec2:DescribeSecurityGroups", 4),
                ("DescribeSecurityGroupRules", "refused", "unknown: ec2:DescribeSecurityGroupR", 4),
                ("RevokeSecurityGroupIngress", "refused", "AWS would refuse Revoke", 0),
            ] as [(String, String, String, Int32)] {
                try await scene.standIn.set(rules: [
                    [
                        "effect": "deny", "account": .string(account), "service": "ec2",
                        "operation": .string(operation),
                    ]
                ])
                try await expect(state, reason, status: status, acting)
            }
            try await scene.standIn.set(rules: [])
            let rule = one["before"]?["rules"]?.array?.first?["SecurityGroupRuleId"]?.string ?? ""
            let group = one["resource"]?["id"]?.string ?? ""
            let ec2 = "ec2 = client(\"ec2\", \"\(account)\", \"\(region)\")\n"
            try await scene.standIn.plant(
                ec2 + "ec2.revoke_security_group_ingress(GroupId=\"\(group)\","
                    + " SecurityGroupRuleIds=[\"\(rule)\"])"
            )
            try await expect("no-op", "nothing violates any more", status: 0, acting)
            try await scene.standIn.plant(ec2 + "ec2.delete_security_group(GroupId=\"\(group)\")")
            try await expect("no-op", "the resource is gone", status: 0, acting)
            let table = try await scene.parapet("guardrails", "plan", Self.ssh)
            #expect(table.output.contains("the resource is gone"))
            let typo = try await scene.parapet("guardrails", "plan", "ssh-open-to-the-wrold")
            #expect(typo.status == 2 && typo.error.contains("did you mean '\(Self.ssh)'?"))
        }
    }
}
