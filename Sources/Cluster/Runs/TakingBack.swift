import AWS
import Document

/// What is to be done to take a change back, by what is there now.
enum TakingBack: Sendable, Hashable {
    case calls([ActionCall])
    /// It is as it was before, also in what nobody compares.
    case nothing
    /// It is not what the change left.
    case changedSince

    /// - Parameters:
    ///   - hash: of what is there now.
    ///   - before: of what was there before the change; a change that an undo stopped halfway may be there
    ///     again, and not all beside it.
    ///   - after: of what the change left; nil where nobody knows.
    ///   - calls: what the action would undo.
    init(now hash: String, before: String, after: String?, _ calls: [ActionCall]) {
        guard hash == after || hash == before else {
            self = .changedSince
            return
        }
        self = calls.isEmpty ? .nothing : .calls(calls)
    }
}
