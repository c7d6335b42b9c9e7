import Document

/// What happened in an account, as CloudTrail recorded it and EventBridge delivered it, checked. It
/// tells what to look at again, never what there is now.
///
/// Source: CloudTrail User Guide, "CloudTrail record contents"; EventBridge User Guide, "AWS service
/// events delivered via CloudTrail".
public struct CloudEvent: Sendable, Hashable {
    /// `eventID`: a record that is delivered again has the same.
    public let id: String
    /// `ec2:AuthorizeSecurityGroupIngress`
    public let name: String
    /// Whose estate it is about.
    public let account: String
    /// Where it happened: `us-east-1` for IAM and its like.
    public let region: String
    /// When AWS recorded it, not when it came.
    public let at: Timestamp
    /// The record, EventBridge's `detail`.
    public let record: JSON
    /// The resources that it says have changed, each once.
    public let mentions: [Mention]
    /// What it says of an account as a whole.
    public let news: AccountNews?
}

extension CloudEvent {
    /// Whether it tells what somebody thinks of a resource, and not that it changed.
    public var isOpinion: Bool { name == ImportedFinding.name }

    /// Resources that an event says have changed, in its account.
    public struct Mention: Sendable, Hashable {
        public enum Way: Sendable, Hashable {
            /// One, by its id in the catalogue.
            case id(String)
            /// All of the type in this account and region whose document has the text at the field,
            /// `group_name` or `ingress[].source`, as the inventory knows them. The event tells no
            /// id, or another resource changed what these mean: a prefix list that opens a group.
            case naming(field: String, value: String)
            /// All of the type in this account and region; of a global type in all regions.
            case all
        }

        /// A catalogue type, such as `ec2.security-group`.
        public let type: String
        /// Where it lives: `global` for IAM and its like, for a bucket its own region.
        public let region: String
        public let way: Way

        public init(type: String, region: String, _ way: Way) {
            self.type = type
            self.region = region
            self.way = way
        }

        /// Nil where only the inventory can tell.
        public var id: String? { if case .id(let id) = way { id } else { nil } }

        /// What a document contains that is meant, in the sense of PostgreSQL's `@>`; nil where
        /// the id tells.
        public var contained: JSON? {
            guard case .naming(let field, let value) = way else { return nil }
            return field.split(separator: ".").reversed().reduce(JSON.string(value)) {
                inner,
                step in
                guard step.hasSuffix("[]") else { return [String(step): inner] }
                return [String(step.dropLast(2)): [inner]]
            }
        }
    }

    /// That there is an account more or less, or one elsewhere. The organization is asked before
    /// anything is believed.
    public struct AccountNews: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case created, joined, moved, left, closed
        }

        public let account: String
        public let kind: Kind

        public init(account: String, kind: Kind) {
            self.account = account
            self.kind = kind
        }
    }
}
