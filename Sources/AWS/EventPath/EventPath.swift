import Document
import Guardrails

/// The way of events, from the rules of each account and region to a queue, as it was read.
public struct EventPath: Sendable, Hashable {
    public struct Queue: Sendable, Hashable {
        public let url: String
        public let region: String
        public let attributes: Result<Attributes, Gap>
        /// How many messages lie in the queue for what nobody could take; nil where there is none.
        public let dead: Result<Int, Gap>?
        /// How long its oldest message has waited; nil where CloudWatch has no figure, as of a queue
        /// that nobody used for hours.
        public let oldestSeconds: Result<Int?, Gap>

        public init(
            url: String,
            region: String,
            attributes: Result<Attributes, Gap>,
            dead: Result<Int, Gap>?,
            oldestSeconds: Result<Int?, Gap>
        ) {
            self.url = url
            self.region = region
            self.attributes = attributes
            self.dead = dead
            self.oldestSeconds = oldestSeconds
        }
    }

    public struct Attributes: Sendable, Hashable {
        public let arn: String
        public let senders: QueueSenders
        /// Of the dead-letter queue.
        public let deadLetters: String?

        public init(arn: String, senders: QueueSenders, deadLetters: String?) {
            self.arn = arn
            self.senders = senders
            self.deadLetters = deadLetters
        }
    }

    /// An account's region.
    public struct Place: Sendable, Hashable {
        public let account: String
        public let region: String
        /// The one that hands events on; nil where there is none.
        public let rule: Result<Rule?, Gap>
        /// Whether a trail records there what is changed.
        public let isLogged: Result<Bool, Gap>

        public init(
            account: String,
            region: String,
            rule: Result<Rule?, Gap>,
            isLogged: Result<Bool, Gap>
        ) {
            self.account = account
            self.region = region
            self.rule = rule
            self.isLogged = isLogged
        }
    }

    public struct Rule: Sendable, Hashable {
        public let isEnabled: Bool
        /// What its pattern takes; nil: it says nothing of sources, and takes them all.
        public let sources: [String]?
        /// ARNs of buses and queues.
        public let targets: [String]

        public init(isEnabled: Bool, sources: [String]?, targets: [String]) {
            self.isEnabled = isEnabled
            self.sources = sources
            self.targets = targets
        }
    }

    public var queues: [Queue] = []
    public var places: [Place] = []
    /// Accounts that could not be looked into, with what AWS said.
    public var unread: [String: String] = [:]

    public init() {}
}
