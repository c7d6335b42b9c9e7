import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// A scan that ran out of attempts and is put back, with the join that looks at what it brings.
    struct RetryTests {
        private static let broken = "200000000013"
        private static let other = "200000000033"
        private static let region = "us-east-1"

        private static let guardrail = """
            guardrail: bucket-beside-a-lonely-group
            title: A bucket in an account with a group called lonely
            severity: low
            education: |
              It looks at buckets and at groups, which two scans bring.
            resource: s3.bucket
            related:
              groups: { resource: ec2.security-group }
            criteria: related.groups.exists(g, g.group_name == 'lonely')
            tests:
              - violates: { resource: {}, related: { groups: [{ group_name: lonely }] } }
              - passes: { resource: {}, related: { groups: [{ group_name: bastion }] } }
            """

        private func count(_ scene: Scene, _ rest: String) async throws -> Int {
            try await scene.database.count("select count(*) from \(rest)")
        }

        /// Plays the clock for jobs that wait for another attempt.
        private func skipPauses(_ scene: Scene) async throws {
            _ = try await scene.database.owner.query(
                """
                update parapet.job set run_after = now()
                where account = $1 and state = 'ready' and not waits and run_after > now()
                """,
                [.text(Self.broken)]
            )
        }

        private func verdicts(_ scene: Scene) async throws -> Set<String> {
            Set(
                try await scene.findings("--account", Self.broken)
                    .compactMap { $0["status"]?.string }
            )
        }

        @Test func itsAccountsJoinRunsAgainAndSeesWhatItBrings() async throws {
            try await Scene.with(guardrails: []) { scene in
                try Self.guardrail.write(
                    toFile: scene.guardrails + "/lonely.yaml",
                    atomically: true,
                    encoding: .utf8
                )
                _ = try await scene.sweep()
                #expect(try await scene.findings().isEmpty)
                try await scene.standIn.plant(
                    """
                    ec2 = client("ec2", "\(Self.broken)", "\(Self.region)")
                    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                    ec2.create_security_group(GroupName="lonely", Description="d", VpcId=vpc)
                    """
                )
                // Nobody gets into the account, but what its role was is remembered.
                try await scene.standIn.set(
                    rules: [
                        [
                            "effect": "error", "code": "ValidationError", "service": "sts",
                            "operation": "AssumeRole", "contains": .string(Self.broken),
                        ]
                    ]
                )
                let coordinator = try scene.start("coordinator")
                defer { coordinator.kill() }
                let sweep = try await scene.request(
                    "--account",
                    Self.broken,
                    "--account",
                    Self.other
                )
                try await coordinator.await("it is planned") {
                    try await scene.state(of: sweep) == .running
                }
                // The sweep goes on for as long as the other account's jobs do.
                _ = try await scene.database.owner.query(
                    "update parapet.job set run_after = 'infinity' where account = $1",
                    [.text(Self.other)]
                )
                let shut = try scene.start("worker")
                defer { shut.kill() }
                let joined = """
                    parapet.job_result
                    where kind = 'join' and account = '\(Self.broken)' and outcome = 'done'
                    """
                try await shut.await("all attempts are used up, and the join is done") {
                    try await skipPauses(scene)
                    return try await count(scene, joined) > 0
                }
                let dead = try await scene.database.owner.query(
                    "select job from parapet.job_failure where kind = 'scan' order by job"
                ).compactMap { $0["job"].int }
                #expect(!dead.isEmpty)
                // What was not seen is not judged.
                #expect(try await !verdicts(scene).contains("open"))

                // A process remembers for a while that STS failed: a fresh one goes on.
                #expect(await shut.stop() == 0)
                try await scene.standIn.set(rules: [])
                for job in dead {
                    let retried = try await scene.parapet("jobs", "retry", String(job))
                    #expect(retried.status == 0, "\(retried.error)")
                }
                let worker = try scene.start("worker")
                defer { worker.kill() }
                try await worker.await("the join was done again") {
                    try await count(scene, joined) > 0
                }
                #expect(try await verdicts(scene) == ["open"])
                #expect(try await count(scene, "parapet.job_failure") == 0)
                _ = try await scene.database.owner.query(
                    "update parapet.job set run_after = now()"
                )
                try await worker.await("the sweep ends") {
                    try await scene.state(of: sweep) == .done
                }
                let failed = "parapet.job_result where outcome = 'failed'"
                #expect(try await count(scene, failed) == 0)
                #expect(try await verdicts(scene) == ["open"])
            }
        }
    }
}
