import CEL
import Document

/// An exception that somebody asked for and somebody else granted, as long as it lasts.
public struct GrantedException: Sendable, Hashable {
    /// What it covers; what is not named is not asked.
    public struct Scope: Sendable, Hashable {
        public var account: String?
        /// An organizational unit: a whole path, or one name in it.
        public var unit: String?
        public var environment: String?
        public var region: String?
        /// An id or an ARN, in which `*` and `?` stand for what they stand for in IAM policies.
        public var resource: String?
        public var tag: Tag?
        /// CEL over `resource`, `account` and what else criteria see.
        public var condition: String?

        public struct Tag: Sendable, Hashable {
            public let key: String
            public let value: String

            public init(key: String, value: String) {
                self.key = key
                self.value = value
            }
        }

        public init() {}
    }

    public let id: String
    public let guardrail: String
    public let scope: Scope
    public let owner: String
    public let from: Timestamp
    public let until: Timestamp

    public init(
        id: String,
        guardrail: String,
        scope: Scope,
        owner: String,
        from: Timestamp,
        until: Timestamp
    ) {
        self.id = id
        self.guardrail = guardrail
        self.scope = scope
        self.owner = owner
        self.from = from
        self.until = until
    }
}

extension Guardrail {
    /// A condition of an exception, held to this guardrail's resource type.
    ///
    /// - Throws: what is wrong with it, with places in the text.
    public func exceptionCondition(_ text: String) throws(CompileFailure) -> Program {
        try Program(
            text,
            declarations: Surroundings.declarations(
                for: type,
                related: related.map { ($0.name, $0.type) }
            ),
            expecting: .bool
        )
    }

    /// Whether an exception covers a resource. Nil where that is not known. `parapet.scope_covers`
    /// says the same of rows, and compares texts as they are written.
    func covers(
        _ exception: GrantedException,
        _ resource: Resource,
        _ account: Account,
        _ bindings: @autoclosure () -> Bindings
    ) -> Bool? {
        let scope = exception.scope
        guard exception.guardrail == name,
            scope.account.map({ $0.isWritten(account.id) }) != false,
            scope.environment.map({ $0.isWritten(account.environment) }) != false,
            scope.region.map({ $0.isWritten(resource.name.region) }) != false,
            scope.unit.map({ account.isIn(unit: $0) }) != false
        else { return false }
        if let pattern = scope.resource.map(Pattern.init) {
            guard
                pattern.matches(resource.name.id)
                    || resource.name.arn.map(pattern.matches) == true
            else { return false }
        }
        if let tag = scope.tag {
            if let attribute = type.tagAttribute, resource.unread[attribute] != nil { return nil }
            let tags = resource.document["tags"]?.object ?? Object()
            guard tags.contains(where: { tag.key.isWritten($0) && tag.value.isWritten($1.string) })
            else { return false }
        }
        guard let condition = scope.condition else { return true }
        // One that does not compile any more covers nothing, and nobody may take it for fine.
        guard let program = try? exceptionCondition(condition) else { return nil }
        return program.evaluate(bindings()).bool
    }
}

extension Account {
    func isIn(unit wanted: String) -> Bool {
        wanted.isWritten(unit)
            || unit?.split(separator: "/").contains { wanted.isWritten(String($0)) } == true
    }
}

extension String {
    /// Swift's own comparison takes the same letter written in two ways for one.
    fileprivate func isWritten(_ other: String?) -> Bool {
        other.map { utf8.elementsEqual($0.utf8) } ?? false
    }
}
