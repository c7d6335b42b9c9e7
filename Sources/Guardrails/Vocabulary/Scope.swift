/// What one job looks at, and the unit that coverage is kept for.
public struct Scope: Sendable, Hashable {
    public let account: String
    /// A region, or ``global`` for IAM, S3 and their like.
    public let region: String
    /// The service whose API the job calls, such as `ec2`.
    public let service: String

    public init(account: String, region: String, service: String) {
        self.account = account
        self.region = region
        self.service = service
    }

    public static let global = "global"
}
