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

    /// What Parapet does with it, did or will do, and when.
    var progress: String {
        switch state {
        case .planned: "could make it; nobody proposed it"
        case .proposed, .stopped: wait
        case .awaitingApproval: "makes it once \(deciders) approved it\(limit)"
        case .approved: "is about to make it: it was approved"
        case .executing, .verifying: "is making it"
        case .done: "made it\(executed.map { " at \($0.shown)" } ?? ""), and read it back"
        case .noOp: "had nothing left to change" + because
        case .failed: "tried it, and failed" + because
        case .conflict: "left all as it is, not to undo what others did" + because
        case .lapsed: "changed nothing, for it lapsed" + because
        case .refused: "changed nothing, for it was refused" + because
        }
    }

    private var deciders: String {
        approvers.isEmpty
            ? "somebody" : "a member of \(approvers.map { $0.clipped() }.joined(separator: " or "))"
    }

    private var limit: String {
        expires.map { ", until \($0.shown); then it lapses, and nothing is changed" } ?? ""
    }

    private var because: String { reason.map { ": \($0.clipped(to: 500))" } ?? "" }

    private var wait: String {
        let from = notBefore.map { ", not before \($0.shown)" } ?? ""
        switch state == .stopped ? .stop : waits {
        case .limit: return "holds it back: a limit on how much is changed at once" + from
        case .wave: return "makes it once the changes before it are verified" + from
        case .stop: return "holds it back: changes are stopped" + from
        case .after: return "makes it later\(from), so that you can mend it or ask for an exception"
        case .settle: return "makes it once the resource has settled" + from
        case .window: return "makes it in the hours that are set for changes" + from
        case nil: return "is about to make it" + from
        }
    }
}
