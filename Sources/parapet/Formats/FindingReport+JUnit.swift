import Document

extension FindingReport {
    /// JUnit's XML as CI servers read it: a suite for each guardrail, a case for each finding. Open is
    /// a failure, excepted and resolved are skipped, unknown is an error.
    var junit: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let names = Set(findings.map { $0.text("guardrail") }).sorted()
        let open = findings.count { $0["status"] == "open" }
        lines.append(#"<testsuites name="parapet" tests="\#(findings.count)" failures="\#(open)">"#)
        for name in names {
            let own = findings.filter { $0["guardrail"]?.string == name }
            let count = { (statuses: Set<String>) in
                own.count { statuses.contains($0.text("status")) }
            }
            lines.append(
                #"  <testsuite name="\#(Self.escaped(name))" tests="\#(own.count)" "#
                    + #"failures="\#(count(["open"]))" errors="\#(count(["unknown"]))" "#
                    + #"skipped="\#(count(["excepted", "resolved"]))" timestamp="\#(time)">"#
            )
            lines += own.flatMap(testCase)
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n")
    }

    private func testCase(_ finding: JSON) -> [String] {
        let place = [finding.text("account"), finding.text("region")].joined(separator: ".")
        let part = finding.text("part")
        let name = Self.resource(finding) + (part.isEmpty ? "" : " \(part)")
        let because = Self.escaped(Self.because(finding))
        let outcome =
            switch finding.text("status") {
            case "open":
                #"<failure type="\#(finding.text("severity"))" message="\#(because)"/>"#
            case "unknown": #"<error message="\#(because)"/>"#
            default: #"<skipped message="\#(Self.escaped(finding.text("reason")))"/>"#
            }
        return [
            #"    <testcase classname="\#(Self.escaped(place))" name="\#(Self.escaped(name))">"#,
            "      \(outcome)", "    </testcase>",
        ]
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML 1.0 has no place for other control characters.
            case "\n", "\t": escaped += " "
            case let control where control.value < 0x20: continue
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
