import Records

/// The columns of `report.findings`, an exception in three of its own; lists as text. What came later
/// stands at the end: programs read by place.
struct CSVFormat: FindingFormat {
    static let name = "csv"

    private static let columns = [
        "id", "guardrail", "status", "unverified", "severity", "account", "environment", "region",
        "resource_type", "resource_id", "resource_arn", "resource_name", "part", "because",
        "reason", "first_seen", "changed", "title", "education", "frameworks", "exception",
        "exception_owner", "exception_until",
    ]

    private let write: (String) -> Void

    init(_ listing: FindingListing, write: @escaping (String) -> Void) { self.write = write }

    mutating func begin() { write(CSV.line(Self.columns) + "\n") }

    mutating func row(_ finding: FindingRecord) {
        let resource = finding.resource
        let cells: [String?] = [
            finding.id, finding.guardrail, finding.status.rawValue, String(finding.unverified),
            finding.severity.rawValue, finding.account, finding.environment, finding.region,
            resource.type, resource.id, resource.arn, resource.name, finding.part,
            finding.becauseText, finding.reason, finding.firstSeen.rfc3339,
            finding.changed.rfc3339, finding.title, finding.education,
            finding.frameworks.map(\.text).joined(separator: "; "), finding.exception?.source,
            finding.exception?.owner, finding.exception?.until?.rfc3339,
        ]
        write(CSV.line(cells.map { $0 ?? "" }) + "\n")
    }

    mutating func end() {}
}
