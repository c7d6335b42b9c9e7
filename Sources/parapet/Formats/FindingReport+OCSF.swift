import Document

extension FindingReport {
    /// OCSF 1.3, class Compliance Finding (2003): an array of events.
    var ocsf: JSON { .array(findings.map(event)) }

    private func event(_ finding: JSON) -> JSON {
        let status = finding.text("status")
        let (activity, activityName) =
            switch status {
            case "resolved": (3, "Close")
            default: finding["first_seen"] == finding["changed"] ? (1, "Create") : (2, "Update")
            }
        let (severity, severityName) = Self.severity(finding.text("severity"))
        return [
            "category_uid": 2, "category_name": "Findings",
            "class_uid": 2003, "class_name": "Compliance Finding",
            "activity_id": .int(Int64(activity)), "activity_name": .string(activityName),
            "type_uid": .int(Int64(200_300 + activity)),
            "type_name": .string("Compliance Finding: \(activityName)"),
            "time": Self.milliseconds(finding.text("changed")),
            "severity_id": .int(Int64(severity)), "severity": .string(severityName),
            "status_id": .int(status == "resolved" ? 4 : status == "excepted" ? 3 : 1),
            "status": .string(
                status == "resolved" ? "Resolved" : status == "excepted" ? "Suppressed" : "New"
            ),
            "message": .string(Self.because(finding)),
            "metadata": [
                "version": "1.3.0",
                "product": ["name": "Parapet", "vendor_name": "Parapet"],
                "event_code": .string(finding.text("guardrail")),
            ],
            "finding_info": [
                "uid": .string(finding.text("id")), "title": .string(title(of: finding)),
                "desc": .string(Self.because(finding)),
                "created_time": Self.milliseconds(finding.text("first_seen")),
                "modified_time": Self.milliseconds(finding.text("changed")),
            ],
            "compliance": [
                "control": .string(finding.text("guardrail")),
                "standards": ["Parapet"],
                "status": .string(
                    status == "resolved" ? "Pass" : status == "unknown" ? "Unknown" : "Fail"
                ),
                "status_id": .int(status == "resolved" ? 1 : status == "unknown" ? 0 : 3),
            ],
            "cloud": [
                "provider": "AWS", "region": .string(finding.text("region")),
                "account": [
                    "uid": .string(finding.text("account")), "type": "AWS Account", "type_id": 10,
                ],
            ],
            "resources": [
                [
                    "uid": .string(Self.resource(finding)),
                    "name": .string(
                        finding["resource"]?["name"]?.string ?? finding["resource"]?.text("id")
                            ?? ""
                    ),
                    "type": .string(finding["resource"]?.text("type") ?? ""),
                    "region": .string(finding.text("region")), "cloud_partition": "aws",
                ]
            ],
        ]
    }

    private static func severity(_ name: String) -> (Int, String) {
        switch name {
        case "critical": (5, "Critical")
        case "high": (4, "High")
        case "medium": (3, "Medium")
        case "low": (2, "Low")
        default: (1, "Informational")
        }
    }

    private static func milliseconds(_ time: String) -> JSON {
        guard let time = Timestamp(time) else { return 0 }
        return .int(time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000)
    }
}
