import Document
import Guardrails

/// A finding as `parapet findings --format json` lists it.
public struct FindingRecord: Record {
    /// A control of a framework that the guardrail serves.
    public struct Framework: Sendable, Hashable {
        public var framework: String
        public var control: String
        /// Why the guardrail does not serve it wholly.
        public var partly: String?

        public init(framework: String, control: String, partly: String? = nil) {
            self.framework = framework
            self.control = control
            self.partly = partly
        }
    }

    public struct Reason: Sendable, Hashable {
        /// For people: `tcp 22 from 0.0.0.0/0`.
        public var text: String
        /// Where in the resource's document.
        public var path: String
        /// The request that would be allowed, for what policies let in.
        public var witness: JSON?

        public init(text: String, path: String, witness: JSON? = nil) {
            self.text = text
            self.path = path
            self.witness = witness
        }
    }

    /// What covers it while it is excepted.
    public struct Exception: Sendable, Hashable {
        /// `tag`, or a granted exception's id.
        public var source: String
        public var owner: String?
        public var from: Timestamp
        public var until: Timestamp?

        public init(source: String, owner: String?, from: Timestamp, until: Timestamp?) {
            self.source = source
            self.owner = owner
            self.from = from
            self.until = until
        }
    }

    public static let kind = "finding"

    public var id: String
    public var guardrail: String
    /// Nil where no sweep used the guardrail yet; so is education.
    public var title: String?
    public var education: String?
    public var frameworks: [Framework]
    public var status: Finding.Status
    public var unverified: Bool
    public var severity: Severity
    public var account: String
    /// Nil: unclassified.
    public var environment: String?
    public var region: String
    public var resource: ResourceRecord
    public var part: String
    public var because: [Reason]
    public var exception: Exception?
    public var reason: String?
    public var firstSeen: Timestamp
    public var changed: Timestamp
}
