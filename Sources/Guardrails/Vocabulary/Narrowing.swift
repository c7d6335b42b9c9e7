/// What a sweep was asked to look at; an empty list means everything.
public struct Narrowing: Sendable, Hashable {
    public var accounts: [String]
    public var regions: [String]
    public var guardrails: [String]
    public var environments: [String]

    public init(
        accounts: [String] = [],
        regions: [String] = [],
        guardrails: [String] = [],
        environments: [String] = []
    ) {
        self.accounts = accounts
        self.regions = regions
        self.guardrails = guardrails
        self.environments = environments
    }

    public var isFull: Bool {
        accounts.isEmpty && regions.isEmpty && guardrails.isEmpty && environments.isEmpty
    }
}
