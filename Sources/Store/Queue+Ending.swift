import Document
import Guardrails
import Platform

extension LeasedJob {
    fileprivate var fence: [Parameter] { [.int(id), .int(attempt), .text(worker)] }
}

extension Queue {
    /// Findings, history, coverage, inventory and the end of the job, in one transaction. `unknown`
    /// counts verdicts; `reads` HTTP requests. With `isKnown` nothing was compared, because the last
    /// look at the scope had this result already.
    public func completeScan(
        _ job: LeasedJob,
        changes: [Change],
        coverage: [Coverage],
        reads: Int,
        unknown: Int,
        inventory: InventoryChanges? = nil,
        result: String? = nil,
        isKnown: Bool = false
    ) async throws(StoreError) -> Completion {
        let row = try await database.fenced(
            """
            select parapet.complete_scan(
                $1::bigint, $2::int, $3, $4::jsonb, $5::jsonb, $6::bigint, $7::bigint, $8, $9,
                $10::jsonb
            ) as changes
            """,
            job.fence + [
                .json(.array(changes.map(\.json))), .json(.array(coverage.map(\.json))),
                .int(reads), .int(unknown), Parameter(result), .text(isKnown ? "t" : "f"),
                inventory.map { .json($0.json) } ?? .null,
            ]
        )
        guard let row else { return .lost }
        return .committed(changes: Int(try row.integer("changes")))
    }

    /// Findings, history and the end of the job, in one transaction.
    public func completeJoin(
        _ job: LeasedJob,
        changes: [Change],
        unknown: Int
    ) async throws(StoreError) -> Completion {
        let row = try await database.fenced(
            """
            select parapet.complete_join(
                $1::bigint, $2::int, $3, $4::jsonb, $5::bigint
            ) as changes
            """,
            job.fence + [.json(.array(changes.map(\.json))), .int(unknown)]
        )
        guard let row else { return .lost }
        return .committed(changes: Int(try row.integer("changes")))
    }

    /// The regions are kept only when the role was assumed; else those known before stay.
    public func completeDiscovery(
        _ job: LeasedJob,
        role: RoleState,
        detail: String?,
        regions: [String],
        reads: Int
    ) async throws(StoreError) -> Completion {
        let row = try await database.fenced(
            """
            select parapet.complete_discovery(
                $1::bigint, $2::int, $3, $4, $5, $6::text[], $7::bigint
            )
            """,
            job.fence + [
                .text(role.rawValue), Parameter(detail), .list(regions), .int(reads),
            ]
        )
        return row == nil ? .lost : .committed(changes: 0)
    }

    /// One attempt that came to nothing. Without `retryAfterSeconds` the pause doubles, with jitter:
    /// from 5 s to 5 min after a failure, from 30 s to 15 min after throttling. After `budget`
    /// attempts that ended alike the job is dead.
    public func fail(
        _ job: LeasedJob,
        cause: Setback = .failure,
        error: String,
        retryAfterSeconds: Double? = nil,
        budget: Int
    ) async throws(StoreError) -> FailedAttempt {
        let row = try await database.fenced(
            """
            select parapet.fail_job(
                $1::bigint, $2::int, $3, $4, $5, $6::double precision, $7::int
            ) as outcome
            """,
            job.fence + [
                .text(cause.rawValue), .text(error),
                retryAfterSeconds.map { .double($0) } ?? .null, .int(budget),
            ]
        )
        guard let row else { return .lost }
        guard let outcome = FailedAttempt(rawValue: try row.text("outcome")) else {
            throw row.unreadable("outcome")
        }
        return outcome
    }

    /// Gives the job back without counting a failure, to run again `afterSeconds` from now.
    public func release(
        _ job: LeasedJob,
        afterSeconds: Double = 0
    ) async throws(StoreError) -> Completion {
        let row = try await database.fenced(
            "select parapet.release_job($1::bigint, $2::int, $3, $4::double precision)",
            job.fence + [.double(afterSeconds)]
        )
        return row == nil ? .lost : .committed(changes: 0)
    }
}
