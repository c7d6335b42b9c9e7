extension Configuration {
    /// Firewalls outside AWS that steps of playbooks may speak to; nil: it is not named.
    public struct Providers: Sendable, Hashable {
        public var imperva: Imperva?

        public init() {}
    }

    /// Imperva Cloud WAF, by its provisioning API.
    public struct Imperva: Sendable, Hashable {
        /// Where Imperva's documentation has the API.
        public static let standardURL = "https://my.imperva.com"

        /// What Imperva calls the API ID.
        public var id: Secret
        /// What Imperva calls the API key.
        public var key: Secret
        /// Without a path.
        public var url = standardURL
        /// The id of a sub-account; nil: the key's own.
        public var account: String?

        public init(id: Secret, key: Secret) {
            self.id = id
            self.key = key
        }
    }
}
