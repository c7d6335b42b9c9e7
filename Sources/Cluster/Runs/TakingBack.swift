import AWS
import Document

/// What is to be done to take a change back, by what is there now.
enum TakingBack: Sendable, Hashable {
    case calls([ActionCall])
    /// It is as it was before, also in what nobody compares.
    case nothing
    /// It is not what the change left.
    case changedSince
    /// The instance is gone, and the change went with it.
    case gone
    /// The instance is gone, and what was changed beside it is not known any more.
    case stays(String)

    /// - Parameters:
    ///   - hash: of what is there now.
    ///   - before: of what was there before the change; a change that an undo stopped halfway may be there
    ///     again, and not all beside it.
    ///   - after: of what the change left; nil where nobody knows.
    ///   - calls: what the action would undo.
    ///   - gone: what is left to be done where the instance is gone: it is then never what was left.
    init(
        now hash: String,
        before: String,
        after: String?,
        _ calls: [ActionCall],
        gone: WhenGone? = nil
    ) {
        switch gone {
        case nil: break
        case .nothing:
            self = .gone
            return
        case .rest:
            self = calls.isEmpty ? .gone : .calls(calls)
            return
        case .stays(let what):
            self = .stays(what)
            return
        }
        guard hash == after || hash == before else {
            self = .changedSince
            return
        }
        self = calls.isEmpty ? .nothing : .calls(calls)
    }
}
