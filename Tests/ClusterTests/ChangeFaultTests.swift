import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// A change of two calls, in which something goes wrong: one effect, or an honest end.
    struct ChangeFaultTests {
        private static let guardrail = "ssh-open-to-the-world"

        private static let changes = """
            changes: { at-most: enforce }
            guardrails:
              \(guardrail):
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
                limits: { changes-per-sweep: 100, share-per-sweep: 100%, changes-per-hour: 100, \
            waves: [all], writes-per-second: 50 }
            """

        private static let writes = StandIn.Calls(
            service: "ec2",
            account: ChangeStage.account,
            areWrites: true
        )

        /// Open to everybody, in a region where nothing else is; its id.
        static func plant(_ stage: ChangeStage, _ name: String) async throws -> String {
            try await stage.scene.standIn.plant(
                """
                ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
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

        /// The networks that a group lets in, in their order.
        static func networks(_ stage: ChangeStage, _ group: String) async throws -> String {
            try await stage.scene.standIn.plant(
                """
                ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
                rules = ec2.describe_security_group_rules(
                    Filters=[{"Name": "group-id", "Values": ["\(group)"]}])["SecurityGroupRules"]
                print(" ".join(sorted(
                    f"{r['CidrIpv4']} {r.get('Description', '')}".strip()
                    for r in rules if not r["IsEgress"])))
                """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private static let restricted = "198.51.100.0/24 open 203.0.113.0/24 open"

        /// Those of the group that changed anything.
        private static func effects(_ stage: ChangeStage, _ group: String) async throws -> [String]
        {
            try await stage.scene.standIn.calls(writes)
                .filter { $0.tookEffect && $0.parameters.text.contains(group) }
                .map(\.operation)
        }

        private static let both = ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"]

        @Test func whatGoesWrongOnTheWayIsMadeOnce() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                var seen = 0
                for effect in [
                    StandIn.Fault.Effect.throttled, .failed, .cutBefore, .cutAfter,
                ] {
                    for nth in 1...2 {
                        seen += 1
                        let group = try await Self.plant(stage, "wrong-\(seen)")
                        try await stage.scene.standIn.forgetCalls()
                        try await stage.scene.standIn.set(
                            faults: [.init(effect, Self.writes, nth: nth)]
                        )
                        try await stage.sweep(Self.guardrail)
                        let change = try await stage.await("target_id = '\(group)'", "done")
                        #expect(
                            try await Self.effects(stage, group) == Self.both,
                            "\(effect) \(nth)"
                        )
                        #expect(try await Self.networks(stage, group) == Self.restricted)
                        #expect(change.requests <= 2)
                    }
                }
            }
        }

        @Test func whatAWSRefusesSaysSoAndTouchesNothingMore() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                for nth in 1...2 {
                    let group = try await Self.plant(stage, "denied-\(nth)")
                    try await stage.scene.standIn.forgetCalls()
                    try await stage.scene.standIn.set(
                        faults: [.init(.denied, Self.writes, nth: nth)]
                    )
                    try await stage.sweep(Self.guardrail)
                    let change = try await stage.await("target_id = '\(group)'", "failed")
                    #expect(change.reason.contains(Self.both[nth - 1]), "\(change.reason)")
                    #expect(
                        try await Self.effects(stage, group) == Array(Self.both.prefix(nth - 1))
                    )
                    try await stage.scene.standIn.set(faults: [])
                    // Half of it is done; what is left, a person has tried again.
                    try await stage.ask("retry", change.id)
                    let again = try await stage.await(
                        "target_id = '\(group)' and id <> '\(change.id)'",
                        "awaiting approval"
                    )
                    try await stage.approve(again)
                    _ = try await stage.await("id = '\(again.id)'", "done")
                    #expect(try await Self.networks(stage, group) == Self.restricted)
                    #expect(try await Self.effects(stage, group) == Self.both)
                }
            }
        }

        /// AWS shows a change late.
        @Test func whatShowsLateIsNotMadeTwice() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                let group = try await Self.plant(stage, "late")
                try await stage.scene.standIn.forgetCalls()
                try await stage.scene.standIn.showWrites(afterReads: 3)
                try await stage.sweep(Self.guardrail)
                _ = try await stage.await("target_id = '\(group)'", "done")
                #expect(try await Self.effects(stage, group) == Self.both)
                try await stage.scene.standIn.showWrites(afterReads: 0)
                #expect(try await Self.networks(stage, group) == Self.restricted)
            }
        }

        @Test func whatSomebodyChangedInBetweenIsLeftAlone() async throws {
            let approve = Self.changes.replacing("prod: enforce", with: "prod: approve")
            try await ChangeStage.with(shipped: [Self.guardrail], changes: approve) { stage in
                let group = try await Self.plant(stage, "touched")
                try await stage.sweep(Self.guardrail)
                let change = try await stage.await("target_id = '\(group)'", "awaiting approval")
                try await stage.scene.standIn.plant(
                    """
                    ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
                    ec2.update_security_group_rule_descriptions_ingress(
                        GroupId="\(group)", IpPermissions=[{
                            "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                            "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "ours now"}]}])
                    """
                )
                try await stage.scene.standIn.forgetCalls()
                try await stage.approve(change)
                let ended = try await stage.await("id = '\(change.id)'", "conflict")
                #expect(ended.reason.contains("somebody changed it"))
                #expect(try await Self.effects(stage, group) == [])
            }
        }
    }
}
