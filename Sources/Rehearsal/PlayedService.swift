import CAssets
import Document

/// What a service's model says of its protocol, its operations and their shapes.
final class PlayedService: Sendable {
    let name: String
    let wireProtocol: String
    let version: String
    let signingName: String
    let targetPrefix: String
    let namespace: String?
    let operations: Object
    private let shapes: Object

    static let all: [PlayedService] = {
        var services: [PlayedService] = []
        while let name = parapet_model_name(services.count) {
            services.append(PlayedService(String(cString: name)))
        }
        return services
    }()

    private init(_ name: String) {
        let asset = parapet_model(name)
        let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
        guard let model = try? JSON.parse(bytes), let metadata = model["metadata"] else {
            preconditionFailure("the model of \(name) is damaged")
        }
        self.name = name
        wireProtocol = metadata["protocol"]?.string ?? ""
        version = metadata["apiVersion"]?.string ?? ""
        signingName = (metadata["signingName"] ?? metadata["endpointPrefix"])?.string ?? name
        targetPrefix = metadata["targetPrefix"]?.string ?? ""
        namespace = metadata["xmlNamespace"]?.string
        operations = model["operations"]?.object ?? [:]
        shapes = model["shapes"]?.object ?? [:]
    }

    func shape(_ member: JSON) -> JSON { member["shape"]?.string.flatMap { shapes[$0] } ?? [:] }
}
