import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// From a sweep, or from a finding of Security Hub in the queue, to a run that somebody lets go on.
    struct StartedRunTests {
        private static let playbook = """
            playbook: mark-group
            kind: workflow
            title: Marks a group
            target: ec2.security-group
            inputs:
              value: { type: text, default: IR, meaning: what it is marked with }
            steps:
              - step: mark
                do: ec2.tag-resource
                with:
                  resource: { cel: target.id }
                  type: ec2.security-group
                  key: SecurityStatus
                  value: { cel: inputs.value }
              - step: again
                do: ec2.tag-resource
                gate: { by: [security], reason: Marks it once more }
                with:
                  { resource: { cel: target.id }, type: ec2.security-group, key: Case, value: x }
            tests:
              - { runs: [mark], waits: [again] }
              - { approves: [again], runs: [mark, again] }
            """

        private static func guardrail(_ name: String, _ when: String, _ criteria: String) -> String
        {
            """
            guardrail: \(name)
            title: A group is in trouble
            severity: high
            education: Look into it.
            resource: ec2.security-group
            criteria: "\(criteria)"
            triggers: [\(when)]
            actions: [{ do: playbook, with: { name: mark-group, inputs: { value: \(name) } } }]
            tests:
              - violates: { resource: { tags: { trouble: "yes" } } }
              - passes: { resource: { tags: { closed: "yes", trouble: "no" } } }
            """
        }

        private static let swept = guardrail(
            "in-trouble",
            "{ every: 1d }",
            "resource.tag('trouble') == 'yes'"
        )

        private static let reported = guardrail(
            "reported",
            """
            { event: securityhub:ImportedFinding, when: "event.Severity.Label == 'CRITICAL' \
            && event.ProductArn.endsWith('product/aws/guardduty')" }
            """,
            "resource.tag('closed') == ''"
        ).replacing(
            "violates: {",
            with:
                "violates: { event: { eventSource: securityhub.amazonaws.com, eventName: ImportedFinding, Severity: { Label: CRITICAL }, ProductArn: product/aws/guardduty },"
        )

        private static let changes = """
            changes: { at-most: enforce }
            guardrails:
              in-trouble:
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
                limits: { share-per-sweep: 100% }
              reported:
                environments: { default: observe, prod: approve }
                approval: { by: [security], expires: 1h }
            """

        private static func with(
            _ body: (ChangeStage, MessageQueue) async throws -> Void
        ) async throws {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "parapet-started-\(hex(randomBytes(5)))").path
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try playbook.write(
                toFile: "\(folder)/mark-group.yaml",
                atomically: true,
                encoding: .utf8
            )
            let queue = MessageQueue()
            defer { queue.stop() }
            let events = "\nevents: { queues: [{ url: \"\(queue.url)\", region: us-east-1 }] }"
            try await ChangeStage.with(
                guardrails: ["in-trouble": swept, "reported": reported],
                changes: changes + events,
                environment: [
                    "PARAPET_PLAYBOOKS": folder, "AWS_ENDPOINT_URL_SQS": queue.endpoint,
                ],
                roles: "remediate: ParapetAudit, respond: ParapetAudit"
            ) { try await body($0, queue) }
        }

        private static let client =
            "ec2 = client('ec2', '\(ChangeStage.account)', '\(ChangeStage.region)')\n"

        private func group(_ stage: ChangeStage, _ name: String) async throws -> String {
            try await stage.scene.standIn.plant(
                Self.client + """
                    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                    made = ec2.create_security_group(GroupName="\(name)", Description="d", VpcId=vpc)
                    print(made["GroupId"])
                    """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func tag(_ stage: ChangeStage, _ id: String, trouble: String) async throws {
            let tags = "[{'Key': 'trouble', 'Value': '\(trouble)'}]"
            try await stage.scene.standIn.plant(
                Self.client + "ec2.create_tags(Resources=['\(id)'], Tags=\(tags))"
            )
            try await stage.sweep("in-trouble")
        }

        /// `STATUS GUARDRAIL STARTED_BY`, the oldest first.
        private func runs(_ stage: ChangeStage, on group: String) async throws -> [String] {
            try await stage.scene.database.owner.query(
                """
                select concat_ws(' ', status, guardrail, started_by) as line from report.runs
                where target_id = '\(group)' order by started
                """
            ).compactMap { $0["line"].string }
        }

        private func expect(
            _ expected: [String],
            on group: String,
            _ stage: ChangeStage
        ) async throws {
            var last: [String] = []
            do {
                try await stage.wait("the runs are \(expected)") {
                    last = try await runs(stage, on: group)
                    return last == expected
                }
            } catch {
                throw Missing(
                    variable:
                        "\(expected): \(last) \(stage.coordinator.error) \(stage.worker.error)"
                )
            }
        }

        private func decide(_ verb: String, _ stage: ChangeStage, on group: String) async throws {
            let ids = try await stage.scene.database.owner.query(
                "select id from report.runs where target_id = '\(group)' and status = 'waiting'"
            ).compactMap { $0["id"].string }
            let people = try await stage.scene.people()
            let outcome = try await Program.run(
                ["playbook", verb, try #require(ids.first), "--reason", "as agreed"],
                environment: stage.scene.environment.merging(people.granter) { $1 }
            )
            #expect(outcome.status == 0, "\(outcome.error)")
        }

        @Test func aFindingOfASweepStartsOneRunAndAnotherWhenItIsBack() async throws {
            try await Self.with { stage, _ in
                let group = try await group(stage, "swept")
                try await tag(stage, group, trouble: "yes")
                try await expect(["waiting in-trouble parapet"], on: group, stage)
                let change = try await stage.await(Self.start(group), "done")
                #expect(change.after["run"]?.string?.hasPrefix("r-") == true)
                try await isShown(stage, group)

                // It is back while the run goes on.
                try await tag(stage, group, trouble: "no")
                try await tag(stage, group, trouble: "yes")
                let second = try await stage.await(Self.start(group), "no-op")
                #expect(second.reason.contains("goes on"), "\(second.reason)")
                try await decide("reject", stage, on: group)
                try await expect(["refused in-trouble parapet"], on: group, stage)

                try await tag(stage, group, trouble: "no")
                try await tag(stage, group, trouble: "yes")
                let both = ["refused in-trouble parapet", "waiting in-trouble parapet"]
                try await expect(both, on: group, stage)
                // What a run did is taken back with the run.
                let undo = try await Program.run(
                    ["changes", "undo", change.id, "--reason", "no"],
                    environment: stage.scene.environment
                )
                #expect(
                    undo.status == 1 && undo.error.contains("playbook undo r-"),
                    "\(undo.error)"
                )
            }
        }

        /// The finding names the run, status says what it waits for, and who may decide is told.
        private func isShown(_ stage: ChangeStage, _ group: String) async throws {
            let findings = try await stage.scene.database.owner.query(
                "select id::text as id from report.findings where resource_id = '\(group)'"
            )
            let id = try #require(findings.first?["id"].string)
            let shown = try await stage.scene.parapet("findings", "--format", "json", "show", id)
            let run = try JSON.parse(shown.output)["runs"]?.array?.first
            #expect(run?["playbook"] == "mark-group" && run?["status"] == "waiting")
            let page = try await stage.scene.parapet("findings", "show", id)
            #expect(page.output.contains("waiting: mark-group"), "\(page.output)")
            let status = try await stage.scene.parapet("status")
            #expect(status.output.contains("(mark-group) waits at again for security"))
            let told = try await stage.scene.database.owner.query(
                "select recipient, subject from report.notices where kind = 'run'"
            )
            #expect(told.map { $0["recipient"].string } == ["security"])
            let step = "\(run?["run"]?.string ?? "")/again"
            #expect(told.first?["subject"].string == step)
        }

        /// The change that starts a run, and none that the run made.
        private static func start(_ group: String) -> String {
            "action = 'playbook mark-group' and target_id = '\(group)'"
        }

        /// As Security Hub tells EventBridge of it.
        private static func message(
            _ group: String,
            id: String,
            account: String = ChangeStage.account,
            source: String = "aws.securityhub"
        ) -> String {
            let finding: JSON = [
                "SchemaVersion": "2018-10-08", "Id": .string("finding/\(id)"),
                "ProductArn": .string(
                    "arn:aws:securityhub:\(ChangeStage.region)::product/aws/guardduty"
                ),
                "AwsAccountId": .string(account), "Region": .string(ChangeStage.region),
                "UpdatedAt": "2026-01-02T03:04:05Z", "RecordState": "ACTIVE",
                "Severity": ["Label": "CRITICAL"], "Types": ["TTPs"],
                "Resources": [
                    [
                        "Type": "AwsEc2SecurityGroup",
                        "Id": .string(
                            "arn:aws:ec2:\(ChangeStage.region):\(account):security-group/\(group)"
                        ),
                    ]
                ],
            ]
            let message: JSON = [
                "version": "0", "id": .string(id), "source": .string(source),
                "detail-type": "Security Hub Findings - Imported",
                "account": .string(ChangeStage.account), "region": .string(ChangeStage.region),
                "time": "2026-01-02T03:04:05Z", "resources": [], "detail": ["findings": [finding]],
            ]
            return message.text
        }

        @Test func aFindingOfSecurityHubStartsARunThatSomebodyApproved() async throws {
            try await Self.with { stage, queue in
                let group = try await group(stage, "reported")
                // A sweep has seen it, and opens nothing.
                try await stage.sweep("in-trouble")
                queue.send([
                    Self.message("sg-0unknown", id: "m-1"),
                    Self.message(group, id: "m-2", account: "999999999999"),
                    Self.message(group, id: "m-3", source: "evil"),
                    Self.message(group, id: "m-4"), Self.message(group, id: "m-5"),
                ])
                let change = try await stage.await(Self.start(group), "awaiting approval")
                #expect(try await runs(stage, on: group).isEmpty)
                try await stage.approve(change)
                _ = try await stage.await(Self.start(group), "done")
                let expected = ["waiting reported granter_\(stage.scene.database.name)"]
                try await expect(expected, on: group, stage)
                try await decide("approve", stage, on: group)
                let done = ["done reported granter_\(stage.scene.database.name)"]
                try await expect(done, on: group, stage)
                let counted = try await stage.scene.database.owner.query(
                    """
                    select (select sum(messages) from report.dropped_events where reason = 'foreign')
                        as foreign, (select count(*) from report.dead_events) as dead,
                        (select count(*) from report.runs) as runs,
                        (select count(*) from report.changes where guardrail is not null) as changes
                    """
                )
                let row = try #require(counted.first)
                #expect(row["foreign"].string == "1" && row["dead"].string == "1")
                #expect(row["runs"].string == "1" && row["changes"].string == "1")
            }
        }
    }
}
