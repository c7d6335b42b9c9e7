import Document
import Guardrails
import Platform

/// Findings: what stands, what closes without a look, and what people are shown.
public struct Ledger: Sendable {
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

    /// What stands of some resources of an account by any guardrail: all that is not resolved. And when
    /// that was, as the database says it.
    public func findings(
        of resources: Set<ResourceKey>,
        in account: String
    ) async throws(StoreError) -> (findings: [Finding], at: String) {
        // A row also where nothing stands.
        let rows = try await database.rows(
            """
            select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                as at, \(Self.columns)
            from (select) now left join parapet.resource_findings($1, $2::jsonb) on true
            """,
            [.text(account), .json(.array(resources.map(\.json)))]
        )
        var findings: [Finding] = []
        var at = ""
        for row in rows {
            at = try row.text("at")
            if !row["guardrail"].isNull { findings.append(try Self.finding(row)) }
        }
        return (findings, at)
    }

    /// How often somebody wrote of a scope, and when that was asked, by the database's clock: what is
    /// found of it after this is refused when somebody else writes of it meanwhile, or, of a scan that
    /// says since when it reads, left out.
    public func position(
        of scope: Scope
    ) async throws(StoreError) -> (generation: Int64, at: String) {
        let row = try await database.row(
            """
            select generation,
                to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
            from parapet.scope_position($1, $2, $3)
            """,
            [.text(scope.account), .text(scope.region), .text(scope.service)]
        )
        return (try row.integer("generation"), try row.text("at"))
    }

    /// What people see of a guardrail's findings in an account: all that are not resolved, without
    /// the terms of their exceptions.
    public func reported(
        of guardrail: String,
        in account: String
    ) async throws(StoreError) -> [Finding] {
        let rows = try await database.rows(
            """
            select guardrail, account, region, resource_type, resource_id, part, resource_arn,
                resource_name, status, unverified, severity, environment, because, reason,
                null::jsonb as exception
            from report.findings
            where guardrail = $1 and account = $2 and status <> 'resolved'
            """,
            [.text(guardrail), .text(account)]
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
            return Because(text: text, path: path, witness: item["witness"])
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
