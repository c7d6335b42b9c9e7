import Document

/// A step of a run.
public struct RunStep: Sendable, Hashable {
    public enum Status: String, Sendable, CaseIterable {
        case pending, running
        /// At its gate, or for a time.
        case waiting
        case done, skipped, failed, undone
    }

    /// What was said at its gate.
    public struct Gate: Sendable, Hashable {
        public struct Decision: Sendable, Hashable {
            public let by: String
            public let isApproval: Bool
            public let reason: String
            public let at: Timestamp

            public init(by: String, isApproval: Bool, reason: String, at: Timestamp) {
                self.by = by
                self.isApproval = isApproval
                self.reason = reason
                self.at = at
            }
        }

        public let needsTwo: Bool
        public internal(set) var decisions: [Decision] = []

        /// The same person twice counts once; who started the run is none of two.
        public var isPassed: Bool {
            let approving = Set(decisions.filter(\.isApproval).map(\.by))
            return approving.count >= (needsTwo ? 2 : 1)
        }
    }

    public let name: String
    /// A name in the step catalogue; nil of runs from before it was kept.
    public let type: String?
    public internal(set) var status = Status.pending
    /// Why it was skipped or failed.
    public internal(set) var reason: String?
    /// Nil until it is asked.
    public internal(set) var gate: Gate?
    /// One for each item; one where the step has none; empty until it is opened.
    public internal(set) var tasks: [RunTask] = []

    init(name: String, type: String?) {
        self.name = name
        self.type = type
    }

    public var isAtGate: Bool { status == .waiting && gate?.isPassed == false }

    public var started: Timestamp? { tasks.compactMap(\.started).min() }

    /// When the last of it ended; nil while something is left.
    public var ended: Timestamp? {
        let ends = tasks.map(\.ended)
        return ends.contains(nil) ? nil : ends.compactMap(\.self).max()
    }

    /// The ids of the changes that it made, in their order.
    public var changes: [String] { tasks.flatMap(\.changes) }
}
