import Document
import Guardrails
import Platform

extension Ledger {
    /// What to list; an empty list does not narrow, but `statuses` then means open and excepted.
    public struct Filter: Sendable, Hashable {
        public var guardrails: [String]
        public var statuses: [Finding.Status]
        public var severities: [Severity]
        public var accounts: [String]
        public var regions: [String]
        public var environments: [String]
        /// Those that changed since then.
        public var since: Timestamp?

        public init(
            guardrails: [String] = [],
            statuses: [Finding.Status] = [],
            severities: [Severity] = [],
            accounts: [String] = [],
            regions: [String] = [],
            environments: [String] = [],
            since: Timestamp? = nil
        ) {
            self.guardrails = guardrails
            self.statuses = statuses
            self.severities = severities
            self.accounts = accounts
            self.regions = regions
            self.environments = environments
            self.since = since
        }

        /// What stands within a narrowing.
        public init(_ narrowing: Narrowing) {
            self.init(
                guardrails: narrowing.guardrails,
                accounts: narrowing.accounts,
                regions: narrowing.regions,
                environments: narrowing.environments
            )
        }
    }

    /// What comes first; what is equal in it comes as in `severity`, which ends with the identity.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        case severity
        /// The oldest first.
        case age
        /// What changed last first.
        case changed
        case account, environment, guardrail, region, resource, status

        /// As PostgreSQL sorts by it.
        var columns: String {
            switch self {
            case .severity: Self.identity
            case .age: "first_seen, \(Self.identity)"
            case .changed: "changed desc, \(Self.identity)"
            case .account: "account, \(Self.identity)"
            case .environment: "environment nulls last, \(Self.identity)"
            case .guardrail: "guardrail, \(Self.identity)"
            case .region: "region, \(Self.identity)"
            case .resource: "resource_id, \(Self.identity)"
            case .status: "status, \(Self.identity)"
            }
        }

        private static let identity = """
            array_position('{critical,high,medium,low,info}'::text[], severity), guardrail, account,
            region, resource_type, resource_id, part
            """
    }
}

extension Ledger.Filter {
    /// A condition on `report.findings` with the parameters ``parameters``.
    static let condition = """
        status = any ($1::text[])
            and ($2::text[] = '{}' or guardrail = any ($2::text[]))
            and ($3::text[] = '{}' or severity = any ($3::text[]))
            and ($4::text[] = '{}' or account = any ($4::text[]))
            and ($5::text[] = '{}' or region = any ($5::text[]))
            and ($6::text[] = '{}' or environment = any ($6::text[]))
            and ($7::timestamptz is null or changed >= $7::timestamptz)
        """

    var parameters: [Parameter] {
        let shown = statuses.isEmpty ? [.open, .excepted] : statuses
        return [
            .list(shown.map(\.rawValue)), .list(guardrails), .list(severities.map(\.rawValue)),
            .list(accounts), .list(regions), .list(environments), Parameter(since?.rfc3339),
        ]
    }
}
