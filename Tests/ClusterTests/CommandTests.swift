import Document
import Foundation
import Rehearsal
import Testing

/// What people and programs hold on to: outputs, exit codes, error lines.
extension SweepSuite {
    struct CommandTests {
        private func file(_ text: String, _ name: String = "parapet.yaml") throws -> String {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "parapet-command-\(UInt32.random(in: 0...UInt32.max))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: name)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file.path
        }

        @Test func outputsAreAsPromised() async throws {
            try await Scene.with { scene in
                let swept = try await scene.sweep()
                #expect(
                    swept.summary.object?.keys == [
                        "sweep", "accounts", "regions", "jobs", "reads", "unknown", "findings",
                        "changes", "unclassified", "rules", "seconds",
                    ]
                )
                #expect(swept.summary["jobs"]?.object?.keys == ["done", "failed"])
                #expect(
                    swept.summary["findings"]?.object?.keys == ["open", "excepted", "resolved"]
                )
                #expect(swept.summary["accounts"] == 5)
                #expect(swept.summary["regions"] == 2)
                try await expectFindingsAsPromised(scene)
                try await expectTableAndCSV(scene)
                try await expectExitCodes(scene)
            }
        }

        private func expectFindingsAsPromised(_ scene: Scene) async throws {
            let findings = try await scene.findings("--guardrail", "s3-public-bucket")
            for finding in findings {
                #expect(
                    finding.object?.keys == [
                        "id", "guardrail", "title", "education", "frameworks", "status",
                        "unverified", "severity", "account", "environment", "region", "resource",
                        "part", "because", "exception", "reason", "first_seen", "changed",
                    ]
                )
                #expect(finding["resource"]?.object?.keys == ["type", "id", "arn", "name"])
            }
            let website = try #require(
                findings.first { $0["resource"]?["id"] == "shop-prod-website" }
            )
            #expect(website["resource"]?["arn"] == "arn:aws:s3:::shop-prod-website")
            #expect(website["status"] == "excepted" && website["reason"] == "exception by tag")
            #expect(
                website["because"] == [
                    [
                        "text": .string(Self.website),
                        "path": "policy",
                        "witness": [
                            "principal": "anonymous", "action": "s3:GetObject",
                            "resource": "arn:aws:s3:::shop-prod-website/x", "keys": [:],
                        ],
                    ]
                ]
            )
            let key = try await scene.findings("--guardrail", "iam-unused-access-key").first
            #expect(key?["region"] == "global")
            #expect(key?["resource"]?["arn"] == .null && key?["resource"]?["name"] == .null)
        }

        private static let website =
            "anyone on the internet may s3:GetObject on arn:aws:s3:::shop-prod-website/x "
            + "(statement 'Read')"

        private func expectTableAndCSV(_ scene: Scene) async throws {
            let table = try await scene.parapet(
                "findings",
                "--guardrail",
                "s3-public-bucket",
                "--columns",
                "severity,guardrail,status,account,environment,region,resource,because"
            )
            #expect(
                table.output == """
                    SEVERITY  GUARDRAIL         STATUS    ACCOUNT       ENVIRONMENT  REGION        RESOURCE           BECAUSE
                    critical  s3-public-bucket  open      200000000013  prod         us-east-1     shop-prod-assets   the ACL grants READ to everyone
                    critical  s3-public-bucket  excepted  200000000013  prod         us-east-1     shop-prod-website  \(Self.website)
                    critical  s3-public-bucket  open      200000000033  prod         eu-central-1  data-prod-lake     the ACL grants READ to every AWS customer
                    3 findings

                    """
            )
            let csv = try await scene.parapet(
                "findings",
                "--account",
                "200000000033",
                "--guardrail",
                "s3-public-bucket",
                "--format",
                "csv"
            )
            #expect(csv.output.hasPrefix("id,guardrail,status,unverified,severity,account,"))
            let rows = try CSV.parse(Array(csv.output.utf8))
            #expect(rows.count == 1 && rows.first?["status"] == "open")
            #expect(rows.first?["account"] == "200000000033")
        }

        private func expectExitCodes(_ scene: Scene) async throws {
            let severe = try await scene.parapet("findings", "--fail-on", "critical")
            #expect(severe.status == 3)
            let fine = try await scene.parapet(
                "findings",
                "--fail-on",
                "critical",
                "--guardrail",
                "ssh-open-to-the-world"
            )
            #expect(fine.status == 0)
            // Findings win over the gap, which goes to standard error.
            let swept = try await scene.sweep("--fail-on", "high")
            #expect(swept.status == 3)
            let status = try await scene.parapet("status", "--format", "json")
            #expect(try JSON.parse(status.output)["sweeps"]?.array?.count == 2)
        }

        @Test func mistakesInFilesHaveAPlaceAndStopEverything() async throws {
            try await Scene.with { scene in
                let wrong = try file("organization: {}\nroles: { audti: X }\n")
                let swept = try await scene.parapet(
                    "sweep",
                    "--local",
                    environment: ["PARAPET_CONFIG": wrong]
                )
                #expect(swept.status == 2)
                #expect(swept.error.contains("\(wrong):2:10: PAR-CFG-"))
                #expect(swept.error.contains("did you mean 'audit'?"))
                for text in [
                    "regions: [us-est-1]", "baselines: { default: gone.yaml }",
                    "inventory: { history: [s3.bukket] }", "environments: { default: {} }",
                    "roles: { audit: \"arn:aws:iam::111111111111:role/Audit\" }",
                    "roles: { session-name: \"a b\" }",
                ] {
                    let refused = try await scene.parapet(
                        "sweep",
                        "--local",
                        environment: ["PARAPET_CONFIG": try file("organization: {}\n\(text)\n")]
                    )
                    #expect(refused.status == 2 && refused.error.contains(":2:"), "\(text)")
                }
                let ruleFile = try file("guardrail: a\ntitle: b\nseverty: high\n", "a.yaml")
                let folder = URL(filePath: ruleFile).deletingLastPathComponent().path
                let coordinator = try await scene.parapet(
                    "coordinator",
                    environment: ["PARAPET_GUARDRAILS": folder]
                )
                #expect(coordinator.status == 2)
                #expect(coordinator.error.contains("a.yaml:3:1: PAR-GRD-"))
                let none = try await scene.parapet(
                    "sweep",
                    "--local",
                    environment: ["PARAPET_CONFIG": "/nowhere/parapet.yaml"]
                )
                #expect(none.status == 2 && none.error.contains("PAR-CFG-08"))
                #expect(try await scene.database.count("select count(*) from report.sweeps") == 0)
            }
        }

        @Test func whatIsNotThereIsSaidInOneLine() async throws {
            try await Scene.with { scene in
                // Ten seconds, and no sweep that nobody leads.
                let alone = try await scene.parapet("sweep", "--wait")
                #expect(alone.status == 1)
                #expect(alone.error.contains("PAR-SWP-03 no coordinator is alive | hint:"))
                #expect(try await scene.database.count("select count(*) from report.sweeps") == 0)
                let nobody = try await scene.parapet(
                    "sweep",
                    "--local",
                    environment: ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]
                )
                #expect(nobody.status == 2 && nobody.error.contains("PAR-AWS-10"))
                #expect(nobody.error.contains("InvalidClientTokenId"))
                let keyless = try await scene.parapet(
                    "sweep",
                    "--local",
                    environment: [
                        "AWS_ACCESS_KEY_ID": "", "HOME": "/nowhere",
                        "AWS_EC2_METADATA_DISABLED": "true",
                    ]
                )
                #expect(keyless.status == 2 && keyless.error.contains("PAR-AWS-01"))
                let unknown = try await scene.parapet("sweep", "--local", "--guardrail", "nope")
                #expect(unknown.status == 2 && unknown.error.contains("PAR-NAM-01"))
                let narrowed = try await scene.parapet("sweep", "--local", "--account", "12")
                #expect(narrowed.status == 2)
            }
        }

        @Test func theDatabaseIsToldApart() async throws {
            try await ScratchDatabase.with(migrated: false) { database in
                let run = { (url: String) in
                    try await Program.run(["findings"], environment: ["PARAPET_DATABASE_URL": url])
                }
                let empty = try await run(database.url)
                #expect(empty.status == 2)
                #expect(empty.error.contains("PAR-DB-04"))
                #expect(empty.error.contains("hint: run: parapet migrate"))
                let gone = try await run(ScratchDatabase.url("parapet_not_there"))
                #expect(gone.status == 2 && gone.error.contains("PAR-DB-03"))
                let dead = try await run("postgres://127.0.0.1:1/parapet")
                #expect(dead.status == 1 && dead.error.contains("PAR-DB-01"))
                let unset = try await run("")
                #expect(unset.status == 2 && unset.error.contains("PAR-DB-13"))
                _ = try await Program.run(
                    ["migrate"],
                    environment: ["PARAPET_DATABASE_URL": database.url]
                )
                _ = try await database.owner.query(
                    "insert into parapet.migration (version, name, sha256) values (99, 'x', 'x')"
                )
                let later = try await run(database.url)
                #expect(later.status == 2)
                #expect(later.error.contains("PAR-DB-05"))
                for outcome in [empty, gone, dead, unset, later] {
                    #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
                }
            }
        }
    }
}
