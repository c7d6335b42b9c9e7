import CEL
import Document

/// A kind of resource as guardrails see it: what can be asked of it, and what each answer costs.
public struct ResourceType: Sendable {
    /// Something of a resource that costs API calls beyond the list call.
    public struct Attribute: Sendable, Hashable {
        public let name: String
        /// The API operations, each called once for a resource unless its meaning says otherwise.
        public let calls: [String]
        public let permissions: [String]

        public init(_ name: String, calls: [String] = [], permissions: [String]) {
            self.name = name
            self.calls = calls
            self.permissions = permissions
        }
    }

    public struct Field: Sendable, Hashable {
        public let name: String
        public let shape: Shape
        /// The attribute it comes with; nil with the list call.
        public let attribute: String?
        public let meaning: String

        public init(
            _ name: String,
            _ shape: Shape,
            from attribute: String? = nil,
            _ meaning: String
        ) {
            self.name = name
            self.shape = shape
            self.attribute = attribute
            self.meaning = meaning
        }
    }

    /// A part that `each:` can walk over.
    public struct Element: Sendable {
        public let name: String
        /// What one is, and how it is walked over.
        public let meaning, example: String
        public let fields: [Field]
        /// The resource's attributes that complete its parts.
        public let attributes: [String]
        /// What makes a part the same part in the next sweep. Never its place in a list.
        public let key: @Sendable (Object) -> String
        /// For people: `tcp 22 from 0.0.0.0/0`.
        public let text: @Sendable (Object) -> String
        /// The keys of the parts that an event (a CloudTrail record) added to the resource, as this
        /// was read after it; nil where neither tells.
        public let added: (@Sendable (JSON, _ whole: Resource) -> Set<String>?)?
        /// The attributes that tell which parts an event added, by its name.
        public let addedAttributes: [String: Set<String>]
        /// What the parts of one list are together, made once for the list and shown to the methods
        /// of each (``DocumentObject/together``); nil where a part speaks for itself.
        public let together: (@Sendable ([JSON]) -> any Sendable)?
        /// The resource that a part stands for, which changes of the part change, as it is called or
        /// would be; nil where a part is changed with the resource that has it.
        public let subject: (@Sendable (Object, _ whole: Resource) -> ResourceName)?

        public init(
            _ name: String,
            meaning: String = "",
            example: String = "",
            fields: [Field],
            attributes: [String] = [],
            key: @escaping @Sendable (Object) -> String,
            text: @escaping @Sendable (Object) -> String,
            added: (@Sendable (JSON, _ whole: Resource) -> Set<String>?)? = nil,
            addedAttributes: [String: Set<String>] = [:],
            together: (@Sendable ([JSON]) -> any Sendable)? = nil,
            subject: (@Sendable (Object, _ whole: Resource) -> ResourceName)? = nil
        ) {
            self.name = name
            self.meaning = meaning
            self.example = example
            self.fields = fields
            self.attributes = attributes
            self.key = key
            self.text = text
            self.added = added
            self.addedAttributes = addedAttributes
            self.together = together
            self.subject = subject
        }
    }

    /// A judgement made in Swift and offered to conditions as a field.
    public struct Fact: Sendable {
        public enum Answer: Sendable, Hashable {
            case known(JSON, because: [Because])
            /// The attributes that would have to be read to tell.
            case unknown(Set<String>)
        }

        public let name: String
        public let shape: Shape
        /// Attributes it looks at.
        public let attributes: [String]
        public let meaning: String
        /// A condition that uses it.
        public let example: String
        public let judge: @Sendable (Resource) -> Answer

        public init(
            _ name: String,
            _ shape: Shape,
            from attributes: [String],
            _ meaning: String,
            example: String = "",
            judge: @escaping @Sendable (Resource) -> Answer
        ) {
            self.name = name
            self.shape = shape
            self.attributes = attributes
            self.meaning = meaning
            self.example = example
            self.judge = judge
        }
    }

    /// A field that names one resource in all accounts of the estate.
    public enum UniqueName: String, Sendable, Hashable {
        case arn, id
    }

    /// Such as `ec2.security-group`.
    public let name: String
    public let title: String
    /// The service whose jobs collect it.
    public let service: String
    public let isGlobal: Bool
    /// AWS shows one in several regions.
    public let isReplicated: Bool
    /// The API operations that find the resources.
    public let listCalls: [String]
    public let listPermissions: [String]
    /// Nil for what is not read.
    public let byID: ByID?
    /// What no two resources share, whatever accounts they are in; empty where AWS has nothing of
    /// the kind.
    public let uniqueNames: Set<UniqueName>
    /// The attribute that tags come with; nil with the list call.
    public let tagAttribute: String?
    public let attributes: [Attribute]
    public let fields: [Field]
    /// What `aws` may have, by AWS's model; nil where there is none to tell.
    public let aws: (any DocumentShape)?
    public let elements: [Element]
    public let facts: [Fact]
    /// Methods of the elements and the resource, such as `rule.allows('tcp', 22)`.
    public let functions: [Function]
    private var tell: (@Sendable () -> [ResourceEvent])?

    public init(
        _ name: String,
        title: String,
        service: String,
        isGlobal: Bool,
        isReplicated: Bool = false,
        listCalls: [String] = [],
        listPermissions: [String],
        byID: ByID? = nil,
        uniqueNames: Set<UniqueName> = [],
        tagAttribute: String? = nil,
        attributes: [Attribute] = [],
        fields: [Field],
        aws: (any DocumentShape)? = nil,
        elements: [Element] = [],
        facts: [Fact] = [],
        functions: [Function] = []
    ) {
        self.name = name
        self.title = title
        self.service = service
        self.isGlobal = isGlobal
        self.isReplicated = isReplicated
        self.listCalls = listCalls
        self.listPermissions = listPermissions
        self.byID = byID
        self.uniqueNames = uniqueNames
        self.tagAttribute = tagAttribute
        self.attributes = attributes
        self.fields = fields
        self.aws = aws
        self.elements = elements
        self.facts = facts
        self.functions = functions
    }

    /// Whether AWS is asked for it; the account itself is known beforehand.
    public var isRead: Bool { !listPermissions.isEmpty }

    /// The events that say that resources of the type changed, each once, by their names. Found
    /// whenever it is asked for: whoever needs it often keeps it.
    public var events: [ResourceEvent] { tell?() ?? [] }

    /// Whether somebody said which events there are.
    public var knowsEvents: Bool { tell != nil }

    /// The type with the events that tell of it.
    public func told(by events: @escaping @Sendable () -> [ResourceEvent]) -> ResourceType {
        var type = self
        type.tell = events
        return type
    }

    /// The type with more to ask of it, and read by id in its own way.
    public func adding(
        attributes: [Attribute],
        fields: [Field],
        byID: ByID
    ) -> ResourceType {
        ResourceType(
            name,
            title: title,
            service: service,
            isGlobal: isGlobal,
            isReplicated: isReplicated,
            listCalls: listCalls,
            listPermissions: listPermissions,
            byID: byID,
            uniqueNames: uniqueNames,
            tagAttribute: tagAttribute,
            attributes: self.attributes + attributes,
            fields: self.fields + fields,
            aws: aws,
            elements: elements,
            facts: facts,
            functions: functions
        )
    }

    /// The fields and facts that `each:` can walk over.
    public var partLists: [(name: String, element: Element)] {
        (fields.map { ($0.name, $0.shape) } + facts.map { ($0.name, $0.shape) })
            .compactMap { name, shape in
                guard case .list(.element(let part)) = shape else { return nil }
                return elements.first { $0.name == part }.map { (name, $0) }
            }
    }

    /// The attributes that must be read to know a field, a fact or a method's answer.
    public func attributes(behind member: String) -> Set<String> {
        if member == "tag()" || member == "tags" { return Set([tagAttribute].compactMap(\.self)) }
        if let fact = facts.first(where: { $0.name == member }) { return Set(fact.attributes) }
        guard let field = fields.first(where: { $0.name == member }) else { return [] }
        var names = Set([field.attribute].compactMap(\.self))
        if case .list(.element(let name)) = field.shape {
            names.formUnion(elements.first { $0.name == name }?.attributes ?? [])
        }
        return names
    }

    /// The permission to name when an attribute is missing.
    public func permission(of attribute: String) -> String {
        attributes.first { $0.name == attribute }?.permissions.first ?? listPermissions.first ?? ""
    }
}

/// The resource types that exist, and the actions.
public struct Catalogue: Sendable {
    public let types: [ResourceType]
    public let actions: [ActionType]
    /// Every region that AWS has, of all partitions; empty where that is not known.
    public let regions: [String]
    /// The partition of each region, as far as it is known.
    public let partitions: [String: String]
    /// The versions of frameworks that are known without a file.
    public let frameworks: [Framework]

    public init(
        _ types: [ResourceType],
        actions: [ActionType] = [],
        regions: [String] = [],
        partitions: [String: String] = [:],
        frameworks: [Framework] = []
    ) {
        self.types = types
        self.actions = actions
        self.regions = regions
        self.partitions = partitions
        self.frameworks = frameworks
    }

    /// All versions of frameworks, where these have files of their own: a file counts more.
    public func frameworks(beside files: [Framework]) -> [Framework] {
        files + frameworks.filter { shipped in !files.contains { $0.name == shipped.name } }
    }

    public subscript(name: String) -> ResourceType? { types.first { $0.name == name } }

    public subscript(action name: String) -> ActionType? { actions.first { $0.name == name } }
}
