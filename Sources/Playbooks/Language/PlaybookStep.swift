import CEL
import Guardrails

/// One step of a playbook: what is done when, for what, and by whose leave.
public struct PlaybookStep: Sendable {
    /// Nothing is done before somebody said yes.
    public struct Gate: Sendable {
        public enum Persons: Sendable {
            case one, two
            /// Two where it holds, and where nobody can tell.
            case twoWhen(Program)
        }

        /// Roles of the database, of one of which whoever decides is a member.
        public let by: [String]
        public let persons: Persons
        /// What is asked, for people.
        public let reason: String
    }

    public struct Retry: Sendable, Hashable {
        /// How often it is tried in all.
        public let attempts: Int
        /// Before the second attempt; twice as long before each further one.
        public let waitSeconds: Int
    }

    public let name: String
    public let type: StepType
    public let with: [String: ActionUse.Argument]
    /// Only where it holds; nil: always.
    public let when: Program?
    /// A list: the step is done once for each item.
    public let each: Program?
    /// What has to be over before.
    public let after: [String]
    public let gate: Gate?
    public let retry: Retry
    /// The most items that it is done for; more is a failure, and nothing is done.
    public let atMost: Int
    /// For one item, with all attempts and waiting.
    public let timeoutSeconds: Int
    /// The run goes on where it failed.
    public let mayFail: Bool
    public let place: Place
}
