import AWS
import Document
import Guardrails
import Records

/// One finding for people: what is wrong, why it matters, how to mend it, and whom to ask.
struct FindingPage {
    let finding: FindingRecord
    /// The newest first.
    let history: [JSON]
    /// The granted exception that it stands under.
    let exception: ExceptionRecord?
    /// The newest first.
    let changes: [ChangeView]
    /// That a channel keeps of its guardrail in its account.
    var tickets: [JSON] = []
    /// How channels keep it that keep findings.
    var kept: [JSON] = []
    /// That its guardrail had started about it.
    var runs: [JSON] = []
    /// Of the terminal; nil where nobody minds long lines.
    var width: Int?

    private static let margin = "  "

    func text(now: Timestamp) -> String {
        let sections = [
            coloured(finding.severity, finding.status, finding.shownTitle.visible), facts(now),
            section("because", finding.because.map(\.text)),
            section(
                "what to do",
                (finding.education ?? "").split(separator: "\n").flatMap {
                    String($0).wrapped(to: width.map { $0 - Self.margin.count })
                }
            ),
            section("frameworks", finding.frameworks.map(\.text)),
            section("exception", exceptionLines), section("history", history.map(Self.event)),
            section("changes", changes.map(Self.change)),
            section("runs", runs.map(Self.run)),
            section("tickets", tickets.map(Self.ticket)),
            section("workflow elsewhere", kept.compactMap(Self.workflow)),
            section("look at it", look),
            section("ask for an exception", [request].compactMap(\.self)),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// `SUPPRESSED in hub on 2026-01-02: it excuses nothing here`
    private static func workflow(_ kept: JSON) -> String? {
        guard let workflow = kept["workflow"]?.string else { return nil }
        let day = kept["sent"]?.string.map { " on \($0.prefix(10))" } ?? ""
        return "\(workflow) in \(kept["channel"]?.string ?? "")\(day): it excuses nothing here"
    }

    /// `2026-01-02T03:04:05Z  r-… waiting: incident-response-instance`
    private static func run(_ run: JSON) -> String {
        let text = { (key: String) in run[key]?.string ?? "" }
        return "\(text("started"))  \(text("run")) \(text("status")): \(text("playbook"))"
    }

    /// `SEC-1 in jira, open: https://…`
    private static func ticket(_ ticket: JSON) -> String {
        let text = { (key: String) in ticket[key]?.string }
        return "\(text("reference") ?? text("key") ?? "") in \(text("channel") ?? ""), "
            + (ticket["is_open"]?.bool == true ? "open" : "closed")
            + (text("url").map { ": \($0)" } ?? "")
    }

    private func facts(_ now: Timestamp) -> String {
        let resource = finding.resource
        let lines: [(String, String?)] = [
            ("finding", finding.id), ("guardrail", finding.guardrail),
            ("severity", finding.severity.rawValue),
            ("status", FindingColumn.status.cell(finding, now: now)),
            ("reason", finding.reason), ("account", finding.account),
            ("environment", finding.environment ?? "none: unclassified"),
            ("region", finding.region), ("resource", "\(resource.type) \(resource.id)"),
            ("name", resource.name), ("arn", resource.arn),
            ("part", finding.part.isEmpty ? nil : finding.part),
            ("first seen", "\(finding.firstSeen.rfc3339), \(finding.age(at: now)) ago"),
            ("changed", finding.changed.rfc3339),
        ]
        return lines.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 13 - name.count) + $0.visible }
        }.joined(separator: "\n")
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty
            ? "" : ([title] + lines.map { Self.margin + $0.visible }).joined(separator: "\n")
    }

    private var exceptionLines: [String] {
        guard let covers = finding.exception else { return [] }
        guard let exception else { return [covers.text] }
        return [
            covers.text, "reason: \(exception.reason)",
            exception.ticket.map { "ticket: \($0)" },
            exception.decidedBy.map { "granted by \($0)" },
        ].compactMap(\.self)
    }

    private static func event(_ event: JSON) -> String {
        let text = { (key: String) in event[key]?.string ?? "" }
        let reason = text("reason").isEmpty ? "" : ", \(text("reason"))"
        let by = text("by").isEmpty ? "" : " (\(text("by")))"
        return "\(text("at"))  \(text("event")): \(text("status"))\(reason)\(by)"
    }

    private static func change(_ view: ChangeView) -> String {
        let at = view.change.executed ?? view.change.proposed
        return "\(at?.rfc3339 ?? "")  \(view.id) \(view.state): \(view.action)"
    }

    /// How to read it anew. What is missing in an account is no resource to read: then what is looked
    /// for, and what is known of it.
    private var look: [String] {
        guard let type = Catalogue.aws[finding.resource.type], type.isRead else {
            return ["explain", "try"].map {
                ["parapet", "guardrails", $0, finding.guardrail].map(\.shellWord)
                    .joined(separator: " ")
            }
        }
        let region = type.isGlobal ? [] : ["--region", finding.region]
        let words =
            ["parapet", "collect", type.name, "--account", finding.account] + region
            + ["--id", finding.resource.id, "--format", "json"]
        return [words.map(\.shellWord).joined(separator: " ")]
    }

    /// Nil where none is needed.
    private var request: String? {
        guard finding.status == .open || finding.status == .unknown else { return nil }
        let region = finding.region == Scope.global ? [] : ["--region", finding.region]
        let words =
            ["parapet", "exceptions", "request", finding.guardrail, "--account", finding.account]
            + region + ["--resource", finding.resource.id, "--until", "30d", "--reason", "WHY"]
        return words.map(\.shellWord).joined(separator: " ")
    }
}
