import Document
import Guardrails
import Records

/// SARIF 2.1.0. Findings under an exception are suppressed results; resolved ones are left out.
struct SARIFFormat: FindingFormat {
    static let name = "sarif"
    static let reading = FindingReading.countedBefore

    private let listing: FindingListing
    private let write: (String) -> Void
    private let rules: [String]
    /// `runs[0].results`
    private var results = JSONArrayText(level: 3)
    private var rest = ""

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.listing = listing
        self.write = write
        let standing = Finding.Status.allCases.filter { $0 != .resolved }
        rules = listing.tally.guardrails.filter { listing.tally.count(of: $0, standing) > 0 }
    }

    mutating func begin() {
        let rules = rules.map { rule($0) }
        let report: JSON = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                ["tool": ["driver": ["name": "Parapet", "rules": .array(rules)]], "results": []]
            ],
        ]
        // The results are the last that the report says.
        let lines = report.prettyText.split(separator: "[]", omittingEmptySubsequences: false)
        write(lines.dropLast().joined(separator: "[]"))
        rest = String(lines.last ?? "")
    }

    mutating func row(_ finding: FindingRecord) {
        guard finding.status != .resolved else { return }
        write(results.element(result(finding)))
    }

    mutating func end() { write(results.end + rest + "\n") }

    private func rule(_ name: String) -> JSON {
        let example = listing.tally.example(of: name)
        let title = example?.shownTitle ?? name
        var rule: Object = [
            "id": .string(name), "name": .string(name),
            "shortDescription": ["text": .string(title)],
        ]
        guard let education = example?.education else { return .object(rule) }
        let lines = education.split(whereSeparator: \.isNewline).joined(separator: " ")
        rule["fullDescription"] = ["text": .string("\(title). \(lines)")]
        rule["help"] = ["text": .string(education), "markdown": .string(education)]
        let frameworks = example?.frameworks ?? []
        rule["properties"] = [
            "tags": .list(["security"] + frameworks.map(\.path)),
            "frameworks": .array(frameworks.map(\.json)),
        ]
        return .object(rule)
    }

    private func result(_ finding: FindingRecord) -> JSON {
        var result: Object = [
            "ruleId": .string(finding.guardrail),
            "ruleIndex": .int(Int64(rules.firstIndex(of: finding.guardrail) ?? -1)),
            "kind": finding.status == .unknown ? "open" : "fail",
            "level": .string(Self.level(finding)),
            "message": [
                "text": .string("\(finding.shownTitle): \(finding.becauseText)")
            ],
            "locations": [
                [
                    "logicalLocations": [
                        [
                            "name": .string(finding.resource.id),
                            "fullyQualifiedName": .string(finding.resourceText),
                            "kind": "resource",
                        ]
                    ]
                ]
            ],
            "partialFingerprints": ["parapet/v1": .string(finding.id)],
            "properties": [
                "account": .string(finding.account), "region": .string(finding.region),
                "severity": .string(finding.severity.rawValue), "part": .string(finding.part),
                "environment": .optional(finding.environment),
                "unverified": .bool(finding.unverified),
                "frameworks": .array(finding.frameworks.map(\.json)),
                "exception": finding.exception?.json ?? .null,
            ],
        ]
        if finding.status == .excepted {
            let reason = finding.exception?.text ?? finding.reason ?? ""
            result["suppressions"] = [
                ["kind": "external", "status": "accepted", "justification": .string(reason)]
            ]
        }
        return .object(result)
    }

    /// A level is for what fails; SARIF wants `none` of everything else.
    private static func level(_ finding: FindingRecord) -> String {
        if finding.status == .unknown { return "none" }
        return switch finding.severity {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }
}
