import Rehearsal

extension Scene {
    /// A guardrail asks for leave in production, or acts there.
    func proposeChanges(of guardrail: String, mode: String = "approve") throws {
        try configure { text in
            text.replacing(
                "roles: { audit: ParapetAudit,",
                with: "roles: { audit: ParapetAudit, remediate: ParapetAudit,"
            ) + """

                changes: { at-most: enforce }
                guardrails:
                  \(guardrail):
                    environments: { default: observe, prod: \(mode) }
                    approval: { by: [security], expires: 1h }
                    limits: { share-per-sweep: 100% }

                """
        }
    }

    /// The first change that waits for a person; nil: none does.
    func awaitingChange() async throws -> String? {
        try await database.owner.query(
            "select id from report.changes where state = 'awaiting approval' order by id limit 1"
        ).first?["id"].string
    }
}
