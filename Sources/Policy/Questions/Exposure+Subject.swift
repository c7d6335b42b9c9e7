extension Exposure {
    /// What the policy belongs to.
    public struct Subject: Sendable {
        /// Nil where it is not known, in which case the policy's own words are taken for it.
        public var arn: String?
        public var owner: String?
        /// Patterns of the actions that exist for it: `s3:?*`.
        public var actions: [String]
        /// Actions that make a good example, the best first.
        public var examples: [String]
        public var inside: Inside?

        public init(
            arn: String?,
            owner: String?,
            actions: [String],
            examples: [String],
            inside: Inside? = nil
        ) {
            self.arn = arn
            self.owner = owner
            self.actions = actions
            self.examples = examples
            self.inside = inside
        }
    }

    /// What has a name of its own behind the resource's: a bucket's objects, a function's versions.
    public struct Inside: Sendable {
        let pattern: String
        /// One such name, behind the resource's.
        let example: String
        /// Whether an action is one on these, rather than on the resource itself.
        let takes: @Sendable (String) -> Bool

        public init(
            _ pattern: String,
            example: String,
            takes: @escaping @Sendable (String) -> Bool = { _ in false }
        ) {
            self.pattern = pattern
            self.example = example
            self.takes = takes
        }
    }
}

extension Exposure.Subject {
    /// What its requests are about; nil where that is not known.
    var resources: [Glob]? {
        arn.map { arn in
            let own = Glob(literal: arn)
            return [own] + [inside].compactMap(\.self).map { own + Glob($0.pattern) }
        }
    }

    /// Its own name, and that of something inside.
    var names: [String] {
        arn.map { arn in [arn] + [inside].compactMap(\.self).map { arn + $0.example } } ?? []
    }

    /// What an action is done to; empty where nothing tells.
    func names(for action: String) -> [String] {
        guard let inside else { return [] }
        return inside.takes(action) ? Array(names.suffix(1)) : Array(names.prefix(1))
    }
}
