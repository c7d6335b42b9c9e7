import CEL
import Document
import Guardrails

/// A resource type said in data: which call lists it, where in the answer its fields are, and which
/// further calls its attributes cost.
struct Declaration: Sendable {
    /// A field and its place in AWS's answer.
    struct Mapped: Sendable {
        let name: String
        let shape: Shape
        let path: DocumentPath
        let meaning: String
        /// The text there is a JSON document, such as a policy.
        let isText: Bool

        init(
            _ name: String,
            _ shape: Shape,
            _ path: String,
            _ meaning: String,
            isText: Bool = false
        ) {
            self.name = name
            self.shape = shape
            self.path = DocumentPath(path)
            self.meaning = meaning
            self.isText = isText
        }
    }

    /// A call for one resource, made only where a guardrail needs it. In its parameters `@arn` stands
    /// for the resource's ARN.
    struct Attribute: Sendable {
        let name: String
        let operation: String
        /// From the listed item to the call's parameters: parameter to path.
        let parameters: [String: String]
        /// Parameters that are the same for every resource.
        let constants: Object
        let fields: [Mapped]

        init(
            _ name: String,
            _ operation: String,
            _ parameters: [String: String],
            constants: Object = [:],
            _ fields: [Mapped]
        ) {
            self.name = name
            self.operation = operation
            self.parameters = parameters
            self.constants = constants
            self.fields = fields
        }
    }

    enum ARN: Sendable {
        case none
        case path(String)
        /// What follows the account, with `{id}` for the id: `volume/{id}`.
        case form(String)
        /// Likewise, of what AWS names without the account.
        case ownerless(String)

        fileprivate var isThere: Bool { if case .none = self { false } else { true } }
    }

    enum Tags: Sendable {
        case none
        /// A list of keys and values with the list call.
        case listed(String)
        /// An object with the list call.
        case object(String)
        /// A call of its own; the path leads to the list or the object.
        case read(Attribute, String)
    }

    let name: String
    let title: String
    let service: String
    let isGlobal: Bool
    let operation: String
    let parameters: Object
    let items: DocumentPath
    /// Where the id is, in parts that are joined by `/`; empty for the one thing of its kind that an
    /// account or region has.
    let id: [DocumentPath]
    /// How one is read by its id; nil for the one thing of its kind.
    let one: One?
    let arn: ARN
    let nameAt: DocumentPath?
    /// Of what AWS shows in other regions and accounts too: the member that tells its home region,
    /// where its attributes are read.
    let homeAt: DocumentPath?
    let tags: Tags
    let fields: [Mapped]
    let attributes: [Attribute]
    /// Members of AWS's answer that hold what their owner may not want told, such as a function's
    /// environment: their names are kept, their values never leave the collector.
    let redacted: [String]

    init(
        _ name: String,
        _ title: String,
        service: String,
        isGlobal: Bool = false,
        list operation: String,
        _ parameters: Object = [:],
        items: String,
        id: String...,
        one: One? = nil,
        arn: ARN = .none,
        name nameAt: String? = nil,
        home homeAt: String? = nil,
        tags: Tags = .none,
        fields: [Mapped],
        attributes: [Attribute] = [],
        redacted: [String] = []
    ) {
        self.redacted = redacted
        self.name = name
        self.title = title
        self.service = service
        self.isGlobal = isGlobal
        self.operation = operation
        self.parameters = parameters
        self.items = DocumentPath(items)
        self.id = id.map(DocumentPath.init)
        self.one = one
        self.arn = arn
        self.nameAt = nameAt.map(DocumentPath.init)
        self.homeAt = homeAt.map(DocumentPath.init)
        self.tags = tags
        self.fields = fields
        self.attributes = attributes
    }

    /// Whether an account or region has just one.
    var isSingle: Bool { id.isEmpty }

    /// Every call for one resource, that for tags among them.
    var reads: [Attribute] {
        if case .read(let attribute, _) = tags { attributes + [attribute] } else { attributes }
    }
}

extension Collector {
    init(
        _ declaration: Declaration,
        facts: [ResourceType.Fact] = [],
        elements: [ResourceType.Element] = [],
        functions: [Function] = []
    ) {
        var tagAttribute: String?
        if case .read(let attribute, _) = declaration.tags { tagAttribute = attribute.name }
        let type = ResourceType(
            declaration.name,
            title: declaration.title,
            service: declaration.service,
            isGlobal: declaration.isGlobal,
            isReplicated: declaration.homeAt != nil,
            listCalls: [declaration.operation],
            listPermissions: [Permission.action(declaration.service, declaration.operation)],
            byID: declaration.byID,
            uniqueNames: declaration.arn.isThere ? [.arn] : [],
            tagAttribute: tagAttribute,
            attributes: declaration.reads.map {
                .init(
                    $0.name,
                    calls: [$0.operation],
                    permissions: [Permission.action(declaration.service, $0.operation)]
                )
            },
            fields: (declaration.isSingle
                ? [
                    .init(
                        "exists",
                        .flag,
                        "whether there is one; the other fields are then missing"
                    )
                ]
                : [])
                + declaration.fields.map { .init($0.name, $0.shape, $0.meaning) }
                + declaration.attributes.flatMap { attribute in
                    attribute.fields.map {
                        .init($0.name, $0.shape, from: attribute.name, $0.meaning)
                    }
                },
            aws: ModelShape(declaration.service, declaration.operation, declaration.items),
            elements: elements,
            facts: facts,
            functions: functions
        )
        self.init(type, declaration: declaration) { reading, answers in
            await declaration.collect(reading, answers)
        }
    }
}
