import Document
import Guardrails
import Records

/// OCSF 1.3, class Compliance Finding (2003): an array of events.
struct OCSFFormat: FindingFormat {
    static let name = "ocsf"

    private let write: (String) -> Void
    private var array = JSONArrayText()

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.write = write
    }

    mutating func row(_ finding: FindingRecord) { write(array.element(event(finding))) }

    mutating func end() { write(array.end + "\n") }

    private func event(_ finding: FindingRecord) -> JSON {
        let status = finding.status
        let (activity, activityName) =
            switch status {
            case .resolved: (3, "Close")
            case .open, .excepted, .unknown:
                finding.firstSeen == finding.changed ? (1, "Create") : (2, "Update")
            }
        let (severity, severityName) = Self.severity(finding.severity)
        var event: Object = [
            "category_uid": 2, "category_name": "Findings",
            "class_uid": 2003, "class_name": "Compliance Finding",
            "activity_id": .int(Int64(activity)), "activity_name": .string(activityName),
            "type_uid": .int(Int64(200_300 + activity)),
            "type_name": .string("Compliance Finding: \(activityName)"),
            "time": Self.milliseconds(finding.changed),
            "severity_id": .int(Int64(severity)), "severity": .string(severityName),
            "status_id": .int(status == .resolved ? 4 : status == .excepted ? 3 : 1),
            "status": .string(
                status == .resolved ? "Resolved" : status == .excepted ? "Suppressed" : "New"
            ),
            "message": .string(finding.becauseText),
            "metadata": [
                "version": "1.3.0",
                "product": ["name": "Parapet", "vendor_name": "Parapet"],
                "event_code": .string(finding.guardrail),
            ],
            "finding_info": [
                "uid": .string(finding.id), "title": .string(finding.shownTitle),
                "desc": .string(finding.becauseText),
                "created_time": Self.milliseconds(finding.firstSeen),
                "modified_time": Self.milliseconds(finding.changed),
            ],
            "compliance": Self.compliance(finding),
            "cloud": [
                "provider": "AWS", "region": .string(finding.region),
                "account": [
                    "uid": .string(finding.account), "type": "AWS Account", "type_id": 10,
                ],
            ],
            "resources": [
                [
                    "uid": .string(finding.resourceText),
                    "name": .string(
                        finding.resource.name ?? finding.resource.id
                    ),
                    "type": .string(finding.resource.type),
                    "region": .string(finding.region),
                    "cloud_partition": .string(finding.partition.name),
                ]
            ],
        ]
        if let education = finding.education {
            event["remediation"] = ["desc": .string(education)]
        }
        if let exception = finding.exception { event["comment"] = .string(exception.text) }
        event["unmapped"] = [
            "part": .string(finding.part), "environment": .optional(finding.environment),
            "unverified": .bool(finding.unverified),
            "frameworks": .array(finding.frameworks.map(\.json)),
            "exception": finding.exception?.json ?? .null,
        ]
        return .object(event)
    }

    /// The controls that the guardrail serves; without one it is its own.
    private static func compliance(_ finding: FindingRecord) -> JSON {
        let (word, number): (String, Int64) =
            switch finding.status {
            case .resolved: ("Pass", 1)
            case .unknown: ("Unknown", 0)
            case .open, .excepted: ("Fail", 3)
            }
        return [
            "control": .string(finding.frameworks.first?.text ?? finding.guardrail),
            "standards": .list(finding.frameworks.isEmpty ? ["Parapet"] : finding.standards),
            "requirements": .list(finding.frameworks.map(\.text)),
            "status": .string(word), "status_id": .int(number),
        ]
    }

    private static func severity(_ severity: Severity) -> (Int, String) {
        switch severity {
        case .critical: (5, "Critical")
        case .high: (4, "High")
        case .medium: (3, "Medium")
        case .low: (2, "Low")
        case .info: (1, "Informational")
        }
    }

    private static func milliseconds(_ time: Timestamp) -> JSON {
        .int(time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000)
    }
}
