import Document
import Platform

extension Inventories {
    /// What names a resource, as the last sweep found it.
    public struct User: Sendable, Hashable {
        public let type: String
        public let region: String
        public let id: String
        public let name: String?
    }

    /// Resources of the same account whose documents name one: the instances and network interfaces of a
    /// security group, the members of a group. What other accounts have is not looked at.
    ///
    /// - Parameter names: its id, its ARN and whatever else stands for it alone in its account.
    public func users(
        of names: [String],
        type: String,
        account: String,
        limit: Int
    ) async throws(StoreError) -> [User] {
        let rows = try await database.rows(
            """
            select type, region, id, name from report.inventory
            where account = $1 and not (type = $2 and (id = any ($3::text[]) or coalesce(arn, '') = any ($3)))
                and jsonb_path_exists(document, 'strict $.** ? (@ == $names[*])',
                    jsonb_build_object('names', to_jsonb($3::text[])), true)
            order by type, region, id limit $4::bigint
            """,
            [.text(account), .text(type), .list(names), .int(limit)]
        )
        var users: [User] = []
        for row in rows {
            users.append(
                User(
                    type: try row.text("type"),
                    region: try row.text("region"),
                    id: try row.text("id"),
                    name: row.optionalText("name")
                )
            )
        }
        return users
    }
}
