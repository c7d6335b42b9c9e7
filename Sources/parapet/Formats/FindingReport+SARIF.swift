import Document

extension FindingReport {
    /// SARIF 2.1.0. Findings under an exception are suppressed results; resolved ones are left out.
    var sarif: JSON {
        let standing = findings.filter { $0["status"] != "resolved" }
        let names = Set(standing.map { $0.text("guardrail") }).sorted()
        let rules = names.map { name -> JSON in
            [
                "id": .string(name),
                "shortDescription": ["text": .string(titles[name] ?? name)],
            ]
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": ["name": "Parapet", "rules": .array(rules)]],
                    "results": .array(
                        standing.map {
                            result($0, rule: names.firstIndex(of: $0.text("guardrail")))
                        }
                    ),
                ]
            ],
        ]
    }

    private func result(_ finding: JSON, rule: Int?) -> JSON {
        var result: Object = [
            "ruleId": .string(finding.text("guardrail")),
            "ruleIndex": .int(Int64(rule ?? -1)),
            "kind": finding["status"] == "unknown" ? "open" : "fail",
            "level": .string(Self.level(finding)),
            "message": ["text": .string("\(title(of: finding)): \(Self.because(finding))")],
            "locations": [
                [
                    "logicalLocations": [
                        [
                            "name": .string(finding["resource"]?.text("id") ?? ""),
                            "fullyQualifiedName": .string(Self.resource(finding)),
                            "kind": "resource",
                        ]
                    ]
                ]
            ],
            "partialFingerprints": ["parapet/v1": .string(finding.text("id"))],
            "properties": [
                "account": .string(finding.text("account")),
                "region": .string(finding.text("region")),
                "severity": .string(finding.text("severity")),
                "part": .string(finding.text("part")),
            ],
        ]
        if finding["status"] == "excepted" {
            let reason = finding.text("reason")
            result["suppressions"] = [
                ["kind": "external", "status": "accepted", "justification": .string(reason)]
            ]
        }
        return .object(result)
    }

    /// A level is for what fails; SARIF wants `none` of everything else.
    private static func level(_ finding: JSON) -> String {
        if finding["status"] == "unknown" { return "none" }
        return switch finding.text("severity") {
        case "critical", "high": "error"
        case "medium": "warning"
        default: "note"
        }
    }
}
