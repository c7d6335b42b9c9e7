import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// From a message in the queue to a rule that is revoked, with real processes.
    struct EventAnswerTests {
        private static func guardrail(_ name: String, port: Int, more: String = "") -> String {
            """
            guardrail: \(name)
            title: A rule of port \(port) was added by hand
            severity: medium
            education: Take it out again.
            resource: ec2.security-group
            each: { rule: resource.ingress }
            criteria: rule.from == \(port)
            triggers:
              - event: ec2:AuthorizeSecurityGroupIngress
                when: event.userIdentity.userName == 'mallory'
            \(more)
            tests:
              - violates:
                  event:
                    eventSource: ec2.amazonaws.com
                    eventName: AuthorizeSecurityGroupIngress
                    userIdentity: { userName: mallory }
                    requestParameters:
                      { groupId: sg-1, ipProtocol: tcp, fromPort: \(port), toPort: \(port), cidrIp: 9.8.7.0/24 }
                  resource:
                    id: sg-1
                    ingress: [{ protocol: tcp, from: \(port), to: \(port), source: 9.8.7.0/24, kind: network }]
              - passes: { resource: { id: sg-1, ingress: [] } }
            """
        }

        private static let changes = """
            changes: { at-most: enforce }
            guardrails:
              reversed:
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
            """

        /// What EventBridge delivers of a rule that was added.
        private static func event(_ group: String, port: Int, by user: String = "mallory") -> String
        {
            let account = JSON.string(ChangeStage.account)
            let region = JSON.string(ChangeStage.region)
            let record: JSON = [
                "eventVersion": "1.09", "eventID": .string("e-\(group)-\(port)-\(user)"),
                "eventSource": "ec2.amazonaws.com", "eventName": "AuthorizeSecurityGroupIngress",
                "eventTime": "2026-01-02T03:04:05Z", "eventType": "AwsApiCall",
                "awsRegion": region, "recipientAccountId": account,
                "userIdentity": ["type": "IAMUser", "userName": .string(user)],
                "requestParameters": [
                    "groupId": .string(group),
                    "ipPermissions": [
                        "items": [
                            [
                                "ipProtocol": "tcp", "fromPort": .int(Int64(port)),
                                "toPort": .int(Int64(port)),
                                "ipRanges": ["items": [["cidrIp": "9.8.7.0/24"]]],
                            ]
                        ]
                    ],
                ],
                "responseElements": ["_return": true],
            ]
            let message: JSON = [
                "version": "0", "id": "m", "detail-type": "AWS API Call via CloudTrail",
                "source": "aws.ec2", "account": account, "region": region,
                "time": "2026-01-02T03:04:05Z", "resources": [], "detail": record,
            ]
            return message.text
        }

        private static let client = """
            ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")

            """

        private func group(_ stage: ChangeStage, _ name: String) async throws -> String {
            try await stage.scene.standIn.plant(
                Self.client + """
                    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                    made = ec2.create_security_group(GroupName="\(name)", Description="d", VpcId=vpc)
                    print(made["GroupId"])
                    """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func authorize(_ stage: ChangeStage, _ group: String, ports: Int...) async throws {
            for port in ports {
                try await stage.scene.standIn.plant(
                    Self.client + """
                        ec2.authorize_security_group_ingress(GroupId="\(group)", IpPermissions=[{
                            "IpProtocol": "tcp", "FromPort": \(port), "ToPort": \(port),
                            "IpRanges": [{"CidrIp": "9.8.7.0/24"}]}])
                        """
                )
            }
        }

        private func ports(_ stage: ChangeStage, _ group: String) async throws -> String {
            try await stage.scene.standIn.plant(
                Self.client + """
                    rules = ec2.describe_security_group_rules(
                        Filters=[{"Name": "group-id", "Values": ["\(group)"]}])["SecurityGroupRules"]
                    print(" ".join(sorted(str(r["FromPort"]) for r in rules if not r["IsEgress"])))
                    """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func status(_ stage: ChangeStage, _ group: String) async throws -> [String] {
            try await stage.scene.database.owner.query(
                """
                select concat_ws(' ', guardrail, part, status, reason) as line from report.findings
                where guardrail in ('reversed', 'noticed') and resource_id = $1 order by 1
                """,
                [.text(group)]
            ).compactMap { $0["line"].string }
        }

        @Test func whatAnEventAddedIsReversedAndWhatItFoundIsClosedByASweep() async throws {
            let queue = MessageQueue()
            defer { queue.stop() }
            let files = [
                "reversed": Self.guardrail(
                    "reversed",
                    port: 2222,
                    more: "settle: 3s\nactions: [{ do: ec2.revoke-ingress }]"
                ),
                "noticed": Self.guardrail("noticed", port: 3333),
            ]
            let events = """

                events: { queues: [{ url: "\(queue.url)", region: us-east-1 }] }
                """
            try await ChangeStage.with(
                guardrails: files,
                shipped: ["ssh-open-to-the-world"],
                changes: Self.changes + events,
                environment: ["AWS_ENDPOINT_URL_SQS": queue.endpoint]
            ) { stage in
                let group = try await group(stage, "heard")
                // That was there before, and no event told of it.
                try await authorize(stage, group, ports: 22, 3333)
                try await stage.sweep("ssh-open-to-the-world")
                #expect(try await status(stage, group).isEmpty)
                try await authorize(stage, group, ports: 2222)
                // Somebody else's call; one of what is there; and the one that is meant.
                queue.send([
                    Self.event(group, port: 3333, by: "eve"), Self.event(group, port: 2222),
                ])
                _ = try await stage.await("target_id = '\(group)'", "done")
                #expect(try await ports(stage, group) == "22 3333")
                try await stage.await(finding: "resource_id = '\(group)'", "resolved")
                let first = try await status(stage, group)
                #expect(first == ["reversed tcp/2222-2222/9.8.7.0/24 resolved fixed"])

                // One that nobody knew before: who makes it may not be done.
                let fresh = try await self.group(stage, "fresh")
                try await authorize(stage, fresh, ports: 2222)
                queue.send([Self.event(fresh, port: 2222)])
                try await stage.wait("it settles") {
                    try await stage.change("target_id = '\(fresh)'")?.waits == "settle"
                }
                _ = try await stage.await("target_id = '\(fresh)'", "done")

                // What is only noticed stands until it is gone, whichever event tells of it.
                queue.send([Self.event(group, port: 3333)])
                try await stage.await(finding: "guardrail = 'noticed'", "open")
                try await stage.sweep("noticed")
                #expect(
                    try await status(stage, group).first == "noticed tcp/3333-3333/9.8.7.0/24 open"
                )
                try await stage.scene.standIn.plant(
                    Self.client + """
                        ec2.revoke_security_group_ingress(GroupId="\(group)", IpPermissions=[{
                            "IpProtocol": "tcp", "FromPort": 3333, "ToPort": 3333,
                            "IpRanges": [{"CidrIp": "9.8.7.0/24"}]}])
                        """
                )
                try await stage.sweep("noticed")
                let last = try await status(stage, group).first
                #expect(last == "noticed tcp/3333-3333/9.8.7.0/24 resolved fixed")
                let shown = try await stage.scene.parapet("status")
                #expect(shown.output.contains("events (parapet-events): "), "\(shown.output)")
                #expect(queue.deleted == 4)
            }
        }
    }
}
