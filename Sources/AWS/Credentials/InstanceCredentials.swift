import Platform

/// What an EC2 instance is handed, by the second version of its metadata service.
struct InstanceCredentials: Sendable {
    let endpoint: String

    /// Nil where it is switched off.
    init?(environment: [String: String]) {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let endpoint = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? ""
        self.endpoint = endpoint.isEmpty ? "http://169.254.169.254" : endpoint
    }

    func fetch(http: HTTPClient) async -> ExpiringCredentials.Outcome {
        let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        let what = "the instance's credentials"
        let path = "\(base)/latest/meta-data/iam/security-credentials/"
        var ask = HTTPRequest(
            method: "PUT",
            url: "\(base)/latest/api/token",
            headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")],
            timeoutMilliseconds: 2000,
            connectTimeoutMilliseconds: 1000
        )
        guard let token = await Metadata.word(ask, http) else {
            // Not on EC2, most likely: then there are none to be had anywhere.
            return .failure(
                CredentialFailure(
                    .missing,
                    "there are no AWS credentials",
                    hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                )
            )
        }
        ask.method = "GET"
        ask.url = path
        ask.headers = [("X-aws-ec2-metadata-token", token)]
        guard let role = await Metadata.word(ask, http) else {
            return .failure(Metadata.failure(what, "the instance has no role"))
        }
        ask.url = path + role
        return await Metadata.issued(by: ask, http: http, what)
    }
}
