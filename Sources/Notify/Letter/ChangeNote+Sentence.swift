import AWS
import Document
import Guardrails

extension ChangeNote {
    /// What the action does, in words that go on after "Parapet".
    var does: String {
        let name = action.clipped()
        let title = Catalogue.aws[action: name]?.title ?? name
        let words = title.first.map { $0.lowercased() + title.dropFirst() } ?? title
        guard let undoes else { return words }
        return "takes the change \(undoes.clipped()) back, which \(words)"
    }

    /// How far it is, and what has to happen first.
    var progress: String {
        switch state {
        case .planned: "could be done; nobody proposed it"
        case .proposed, .stopped: wait
        case .awaitingApproval: "waits for \(deciders) to decide\(limit)"
        case .approved: "approved, and about to be made"
        case .executing, .verifying: "being made now"
        case .done: "done\(executed.map { " at \($0.shown)" } ?? ""), and read back"
        case .noOp: "nothing was left to change" + because
        case .failed: "tried, and failed" + because
        case .conflict: "left alone, not to undo what others did" + because
        case .lapsed: "lapsed; nothing was changed" + because
        case .refused: "refused; nothing was changed" + because
        }
    }

    private var deciders: String {
        approvers.isEmpty
            ? "somebody" : "a member of \(approvers.map { $0.clipped() }.joined(separator: " or "))"
    }

    private var limit: String {
        expires.map { " until \($0.shown); then it lapses, and nothing is changed" } ?? ""
    }

    private var because: String { reason.map { ": \($0.clipped(to: 500))" } ?? "" }

    private var wait: String {
        let from = notBefore.map { "; not made before \($0.shown)" } ?? ""
        let why =
            switch state == .stopped ? .stop : waits {
            case .limit: "held back by a limit on how much is changed at once"
            case .wave: "waits until the changes before it are verified"
            case .stop: "held back: changes are stopped"
            case .after: "waits, so that there is time to mend it or to ask for an exception"
            case .settle: "waits until the resource has settled"
            case .window: "waits for the hours in which changes are made"
            case nil: "about to be made"
            }
        return why + from
    }
}
