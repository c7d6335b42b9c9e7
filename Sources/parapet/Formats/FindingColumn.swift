import CEL
import Document
import Records

/// A column of the table of findings.
enum FindingColumn: String, CaseIterable {
    case id, severity, guardrail, status, age, account, environment, region, resource, name, because
    case type, part, title, frameworks, exception, reason
    case firstSeen = "first-seen"
    case changed

    static let standard: [Self] = [
        .id, .severity, .guardrail, .status, .age, .account, .environment, .region, .resource,
        .name, .because,
    ]

    static let wide = standard + [.type, .part, .title, .exception]

    /// - Parameter list: names with commas between.
    static func parse(_ list: String) throws(Failure) -> [Self] {
        var columns: [Self] = []
        let known = allCases.map(\.rawValue)
        for name in list.split(separator: ",", omittingEmptySubsequences: false) {
            let name = name.lowercased().filter { $0 != " " }.replacing("_", with: "-")
            guard let column = Self(rawValue: name) else {
                throw Failure(
                    "PAR-NAM-01 there is no column '\(name)'",
                    hint: Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
                        ?? "there are \(known.joined(separator: ", "))"
                )
            }
            columns.append(column)
        }
        return columns
    }

    func cell(_ finding: FindingRecord, now: Timestamp) -> String {
        switch self {
        case .id: finding.shortID
        case .severity: finding.severity.rawValue
        case .guardrail: finding.guardrail
        case .status: finding.status.rawValue + (finding.unverified ? " (unverified)" : "")
        case .age: finding.age(at: now)
        case .account: finding.account
        case .environment: finding.environment ?? "-"
        case .region: finding.region
        case .resource: finding.resource.id
        case .name: finding.resource.name ?? "-"
        case .because: finding.becauseText
        case .type: finding.resource.type
        case .part: finding.part.isEmpty ? "-" : finding.part
        case .title: finding.title ?? "-"
        case .frameworks:
            finding.frameworks.isEmpty
                ? "-" : finding.frameworks.map(\.text).joined(separator: "; ")
        case .exception: finding.exception?.text ?? "-"
        case .reason: finding.reason ?? "-"
        case .firstSeen: finding.firstSeen.rfc3339
        case .changed: finding.changed.rfc3339
        }
    }
}
