import CEL

extension Configuration {
    /// Who owns what, by what resources say of themselves.
    public struct Owners: Sendable, Hashable {
        public struct Role: Sendable, Hashable {
            /// What the owner's tag says; `*` and `?` as in IAM policies.
            public var pattern: String
            /// A role of the database.
            public var role: String
        }

        /// The tags that name an owner; the first that a resource has decides.
        public var tags = ["owner"]
        /// The first whose pattern fits.
        public var roles: [Role] = []
        /// The first whose pattern fits.
        public var accounts: [AccountChannel] = []
        /// The channel that is told where no owner is found.
        public var lastResort: NamedInFile?

        public init() {}
    }

    /// A tag by which a tool marks what it keeps as code writes it.
    public struct IaCTag: Sendable, Hashable {
        public var key: String
        /// Nil: any.
        public var value: String?
    }

    /// What parapet.yaml says of one guardrail, over what its own file says.
    public struct GuardrailOverride: Sendable, Hashable {
        public var name: NamedInFile
        public var environments: [String: Mode] = [:]
        public var limits = Guardrail.Limits.Keys()
        public var approval = Guardrail.Approval.Keys()
        public var exceptions = Guardrail.ExceptionRules()
        /// Parameters for actions, in the order of the file.
        public var with: [ActionParameters] = []
        /// Where a mode asks for changes.
        var actingModes: [NamedInFile] = []
    }

    /// Parameters for every use of an action in a guardrail.
    public struct ActionParameters: Sendable, Hashable {
        public var action: NamedInFile
        public var arguments: [WrittenArgument]
    }

    /// The role whose members own something.
    ///
    /// - Returns: nil where no tag names an owner, or nobody says which role that is.
    public func ownerRole(of tags: [String: String]) -> String? {
        let named = owners.tags.lazy.compactMap { tags[$0] }
        guard let owner = named.first(where: { !$0.isEmpty }) else { return nil }
        return owners.roles.first { Pattern($0.pattern).matches(owner) }?.role
    }
}
