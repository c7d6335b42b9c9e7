import Document

/// What is to be judged over an account, or over all, once a look has changed what is known of it.
public struct WantedJoin: Sendable, Hashable {
    /// ``Job/Kind/join`` or ``Job/Kind/estate``.
    public let kind: Job.Kind
    public let region: String
    public let service: String

    public init(kind: Job.Kind, region: String, service: String) {
        self.kind = kind
        self.region = region
        self.service = service
    }

    var json: JSON {
        [
            "kind": .string(kind.rawValue), "region": .string(region),
            "service": .string(service),
        ]
    }
}
