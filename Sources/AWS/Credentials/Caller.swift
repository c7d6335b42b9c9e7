import Document
import Platform

/// Who Parapet itself is: the standard variables and shared files, as the AWS CLI reads them.
public struct Caller: Sendable {
    public let region: String
    public let credentials: any CredentialSource

    /// Variables first, then the profile of `AWS_PROFILE`, else `default`.
    public init(
        environment: [String: String],
        client: Client,
        read: (String) -> String?
    ) throws(CredentialFailure) {
        let text = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let files = SharedFiles(environment: environment, read: read)
        let profile = text("AWS_PROFILE")
        let settings = files.profile(profile ?? "default")
        let region =
            text("AWS_REGION") ?? text("AWS_DEFAULT_REGION") ?? settings?["region"] ?? "us-east-1"
        self.region = region
        // A profile that was named is meant, whatever keys are about.
        if profile == nil, let id = text("AWS_ACCESS_KEY_ID") {
            guard let secret = text("AWS_SECRET_ACCESS_KEY") else {
                throw CredentialFailure(
                    .missing,
                    "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY",
                    hint: "set both, or neither"
                )
            }
            credentials = FixedCredentials(
                Credentials(
                    accessKeyID: id,
                    secretAccessKey: secret,
                    sessionToken: text("AWS_SESSION_TOKEN")
                )
            )
            return
        }
        guard let settings else {
            throw CredentialFailure(
                profile == nil ? .missing : .profile,
                profile.map { "there is no profile '\($0)'" } ?? "there are no AWS credentials",
                hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
            )
        }
        credentials = try Self.source(
            profile ?? "default",
            settings,
            files,
            client,
            region,
            depth: 0
        )
    }

    private static func source(
        _ name: String,
        _ settings: [String: String],
        _ files: SharedFiles,
        _ client: Client,
        _ region: String,
        depth: Int
    ) throws(CredentialFailure) -> any CredentialSource {
        let unusable = { (message: String, hint: String) in
            CredentialFailure(.profile, "profile '\(name)': \(message)", hint: hint)
        }
        guard let arn = settings["role_arn"] else {
            guard let id = settings["aws_access_key_id"],
                let secret = settings["aws_secret_access_key"]
            else {
                throw unusable("it has neither keys nor a role_arn", "add them, or name another")
            }
            return FixedCredentials(
                Credentials(
                    accessKeyID: id,
                    secretAccessKey: secret,
                    sessionToken: settings["aws_session_token"]
                )
            )
        }
        guard settings["mfa_serial"] == nil else {
            throw unusable("it wants a second factor", "use a role without mfa_serial")
        }
        guard let base = settings["source_profile"], let parent = files.profile(base), depth < 5
        else {
            throw unusable("its source_profile cannot be used", "name a profile with keys")
        }
        // A profile may name itself as the source: then its own keys are meant.
        var inner = parent
        if base == name { inner["role_arn"] = nil }
        let source = try source(base, inner, files, client, region, depth: depth + 1)
        let role = Role(
            arn: arn,
            sessionName: settings["role_session_name"] ?? "parapet",
            externalID: settings["external_id"]
        )
        return ExpiringCredentials {
            await role.assume(with: source, client: client, region: region)
        }
    }
}
