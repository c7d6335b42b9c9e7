import Document

/// What has to be done because of what happened to a run.
public enum RunEffect: Sendable, Hashable {
    /// An attempt that a worker makes.
    public struct Work: Sendable, Hashable {
        public let attempt: RunEvent.Attempt
        /// A name in the step catalogue.
        public let type: String
        /// The same for every attempt: what AWS knows the work by, so that it is done once.
        public let key: String
        public let inputs: Object
        /// When it has to be over, with all waiting; nil: whenever.
        public let deadline: Timestamp?
    }

    case doStep(Work)
    /// The inputs are those that it was done with.
    case undoStep(Work)
    /// Somebody is asked to decide.
    case askGate(step: String, by: [String], needsTwo: Bool, reason: String)
    /// ``RunEvent/timePassed`` then.
    case wake(at: Timestamp)
    /// People are told.
    case notice(String)
    /// Nothing is left to do, until somebody asks for more.
    case finished(Run.Status)
}
