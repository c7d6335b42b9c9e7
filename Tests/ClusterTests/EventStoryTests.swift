import Document
import Foundation
import Rehearsal
import Testing

@testable import AWS

extension SweepSuite {
    /// The talk's demo: a new inbound rule by a watched user, on a tagged group in a VPC, is taken back, and
    /// somebody is told. From the call to AWS to the reversed rule, with real processes.
    struct EventStoryTests {
        private static let guardrail = """
            guardrail: watched
            title: A rule was added by somebody who is watched
            severity: high
            education: Ask for a rule in code.
            resource: ec2.security-group
            each: { rule: resource.ingress }
            criteria: rule.source == '0.0.0.0/0'
            filters: { only: "resource.tag('team') == 'shop' && resource.vpc != ''" }
            triggers:
              - event: ec2:AuthorizeSecurityGroupIngress
                when: "!event.userIdentity.arn.endsWith(':user/bob')"
            actions:
              - do: ec2.revert-event
              - { do: notify, to: [owner] }
            tests:
              - violates: { resource: { vpc: v, tags: { team: shop },
                  ingress: [{ protocol: tcp, from: 1, to: 1, source: 0.0.0.0/0 }] } }
              - passes: { resource: { vpc: v, tags: { team: shop }, ingress: [] } }
            """

        private static let changes = """
            changes: { at-most: enforce }
            owners: { tags: [owner] }
            guardrails:
              watched:
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
            """

        /// Two groups, and two people with keys of their own; prints all four.
        private static let plant = """
            A, R = "\(ChangeStage.account)", "\(ChangeStage.region)"
            ec2, iam = client("ec2", A, R), client("iam", A)
            vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
            def group(name, tags):
                made = ec2.create_security_group(GroupName=name, Description="d", VpcId=vpc,
                    TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}])
                return made["GroupId"]
            shop = group("watched-shop", [{"Key": "team", "Value": "shop"}, {"Key": "owner", "Value": "eve"}])
            other = group("watched-other", [{"Key": "team", "Value": "other"}])
            people = {}
            for name in ("ada", "bob"):
                iam.create_user(UserName=name)
                key = iam.create_access_key(UserName=name)["AccessKey"]
                people[name] = [key["AccessKeyId"], key["SecretAccessKey"]]
            print(json.dumps({"shop": shop, "other": other, **people}))
            """

        /// As that person: opens a port of a group to everybody.
        private static func opening(_ keys: JSON?, _ group: JSON?, port: Int) -> String {
            """
            keys = \((keys ?? []).text)
            ec2 = boto3.client("ec2", region_name="\(ChangeStage.region)",
                endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                aws_access_key_id=keys[0], aws_secret_access_key=keys[1])
            ec2.authorize_security_group_ingress(GroupId=\((group ?? "").text), IpPermissions=[{
                "IpProtocol": "tcp", "FromPort": \(port), "ToPort": \(port),
                "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "by hand"}]}])

            """
        }

        private static func ports(_ group: JSON?, _ stage: ChangeStage) async throws -> String {
            try await stage.scene.standIn.plant(
                """
                ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
                rules = ec2.describe_security_group_rules(
                    Filters=[{"Name": "group-id", "Values": [\((group ?? "").text)]}])
                print(" ".join(sorted(f"{r['FromPort']} {r.get('Description', '')}"
                    for r in rules["SecurityGroupRules"] if not r["IsEgress"])))
                """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        @Test func whatAWatchedPersonAddedIsTakenBackAndToldAndUndone() async throws {
            try await ChangeStage.with(
                guardrails: ["watched": Self.guardrail],
                shipped: ["ssh-open-to-the-world"],
                changes: Self.changes,
                isHearing: true
            ) { stage in
                let planted = try JSON.parse(try await stage.scene.standIn.plant(Self.plant))
                // The inventory knows the groups: nothing has to settle.
                try await stage.sweep("ssh-open-to-the-world")
                let group = planted["shop"]?.string ?? ""
                try await stage.scene.standIn.plant(
                    Self.opening(planted["bob"], planted["shop"], port: 8081)
                        + Self.opening(planted["ada"], planted["other"], port: 8082)
                        + Self.opening(planted["ada"], planted["shop"], port: 8080)
                )
                let done = try await stage.await("target_id = '\(group)'", "done")
                #expect(done.reason.hasPrefix("ec2.revert-event"))
                #expect(try await Self.ports(planted["shop"], stage) == "8081 by hand")
                #expect(try await Self.ports(planted["other"], stage) == "8082 by hand")
                let own = "guardrail = 'watched' and resource_id = '\(group)'"
                try await stage.await(
                    finding: "\(own) and part = 'tcp/8080-8080/0.0.0.0/0'",
                    "resolved"
                )
                #expect(
                    try await stage.scene.database.count(
                        """
                        select count(*) from report.notices
                        where kind = 'finding' and recipient = 'eve'
                            and detail ->> 'guardrail' = 'watched'
                        """
                    ) == 1
                )
                // Nobody else's rule, and no other group, was anybody's business.
                #expect(
                    try await stage.scene.database.count(
                        "select count(*) from report.findings where guardrail = 'watched'"
                    ) == 1
                )
                // Who made it is told to the owner.
                let told = try await stage.scene.database.owner.query(
                    """
                    select detail -> 'actor' ->> 'name' as name from parapet.notice
                    where kind = 'change done' and subject = $1 and word = 'owner'
                    """,
                    [.text(done.id)]
                ).compactMap { $0["name"].string }
                #expect(told == ["arn:aws:iam::\(ChangeStage.account):user/ada"])
                try await Self.undo(done, planted["shop"], stage)
                try await Self.killed(planted, stage)
                try await Self.examined(stage)
            }
        }

        /// What Parapet itself does leads to nothing, though it never hears what AWS answered: its own call is
        /// nobody else's, and what it gave back stands open.
        private static func undo(
            _ done: ChangeStage.Change,
            _ group: JSON?,
            _ stage: ChangeStage
        ) async throws {
            let standIn = stage.scene.standIn
            let heard = try await own(stage)
            try await stage.ask("undo", done.id)
            let undo = try await stage.await("undoes = '\(done.id)'", "awaiting approval")
            try await standIn.forgetCalls()
            try await standIn.set(
                faults: [
                    .init(
                        .cutAfter,
                        .init(service: "ec2", account: ChangeStage.account, areWrites: true),
                        nth: 1
                    )
                ]
            )
            try await stage.approve(undo)
            let undone = try await stage.await("id = '\(undo.id)'", "done")
            try await standIn.set(faults: [])
            #expect(undone.requests == 0)
            #expect(undone.after.isSame(as: done.before))
            #expect(try await ports(group, stage) == "8080 by hand 8081 by hand")
            try await stage.wait("its event is known for its own") {
                try await own(stage) > heard
            }
            try await stage.await(
                finding: "guardrail = 'watched' and part = 'tcp/8080-8080/0.0.0.0/0'",
                "open"
            )
            try await stage.wait("nothing moves") {
                try await stage.scene.database.count(
                    "select (select count(*) from parapet.job) + (select count(*) from parapet.outbox)"
                ) == 0
            }
            #expect(
                try await stage.scene.database.count("select count(*) from report.changes") == 2
            )
        }

        /// How many events were known for calls of Parapet's own.
        private static func own(_ stage: ChangeStage) async throws -> Int {
            try await stage.scene.database.count(
                """
                select coalesce(sum(messages), 0)::bigint from parapet.dropped_event
                where reason = 'own'
                """
            )
        }

        /// The worker dies between the revocation and its commit: whoever takes over finds it made, and
        /// makes it no second time.
        private static func killed(_ planted: JSON, _ stage: ChangeStage) async throws {
            let standIn = stage.scene.standIn
            let operation = "RevokeSecurityGroupIngress"
            let revocations = {
                try await standIn.calls(
                    .init(service: "ec2", operation: operation, account: ChangeStage.account)
                )
            }
            try await standIn.forgetCalls()
            try await standIn.set(rules: [
                [
                    "effect": "delay", "service": "ec2", "operation": .string(operation),
                    "delay_seconds": 2,
                ]
            ])
            try await standIn.plant(opening(planted["ada"], planted["shop"], port: 8083))
            try await stage.worker.await("it revokes") { try await !revocations().isEmpty }
            stage.worker.kill()
            try await standIn.set(rules: [])
            let other = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { other.kill() }
            let part = "part = 'tcp/8083-8083/0.0.0.0/0'"
            let made = try await stage.await(part, "done")
            #expect(try await revocations().filter(\.tookEffect).count == 1)
            #expect(try await ports(planted["shop"], stage) == "8080 by hand 8081 by hand")
            try await stage.await(finding: part, "resolved")
            // Its undo is made by one who dies within the call: who takes over finds it made, and the event
            // of the call that no ledger has a number of is no stranger's.
            try await stage.ask("undo", made.id)
            let undo = try await stage.await("undoes = '\(made.id)'", "awaiting approval")
            let authorize = StandIn.Calls(
                service: "ec2",
                operation: "AuthorizeSecurityGroupIngress",
                account: ChangeStage.account
            )
            try await standIn.forgetCalls()
            try await standIn.set(rules: [
                [
                    "effect": "delay", "service": "ec2",
                    "operation": "AuthorizeSecurityGroupIngress", "delay_seconds": 2,
                ]
            ])
            let heard = try await own(stage)
            try await stage.approve(undo)
            try await other.await("it gives back") { try await !standIn.calls(authorize).isEmpty }
            other.kill()
            try await standIn.set(rules: [])
            let third = try stage.scene.start("worker", "--verify-seconds", "3")
            defer { third.kill() }
            let undone = try await stage.await("id = '\(undo.id)'", "done")
            #expect(undone.requests == 0)
            try await stage.wait("its event is known for its own") {
                try await own(stage) > heard
            }
            try await stage.await(finding: part, "open")
            let all = try await stage.scene.database.count("select count(*) from report.changes")
            #expect(all == 4)
        }

        /// What lacks on the way of events is said: here the queue is all that there is of it, and then
        /// not even that.
        private static func examined(_ stage: ChangeStage) async throws {
            let examine = { (codes: [String]) in
                let told = try await stage.scene.parapet("doctor", "events")
                #expect(told.status == 1)
                let lines = told.output.split(separator: "\n")
                #expect(lines.map { String($0.prefix(10)) } == codes, "\(told.output)")
                for line in lines { #expect(line.contains(" | hint: "), "\(line)") }
            }
            let places = ["PAR-EVT-37", "PAR-EVT-38", "PAR-EVT-39"]
            try await examine(["PAR-EVT-32", "PAR-EVT-34"] + places)
            try await stage.scene.standIn.plant(
                """
                sqs = client("sqs")
                url = sqs.get_queue_url(QueueName="parapet-events")["QueueUrl"]
                sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
                    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                    "Action": "sqs:SendMessage", "Resource": "*"}]})})
                """
            )
            try await examine(["PAR-EVT-32", "PAR-EVT-33", "PAR-EVT-34"] + places)
            try stage.scene.configure { $0.replacing("/parapet-events\"", with: "/elsewhere\"") }
            try await examine(["PAR-EVT-31"] + places)
        }
    }
}
