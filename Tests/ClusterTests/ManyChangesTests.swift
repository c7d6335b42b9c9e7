import Rehearsal
import Testing

extension LongSuite {
    struct ManyChangesTests {
        private static let guardrail = "ssh-open-to-the-world"

        /// The first time none is made; then as many as the limits let through, wave by wave.
        @Test func aThousandAtOnceWaitForTheirLimits() async throws {
            let limits = """
                changes: { at-most: enforce }
                guardrails:
                  \(Self.guardrail):
                    environments: { default: observe, prod: enforce }
                    approval: { by: [security], expires: 8h }
                    limits: { changes-per-sweep: 25, share-per-sweep: 100%, \
                changes-per-hour: 100, writes-per-second: 50 }
                """
            try await ChangeStage.with(shipped: [Self.guardrail], changes: limits) { stage in
                try await stage.scene.standIn.plant(
                    """
                    ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
                    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                    for number in range(50):
                        made = ec2.create_security_group(
                            GroupName=f"many-{number}", Description="d", VpcId=vpc)
                        ec2.authorize_security_group_ingress(
                            GroupId=made["GroupId"], IpPermissions=[{
                                "IpProtocol": "tcp", "FromPort": port, "ToPort": 22,
                                "IpRanges": [{"CidrIp": "0.0.0.0/0"}]} for port in range(3, 23)])
                    """
                )
                let count = { (condition: String) async throws -> Int in
                    try await stage.scene.database.count(
                        "select count(*) from report.changes where \(condition)"
                    )
                }
                try await stage.sweep(Self.guardrail)
                while try await count("waits = 'limit'") < 1000 {
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(try await count("executed is not null or wave is not null") == 0)
                let notices = try await stage.scene.database.count(
                    "select count(*) from report.notices where kind = 'change waits'"
                )
                #expect(notices == 1)

                _ = try await stage.approver.query(
                    "select parapet.resume_changes('\(Self.guardrail)')"
                )
                try await stage.wait("a sweep's worth is made") {
                    try await count("state = 'done'") >= 25
                }
                try await stage.wait("the rest waits") {
                    try await count("state = 'proposed' and waits = 'limit'") >= 975
                }
                // One that failed on a busy machine is no part of a sweep's worth, and another is made.
                #expect(try await count("wave is not null and state = 'done'") == 25)
                let waves = try await stage.scene.database.owner.query(
                    """
                    select wave::text || ':' || count(*) as line from report.changes
                    where wave is not null and state = 'done' group by wave order by wave
                    """
                ).compactMap { $0["line"].string }
                #expect(waves == ["1:1", "2:10", "3:14"])
                let early = try await stage.scene.database.count(
                    """
                    select count(*) from parapet.change later join parapet.change earlier
                        on earlier.wave = later.wave - 1
                    where later.admitted < earlier.executed
                    """
                )
                #expect(early == 0)
            }
        }
    }
}
