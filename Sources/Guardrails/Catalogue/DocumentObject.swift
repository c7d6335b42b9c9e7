import CEL
import Document

/// A document, or a part of one, as conditions see it: fields by their declared shapes.
public struct DocumentObject: ObjectValue {
    public let typeName: String
    public let members: Object
    /// Of a part: what the list that it stands in is as a whole, as its element makes it.
    public let together: (any Sendable)?
    let fields: [ResourceType.Field]
    let elements: [ResourceType.Element]
    /// Of the resource itself; parts have neither.
    let resource: (value: Resource, facts: [ResourceType.Fact])?
    /// What the names of unread attributes begin with, so that they tell whose they are.
    let unreadPrefix: String

    /// A resource with its facts.
    public init(_ resource: Resource, _ type: ResourceType, unreadPrefix: String = "") {
        self.unreadPrefix = unreadPrefix
        typeName = type.name
        members = resource.document
        together = nil
        fields = type.fields
        elements = type.elements
        self.resource = (resource, type.facts)
    }

    fileprivate init(
        _ members: Object,
        _ element: ResourceType.Element,
        _ elements: [ResourceType.Element],
        together: (any Sendable)?
    ) {
        typeName = element.name
        self.members = members
        self.together = together
        fields = element.fields
        self.elements = elements
        resource = nil
        unreadPrefix = ""
    }

    public func field(_ name: String) -> CEL.Field {
        switch name {
        case "aws": return members[name].map { .value(Value(json: $0)) } ?? .absent
        case "id", "arn", "name", "region", "account":
            if let resource { return identity(name, of: resource.value.name) }
        default: break
        }
        if let fact = resource?.facts.first(where: { $0.name == name }), let resource {
            // Examples may state what a fact says instead of what makes it say so.
            if let stated = members[name] { return value(stated, fact.shape) }
            switch fact.judge(resource.value) {
            case .known(let json, _): return value(json, fact.shape)
            case .unknown(let attributes): return unknown(attributes)
            }
        }
        guard let field = fields.first(where: { $0.name == name }) else { return .absent }
        // What the listing tells can be unread by itself.
        let attribute = field.attribute ?? field.name
        if resource?.value.unread[attribute] != nil {
            return unknown([attribute])
        }
        return members[name].map { value($0, field.shape) } ?? .absent
    }

    func unknown(_ attributes: Set<String>) -> CEL.Field {
        .unknown(Set(attributes.map { unreadPrefix + $0 }))
    }

    private func identity(_ name: String, of resource: ResourceName) -> CEL.Field {
        let text: String? =
            switch name {
            case "id": resource.id
            case "arn": resource.arn
            case "name": resource.name
            case "region": resource.region
            default: resource.account
            }
        return text.map { .value(.string($0)) } ?? .absent
    }

    private func value(_ json: JSON, _ shape: Shape) -> CEL.Field {
        json.isNull ? .absent : shape.value(of: json, elements).map { .value($0) } ?? .absent
    }

    public func isEqual(to other: any ObjectValue) -> Bool {
        guard let other = other as? DocumentObject else { return false }
        return typeName == other.typeName && members == other.members
    }
}

extension ResourceType.Element {
    /// The parts of one list, less what is no object.
    func parts(_ items: [JSON], _ elements: [ResourceType.Element]) -> [DocumentObject] {
        let together = together?(items)
        return items.compactMap { item in
            item.object.map { DocumentObject($0, self, elements, together: together) }
        }
    }
}

extension Shape {
    /// Nil where the value is not of the shape.
    package func value(of json: JSON, _ elements: [ResourceType.Element]) -> Value? {
        switch (self, json) {
        case (.text, .string(let text)): return .string(text)
        case (.flag, .bool(let flag)): return .bool(flag)
        case (.int, .int(let number)): return .int(number)
        case (.double, _): return json.double.map { .double($0) }
        case (.timestamp, .string(let text)): return Timestamp(text).map { .timestamp($0) }
        case (.list(.element(let name)), .array(let items)):
            let parts = elements.first { $0.name == name }?.parts(items, elements) ?? []
            return parts.count == items.count ? .list(parts.map { .object($0) }) : nil
        case (.list(let element), .array(let items)):
            let values = items.compactMap { element.value(of: $0, elements) }
            return values.count == items.count ? .list(values) : nil
        case (.map(let shape), .object(let members)):
            let values = members.compactMap { member in
                shape.value(of: member.1, elements).map { (member.0, $0) }
            }
            return values.count == members.count ? .map(ValueMap(values)) : nil
        case (.element(let name), .object):
            return elements.first { $0.name == name }?.parts([json], elements).first
                .map { .object($0) }
        case (.any, _): return Value(json: json)
        default: return nil
        }
    }
}

extension Value {
    /// A document without declared fields.
    public init(json: JSON) {
        self =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .array(let items): .list(items.map(Value.init(json:)))
            case .object(let members): .map(ValueMap(members.map { ($0.0, Value(json: $0.1)) }))
            }
    }
}
