import Document
import Platform

/// A role to take on.
struct Role: Sendable, Hashable {
    let arn: String
    let sessionName: String
    let externalID: String?
    /// What the session may do at most; nil: all that the role may.
    var policy: String?

    /// STS for it: a session of an hour, the most that role chaining allows.
    func assume(
        with source: any CredentialSource,
        client: Client,
        region: String
    ) async -> ExpiringCredentials.Outcome {
        guard let model = ServiceModel.named("sts"), let operation = model.operations["AssumeRole"]
        else { preconditionFailure("there is no model of STS") }
        var parameters: Object = [
            "RoleArn": .string(arn), "RoleSessionName": .string(sessionName),
            "DurationSeconds": 3600,
        ]
        parameters["ExternalId"] = externalID.map { .string($0) }
        parameters["Policy"] = policy.map { .string($0) }
        let call = Client.Call(
            model: model,
            operation: operation,
            region: region,
            parameters: parameters,
            account: "caller",
            credentials: source,
            // What was issued and did not arrive ends by itself.
            isRepeatable: true
        )
        switch await client.send(call).result {
        case .success(let document):
            guard let issued = Self.issued(document, at: client.clock.now()) else {
                return .failure(failure(.failed, "STS gave no credentials"))
            }
            return .success(issued)
        case .failure(let error):
            if let wrong = CredentialFailure(wrongKeys: error, of: source) {
                return .failure(wrong)
            }
            // There are none to assume it with: that has its own code and hint.
            if let missing = error.missingCredentials { return .failure(missing) }
            if error.isUntrusted { return .failure(.untrusted(error.description)) }
            let kind: CredentialFailure.Kind =
                switch error.kind {
                case .denied: .refused
                case .throttled: .throttled
                case .skewed: .clock
                default: .failed
                }
            return .failure(failure(kind, error.description, isPassing: error.prospect == .passing))
        }
    }

    private func failure(
        _ kind: CredentialFailure.Kind,
        _ message: String,
        isPassing: Bool = false
    ) -> CredentialFailure {
        let hint =
            switch kind {
            case .refused: "let \(arn) trust the caller, with the external id of parapet.yaml"
            case .clock:
                "set the clock of this machine and keep it right, with chrony or systemd-timesyncd"
            case .throttled: "it is tried again; start fewer workers where it goes on"
            default: "check the network and the endpoint of STS"
            }
        return CredentialFailure(kind, message, hint: hint, isPassing: isPassing)
    }

    /// What AssumeRole and its like answer. When they end is AWS's word, whatever the clock here says.
    ///
    /// - Parameter now: AWS's time.
    static func issued(_ document: Object, at now: Timestamp) -> ExpiringCredentials.Issued? {
        guard let found = document["Credentials"], let id = found["AccessKeyId"]?.string,
            let secret = found["SecretAccessKey"]?.string,
            let token = found["SessionToken"]?.string, !token.isEmpty,
            let credentials = Credentials(accessKeyID: id, given: secret, sessionToken: token),
            let expires = found["Expiration"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        return ExpiringCredentials.Issued(credentials: credentials, expires: expires, issued: now)
    }
}
