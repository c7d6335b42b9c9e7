import Guardrails

extension Catalogue {
    /// Every resource type that Parapet can collect.
    public static let aws = Catalogue([.accessKey, .bucket, .securityGroup])
}
