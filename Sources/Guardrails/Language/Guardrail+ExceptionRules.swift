extension Guardrail {
    /// Who may except what, and how long.
    public struct ExceptionRules: Sendable, Hashable {
        /// The group that may grant; nil: nobody.
        public var grantedBy: String?
        public var atMostSeconds: Int?
        /// Whether a resource's own tags may say so; nil: nobody wrote it.
        public var byTag: Bool?

        public init() {}

        /// Key by key.
        func overlaid(by keys: ExceptionRules) -> ExceptionRules {
            var rules = self
            rules.grantedBy = keys.grantedBy ?? grantedBy
            rules.atMostSeconds = keys.atMostSeconds ?? atMostSeconds
            rules.byTag = keys.byTag ?? byTag
            return rules
        }
    }

    /// Whether a resource's own tags may except it. Where changes are made without asking anybody,
    /// whoever may tag could keep them away: there only if somebody wrote it.
    public func exceptsByTag(in environment: String?) -> Bool {
        exceptions.byTag ?? (mode(in: environment) != .enforce)
    }

    /// Whether tags except anything anywhere that it is judged.
    public var exceptsByTagAnywhere: Bool {
        if let byTag = exceptions.byTag { return byTag }
        // Nil, an unclassified account, stands for all that have no name here.
        let named: [String?] =
            filters.environments.isEmpty
            ? environments.keys.map { $0 } + [nil] : filters.environments
        return named.contains { ![.off, .enforce].contains(mode(in: $0)) }
    }
}
