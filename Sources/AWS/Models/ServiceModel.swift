import CAssets
import Document
import Platform

/// What AWS publishes about a service's interface: its operations and the shapes of what they take
/// and give. Trimmed from botocore's models by `ops/models/trim`.
final class ServiceModel: Sendable {
    enum WireProtocol: String, Sendable {
        case ec2, query
        case json
        case restXML = "rest-xml"
        case restJSON = "rest-json"
    }

    /// Where it answers.
    struct Host: Sendable {
        /// With `{region}`, unless it is one for the whole partition.
        let template: String
        let signingRegion: String?
        let signingName: String?
    }

    /// botocore's name of the service, such as `elbv2`.
    let name: String
    let wireProtocol: WireProtocol
    let version: String
    let signingName: String
    /// As in `AWS_ENDPOINT_URL_<SERVICE>`: the service's id in capitals.
    let variable: String
    let jsonVersion: String
    let targetPrefix: String
    /// A `json` service that was a `query` service once, and still says errors by their old codes.
    let isQueryCompatible: Bool
    let namespace: String?
    /// By partition and variant: "", `fips`, `dualstack`, `fips-dualstack`.
    let hosts: [String: [String: Host]]
    let operations: [String: Operation]
    private let shapes: [WireShape]

    private static let kept = Lock<[String: ServiceModel]>([:])

    /// Every service that has a model.
    static let names: [String] = {
        var names: [String] = []
        while let name = parapet_model_name(names.count) { names.append(String(cString: name)) }
        return names
    }()

    /// The model, parsed when it is asked for first. Nil for a service that is not embedded.
    static func named(_ name: String) -> ServiceModel? {
        if let model = kept.withLock({ $0[name] }) { return model }
        let asset = parapet_model(name)
        guard let bytes = asset.bytes else { return nil }
        let buffer = UnsafeBufferPointer(start: bytes, count: asset.count)
        guard let json = try? JSON.parse(Array(buffer)), let model = ServiceModel(name, json) else {
            preconditionFailure("the model of \(name) is damaged")
        }
        return kept.withLock { kept in
            kept[name] = kept[name] ?? model
            return kept[name]
        }
    }

    private static func hosts(_ json: JSON?) -> [String: [String: Host]] {
        var hosts: [String: [String: Host]] = [:]
        for (partition, variants) in json?.object ?? [:] {
            for (variant, host) in variants.object ?? [:] {
                hosts[partition, default: [:]][variant] = Host(
                    template: host["host"]?.string ?? "",
                    signingRegion: host["signingRegion"]?.string,
                    signingName: host["signingName"]?.string
                )
            }
        }
        return hosts
    }

    subscript(_ reference: WireShape.Reference) -> WireShape { shapes[reference.index] }

    /// What stands at a path of a shape; of a list that the path gathers, its items.
    func shape(at path: DocumentPath, in start: WireShape) -> WireShape? {
        var current = start
        for step in path.steps {
            switch (step, current.kind) {
            case (.member(let name), .structure(let members)):
                guard let member = members.first(where: { $0.name == name }) else { return nil }
                current = self[member.shape]
            case (.member, .map(_, let value)): current = self[value.shape]
            case (.item, .list(let member)), (.all, .list(let member)):
                current = self[member.shape]
            default: return nil
            }
        }
        return current
    }

    private init?(_ name: String, _ json: JSON) {
        guard let metadata = json["metadata"], let prefix = metadata["endpointPrefix"]?.string,
            let wireProtocol = metadata["protocol"]?.string.flatMap(WireProtocol.init(rawValue:)),
            let shapes = json["shapes"]?.object, let operations = json["operations"]?.object
        else { return nil }
        self.name = name
        self.wireProtocol = wireProtocol
        version = metadata["apiVersion"]?.string ?? ""
        signingName = metadata["signingName"]?.string ?? prefix
        variable = (metadata["serviceId"]?.string ?? name).uppercased()
            .split { $0 == " " || $0 == "-" }.joined(separator: "_")
        jsonVersion = metadata["jsonVersion"]?.string ?? "1.0"
        targetPrefix = metadata["targetPrefix"]?.string ?? ""
        isQueryCompatible = metadata["awsQueryCompatible"] != nil
        namespace = metadata["xmlNamespace"]?.string
        hosts = Self.hosts(json["endpoints"])
        let places = Dictionary(
            shapes.keys.enumerated().map { ($1, $0) },
            uniquingKeysWith: { $1 }
        )
        let texts = shapes.map(\.1)
        self.shapes = shapes.map { name, shape in
            WireShape(name, shape, places) { member in
                // The items of a flattened list go by their own name where they have one.
                let list = texts[member.shape.index]
                guard member.isFlattened || list["flattened"]?.bool == true else { return nil }
                return list["member"]?["locationName"]?.string
            }
        }
        self.operations = Dictionary(
            operations.map { ($0.0, Operation($0.0, $0.1, places)) },
            uniquingKeysWith: { $1 }
        )
    }
}
