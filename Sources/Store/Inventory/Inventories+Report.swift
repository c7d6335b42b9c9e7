import Document
import Guardrails
import Platform

/// What people may read of the inventory.
extension Inventories {
    /// An account's resources of some types, as `report.inventory` has them.
    public func reported(
        of account: String,
        types: [ResourceType]
    ) async throws(StoreError) -> Contents {
        let rows = try await database.rows(
            """
            select type, region, id, arn, name, tags, document, unread, omitted
            from report.inventory where account = $1 and type = any ($2::text[])
            order by type, region, id
            """,
            [.text(account), .list(types.map(\.name))]
        )
        return try Self.contents(rows, account, types)
    }

    /// The resources that are asked for, in whichever accounts they are, as far as the reader sees
    /// them.
    ///
    /// - Parameter types: all that the lookups name.
    public func reported(
        _ lookups: Set<EstateLookup>,
        types: [ResourceType]
    ) async throws(StoreError) -> Named {
        try await named(lookups, types: types) { (names) async throws(StoreError) in
            try await database.rows(
                "select * from parapet.readable_inventory($1::jsonb)",
                [.json(names)]
            )
        }
    }

    /// Resources by their ARN or id, as `report.inventory` has them.
    ///
    /// - Parameter account: only those of it; nil: of any.
    public func reported(
        named name: String,
        of account: String?,
        types: [ResourceType]
    ) async throws(StoreError) -> Contents {
        guard account != nil else {
            let names = types.flatMap { type -> [JSON] in
                [
                    ["type": .string(type.name), "arn": .string(name)],
                    ["type": .string(type.name), "id": .string(name)],
                ]
            }
            // By its name in the index: row security keeps others from that.
            let rows = try await database.rows(
                """
                select distinct on (account, type, region, id) * from
                    parapet.readable_inventory($1::jsonb) order by account, type, region, id
                """,
                [.json(.array(names))]
            )
            return try Self.contents(rows, nil, types)
        }
        let rows = try await database.rows(
            """
            select type, account, region, id, arn, name, tags, document, unread, omitted
            from report.inventory
            where type = any ($1::text[]) and (arn = $2 or id = $2)
                and ($3::text is null or account = $3)
            order by account, type, region, id
            """,
            [.list(types.map(\.name)), .text(name), Parameter(account)]
        )
        return try Self.contents(rows, nil, types)
    }

    /// How the last looks at each scope of an account ended, as `report.coverage` has it: what a look
    /// never reached is not in it.
    public func reportedCoverage(
        of account: String
    ) async throws(StoreError) -> [Scope: [Coverage]] {
        let rows = try await database.rows(
            """
            select region, service, resource_type, attribute, coalesce(permission, '') as permission,
                state, coalesce(detail, '') as detail, coalesce(resources, 0) as resources, missing
            from report.coverage where account = $1 and resource_type is not null
            """,
            [.text(account)]
        )
        var found: [Scope: [Coverage]] = [:]
        for row in rows {
            let scope = Scope(
                account: account,
                region: try row.text("region"),
                service: try row.text("service")
            )
            var coverage = Coverage(
                type: try row.text("resource_type"),
                attribute: row.optionalText("attribute"),
                permission: try row.text("permission"),
                complete: Int(try row.integer("resources"))
            )
            if let reason = Gap.Reason(rawValue: try row.text("state")) {
                let gap = Gap(
                    reason: reason,
                    permission: coverage.permission,
                    detail: try row.text("detail")
                )
                coverage.gaps[gap] = Int(try row.integer("missing"))
            }
            found[scope, default: []].append(coverage)
        }
        return found
    }
}
