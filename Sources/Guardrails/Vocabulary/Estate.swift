import Document

/// One AWS account as discovered or listed.
public struct Account: Sendable, Hashable {
    public let id: String
    public var name: String
    /// Nil: unclassified. Observed, never changed.
    public var environment: String?
    public var tags: [String: String]
    /// The path of organizational units, such as `Workloads/Production`; nil where unknown.
    public var unit: String?
    /// From the root's id to that of its unit; empty where unknown.
    public var unitIDs: [String]
    public var isSuspended: Bool

    public init(
        id: String,
        name: String,
        environment: String? = nil,
        tags: [String: String] = [:],
        unit: String? = nil,
        unitIDs: [String] = [],
        isSuspended: Bool = false
    ) {
        self.id = id
        self.name = name
        self.environment = environment
        self.tags = tags
        self.unit = unit
        self.unitIDs = unitIDs
        self.isSuspended = isSuspended
    }

    public var owner: String? { tags["owner"] }
}

/// All accounts with what is known about their surroundings: what conditions see as `estate`.
public struct Estate: Sendable, Hashable {
    public var accounts: [Account]
    /// Accounts of the organization that sweeps leave out, by id: ours all the same.
    public var excluded: [String]
    /// Networks that count as ours although they are on the internet, in CIDR notation.
    public var knownNetworks: [String]
    /// Account ids that are not ours but known.
    public var partners: [String]
    /// What every account must have, by environment or `default`.
    public var baselines: [String: [JSON]]

    public init(
        accounts: [Account],
        excluded: [String] = [],
        knownNetworks: [String] = [],
        partners: [String] = [],
        baselines: [String: [JSON]] = [:]
    ) {
        self.accounts = accounts
        self.excluded = excluded
        self.knownNetworks = knownNetworks
        self.partners = partners
        self.baselines = baselines
    }

    /// What an account must have: its environment's baseline, else the default one.
    public func baseline(of account: Account) -> [JSON] {
        account.environment.flatMap { baselines[$0] } ?? baselines["default"] ?? []
    }
}
