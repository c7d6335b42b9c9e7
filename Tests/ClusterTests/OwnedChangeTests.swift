import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// What somebody keeps as code is mended there, unless the guardrail says otherwise; and what people
    /// or other guardrails want otherwise is theirs to decide.
    struct OwnedChangeTests {
        private static let stack =
            "arn:aws:cloudformation:eu-central-1:\(ChangeStage.account):stack/shop/1"

        /// About security groups that have a tag `for` with the guardrail's name; whole.
        private static func guardrail(
            _ name: String,
            wants owner: String,
            mode: String = "approve",
            more: String = ""
        ) -> [String: String] {
            [
                name: """
                guardrail: \(name)
                title: T
                severity: low
                education: E
                resource: ec2.security-group
                criteria: resource.tag('for').contains('\(name)') && resource.tag('owner') != '\(owner)'
                actions: [{ do: resource.add-tags, with: { tags: { owner: \(owner) }, replace: true } }]
                environments: { default: observe, prod: \(mode) }
                approval: { by: [security], expires: 1h }
                limits: { share-per-sweep: 100%, writes-per-second: 50 }
                \(more)
                tests:
                  - violates: { resource: { tags: { for: \(name) } } }
                  - passes: { resource: { tags: { for: \(name), owner: \(owner) } } }
                """
            ]
        }

        private static let changes = """
            changes: { at-most: enforce }
            iac-tags: { terraform: "managed-by=terraform" }
            """

        /// A group with these tags; its id.
        private static func plant(
            _ stage: ChangeStage,
            _ tags: [String: String]
        ) async throws
            -> String
        {
            let all = tags.sorted { $0.key < $1.key }.map {
                #"{"Key": "\#($0.key)", "Value": "\#($0.value)"}"#
            }
            return try await stage.scene.standIn.plant(
                """
                ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
                vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                made = ec2.create_security_group(
                    GroupName="owned-\(UUID().uuidString)", Description="d", VpcId=vpc)
                ec2.create_tags(Resources=[made["GroupId"]], Tags=[\(all.joined(separator: ", "))])
                print(made["GroupId"])
                """
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        @Test func whatIsKeptAsCodeIsMendedThere() async throws {
            let rules = Self.guardrail("tells", wants: "shop")
                .merging(Self.guardrail("acts", wants: "shop", more: "iac: act")) { $1 }
            try await ChangeStage.with(guardrails: rules, changes: Self.changes) { stage in
                let owners = [
                    ["aws:cloudformation:stack-id": Self.stack], ["managed-by": "terraform"],
                    ["managed-by": "hand"],
                ]
                var groups: [String] = []
                for tags in owners {
                    groups.append(
                        try await Self.plant(stage, tags.merging(["for": "tells acts"]) { $1 })
                    )
                }
                for rule in ["tells", "acts"] { try await stage.sweep(rule) }
                for (group, named) in zip(groups, [Self.stack, "terraform keeps it", nil]) {
                    let tells = try await stage.await(
                        "guardrail = 'tells' and target_id = '\(group)'",
                        named == nil ? "awaiting approval" : "refused"
                    )
                    #expect(named == nil || tells.reason.contains(named ?? ""), "\(tells.reason)")
                    _ = try await stage.await(
                        "guardrail = 'acts' and target_id = '\(group)'",
                        "awaiting approval"
                    )
                }
            }
        }

        /// Each would undo the other for ever.
        @Test func contraryGuardrailsStopAndSayWhichTheyAre() async throws {
            let rules = Self.guardrail("one", wants: "shop", mode: "enforce")
                .merging(Self.guardrail("other", wants: "bank", mode: "enforce")) { $1 }
            try await ChangeStage.with(guardrails: rules, changes: Self.changes) { stage in
                let group = try await Self.plant(stage, ["for": "one other"])
                try await stage.sweep("one")
                let conflict = try await stage.await("target_id = '\(group)'", "conflict")
                #expect(conflict.reason.contains("contrary: "), "\(conflict.reason)")
                let count = "select count(*) from report.changes where target_id = '\(group)'"
                let made = try await stage.scene.database.count(count + " and state = 'done'")
                #expect((2...3).contains(made))
                let all = try await stage.scene.database.count(count)
                for rule in ["one", "other"] { try await stage.sweep(rule) }
                #expect(try await stage.scene.database.count(count) == all)
                // It says how a person decides, and lets him.
                let words = try #require(
                    conflict.reason.split(separator: " ").last.map(String.init)
                )
                #expect(conflict.reason.hasSuffix("with parapet changes propose \(words)"))
                try await stage.ask("propose", words)
                let asked = "state = 'awaiting approval' and target_id = '\(group)'"
                _ = try await stage.await(asked, "awaiting approval")
            }
        }

        /// Whoever undid it three times wants it so; a person may still have it made.
        @Test func whatIsUndoneAgainAndAgainStops() async throws {
            try await ChangeStage.with(
                guardrails: Self.guardrail("undone", wants: "shop"),
                changes: Self.changes
            ) { stage in
                let group = try await Self.plant(stage, ["for": "undone"])
                let own = "target_id = '\(group)' and undoes is null and undone_by is null"
                try await stage.sweep("undone")
                for _ in 1...3 {
                    let change = try await stage.await(own, "awaiting approval")
                    try await stage.approve(change)
                    _ = try await stage.await("id = '\(change.id)'", "done")
                    // What was not seen to be right is not found anew when it is undone.
                    try await stage.wait("it is seen to be right") {
                        try await stage.scene.database.count(
                            """
                            select count(*) from report.findings
                            where resource_id = '\(group)' and status = 'open'
                            """
                        ) == 0
                    }
                    try await stage.ask("undo", change.id)
                    let undo = try await stage.await(
                        "undoes = '\(change.id)'",
                        "awaiting approval"
                    )
                    try await stage.approve(undo)
                    _ = try await stage.await("id = '\(undo.id)'", "done")
                }
                let refused = try await stage.await(own, "refused")
                #expect(refused.reason.contains("undone 3 times in 30 days"), "\(refused.reason)")
                let words = try #require(refused.reason.split(separator: " ").last.map(String.init))
                #expect(refused.reason.hasSuffix("with parapet changes propose \(words)"))
                let retried = await #expect(throws: DatabaseError.self) {
                    try await stage.ask("retry", refused.id)
                }
                #expect(retried?.hint == "parapet changes propose \(words)")
                try await stage.ask("propose", words)
                _ = try await stage.await(own, "awaiting approval")
            }
        }

        /// However often it is found: until a person asks again.
        @Test func anOpeningLeadsToOneChange() async throws {
            try await ChangeStage.with(
                guardrails: Self.guardrail("once", wants: "shop"),
                changes: Self.changes
            ) { stage in
                let group = try await Self.plant(stage, ["for": "once"])
                let all = "select count(*) from report.changes where target_id = '\(group)'"
                try await stage.sweep("once")
                let first = try await stage.await("target_id = '\(group)'", "awaiting approval")
                _ = try await stage.scene.database.owner.query(
                    "update parapet.change set expires = now() where id = '\(first.id)'"
                )
                _ = try await stage.await("id = '\(first.id)'", "lapsed")
                try await stage.settle("once")
                #expect(try await stage.scene.database.count(all) == 1)
                try await stage.ask("retry", first.id)
                _ = try await stage.await("target_id = '\(group)'", "awaiting approval")
                try await stage.settle("once")
                #expect(try await stage.scene.database.count(all) == 2)
            }
        }

        /// People are warned; what is planned is what is there when the time has come.
        @Test func whatIsToComeIsAnnouncedAndPlannedThen() async throws {
            let warned = { (name: String, after: String) in
                Self.guardrail(name, wants: "shop")
                    .mapValues {
                        $0.replacing("replace: true }", with: "replace: true }, after: \(after)")
                    }
            }
            try await ChangeStage.with(
                guardrails: warned("late", "1d").merging(warned("soon", "20s")) { $1 },
                changes: Self.changes
            ) { stage in
                let group = try await Self.plant(stage, ["for": "late soon"])
                for rule in ["late", "soon"] {
                    try await stage.sweep(rule)
                    let change = try await stage.await("guardrail = '\(rule)'", "proposed")
                    #expect(change.waits == "after" && change.before == .null)
                }
                let planned = try await stage.await("guardrail = 'soon'", "awaiting approval")
                #expect(planned.before["tags"]?["for"] == "late soon")
                let late = try await stage.change("guardrail = 'late'")
                #expect(late?.waits == "after" && late?.state == "proposed")
                let due = try await stage.scene.database.count(
                    """
                    select count(*) from report.changes c, report.findings f
                    where c.guardrail = 'late' and f.id = c.finding and f.resource_id = '\(group)'
                        and c.not_before between f.first_seen + interval '23 hours 59 minutes'
                            and f.first_seen + interval '24 hours 1 minute'
                    """
                )
                #expect(due == 1)
            }
        }
    }
}
