import Document
import Platform

/// Who Parapet itself is: the standard variables and shared files, as the AWS CLI reads them.
public struct Caller: Sendable {
    public let region: String
    public let partition: Partition
    public let credentials: any CredentialSource

    /// A profile that is named; variables; web identity; the profile `default`; the container's; the
    /// instance's. What has to be fetched is fetched when it is needed first.
    ///
    /// - Parameter read: the text of a file; nil where there is none.
    public init(
        environment: [String: String],
        client: Client,
        read: @escaping @Sendable (String) throws(SmallFile.Fault) -> String?
    ) throws(CredentialFailure) {
        let text = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let files = try SharedFiles(environment: environment, read: read)
        let profile = text("AWS_PROFILE")
        let settings = files.profile(profile ?? "default")
        let region =
            text("AWS_REGION") ?? text("AWS_DEFAULT_REGION") ?? settings?["region"] ?? "us-east-1"
        guard let partition = Partition(region: region) else {
            throw CredentialFailure(
                .region,
                "AWS has no region '\(region)'",
                hint: (Partition.nearest(to: region).map { "did you mean '\($0)'? " } ?? "")
                    + "set AWS_REGION, such as eu-west-1"
            )
        }
        self.region = region
        self.partition = partition
        let chain = Chain(
            environment: environment,
            files: files,
            client: client,
            region: region,
            read: read
        )
        if let profile {
            guard let settings else {
                throw CredentialFailure(
                    .profile,
                    "there is no profile '\(profile)'",
                    hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another AWS_PROFILE"
                )
            }
            credentials = try chain.source(of: profile, settings)
        } else if let source = try chain.variables() ?? chain.webIdentity() {
            credentials = source
        } else if let settings, Chain.isUsable(settings) {
            credentials = try chain.source(of: "default", settings)
        } else if let source = chain.container() ?? chain.instance() {
            credentials = source
        } else {
            throw CredentialFailure(
                .missing,
                "there are no AWS credentials",
                hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
            )
        }
    }
}
