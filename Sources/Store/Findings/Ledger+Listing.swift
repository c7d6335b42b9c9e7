import Document
import Guardrails
import Platform

extension Ledger {
    /// Findings in the form of CONTRACTS, in an order that does not move while nothing changes; as
    /// they stood at one moment, and read piece by piece.
    ///
    /// - Parameters:
    ///   - order: by which the first `limit` are taken.
    ///   - byGuardrail: those that are taken come one guardrail after the other, by name.
    public func each(
        _ filter: Filter,
        order: Order = .severity,
        limit: Int? = nil,
        byGuardrail: Bool = false,
        _ body: (JSON) async throws -> Void
    ) async throws {
        let shown = byGuardrail ? "guardrail, \(order.columns)" : order.columns
        let cursor: Cursor
        do throws(DatabaseError) {
            cursor = try await database.cursor(
                """
                select \(Self.document) as finding from (
                    select * from report.findings where \(Filter.condition)
                    order by \(order.columns) limit $8::bigint
                ) f order by \(shown)
                """,
                filter.parameters + [limit.map { .int($0) } ?? .null]
            )
        } catch {
            throw StoreError(error)
        }
        do {
            while true {
                let rows = try await Self.next(of: cursor)
                for row in rows { try await body(try row.json("finding")) }
                guard !rows.isEmpty else { break }
            }
            await cursor.close()
        } catch {
            await cursor.close()
            throw error
        }
    }

    private static let rowsAtOnce = 1000

    private static func next(of cursor: Cursor) async throws(StoreError) -> Rows {
        do throws(DatabaseError) {
            return try await cursor.next(rowsAtOnce)
        } catch {
            throw StoreError(error)
        }
    }

    /// Whether there is any.
    public func contains(_ filter: Filter) async throws(StoreError) -> Bool {
        try await !database.rows(
            "select from report.findings where \(Filter.condition) limit 1",
            filter.parameters
        ).isEmpty
    }

    public func count(_ filter: Filter) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select count(*) as count from report.findings where \(Filter.condition)",
            filter.parameters
        )
        return Int(try row.integer("count"))
    }

    /// The findings whose ids begin so, by id; at most `limit`.
    ///
    /// - Parameter prefix: hexadecimal digits, with the dashes of a whole id or without.
    public func findings(
        withIDPrefix prefix: String,
        limit: Int
    ) async throws(StoreError) -> [JSON] {
        let digits = prefix.lowercased().filter { $0 != "-" }
        guard (1...32).contains(digits.count), digits.allSatisfy("0123456789abcdef".contains) else {
            return []
        }
        let missing = 32 - digits.count
        let rows = try await database.rows(
            """
            select \(Self.document) as finding from report.findings
            where id between $1::uuid and $2::uuid order by id limit $3::bigint
            """,
            [
                .text(digits + String(repeating: "0", count: missing)),
                .text(digits + String(repeating: "f", count: missing)), .int(limit),
            ]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("finding")) }
        return found
    }

    /// What happened to a finding, the newest first: `{"at","event","status","unverified","reason",
    /// "by"}`, where `by` is the sweep that noticed or the exception that did it.
    public func history(
        of finding: String,
        limit: Int
    ) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select json_build_object(
                'at', \(Self.time("at")), 'event', event, 'status', status,
                'unverified', unverified, 'reason', reason, 'by', sweep
            ) as event
            from report.finding_events where finding = $1::uuid order by id desc limit $2::bigint
            """,
            [.text(finding), .int(limit)]
        )
        var events: [JSON] = []
        for row in rows { events.append(try row.json("event")) }
        return events
    }

    private static func time(_ column: String) -> String {
        "to_char(\(column) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }

    private static let document = """
        json_build_object(
            'id', id, 'guardrail', guardrail, 'title', title, 'education', education,
            'frameworks', frameworks, 'status', status, 'unverified', unverified,
            'severity', severity, 'account', account, 'environment', environment,
            'region', region, 'resource', json_build_object(
                'type', resource_type, 'id', resource_id, 'arn', resource_arn,
                'name', resource_name
            ),
            'part', part, 'because', because, 'exception', exception, 'reason', reason,
            'first_seen', \(time("first_seen")), 'changed', \(time("changed"))
        )
        """
}
