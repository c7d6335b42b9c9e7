import Document
import Guardrails
import Platform

/// Closes at a sweep's end what nobody judges any more. Nothing is read but the names of what stands, and
/// what is closed; nothing that somebody wrote of since the sweep began is closed.
extension SweepLeading {
    /// Findings of a guardrail in an account; nil: of all guardrails, or in all accounts.
    public struct Place: Sendable, Hashable {
        public let guardrail: String?
        public let account: String?

        public init(guardrail: String?, account: String?) {
            self.guardrail = guardrail
            self.account = account
        }
    }

    /// What findings stand of, and where.
    public struct Standing: Sendable, Hashable {
        public let guardrails: [String]
        public let accounts: [String]
    }

    /// The guardrails of which findings stand, and the accounts in which any do, by name.
    public func standing(token: Int64) async throws(StoreError) -> Standing {
        let row = try await database.row(
            """
            select coalesce(to_json(guardrails), '[]') as guardrails,
                coalesce(to_json(accounts), '[]') as accounts
            from parapet.standing_names($1::bigint)
            """,
            [.int(token)]
        )
        return Standing(
            guardrails: try row.json("guardrails").texts,
            accounts: try row.json("accounts").texts
        )
    }

    /// Those of the accounts in which findings of a guardrail stand.
    public func accounts(
        with guardrail: String,
        among accounts: [String],
        token: Int64
    ) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            "select account from parapet.standing_accounts($1::bigint, $2, $3::text[]) account",
            [.int(token), .text(guardrail), .list(accounts)]
        )
        var found: [String] = []
        for row in rows { found.append(try row.text("account")) }
        return found
    }

    /// Closes what stands at these places, for the reasons given; of what stands at several the first
    /// counts. At most `limit`; answers how many. When it has no jobs left and before it finishes.
    public func close(
        _ places: [(place: Place, reason: Finding.Reason)],
        of sweep: String,
        limit: Int = closingLimit,
        token: Int64
    ) async throws(StoreError) -> Int {
        let list = places.map { place, reason -> JSON in
            [
                "guardrail": .optional(place.guardrail), "account": .optional(place.account),
                "reason": .string(reason.text),
            ]
        }
        let row = try await database.row(
            "select parapet.close_places($1::bigint, $2, $3::jsonb, $4::int) as closed",
            [.int(token), .text(sweep), .json(.array(list)), .int(limit)]
        )
        return Int(try row.integer("closed"))
    }

    /// After a full sweep closes what no job of it could have judged: one piece, from after `place` on.
    /// Answers how many, and from where to go on; nil at the end.
    public func closeUnplanned(
        of sweep: String,
        after place: [String],
        limit: Int = closingLimit,
        token: Int64
    ) async throws(StoreError) -> (closed: Int, reached: [String]?) {
        let row = try await database.row(
            """
            select closed, to_json(reached) as reached
            from parapet.close_unplanned($1::bigint, $2, $3::text[], $4::int)
            """,
            [.int(token), .text(sweep), .list(place), .int(limit)]
        )
        let reached = try row.json("reached")
        return (Int(try row.integer("closed")), reached.isNull ? nil : reached.texts)
    }

    /// So many findings are closed, or looked at, at once.
    public static let closingLimit = 5000
}
