import Document
import Platform
import Records
import Store

extension ChangePage {
    private static let entries = 20

    /// - Parameter row: of `report.changes`.
    init(_ row: JSON, _ database: Database) async throws {
        view = try ChangeView(row)
        let changes = Changes(database: database)
        let change = view.change
        lesson =
            if let guardrail = change.guardrail {
                try await changes.lesson(of: guardrail)
            } else {
                .null
            }
        let target = change.target
        // A name tells one from all others in IAM alone.
        let name = target.type.hasPrefix("iam.") ? target.name : nil
        users = try await Inventories(database: database).users(
            of: [target.id, target.arn, name].compactMap(\.self),
            type: target.type,
            account: change.account,
            limit: Self.shownUsers + 1
        )
        history = try await changes.history(of: view.id, limit: Self.entries)
    }
}
