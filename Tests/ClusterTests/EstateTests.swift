import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// What is known of the accounts between sweeps.
    struct EstateTests {
        private func cluster(
            _ scene: Scene,
            _ body: (_ coordinator: Program) async throws -> Void
        ) async throws {
            let coordinator = try scene.start("coordinator")
            let worker = try scene.start("worker")
            defer { for program in [coordinator, worker] { program.kill() } }
            try await body(coordinator)
        }

        private func finish(
            _ sweep: String,
            _ scene: Scene,
            _ coordinator: Program
        ) async throws {
            try await coordinator.await("\(sweep) ends") {
                try await scene.state(of: sweep) == .done
            }
        }

        private func questions(_ scene: Scene) async throws -> Set<String> {
            Set(
                try await scene.calls().keys.filter {
                    $0.hasPrefix("organizations.") || $0 == "ec2.DescribeRegions"
                }
            )
        }

        @Test func aSecondSweepAsksForNoAccountsRolesOrRegionsUnlessToldTo() async throws {
            try await Scene.with { scene in
                try await cluster(scene) { coordinator in
                    try await finish(try await scene.request(), scene, coordinator)
                    #expect(try await questions(scene).contains("ec2.DescribeRegions"))
                    try await scene.standIn.forgetCalls()
                    try await finish(try await scene.request(), scene, coordinator)
                    #expect(try await questions(scene).isEmpty)
                    // A role that refused may let us in by now.
                    let roles = try await scene.standIn.counts()
                        .filter { $0["operation"] == "AssumeRole" }
                    #expect(roles.allSatisfy { "\($0)".contains("300000000001") })
                    try await scene.expectWhatWasPlanted()

                    let refresh = try await scene.request(refresh: true)
                    try await finish(refresh, scene, coordinator)
                    #expect(
                        try await questions(scene).isSuperset(of: [
                            "organizations.ListAccountsForParent",
                            "organizations.ListTagsForResource", "ec2.DescribeRegions",
                        ])
                    )
                }
            }
        }

        @Test func accountsThatLeaveJoinOrCloseAreNoticedAtTheNextReading() async throws {
            try await Scene.with { scene in
                try await cluster(scene) { coordinator in
                    try await finish(try await scene.request(), scene, coordinator)
                    try await scene.standIn.plant(
                        """
                        organization = client("organizations")
                        organization.close_account(AccountId="200000000021")
                        organization.remove_account_from_organization(AccountId="200000000033")
                        organization.create_account(Email="n@example.com", AccountName="newcomer")
                        """
                    )
                    let refresh = try await scene.request(refresh: true)
                    try await finish(refresh, scene, coordinator)
                    let rows = try await scene.database.owner.query(
                        """
                        select name || ' ' || status || ' ' || coalesce(role_state, '-') as line
                        from report.accounts where name in ('pay-dev', 'data-prod', 'newcomer')
                        order by name
                        """
                    ).compactMap { $0["line"].string }
                    #expect(
                        rows == [
                            "data-prod left assumed", "newcomer active refused",
                            "pay-dev suspended assumed",
                        ]
                    )
                    let standing = try await scene.findings("--account", "200000000033")
                    #expect(standing.isEmpty)
                    let closed = try await scene.findings(
                        "--account",
                        "200000000033",
                        "--status",
                        "resolved"
                    )
                    #expect(!closed.isEmpty)
                    #expect(closed.allSatisfy { $0["reason"] == "account left" })
                }
            }
        }

        @Test func tagsThatNobodyLooksAtAreNotRead() async throws {
            try await Scene.with { scene in
                try scene.configure { text in
                    text.replacing("tags: { environment: prod }", with: "names: [\"*-prod\"]")
                        .replacing("tags: { environment: staging }", with: "names: [\"*-staging\"]")
                        .replacing("tags: { environment: dev }", with: "names: [\"*-dev\"]")
                }
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                #expect(try await questions(scene).contains("organizations.ListAccountsForParent"))
                #expect(try await !questions(scene).contains("organizations.ListTagsForResource"))
                let shop = try await scene.findings("--account", "200000000013")
                #expect(!shop.isEmpty && shop.allSatisfy { $0["environment"] == "prod" })
            }
        }

        @Test func anOrganizationThatDeniesFailsWhoKnowsNothingAndNobodyElse() async throws {
            try await Scene.with { scene in
                let denied: JSON = [["effect": "deny", "service": "organizations"]]
                try await scene.standIn.set(rules: denied)
                try await cluster(scene) { coordinator in
                    let first = try await scene.parapet("sweep", "--wait")
                    #expect(first.status == 1)
                    #expect(first.error.contains("organizations:List"), "\(first.error)")
                    #expect(first.error.contains("denied"), "\(first.error)")
                    // The next who asks has it tried again, and at once.
                    try await scene.standIn.set(rules: [])
                    let healed = try await scene.parapet("sweep", "--wait")
                    #expect(healed.status == 4, "\(healed.error)")
                    try await scene.standIn.set(rules: denied)
                    let later = try await scene.parapet("sweep", "--wait")
                    #expect(later.status == 4, "\(later.error)")
                    try await scene.expectWhatWasPlanted()
                    // Who asks for the latest is told that there is none.
                    let refresh = try await scene.request(refresh: true)
                    try await coordinator.await("it fails") {
                        try await scene.state(of: refresh) == .failed
                    }
                }
            }
        }

        @Test func tagsThatAreDeniedAreToldAndNotAskedForWithoutEnd() async throws {
            try await Scene.with { scene in
                let denied: JSON = [
                    [
                        "effect": "deny", "service": "organizations",
                        "operation": "ListTagsForResource",
                    ]
                ]
                try await scene.standIn.set(rules: denied)
                try await cluster(scene) { coordinator in
                    for number in 1...3 {
                        let outcome = try await scene.parapet("sweep", "--wait")
                        #expect(outcome.status == 4)
                        #expect(
                            outcome.error.contains("organizations:ListTagsForResource"),
                            "\(outcome.error)"
                        )
                        let most =
                            try await scene.standIn.counts()
                            .filter { $0["operation"] == "ListTagsForResource" }
                            .compactMap { $0["count"]?.int }.max() ?? 0
                        // Once when it was first read, and once for each who asked.
                        #expect((1...Int64(number) + 1).contains(most))
                    }
                    try await scene.standIn.set(rules: [])
                    let healed = try await scene.parapet("sweep", "--wait", "--refresh")
                    #expect(healed.status == 4, "\(healed.error)")
                    try await scene.expectWhatWasPlanted()
                }
            }
        }
    }
}
