import Guardrails

extension Collector {
    /// Every resource type that Parapet can collect.
    static let all: [Collector] = [.accessKey, .bucket, .securityGroup]
}

extension Catalogue {
    /// The types of ``Collector/all``.
    public static let aws = Catalogue(Collector.all.map(\.type))
}
