import Document

/// A type of a service's interface and how it goes over the wire.
final class WireShape: Sendable {
    struct Reference: Sendable, Hashable {
        let index: Int
    }

    enum Kind: Sendable {
        case structure([Member])
        case list(Member)
        case map(key: Member, value: Member)
        case string, integer, double, boolean, timestamp, blob
        /// A document of any form.
        case document
    }

    /// A place that a shape is used in.
    struct Member: Sendable {
        enum Location: String, Sendable {
            case header, headers, querystring, uri, statusCode
        }

        let name: String
        let shape: Reference
        let location: Location?
        /// The name on the wire, where it differs.
        let locationName: String?
        let queryName: String?
        let isFlattened: Bool
        let isAttribute: Bool
        let isIdempotencyToken: Bool
        let isHostLabel: Bool
        let isJSON: Bool
        let timestampFormat: String?
        let namespace: Namespace?

        var wireName: String { locationName ?? name }
    }

    struct Namespace: Sendable {
        let uri: String
        let prefix: String?
    }

    let name: String
    let kind: Kind
    /// The member that is the whole body.
    let payload: String?
    let required: [String]
    let isFlattened: Bool
    let timestampFormat: String?
    let namespace: Namespace?
    /// Of a structure; empty for all others.
    let members: [Member]
    /// A structure's members by the names of their elements in XML.
    let elements: [String: Int]

    /// - Parameter flattenedName: what the items of a flattened list are called; nil for any other
    ///   member.
    init(
        _ name: String,
        _ json: JSON,
        _ places: [String: Int],
        flattenedName: (Member) -> String?
    ) {
        self.name = name
        let member = { (key: String) in Member(key, json[key] ?? [:], places) }
        kind =
            switch json["type"]?.string {
            case "structure":
                json["document"]?.bool == true
                    ? .document
                    : .structure(
                        json["members"]?.object?.map { Member($0.0, $0.1, places) } ?? []
                    )
            case "list": .list(member("member"))
            case "map": .map(key: member("key"), value: member("value"))
            case "integer", "long": .integer
            case "float", "double": .double
            case "boolean": .boolean
            case "timestamp": .timestamp
            case "blob": .blob
            default: .string
            }
        payload = json["payload"]?.string
        required = json["required"]?.array?.compactMap(\.string) ?? []
        isFlattened = json["flattened"]?.bool == true
        timestampFormat = json["timestampFormat"]?.string
        namespace = Namespace(json["xmlNamespace"])
        members = if case .structure(let members) = kind { members } else { [] }
        var elements: [String: Int] = [:]
        for (index, member) in members.enumerated()
        where member.location == nil && !member.isAttribute {
            elements[flattenedName(member) ?? member.wireName] = index
        }
        self.elements = elements
    }
}

extension WireShape.Member {
    fileprivate init(_ name: String, _ json: JSON, _ places: [String: Int]) {
        guard let place = json["shape"]?.string.flatMap({ places[$0] }) else {
            preconditionFailure("a model names a shape that it does not have")
        }
        self.name = name
        shape = WireShape.Reference(index: place)
        location = json["location"]?.string.flatMap(Location.init(rawValue:))
        locationName = json["locationName"]?.string
        queryName = json["queryName"]?.string
        isFlattened = json["flattened"]?.bool == true
        isAttribute = json["xmlAttribute"]?.bool == true
        isIdempotencyToken = json["idempotencyToken"]?.bool == true
        isHostLabel = json["hostLabel"]?.bool == true
        isJSON = json["jsonvalue"]?.bool == true
        timestampFormat = json["timestampFormat"]?.string
        namespace = WireShape.Namespace(json["xmlNamespace"])
    }
}

extension WireShape.Namespace {
    init?(_ json: JSON?) {
        guard let uri = json?["uri"]?.string ?? json?.string else { return nil }
        self.uri = uri
        prefix = json?["prefix"]?.string
    }
}
