import Document
import Guardrails
import Platform

extension Changes {
    /// The ledger as `report.changes` has it, the newest first; as it stood at one moment, and read piece
    /// by piece.
    ///
    /// - Parameter withDocuments: else what was before, is planned and is after stays behind.
    public func each(
        _ filter: Filter,
        limit: Int? = nil,
        withDocuments: Bool,
        _ body: (JSON) async throws -> Void
    ) async throws {
        let documents =
            withDocuments
            ? "before, planned, after"
            : "null::jsonb as before, '[]'::jsonb as planned, null::jsonb as after"
        let cursor: Cursor
        do throws(DatabaseError) {
            cursor = try await database.cursor(
                """
                select to_json(c) as change from (
                    select \(Self.columns), \(documents) from report.changes
                    where \(Self.condition)
                    order by proposed desc, id limit $5::bigint
                ) c
                """,
                [
                    .list(filter.states), .list(filter.guardrails), .list(filter.accounts),
                    .list(filter.findings), limit.map { .int($0) } ?? .null,
                ]
            )
        } catch {
            throw StoreError(error)
        }
        do {
            while true {
                let rows = try await Self.next(of: cursor)
                for row in rows { try await body(try row.json("change")) }
                guard !rows.isEmpty else { break }
            }
            await cursor.close()
        } catch {
            await cursor.close()
            throw error
        }
    }

    /// Documents may have a quarter of a megabyte each.
    private static let rowsAtOnce = 100

    private static func next(of cursor: Cursor) async throws(StoreError) -> Rows {
        do throws(DatabaseError) {
            return try await cursor.next(rowsAtOnce)
        } catch {
            throw StoreError(error)
        }
    }

    private static let columns = """
        id, finding, guardrail, action, account, environment, region, resource_type, resource_id,
        resource_arn, resource_name, target_type, target_id, target_arn, target_name, part, state,
        waits, not_before, reason, proposed, proposed_by, expires, decided_by, decided_at,
        decided_reason, executed, requests, undoes, undone_by, approvers, mode, wave, quota,
        run, step, made_again
        """

    private static let condition = """
        (cardinality($1::text[]) = 0 or state = any ($1))
            and (cardinality($2::text[]) = 0 or guardrail = any ($2))
            and (cardinality($3::text[]) = 0 or account = any ($3))
            and (cardinality($4::text[]) = 0 or finding = any ($4::text[]::uuid[]))
        """

    /// Who did what with a change, as far as the reader may see it; the newest first.
    public func history(of id: String, limit: Int) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(a) as entry from (
                select at, actor, action, detail ->> 'reason' as reason from report.audit
                where subject = $1 order by id desc limit $2::bigint
            ) a
            """,
            [.text(id), .int(limit)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("entry")) }
        return found
    }

    /// The title and the education of a guardrail; null where it is not known any more.
    public func lesson(of guardrail: String) async throws(StoreError) -> JSON {
        try await database.row(
            """
            select (select json_build_object('title', title, 'education', education)
                from report.guardrails where guardrail = $1) as lesson
            """,
            [.text(guardrail)]
        ).json("lesson")
    }
}
