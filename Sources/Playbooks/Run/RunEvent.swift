import Document

/// What happens to a run.
public enum RunEvent: Sendable, Hashable {
    /// How an attempt at a step, or at undoing it, ended.
    public enum Outcome: Sendable, Hashable {
        /// - Parameter outputsDigest: the SHA-256 of the outputs' canonical text.
        case done(outputs: Object, outputsDigest: String)
        /// - Parameter isFinal: trying again would not help.
        case failed(String, isFinal: Bool)
        /// It is not over, and needs no worker until then.
        case snoozed(until: Timestamp)
    }

    /// Which attempt at what.
    public struct Attempt: Sendable, Hashable {
        public let step: String
        /// The item's number in the step, from 0.
        public let task: Int
        public let number: Int

        public init(step: String, task: Int, number: Int) {
            self.step = step
            self.task = task
            self.number = number
        }
    }

    case begun
    /// - Parameter changes: the ids of what was changed until then, also by an attempt that failed.
    case stepEnded(Attempt, Outcome, changes: [String])
    /// Who says it may: the database knows.
    case decided(step: String, RunStep.Gate.Decision)
    /// - Parameter round: the run's ``Run/round`` that whoever asks saw.
    case resumed(by: String, round: Int)
    case undoAsked(by: String, round: Int)
    /// - Parameters:
    ///   - changes: the ids of the changes that took the others back.
    ///   - left: what stays because another run relies on it, for people.
    case undoEnded(Attempt, Outcome, changes: [String], left: [String] = [])
    case timePassed
}
