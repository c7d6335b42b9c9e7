import Document
import Guardrails

/// One change of a target, as `parapet changes list|show --format json` has it.
public struct ChangeRecord: Record {
    public typealias State = ChangeState
    public typealias Wait = ChangeWait

    /// A call of AWS's API.
    public struct Call: Sendable, Hashable {
        public var service: String
        public var operation: String
        public var input: JSON

        public init(service: String, operation: String, input: JSON) {
            self.service = service
            self.operation = operation
            self.input = input
        }
    }

    public struct Decision: Sendable, Hashable {
        public var by: String
        public var at: Timestamp
        public var reason: String?
    }

    public static let kind = "change"

    /// Nil where it is planned only.
    public var id: String?
    /// Nil for changes of a run; so is the guardrail.
    public var finding: String?
    public var guardrail: String?
    /// Such as `ec2.restrict-ingress`.
    public var action: String
    public var account: String
    public var environment: String?
    public var region: String
    public var resource: ResourceRecord
    /// What is changed: the resource, or another.
    public var target: ResourceRecord
    public var part: String
    public var state: State
    public var waits: Wait?
    public var notBefore: Timestamp?
    public var reason: String?
    /// The target as it was read before; nil where it was not yet.
    public var before: JSON?
    public var planned: [Call]
    public var after: JSON?
    /// Nil where it is planned only; so is who proposed it.
    public var proposed: Timestamp?
    public var proposedBy: String?
    public var expires: Timestamp?
    public var decided: Decision?
    public var executed: Timestamp?
    /// AWS's ids of the requests made.
    public var requests: [String]
    /// The change that this one undoes.
    public var undoes: String?
    public var undoneBy: String?
    /// The run of which a step made it, and the step; nil for changes of guardrails.
    public var run: String?
    public var step: String?

    /// One that nobody proposed: what would be done about a finding.
    public init(
        planned action: String,
        finding: FindingRecord,
        target: ResourceRecord,
        region: String,
        state: State,
        reason: String?,
        before: JSON? = nil,
        calls: [Call] = [],
        after: JSON? = nil
    ) {
        self.finding = finding.id
        guardrail = finding.guardrail
        self.action = action
        account = finding.account
        environment = finding.environment
        self.region = region
        resource = finding.resource
        self.target = target
        part = finding.part
        self.state = state
        self.reason = reason
        self.before = before
        planned = calls
        self.after = after
        requests = []
    }
}
