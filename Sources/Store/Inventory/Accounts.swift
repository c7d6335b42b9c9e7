import Document
import Guardrails
import Platform

/// The accounts as the last listings and discoveries left them.
public struct Accounts: Sendable {
    /// An account and what discovery found in it.
    public struct Discovered: Sendable, Hashable {
        public let account: Account
        /// Nil before the first look.
        public let role: RoleState?
        /// What AWS said when the role was refused.
        public let detail: String?
        public let regions: [String]
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// All that are listed, suspended ones too; those that left are not among them.
    public func all() async throws(StoreError) -> [Discovered] {
        let rows = try await database.rows(
            """
            select to_json(a) as account, role_state, role_detail, to_json(regions) as regions
            from report.accounts a where status <> 'left' order by id
            """
        )
        var accounts: [Discovered] = []
        for row in rows {
            guard let account = Account(try row.json("account")) else {
                throw row.unreadable("account")
            }
            accounts.append(
                Discovered(
                    account: account,
                    role: row.optionalText("role_state").flatMap { RoleState(rawValue: $0) },
                    detail: row.optionalText("role_detail"),
                    regions: try row.json("regions").texts
                )
            )
        }
        return accounts
    }
}
