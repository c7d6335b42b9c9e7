import Document
import Platform

/// What events told of accounts as a whole. For the leader alone.
public struct AccountNews: Sendable {
    let database: Database

    public init(database: Database) { self.database = database }

    /// Since when the organization has to be read for it; nil: for nothing.
    public func readingSince(token: Int64) async throws(StoreError) -> Timestamp? {
        try await database.row(
            "select to_json(parapet.news_since($1::bigint)) #>> '{}' as since",
            [.int(token)]
        ).optionalText("since").flatMap { Timestamp($0) }
    }

    /// Goes on with what can be gone on with; answers how many sweeps were asked for.
    public func follow(hasOrganization: Bool, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.follow_news($1::bigint, $2::boolean) as sweeps",
            [.int(token), .bool(hasOrganization)]
        )
        return Int(try row.integer("sweeps"))
    }
}
