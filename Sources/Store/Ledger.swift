import Document
import Guardrails
import Platform

/// Findings: what stands, what closes without a look, and what people are shown.
public struct Ledger: Sendable {
    /// A standing finding that no job of the sweep could have judged.
    public struct Closable: Sendable, Hashable {
        public let finding: Finding
        /// `account left`, `guardrail removed` or `out of scope`.
        public let cause: String

        /// The change that closes it.
        public var change: Change {
            var closed = finding
            closed.status = .resolved
            closed.unverified = false
            closed.reason = cause
            closed.exception = nil
            // An unknown verdict was never a violation, so there is nothing to resolve.
            return Change(finding.status == .unknown ? .withdrawn : .resolved, closed)
        }
    }

    static let columns = """
        guardrail, account, region, resource_type, resource_id, part, resource_arn, resource_name,
        status, unverified, severity, environment, because, reason, exception
        """

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// What stands in a scope for these guardrails: all that is not resolved.
    public func findings(
        of scope: Scope,
        guardrails: [String]
    ) async throws(StoreError) -> [Finding] {
        let rows = try await database.rows(
            "select \(Self.columns) from parapet.scope_findings($1, $2, $3, $4::text[])",
            [.text(scope.account), .text(scope.region), .text(scope.service), .list(guardrails)]
        )
        var findings: [Finding] = []
        for row in rows { findings.append(try Self.finding(row)) }
        return findings
    }

    /// Whether an earlier look at the scope came to this result, and nothing was written since.
    public func knows(_ result: String, of scope: Scope) async throws(StoreError) -> Bool {
        try await database.row(
            "select parapet.is_known_result($1, $2, $3, $4) as known",
            [
                .text(scope.account), .text(scope.region), .text(scope.service), .text(result),
            ]
        ).truth("known")
    }

    /// For the leader, when the sweep has no jobs left and before it finishes: the findings whose
    /// account left, whose guardrail is not among `guardrails`, or whose scope a full sweep did
    /// not plan although the account let us in.
    public func closable(
        sweep: String,
        token: Int64,
        guardrails: [String]
    ) async throws(StoreError) -> [Closable] {
        let rows = try await database.rows(
            """
            select (standing).*, cause
            from parapet.closable_findings($1::bigint, $2, $3::text[])
            """,
            [.int(token), .text(sweep), .list(guardrails)]
        )
        var closable: [Closable] = []
        for row in rows {
            closable.append(Closable(finding: try Self.finding(row), cause: try row.text("cause")))
        }
        return closable
    }

    /// Writes the leader's closings; answers how many findings changed.
    public func close(
        _ changes: [Change],
        sweep: String,
        token: Int64
    ) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.close_findings($1::bigint, $2, $3::jsonb) as changes",
            [.int(token), .text(sweep), .json(.array(changes.map(\.json)))]
        )
        return Int(try row.integer("changes"))
    }

    static func finding(_ row: Row) throws(StoreError) -> Finding {
        guard let status = Finding.Status(rawValue: try row.text("status")) else {
            throw row.unreadable("status")
        }
        guard let severity = Severity(rawValue: try row.text("severity")) else {
            throw row.unreadable("severity")
        }
        let because = (try row.json("because").array ?? []).compactMap { item -> Because? in
            guard let text = item["text"]?.string, let path = item["path"]?.string else {
                return nil
            }
            return Because(text: text, path: path)
        }
        return Finding(
            identity: Finding.Identity(
                guardrail: try row.text("guardrail"),
                account: try row.text("account"),
                region: try row.text("region"),
                type: try row.text("resource_type"),
                resource: try row.text("resource_id"),
                part: try row.text("part")
            ),
            status: status,
            unverified: try row.truth("unverified"),
            severity: severity,
            environment: row.optionalText("environment"),
            arn: row.optionalText("resource_arn"),
            name: row.optionalText("resource_name"),
            because: because,
            reason: row.optionalText("reason"),
            exception: Finding.Exception(try row.json("exception"))
        )
    }
}
