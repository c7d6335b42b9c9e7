import Document
import Records

/// One thing that happened: to a finding, or to a change that mends one.
public struct Item: Sendable, Hashable {
    /// What happened last.
    public var event: Event
    public var at: Timestamp
    /// The finding's id; nil for a change of a run.
    public var finding: String?
    /// Nil where the group says it.
    public var account: AccountNote?
    public var region: String
    public var resource: ResourceRecord
    public var part: String
    public var because: [FindingRecord.Reason]
    /// Why it is in its status, as the finding says: `fixed`, `gone`.
    public var reason: String?
    /// Set where it went back and forth: told once.
    public var flapping: Flapping?
    /// Who caused it, for the owner's eyes.
    public var actor: Actor?
    public var change: ChangeNote?
    public var ticket: Ticket?

    public init(
        event: Event,
        at: Timestamp,
        finding: String?,
        account: AccountNote? = nil,
        region: String,
        resource: ResourceRecord,
        part: String = "",
        because: [FindingRecord.Reason] = [],
        reason: String? = nil,
        flapping: Flapping? = nil,
        actor: Actor? = nil,
        change: ChangeNote? = nil,
        ticket: Ticket? = nil
    ) {
        self.event = event
        self.at = at
        self.finding = finding
        self.account = account
        self.region = region
        self.resource = resource
        self.part = part
        self.because = because
        self.reason = reason
        self.flapping = flapping
        self.actor = actor
        self.change = change
        self.ticket = ticket
    }
}

extension Item {
    /// How often the finding changed its status since a moment.
    public struct Flapping: Sendable, Hashable {
        public var count: Int
        public var since: Timestamp

        public init(count: Int, since: Timestamp) {
            self.count = count
            self.since = since
        }
    }

    /// Who made the call of AWS's API that brought it about.
    public struct Actor: Sendable, Hashable {
        /// As CloudTrail names them: a role session, a user.
        public var name: String
        /// Such as `ec2:AuthorizeSecurityGroupIngress`.
        public var call: String
        public var at: Timestamp

        public init(name: String, call: String, at: Timestamp) {
            self.name = name
            self.call = call
            self.at = at
        }
    }

    public struct Ticket: Sendable, Hashable {
        public var reference: String
        /// Shown where it is https.
        public var url: String?

        public init(reference: String, url: String?) {
            self.reference = reference
            self.url = url
        }
    }
}
