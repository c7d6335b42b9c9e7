import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// A change from the finding to its end, with real processes.
    struct ChangeTests {
        private static let account = "200000000013"
        private static let region = "eu-central-1"

        /// A group that is open, in the account that is production; its id.
        private static func plant(_ scene: Scene, _ name: String) async throws -> String {
            try await scene.standIn.plant(
                """
                ec2 = client("ec2", "\(account)", "\(region)")
                vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                made = ec2.create_security_group(GroupName="\(name)", Description="d", VpcId=vpc)
                ec2.authorize_security_group_ingress(
                    GroupId=made["GroupId"], IpPermissions=[{
                        "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                        "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "open"}]}])
                print(made["GroupId"])
                """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private static func enforce(_ scene: Scene, _ mode: String) throws {
            try scene.configure { text in
                text.replacing("external-id:", with: "remediate: ParapetAudit, external-id:")
                    + """

                    changes: { at-most: enforce }
                    guardrails:
                      ssh-open-to-the-world:
                        environments: { default: observe, prod: \(mode) }
                        approval: { by: [security], expires: 1h }
                        limits: { share-per-sweep: 100%, writes-per-second: 20 }
                    """
            }
        }

        private func states(_ scene: Scene) async throws -> [String] {
            try await scene.database.owner.query(
                "select state || ' ' || coalesce(reason, '') as line from report.changes order by proposed"
            ).compactMap { $0["line"].string }
        }

        @Test func whatIsEnforcedIsMadeAndItsFindingCloses() async throws {
            try await Scene.with(guardrails: ["ssh-open-to-the-world"]) { scene in
                let group = try await Self.plant(scene, "enforced")
                try Self.enforce(scene, "enforce")
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer {
                    for program in [coordinator, worker] { program.kill() }
                }
                let sweep = try await scene.request()
                do {
                    try await worker.await("the change is over") {
                        let done = try await scene.database.count(
                            "select count(*) from report.changes where target_id = '\(group)' and executed is not null"
                        )
                        return done > 0
                    }
                } catch {
                    print(sweep, try await states(scene))
                    for q in [
                        "select to_json(f)::text as x from report.findings f limit 3",
                        "select to_json(f)::text as x from parapet.job f limit 3",
                        "select to_json(f)::text as x from parapet.job_failure f limit 3",
                        "select to_json(f)::text as x from report.changes f limit 3",
                        "select to_json(f)::text as x from parapet.sweep f limit 3",
                        "select guardrail || changes::text as x from parapet.guardrail_rule",
                    ] {
                        for row in try await scene.database.owner.query(q) {
                            print(row["x"].string ?? "")
                        }
                    }
                    print(coordinator.error)
                    throw error
                }
                try await worker.await("the finding is closed") {
                    try await scene.database.count(
                        """
                        select count(*) from report.findings
                        where resource_id = '\(group)' and status = 'resolved'
                        """
                    ) == 1
                }
            }
        }
    }
}
