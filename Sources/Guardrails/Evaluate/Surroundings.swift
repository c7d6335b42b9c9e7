import CEL
import Document

/// What conditions see besides the resource; built once per job.
public struct Surroundings: Sendable {
    public let account: Account
    /// The account's regions, sorted.
    public let regions: [String]
    public let exceptionTag: String
    /// Those that are in force in the account.
    public let exceptions: [GrantedException]
    package let bindings: Bindings

    public init(
        account: Account,
        regions: [String] = [],
        estate: EstateValue,
        now: Timestamp,
        exceptionTag: String,
        exceptions: [GrantedException] = []
    ) {
        self.exceptions = exceptions
        self.account = account
        self.regions = regions.sorted()
        self.exceptionTag = exceptionTag
        var fields: [String: Value] = [
            "id": .string(account.id), "name": .string(account.name),
            "tags": .map(ValueMap(account.tags.map { ($0.key, .string($0.value)) })),
        ]
        fields["environment"] = account.environment.map { .string($0) }
        fields["unit"] = account.unit.map { .string($0) }
        bindings = [
            "account": .value(.object(FieldsObject("account", fields))),
            "estate": .value(estate.value),
            "now": .value(.timestamp(now)),
        ]
    }

    /// What a guardrail's conditions may use.
    package static func declarations(
        for type: ResourceType,
        each: Guardrail.Each? = nil,
        related: [(name: String, type: ResourceType)] = []
    ) -> Declarations {
        var objects: [String: [String: ValueType]] = [
            "account": [
                "id": .string, "name": .string, "environment": .string, "unit": .string,
                "tags": .map(.string, .string),
            ],
            "estate": [
                "networks": .object("networks"), "partners": .list(.string),
                "accounts": .list(.string),
            ],
            "networks": ["known": .list(.string)],
            "related": Dictionary(
                related.map { ($0.name, .list(.object($0.type.name))) },
                uniquingKeysWith: { first, _ in first }
            ),
        ]
        var functions = [days]
        var documents: [String: [String: any DocumentShape]] = [:]
        for type in [type] + related.map(\.type) where objects[type.name] == nil {
            objects.merge(Self.objects(of: type)) { first, _ in first }
            functions += type.functions + [tag(of: type)]
            documents[type.name] = type.aws.map { ["aws": $0] }
        }
        var variables: [String: ValueType] = [
            "resource": .object(type.name), "account": .object("account"), "region": .string,
            "estate": .object("estate"), "now": .timestamp,
        ]
        if !related.isEmpty { variables["related"] = .object("related") }
        if let each { variables[each.variable] = .object(each.element.name) }
        return Declarations(
            variables: variables,
            objects: objects,
            documents: documents,
            functions: functions
        )
    }

    /// The fields of a type and of its parts.
    private static func objects(of type: ResourceType) -> [String: [String: ValueType]] {
        let declared = type.fields.map { ($0.name, $0.shape) }
        let facts = type.facts.map { ($0.name, $0.shape) }
        var fields = Dictionary(
            (declared + facts + ResourceType.identityFields).map { ($0.0, $0.1.valueType) },
            uniquingKeysWith: { first, _ in first }
        )
        fields["aws"] = .dyn
        var objects = [type.name: fields]
        for element in type.elements {
            objects[element.name] = Dictionary(
                element.fields.map { ($0.name, $0.shape.valueType) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        return objects
    }

    /// `days(90)`: 2160 hours, readable.
    package static let days = Function(
        "days",
        parameters: [.int],
        result: .duration,
        meaning: "so many days as a length of time",
        example: "now - resource.created > days(90)"
    ) { values in
        guard case .int(let days) = values.first,
            case let (seconds, overflow) = days.multipliedReportingOverflow(by: 86400), !overflow,
            let span = TimeSpan(seconds: seconds)
        else { return .error(EvaluationError(.overflow, "days() out of range")) }
        return .value(.duration(span))
    }

    /// `resource.tag('key')`: '' when absent, unknown only when the tags were not read.
    static func tag(of type: ResourceType) -> Function {
        Function(
            "tag",
            receiver: .object(type.name),
            parameters: [.string],
            result: .string,
            meaning: "the value of a tag; '' when absent, unknown when the tags were not read",
            example: "resource.tag('owner') == ''"
        ) { values in
            guard case .object(let object) = values.first, case .string(let key) = values.last,
                let object = object as? DocumentObject, let resource = object.resource?.value
            else { return .error(EvaluationError(.host, "tag() needs a resource")) }
            if let attribute = type.tagAttribute, resource.unread[attribute] != nil {
                return .unknown([object.unreadPrefix + attribute])
            }
            return .value(.string(resource.document["tags"]?[key]?.string ?? ""))
        }
    }
}

/// A small fixed object of the host.
struct FieldsObject: ObjectValue {
    let typeName: String
    let fields: [String: Value]

    init(_ typeName: String, _ fields: [String: Value]) {
        self.typeName = typeName
        self.fields = fields
    }

    func field(_ name: String) -> CEL.Field { fields[name].map { .value($0) } ?? .absent }

    func isEqual(to other: any ObjectValue) -> Bool { typeName == other.typeName }
}
