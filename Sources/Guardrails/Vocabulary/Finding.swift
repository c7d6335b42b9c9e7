import Document

/// What is known of one violation: the row that people and programs hold on to.
public struct Finding: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case open, excepted, resolved, unknown
    }

    /// Two findings are the same when these are, whatever else changed.
    public struct Identity: Sendable, Hashable {
        public let guardrail: String
        public let account: String
        public let region: String
        public let type: String
        public let resource: String
        public let part: String

        public init(
            guardrail: String,
            account: String,
            region: String,
            type: String,
            resource: String,
            part: String
        ) {
            self.guardrail = guardrail
            self.account = account
            self.region = region
            self.type = type
            self.resource = resource
            self.part = part
        }
    }

    /// The exception under which a finding stands as `excepted`.
    public struct Exception: Sendable, Hashable {
        /// `tag`, or the id of a granted exception.
        public let source: String
        public let owner: String?
        public let from: Timestamp
        public let until: Timestamp?

        public init(source: String, owner: String?, from: Timestamp, until: Timestamp?) {
            self.source = source
            self.owner = owner
            self.from = from
            self.until = until
        }
    }

    public let identity: Identity
    public var status: Status
    /// The last look could not confirm what the status says.
    public var unverified: Bool
    public var severity: Severity
    public var environment: String?
    public var arn: String?
    public var name: String?
    public var because: [Because]
    public var reason: String?
    public var exception: Exception?

    public init(
        identity: Identity,
        status: Status,
        unverified: Bool = false,
        severity: Severity,
        environment: String?,
        arn: String? = nil,
        name: String? = nil,
        because: [Because] = [],
        reason: String? = nil,
        exception: Exception? = nil
    ) {
        self.identity = identity
        self.status = status
        self.unverified = unverified
        self.severity = severity
        self.environment = environment
        self.arn = arn
        self.name = name
        self.because = because
        self.reason = reason
        self.exception = exception
    }
}
