import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Guardrails that look into other accounts, from a sweep to what is listed.
    struct EstateJoinTests {
        private static let shop = "200000000013"
        private static let archive = "200000000033"
        private static let refusing = "300000000001"
        private static let stranger = "999900000001"

        /// Trails of the shop: where they write, and what encrypts them, lies elsewhere.
        private static let guardrails = [
            "bucket": """
            guardrail: trail-bucket-keeps-no-versions
            title: The bucket that a trail writes to keeps no versions
            severity: medium
            education: |
              Who overwrites the files of a trail hides what he did. Switch versioning on.
            resource: cloudtrail.trail
            related:
              buckets: { resource: s3.bucket, reach: estate, match: { id: resource.bucket } }
            criteria: "!related.buckets.exists(b, b.?versioning.orValue('') == 'Enabled')"
            filters: { accounts: ["\(shop)"] }
            tests:
              - violates:
                  account: { id: "\(shop)" }
                  resource: { bucket: logs }
                  related: { buckets: [{ id: logs }] }
              - passes:
                  account: { id: "\(shop)" }
                  resource: { bucket: logs }
                  related: { buckets: [{ id: logs, account: "\(archive)", versioning: Enabled }] }
            """,
            "key": """
            guardrail: trail-key-is-off
            title: The key of a trail is off
            severity: medium
            education: |
              Without its key nobody reads the files. Switch it on.
            resource: cloudtrail.trail
            related:
              keys: { resource: kms.key, reach: estate, match: { arn: resource.key } }
            criteria: has(resource.key) && !related.keys.exists(k, k.state == 'Enabled')
            filters: { accounts: ["\(shop)"] }
            tests:
              - violates:
                  account: { id: "\(shop)" }
                  resource: { key: "arn:aws:kms:us-east-1:\(archive):key/k" }
                  estate: ["\(archive)"]
              - passes:
                  account: { id: "\(shop)" }
                  resource: { key: "arn:aws:kms:us-east-1:\(archive):key/k" }
                  related:
                    keys:
                      - { arn: "arn:aws:kms:us-east-1:\(archive):key/k", account: "\(archive)", state: Enabled }
            """,
        ]

        /// Where the trails write is planted in the archive; `lost` wrote to what is gone.
        private static let plant = """
            away = client("s3", "\(archive)")
            away.create_bucket(Bucket="log-archive")
            away.put_bucket_versioning(
                Bucket="log-archive", VersioningConfiguration={"Status": "Enabled"}
            )
            away.create_bucket(Bucket="log-careless")
            away.create_bucket(Bucket="log-lost")
            key = client("kms", "\(archive)").create_key()["KeyMetadata"]["Arn"]
            trails = client("cloudtrail", "\(shop)")
            for name, key in (
                ("archive", key), ("careless", key.replace("\(archive)", "\(stranger)")),
                ("lost", key[:-4] + "0000"),
            ):
                trails.create_trail(
                    Name=name, S3BucketName="log-" + name, KmsKeyId=key, IsMultiRegionTrail=True
                )
            away.delete_bucket(Bucket="log-lost")
            """

        private func with(
            _ names: String...,
            body: (Scene) async throws -> Void
        ) async throws {
            try await Scene.with(guardrails: []) { scene in
                for name in names {
                    try #require(Self.guardrails[name]).write(
                        toFile: scene.guardrails + "/\(name).yaml",
                        atomically: true,
                        encoding: .utf8
                    )
                }
                try await scene.standIn.plant(Self.plant)
                try await body(scene)
            }
        }

        /// Of each trail that is listed: how it stands, and what was missing.
        private func listed(_ scene: Scene) async throws -> [String: String] {
            let findings = try await scene.findings().map { finding in
                let because = (finding["because"]?.array ?? []).compactMap { $0["text"]?.string }
                let status = finding["status"]?.string ?? ""
                return (
                    finding["resource"]?["name"]?.string ?? "",
                    status == "open" ? "open" : ([status] + because).joined(separator: " ")
                )
            }
            return Dictionary(findings, uniquingKeysWith: { "\($0), \($1)" })
        }

        private static func deny(_ service: String, _ operation: String) -> JSON {
            [
                "effect": "deny", "service": .string(service), "operation": .string(operation),
                "account": .string(archive),
            ]
        }

        private static let nobody =
            "unknown sts:AssumeRole in account \(refusing) and others: denied"

        @Test func aNameWithoutAnAccountIsLookedUpInAll() async throws {
            try await with("bucket") { scene in
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                // Nobody has the last, as far as anybody may look.
                let known = ["careless": "open", "lost": Self.nobody]
                #expect(try await listed(scene) == known)
                let events = try await scene.events()
                _ = try await scene.sweep()
                #expect(try await scene.events() == events)

                // With the account that refuses and the closed one left out, all is known.
                let excluding =
                    "organization: { exclude: [\"\(Self.refusing)\", \"300000000009\"] }"
                try scene.configure { text in
                    let lines = text.split(separator: "\n")
                    #expect(lines.contains { $0.hasPrefix("organization:") })
                    return lines.map { $0.hasPrefix("organization:") ? excluding : String($0) }
                        .joined(separator: "\n")
                }
                _ = try await scene.sweep("--refresh")
                let all = try await listed(scene)
                #expect(all == ["careless": "open", "lost": "open"])
            }
        }

        @Test func anAccountThatTellsNothingMakesWhatItMayHaveUnknown() async throws {
            try await with("bucket") { scene in
                _ = try await scene.sweep()
                try await scene.standIn.set(rules: [Self.deny("s3", "ListBuckets")])
                let swept = try await scene.sweep()
                #expect(swept.summary["findings"]?["resolved"] == 0)
                let denied = "unknown s3:ListAllMyBuckets in account \(Self.archive): denied"
                let found = try await listed(scene)
                #expect(found["archive"] == denied)
                // What stood stands, and is not confirmed.
                #expect(found["careless"] == "open")
                let finding = try await scene.findings("--status", "open").first
                #expect(finding?["unverified"] == true)

                try await scene.standIn.set(rules: [Self.deny("s3", "GetBucketVersioning")])
                _ = try await scene.sweep()
                #expect(
                    try await listed(scene)["archive"]
                        == "unknown s3:GetBucketVersioning in account \(Self.archive): denied"
                )
                try await scene.standIn.set(rules: [])
                _ = try await scene.sweep()
                #expect(try await listed(scene)["archive"] == nil)
            }
        }

        /// What was not swept now counts as it was left.
        @Test func narrowedSweepsUseWhatOthersLeft() async throws {
            try await with("bucket") { scene in
                let narrowed = try await scene.sweep("--account", Self.shop)
                #expect(narrowed.status == 0)
                #expect(narrowed.summary["unknown"] == 3)
                // The archive was never looked at.
                let all = try await listed(scene)
                #expect(Set(all.keys) == ["archive", "careless", "lost"])
                #expect(all.values.allSatisfy { $0.contains("not collected") })
                #expect(all["archive"]?.contains("and others") == true)

                _ = try await scene.sweep("--account", Self.archive)
                _ = try await scene.sweep("--account", Self.shop)
                #expect(try await listed(scene)["archive"] == nil)
                #expect(try await listed(scene)["careless"] == "open")

                // A read that failed there since is remembered as well.
                try await scene.standIn.set(rules: [Self.deny("s3", "ListBuckets")])
                _ = try await scene.sweep("--account", Self.archive)
                try await scene.standIn.set(rules: [])
                _ = try await scene.sweep("--account", Self.shop)
                #expect(try await listed(scene)["archive"]?.contains("denied") == true)
            }
        }

        @Test func anARNIsLookedUpWhereItSays() async throws {
            try await with("key") { scene in
                _ = try await scene.sweep()
                // The archive is complete, and has no such key; the stranger is not ours.
                let known = [
                    "careless": "unknown account \(Self.stranger): outside the estate",
                    "lost": "open",
                ]
                #expect(try await listed(scene) == known)

                let tried = try await scene.parapet("guardrails", "try", "trail-key-is-off")
                #expect(tried.status == 4, "\(tried.error)")
                #expect(tried.output.contains("0 would open, 0 would close, 1 unknown"))
                #expect(tried.output.contains("account \(Self.stranger): outside the estate"))
            }
        }

        @Test func tryingOneLooksAsFarAsASweep() async throws {
            try await with("bucket") { scene in
                _ = try await scene.sweep()
                let name = "trail-bucket-keeps-no-versions"
                let tried = try await scene.parapet("guardrails", "try", name, "--format", "json")
                let trial = try JSON.parse(tried.output)
                #expect(trial["judged"] == 3 && trial["open"] == 0 && trial["close"] == 0)
                #expect(trial["unknown"] == 1)
                let because = trial["not_judged"]?.array?.first?["because"]?.array?.first?.string
                #expect(because.map { "unknown \($0)" } == Self.nobody)
            }
        }
    }
}
