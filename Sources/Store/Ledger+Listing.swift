import Document
import Guardrails
import Platform

extension Ledger {
    /// What to list; an empty list does not narrow, but `statuses` then means all but resolved.
    public struct Filter: Sendable, Hashable {
        public var guardrails: [String]
        public var statuses: [Finding.Status]
        public var severities: [Severity]
        public var accounts: [String]
        public var regions: [String]
        public var environments: [String]

        public init(
            guardrails: [String] = [],
            statuses: [Finding.Status] = [],
            severities: [Severity] = [],
            accounts: [String] = [],
            regions: [String] = [],
            environments: [String] = []
        ) {
            self.guardrails = guardrails
            self.statuses = statuses
            self.severities = severities
            self.accounts = accounts
            self.regions = regions
            self.environments = environments
        }
    }

    /// Findings in the form of CONTRACTS, the most severe first, in an order that does not move
    /// while nothing changes. At most `limit` from `offset` on.
    public func list(
        _ filter: Filter,
        limit: Int = 10_000,
        offset: Int = 0
    ) async throws(StoreError) -> [JSON] {
        let statuses =
            filter.statuses.isEmpty
            ? Finding.Status.allCases.filter { $0 != .resolved } : filter.statuses
        let rows = try await database.rows(
            """
            select json_build_object(
                'id', id, 'guardrail', guardrail, 'status', status, 'unverified', unverified,
                'severity', severity, 'account', account, 'environment', environment,
                'region', region, 'resource', json_build_object(
                    'type', resource_type, 'id', resource_id, 'arn', resource_arn,
                    'name', resource_name
                ),
                'part', part, 'because', because, 'reason', reason,
                'first_seen',
                    to_char(first_seen at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'changed', to_char(changed at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            ) as finding
            from report.findings
            where status = any ($1::text[])
                and ($2::text[] = '{}' or guardrail = any ($2::text[]))
                and ($3::text[] = '{}' or severity = any ($3::text[]))
                and ($4::text[] = '{}' or account = any ($4::text[]))
                and ($5::text[] = '{}' or region = any ($5::text[]))
                and ($6::text[] = '{}' or environment = any ($6::text[]))
            order by array_position('{critical,high,medium,low,info}'::text[], severity),
                guardrail, account, region, resource_type, resource_id, part
            limit $7::bigint offset $8::bigint
            """,
            [
                .list(statuses.map(\.rawValue)), .list(filter.guardrails),
                .list(filter.severities.map(\.rawValue)), .list(filter.accounts),
                .list(filter.regions), .list(filter.environments), .int(limit), .int(offset),
            ]
        )
        var findings: [JSON] = []
        for row in rows { findings.append(try row.json("finding")) }
        return findings
    }
}
