import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// What comes with status 200 and is no answer: findings stand, and the gap is said.
    struct WrongAnswerTests {
        private static let listings = [
            ("ec2", "DescribeSecurityGroups"), ("s3", "ListBuckets"),
            ("iam", "GetAccountAuthorizationDetails"),
        ]

        private static func rules(_ effect: JSON) -> JSON {
            .array(
                listings.map { service, operation in
                    var rule = effect.object ?? [:]
                    rule["effect"] = "answer"
                    rule["service"] = .string(service)
                    rule["operation"] = .string(operation)
                    return .object(rule)
                }
            )
        }

        private static let wrong: [JSON] = [
            ["body": "<html><form>Log in</form></html>", "content_type": "text/html"],
            [
                "body": "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>",
                "content_type": "text/xml",
            ],
            ["body": "", "content_type": "text/xml"],
            ["body": "{}", "content_type": "application/json"],
        ]

        @Test func findingsOutliveALoginPage() async throws {
            try await Scene.with { scene in
                #expect(try await scene.sweep().status == 4)
                try await scene.expectWhatWasPlanted()
                let before = try await standing(scene)
                let events = try await told(scene)
                #expect(before.contains { $0.contains("ec2.security-group open") })
                #expect(try await incomplete(scene).isEmpty)
                for effect in Self.wrong {
                    try await scene.standIn.set(rules: Self.rules(effect))
                    let swept = try await scene.sweep()
                    #expect(swept.status == 4, "\(effect.text)")
                    #expect(try await standing(scene) == before, "\(effect.text)")
                    #expect(try await told(scene) == events, "\(effect.text)")
                    #expect(
                        try await incomplete(scene) == [
                            "ec2.security-group failed", "iam.access-key failed",
                            "s3.bucket failed",
                        ],
                        "\(effect.text)"
                    )
                }
                try await scene.standIn.set(rules: [])
                _ = try await scene.sweep()
                #expect(try await told(scene) == events)
                #expect(try await incomplete(scene).isEmpty)
            }
        }

        /// What happened to findings but for whether they could be looked at.
        private func told(_ scene: Scene) async throws -> Int {
            try await scene.database.count(
                """
                select count(*) from report.finding_events
                where event not in ('unverified', 'verified')
                """
            )
        }

        private func standing(_ scene: Scene) async throws -> Set<String> {
            Set(
                try await scene.findings().map { finding in
                    [finding["id"], finding["resource"]?["type"], finding["status"]]
                        .map { $0?.string ?? "" }.joined(separator: " ")
                }
            )
        }

        /// The listings that no account or region answered wholly.
        private func incomplete(_ scene: Scene) async throws -> [String] {
            try await scene.database.owner.query(
                """
                select resource_type || ' ' || min(state) as line from report.coverage
                where resource_type is not null and attribute is null
                group by resource_type having bool_and(state <> 'complete') order by 1
                """
            ).map { $0["line"].string ?? "" }
        }
    }
}
