import Guardrails
import Records

/// JUnit's XML as CI servers read it: a suite for each guardrail, a case for each finding. Open is a
/// failure, excepted and resolved are skipped, unknown is an error.
struct JUnitFormat: FindingFormat {
    static let name = "junit"
    static let reading = FindingReading.countedBeforeByGuardrail

    private let listing: FindingListing
    private let write: (String) -> Void
    private var suite: String?

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.listing = listing
        self.write = write
    }

    mutating func begin() {
        let (tests, open) = (listing.tally.count(), listing.tally.count([.open]))
        line(#"<?xml version="1.0" encoding="UTF-8"?>"#)
        line(#"<testsuites name="parapet" tests="\#(tests)" failures="\#(open)">"#)
    }

    mutating func row(_ finding: FindingRecord) {
        if suite != finding.guardrail {
            endSuite()
            begin(suite: finding.guardrail)
        }
        let place = "\(finding.account).\(finding.region)"
        let name = finding.resourceText + (finding.part.isEmpty ? "" : " \(finding.part)")
        line(
            #"    <testcase classname="\#(Self.escaped(place))" name="\#(Self.escaped(name))">"#
        )
        line("      " + outcome(of: finding))
        line("    </testcase>")
    }

    mutating func end() {
        endSuite()
        line("</testsuites>")
    }

    private mutating func begin(suite name: String) {
        suite = name
        let tally = listing.tally
        let time = String(listing.time.rfc3339.prefix(19)) + "Z"
        let count = { (statuses: [Finding.Status]) in tally.count(of: name, statuses) }
        line(
            #"  <testsuite name="\#(Self.escaped(name))" tests="\#(tally.count(of: name))" "#
                + #"failures="\#(count([.open]))" errors="\#(count([.unknown]))" "#
                + #"skipped="\#(count([.excepted, .resolved]))" timestamp="\#(time)">"#
        )
        writeProperties(of: name)
    }

    /// What the suite's guardrail says of itself.
    private func writeProperties(of guardrail: String) {
        guard let example = listing.tally.example(of: guardrail) else { return }
        let properties = [
            ("title", example.shownTitle), ("education", example.education ?? ""),
            ("frameworks", example.frameworks.map(\.text).joined(separator: "; ")),
        ].filter { !$0.1.isEmpty }
        line("    <properties>")
        for (name, value) in properties {
            line(#"      <property name="\#(name)" value="\#(Self.escaped(value))"/>"#)
        }
        line("    </properties>")
    }

    private mutating func endSuite() {
        if suite != nil { line("  </testsuite>") }
        suite = nil
    }

    private func outcome(of finding: FindingRecord) -> String {
        let because = Self.escaped(finding.becauseText)
        switch finding.status {
        case .open:
            let lines = [finding.shownTitle, finding.education ?? ""].filter { !$0.isEmpty }
            let text = Self.escaped(lines.joined(separator: "\n"), keepsLines: true)
            return #"<failure type="\#(finding.severity.rawValue)" message="\#(because)">"#
                + text + "</failure>"
        case .unknown: return #"<error message="\#(because)"/>"#
        case .excepted, .resolved:
            let reason = finding.exception?.text ?? finding.reason ?? ""
            return #"<skipped message="\#(Self.escaped(reason))"/>"#
        }
    }

    private func line(_ text: String) { write(text + "\n") }

    static func escaped(_ text: String, keepsLines: Bool = false) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n" where keepsLines: escaped += "\n"
            // XML 1.0 has no place for other control characters, nor for these two.
            case "\n", "\t": escaped += " "
            case "\u{fffe}", "\u{ffff}": continue
            case let control where control.value < 0x20: continue
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
