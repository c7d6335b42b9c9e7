import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    struct SweepTests {
        /// The stand-in checks every signature with botocore's own signer.
        @Test func findsWhatWasPlantedAndWritesNothingTheSecondTime() async throws {
            try await Scene.with(verifyingSignatures: true) { scene in
                let first = try await scene.sweep()
                #expect(first.status == 4)
                #expect(first.summary["jobs"]?["failed"] == 0)
                #expect(first.summary["unknown"] == 0)
                try await scene.expectWhatWasPlanted()
                try await expectNoReadTwice(scene)

                let before = try await versions(scene)
                let second = try await scene.sweep()
                #expect(second.status == 4)
                // What the roles and their regions were is remembered.
                let reads = [first, second].map { $0.summary["reads"]?.int ?? 0 }
                #expect(reads[1] > 0 && reads[1] < reads[0])
                let after = try await versions(scene)
                // But the key that the sweep itself signs with was used once more.
                let written = after.subtracting(before)
                #expect(written.allSatisfy { $0.contains(" global AKIA") } && written.count <= 1)
                #expect(after.count == before.count && before.count > 20)
                // Not even compared, where the time alone changes nothing.
                let known = try await scene.database.count(
                    "select count(*) from parapet.scope where results <> '{}'"
                )
                let scopes = try await scene.database.count("select count(*) from parapet.scope")
                #expect(known > scopes / 2 && scopes > 10)
            }
        }

        /// Guardrails with clocks of their own are swept in between.
        @Test func sweepsForSomeGuardrailsAndFullOnesDoNotUndoEachOther() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                _ = try await scene.sweep("--guardrail", "ssh-open-to-the-world")
                let before = try await versions(scene)
                _ = try await scene.sweep()
                _ = try await scene.sweep("--guardrail", "ssh-open-to-the-world")
                let written = try await versions(scene).subtracting(before)
                #expect(written.allSatisfy { $0.contains(" global AKIA") } && written.count <= 1)
                let both = try await scene.database.count(
                    """
                    select count(*) from parapet.scope
                    where service = 'ec2' and cardinality(results) >= 2
                    """
                )
                #expect(both > 0)
                try await scene.expectWhatWasPlanted()
            }
        }

        /// Every row of the ledger: where it lies, which transaction wrote it, and what it is about.
        private func versions(_ scene: Scene) async throws -> Set<String> {
            let tables = [
                "finding": "resource_id", "finding_event": "resource_id", "inventory": "id",
                "inventory_event": "resource",
            ]
            var versions: Set<String> = []
            for (table, name) in tables {
                let rows = try await scene.database.owner.query(
                    """
                    select concat_ws(' ', tableoid::regclass, ctid, xmin, account, region, \(name))
                        as row from parapet.\(table)
                    """
                )
                versions.formUnion(rows.compactMap { $0["row"].string })
            }
            return versions
        }

        /// Law 2: once for the same account, region, operation and parameters.
        private func expectNoReadTwice(_ scene: Scene) async throws {
            let counts = try await scene.standIn.counts()
            #expect(counts.count > 20)
            for call in counts {
                #expect(call["count"] == 1, "\(call.text)")
            }
        }

        @Test func theAccountThatRefusesIsAGapAndNothingElse() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let rows = try await scene.database.owner.query(
                    """
                    select account, state, permission from report.coverage where state <> 'complete'
                    """
                )
                #expect(rows.count == 1)
                #expect(rows.first?["account"].string == "300000000001")
                #expect(rows.first?["state"].string == "denied")
                #expect(rows.first?["permission"].string == "sts:AssumeRole")
                let accounts = try await scene.parapet("accounts", "--format", "json")
                let listed = try JSON.parse(accounts.output).array ?? []
                let role = { (id: String) in listed.first { $0["id"]?.string == id }?["role"] }
                #expect(role("300000000001") == "refused")
                #expect(role("100000000001") == "assumed")
                #expect(role("300000000009") == .null)
            }
        }

        @Test func aDeniedReadCostsThatAttributeAlone() async throws {
            try await Scene.with { scene in
                _ = try await scene.sweep()
                let events = try await scene.events()
                try await scene.standIn.set(
                    rules: [
                        [
                            "effect": "deny", "service": "s3", "operation": "GetBucketPolicy*",
                            "account": "200000000013",
                        ],
                        [
                            "effect": "deny", "service": "ec2",
                            "operation": "DescribeSecurityGroups", "account": "200000000033",
                        ],
                    ]
                )
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                #expect(swept.summary["findings"]?["resolved"] == 0)
                let findings = try await scene.findings()
                // By its ACL alone it is public, whatever its policy says.
                let byACL = findings.first { $0["resource"]?["id"] == "shop-prod-assets" }
                #expect(byACL?["status"] == "open" && byACL?["unverified"] == false)
                // Known by its policy, which could not be read: it stands, and says so.
                let byPolicy = findings.first { $0["resource"]?["id"] == "shop-prod-website" }
                #expect(byPolicy?["status"] == "excepted" && byPolicy?["unverified"] == true)
                // Blocked whatever its policy says: still known to be fine.
                #expect(!findings.contains { $0["resource"]?["id"] == "shop-prod-blocked" })
                let gaps = try await scene.database.owner.query(
                    """
                    select guardrail || ' ' || array_to_string(permissions, ' ') as row
                    from report.guardrail_coverage
                    where state = 'incomplete' and account = '200000000013'
                    """
                )
                #expect(
                    gaps.map { $0["row"].string } == [
                        "s3-public-bucket s3:GetBucketPolicy s3:GetBucketPolicyStatus"
                    ]
                )
                // Groups that could not be listed close nothing.
                let groups = findings.filter { $0["account"] == "200000000033" }
                #expect(groups.contains { $0["guardrail"] == "sg-internal-all-ports" })

                try await scene.standIn.set(rules: [])
                _ = try await scene.sweep()
                try await scene.expectWhatWasPlanted()
                #expect(try await scene.findings().allSatisfy { $0["unverified"] == false })
                #expect(try await scene.events() > events)
            }
        }

        @Test func throttlesAndBreaksAreRiddenOut() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(
                    rules: [
                        ["effect": "throttle", "service": "ec2", "count": 2],
                        ["effect": "error", "service": "iam", "count": 2],
                        ["effect": "reset", "service": "s3", "count": 2],
                        ["effect": "truncate", "service": "s3", "keep_bytes": 10, "count": 1],
                        ["effect": "page", "service": "organizations", "count": 1],
                    ]
                )
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                try await scene.expectWhatWasPlanted()
            }
        }

        @Test func aRegionThatIsOffIsAGap() async throws {
            try await Scene.with { scene in
                let file = scene.standIn.configuration
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let listed = text.replacing(
                    "regions: all",
                    with: "regions: [us-east-1, me-south-1]"
                )
                try listed.write(toFile: file, atomically: true, encoding: .utf8)
                let swept = try await scene.sweep("--guardrail", "ssh-open-to-the-world")
                #expect(swept.status == 4)
                #expect(swept.summary["jobs"]?["failed"] == 0)
                let rows = try await scene.database.owner.query(
                    """
                    select distinct region, state from report.coverage
                    where service = 'ec2' and state <> 'complete'
                    """
                )
                #expect(rows.count == 1)
                #expect(rows.first?["region"].string == "me-south-1")
                #expect(rows.first?["state"].string == "unavailable")
                #expect(try await scene.findings("--region", "us-east-1").count == 2)
            }
        }

        @Test func narrowedSweepsLookOnlyThere() async throws {
            try await Scene.with { scene in
                let swept = try await scene.sweep(
                    "--account",
                    "200000000013",
                    "--guardrail",
                    "s3-public-bucket"
                )
                #expect(swept.status == 0)
                #expect(swept.summary["accounts"] == 1)
                let findings = try await scene.findings()
                #expect(!findings.isEmpty)
                #expect(
                    findings.allSatisfy {
                        $0["account"] == "200000000013" && $0["guardrail"] == "s3-public-bucket"
                    }
                )
                let calls = try await scene.standIn.counts()
                #expect(!calls.contains { $0["operation"] == "DescribeSecurityGroups" })
                #expect(!calls.contains { $0["operation"] == "ListAccessKeys" })
                // What it did not look at, the full sweep finds.
                _ = try await scene.sweep()
                try await scene.expectWhatWasPlanted()
            }
        }
    }
}
