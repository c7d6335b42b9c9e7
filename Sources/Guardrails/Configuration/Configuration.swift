/// `parapet.yaml`: which accounts, by which roles, and what is known about their surroundings.
public struct Configuration: Sendable, Hashable {
    /// Discover accounts through AWS Organizations with the caller's own credentials.
    public struct Organization: Sendable, Hashable {
        public var excluded: Set<String>
    }

    /// An account named in the file; its keys win over the discovered ones.
    public struct ListedAccount: Sendable, Hashable {
        public var id: String
        public var name: String?
        public var environment: String?
        public var tags: [String: String]
        /// The only ones that are looked at; nil: those of the configuration.
        public var regions: [NamedInFile]?
        public var place: Place
    }

    public struct Roles: Sendable, Hashable {
        public var audit = "ParapetAudit"
        /// Nil: nothing is changed.
        public var remediate: String?
        /// Nil: steps of playbooks change nothing in AWS.
        public var respond: String?
        /// Nil: no account's Security Hub or topic is written to with a role.
        public var notify: String?
        public var externalID: String?
        public var sessionName = "parapet"

        public init() {}
    }

    public enum Regions: Sendable, Hashable {
        /// Those that each account has enabled.
        case all
        case named([NamedInFile])
    }

    /// What puts an account into an environment: any tag, unit or name pattern that matches, without
    /// regard to case.
    public struct EnvironmentRule: Sendable, Hashable {
        /// Any of the values will do.
        public struct Tag: Sendable, Hashable {
            public var key: String
            public var values: [String]
        }

        public var name: String
        public var tags: [Tag]
        /// Each a path, an id, or the last name of a path.
        public var units: [String]
        public var names: [String]
        public var place: Place
    }

    /// What a sweep makes of accounts that match no environment.
    public enum UnclassifiedAccounts: String, Sendable, Hashable, CaseIterable {
        /// They are observed, and the sweep is incomplete.
        case report
        /// They are observed, and that is fine.
        case allow
    }

    /// How long what is over is kept.
    public struct Retention: Sendable, Hashable {
        public var eventDays = 400
        /// Of resources that are gone.
        public var inventoryDays = 30
        /// Of the texts that ended sweeps judged with; their hashes stay.
        public var sweepDays = 90
        /// Of AWS's events, and of what was no event.
        public var receivedDays = 30
        /// Of messages that were delivered or given up.
        public var noticeDays = 400

        public init() {}
    }

    public struct Queue: Sendable, Hashable {
        /// Jobs that may run in one account at once, whatever their scopes.
        public var jobsPerAccount = 20

        public init() {}
    }

    /// Where evidence is kept and looked at; what is not named is not done there.
    public struct Forensics: Sendable, Hashable {
        /// Nil: in the account of what is looked at; so of the region.
        public var account: NamedInFile?
        public var region: NamedInFile?
        /// The ARN of a key of KMS, or of an alias, that copies of snapshots are encrypted with.
        public var key: String?
        /// The image, and the subnet, of an instance that disks are looked at with; and the instance
        /// profile that it has.
        public var image: String?
        public var subnet: String?
        public var role: String?

        public init() {}
    }

    /// A queue of SQS that AWS's events come through.
    public struct EventQueue: Sendable, Hashable {
        public var url: String
        public var region: NamedInFile
    }

    public var organization: Organization?
    public var accounts: [ListedAccount] = []
    public var roles = Roles()
    public var regions = Regions.all
    public var environments: [EnvironmentRule] = []
    public var unclassified = UnclassifiedAccounts.report
    public var knownNetworks: [String] = []
    public var partners: [String] = []
    public var exceptionTag = "guardrail-exception"
    /// Environment, or `default`, to the file that says what its accounts must have; a relative name
    /// starts at the folder of parapet.yaml.
    public var baselines: [String: NamedInFile] = [:]
    public var queue = Queue()
    /// Resource types whose past is kept.
    public var inventoryHistory: [NamedInFile] = []
    public var retention = Retention()
    /// Where AWS's events are received; none: sweeps alone see what changed.
    public var eventQueues: [EventQueue] = []
    /// The most that any guardrail may do anywhere.
    public var changesAtMost = Mode.approve
    public var owners = Owners()
    /// In the order of the file.
    public var channels: [Channel] = []
    /// By severity; what is not named waits as long as whoever sends finds fit.
    public var digests: [Severity: Digest] = [:]
    public var quiet: Quiet?
    /// When changes are made, by environment, and as `default`; any time where nothing is said.
    public var windows: [String: ChangeWindow] = [:]
    /// The file with the private key that evidence is signed with; nil: it is not.
    public var signingKeyFile: String?
    /// By the tool's name.
    public var iacTags: [String: IaCTag] = [:]
    public var forensics = Forensics()
    public var providers = Providers()
    /// In the order of the file.
    public var overrides: [GuardrailOverride] = []
    /// What can be used as it stands, and is hardly meant.
    public var warnings: [Problem] = []

    /// Nothing but what holds where the file says nothing.
    public init() {}
}
