import AWS
import Document
import Guardrails
import Playbooks
import Records
import Store

/// One change for people: what is to be done to what and why, by whose leave, and what it came to.
struct ChangePage {
    let view: ChangeView
    /// Title and education of the guardrail.
    let lesson: JSON
    /// What else names the target.
    let users: [Inventories.User]
    /// The newest first.
    let history: [JSON]

    static let shownUsers = 20

    private var change: ChangeRecord { view.change }

    func text() -> String {
        let sections = [
            title, facts,
            section("why it matters", Self.lines(lesson["education"]?.string ?? "")),
            section(isMade ? "before → after" : "before → what should be found", difference),
            section("calls of AWS's API", calls), section("what comes of it", view.again),
            section("what else names it", userLines),
            section("history", history.map(Self.entry)), section("go on with", commands),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var title: String {
        let does =
            Catalogue.aws[action: change.action]?.title
            ?? StepCatalogue.aws[change.action]?.title ?? change.action
        let of = lesson["title"]?.string ?? change.guardrail
        return (of.map { "\($0): \(does)" } ?? does).visible
    }

    private var facts: String {
        let by = { (who: String?, when: Timestamp?) -> String? in
            when.map { "\($0.rfc3339) by \(who ?? "parapet")" }
        }
        let lines: [(String, String?)] = [
            ("change", view.id), ("state", view.state), ("reason", change.reason),
            ("finding", change.finding), ("guardrail", change.guardrail),
            ("run", change.run), ("step", change.step), ("action", view.action),
            ("account", change.account), ("environment", change.environment),
            ("region", change.region), ("resource", Self.name(change.resource)),
            ("target", Self.name(change.target)), ("arn", change.target.arn),
            ("part", change.part.isEmpty ? nil : change.part),
            ("proposed", by(change.proposedBy, change.proposed)),
            ("not before", change.notBefore?.rfc3339),
            ("decided by", isToBeDecided ? Self.deciders(view.approvers) : nil),
            ("lapses", isToBeDecided ? change.expires?.rfc3339 : nil),
            ("decided", by(change.decided?.by, change.decided?.at)),
            ("because", change.decided?.reason), ("ended", change.executed?.rfc3339),
            ("requests", change.requests.isEmpty ? nil : change.requests.joined(separator: ", ")),
            ("undoes", change.undoes), ("undone by", change.undoneBy),
        ]
        return lines.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 13 - name.count) + $0.visible }
        }.joined(separator: "\n")
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty ? "" : ([title] + lines.map { "  " + $0.visible }).joined(separator: "\n")
    }

    private var isToBeDecided: Bool { change.state == .awaitingApproval }

    private var isMade: Bool { change.state == .done }

    private static func deciders(_ roles: [String]) -> String {
        roles.isEmpty ? "nobody: no role is named" : "a member of \(roles.joined(separator: ", "))"
    }

    private static func name(_ resource: ResourceRecord) -> String {
        let name = resource.name.flatMap { $0 == resource.id ? nil : " (\($0))" } ?? ""
        return "\(resource.type) \(resource.id)\(name)"
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    private var difference: [String] {
        guard let before = change.before, let after = change.after else { return [] }
        return LineDifference(from: before, to: after).lines
    }

    private var calls: [String] {
        change.planned.enumerated().flatMap { number, call in
            ["\(number + 1). \(call.service):\(call.operation)"]
                + Self.lines(call.input.prettyText).map { "   " + $0 }
        }
    }

    private var userLines: [String] {
        let lines = users.prefix(Self.shownUsers).map { user in
            "\(user.region) \(user.type) \(user.id)" + (user.name.map { " (\($0))" } ?? "")
        }
        return lines + (users.count > Self.shownUsers ? ["and more"] : [])
    }

    private static func entry(_ entry: JSON) -> String {
        let text = { (key: String) in entry[key]?.string ?? "" }
        let reason = text("reason").isEmpty ? "" : ": \(text("reason"))"
        let at = Timestamp(text("at"))?.rfc3339 ?? text("at")
        return "\(at)  \(text("action")) by \(text("actor"))\(reason)"
    }

    private var commands: [String] {
        if let run = change.run {
            let isUndoable = change.state == .done && change.undoneBy == nil && change.undoes == nil
            return ["parapet playbook \(isUndoable ? "undo" : "show") \(run.shellWord)"]
        }
        if let run = change.after?["run"]?.string, PlaybookUse.name(inAction: change.action) != nil
        {
            return ["parapet playbook show \(run.shellWord)"]
        }
        let words: [[String]] =
            switch change.state {
            case .awaitingApproval:
                [["approve", view.id], ["reject", view.id, "--reason", "WHY"]]
            case .done where change.undoneBy == nil && change.undoes == nil:
                [["undo", view.id, "--reason", "WHY"]]
            case .failed, .conflict, .lapsed: [["retry", view.id]]
            case .stopped:
                [["resume"] + (change.guardrail.map { ["--guardrail", $0] } ?? [])]
            default: []
            }
        return words.map { words in
            (["parapet", "changes"] + words).map(\.shellWord).joined(separator: " ")
        }
    }
}
