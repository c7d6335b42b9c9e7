import Document

/// A step of a run for one of its items: what a worker does at once.
public struct RunTask: Sendable, Hashable {
    public enum Phase: String, Sendable, CaseIterable {
        case pending
        /// A worker has it.
        case running
        /// Until ``RunTask/wakes``.
        case resting
        case done, failed, skipped
        /// A worker takes it back.
        case undoing
        /// As resting, while it is taken back.
        case undoResting = "undo resting"
        case undone
    }

    /// Nil in a step without `each:`.
    public let item: JSON?
    public internal(set) var phase = Phase.pending
    /// Counts every time that a worker was asked; what an earlier one says does not count.
    public internal(set) var attempt = 0
    /// Those that failed since somebody last had it go on.
    public internal(set) var failures = 0
    /// What the step was given at the latest attempt; one that rests keeps it.
    public internal(set) var inputs: Object?
    public internal(set) var outputs: Object?
    /// The SHA-256 of the outputs' canonical text.
    public internal(set) var outputsDigest: String?
    /// The ids of the changes that it made, also where it failed in the end.
    public internal(set) var changes: [String] = []
    /// Those that took them back.
    public internal(set) var undoneBy: [String] = []
    /// What was not taken back because another run relies on it, for people.
    public internal(set) var left: [String] = []
    /// Its place among all endings of the run that leave something behind.
    public internal(set) var ending: Int?
    public internal(set) var wakes: Timestamp?
    public internal(set) var started: Timestamp?
    public internal(set) var ended: Timestamp?
    /// Why it failed, was skipped, or could not be undone.
    public internal(set) var message: String?

    init(item: JSON?) { self.item = item }

    var isOut: Bool { phase == .running || phase == .undoing }
    var isBackwards: Bool { phase == .undoing || phase == .undoResting }
    var isResting: Bool { phase == .resting || phase == .undoResting }
}
