import Platform

/// The places where an identity may be found.
struct Chain {
    let environment: [String: String]
    let files: SharedFiles
    let client: Client
    let region: String
    let read: SharedFiles.Read

    private static let maxProfiles = 5

    private func text(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func variables() throws(CredentialFailure) -> (any CredentialSource)? {
        guard let id = text("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = text("AWS_SECRET_ACCESS_KEY") else {
            throw CredentialFailure(
                .missing,
                "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY",
                hint: "set both, or neither"
            )
        }
        return FixedCredentials(
            Credentials(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: text("AWS_SESSION_TOKEN")
            )
        )
    }

    func webIdentity() -> (any CredentialSource)? {
        guard let file = text("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = text("AWS_ROLE_ARN")
        else { return nil }
        return webIdentity(file, role, text("AWS_ROLE_SESSION_NAME"))
    }

    private func webIdentity(
        _ file: String,
        _ role: String,
        _ sessionName: String?
    ) -> any CredentialSource {
        let identity = WebIdentity(
            role: role,
            sessionName: sessionName ?? "parapet",
            tokenFile: file,
            read: read
        )
        let (client, region) = (client, region)
        return ExpiringCredentials(now: client.clock.now) {
            await identity.fetch(client: client, region: region)
        }
    }

    func container() -> (any CredentialSource)? {
        guard let found = ContainerCredentials(environment: environment, read: read) else {
            return nil
        }
        let http = client.http
        return ExpiringCredentials { await found.fetch(http: http) }
    }

    func instance() -> (any CredentialSource)? {
        guard let found = InstanceCredentials(environment: environment) else { return nil }
        let http = client.http
        return ExpiringCredentials { await found.fetch(http: http) }
    }

    /// Whether a profile says anything about credentials.
    static func isUsable(_ settings: [String: String]) -> Bool {
        (["aws_access_key_id", "role_arn", "credential_process"] + signIns.map(\.setting))
            .contains { settings[$0] != nil }
    }

    /// What takes a person at a browser.
    private static let signIns = [
        (setting: "sso_session", name: "IAM Identity Center (SSO)"),
        (setting: "sso_start_url", name: "IAM Identity Center (SSO)"),
        (setting: "login_session", name: "'aws login'"),
    ]

    /// - Throws: a profile that cannot be used, with the reason.
    func source(
        of name: String,
        _ settings: [String: String],
        depth: Int = 0
    ) throws(CredentialFailure) -> any CredentialSource {
        if let role = settings["role_arn"] {
            return try roleSource(of: name, settings, role, depth: depth)
        }
        if let signIn = Self.signIns.first(where: { settings[$0.setting] != nil }) {
            throw unusable(
                name,
                "it signs in with \(signIn.name), which Parapet does not",
                "name a profile with the one line credential_process = aws configure "
                    + "export-credentials --profile \(name) --format process"
            )
        }
        if let line = settings["credential_process"], !files.hasKeys(name) {
            return ExpiringCredentials { await ProcessCredentials.fetch(line) }
        }
        guard let id = settings["aws_access_key_id"] else {
            throw unusable(name, "it has neither keys nor a role_arn", "add them, or name another")
        }
        guard
            let keys = Credentials(
                accessKeyID: id,
                given: settings["aws_secret_access_key"] ?? "",
                sessionToken: settings["aws_session_token"]
            )
        else {
            throw unusable(
                name,
                "its aws_access_key_id or aws_secret_access_key is missing or empty",
                "write both, or neither"
            )
        }
        return FixedCredentials(keys)
    }

    private func roleSource(
        of name: String,
        _ settings: [String: String],
        _ arn: String,
        depth: Int
    ) throws(CredentialFailure) -> any CredentialSource {
        guard settings["mfa_serial"] == nil else {
            throw unusable(name, "it wants a second factor", "use a role without mfa_serial")
        }
        if let file = settings["web_identity_token_file"] {
            return webIdentity(file, arn, settings["role_session_name"])
        }
        let base = try base(of: name, settings, depth: depth)
        let role = Role(
            arn: arn,
            sessionName: settings["role_session_name"] ?? "parapet",
            externalID: settings["external_id"]
        )
        let (client, region) = (client, region)
        return ExpiringCredentials(now: client.clock.now) {
            await role.assume(with: base, client: client, region: region)
        }
    }

    /// Whose credentials assume the role.
    private func base(
        of name: String,
        _ settings: [String: String],
        depth: Int
    ) throws(CredentialFailure) -> any CredentialSource {
        switch settings["credential_source"] {
        case "Environment": if let source = try variables() { return source }
        case "EcsContainer": if let source = container() { return source }
        case "Ec2InstanceMetadata": if let source = instance() { return source }
        case nil:
            if let parent = settings["source_profile"], var inner = files.profile(parent),
                depth < Self.maxProfiles
            {
                // A profile may name itself as the source: then its own keys are meant.
                if parent == name { inner["role_arn"] = nil }
                return try source(of: parent, inner, depth: depth + 1)
            }
        default: break
        }
        throw unusable(
            name,
            "nothing to assume its role with",
            "name a source_profile with keys, or a credential_source"
        )
    }

    private func unusable(
        _ name: String,
        _ message: String,
        _ hint: String
    ) -> CredentialFailure {
        CredentialFailure(.profile, "profile '\(name)': \(message)", hint: hint)
    }
}
