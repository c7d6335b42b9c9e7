import Document
import Platform

/// What ECS and EKS Pod Identity hand to a container.
struct ContainerCredentials: Sendable {
    let url: String
    let token: String?
    /// Wins over ``token``, and is read anew each time.
    let tokenFile: String?
    let read: @Sendable (String) -> String?

    /// Nil where the variables do not name an address.
    init?(environment: [String: String], read: @escaping @Sendable (String) -> String?) {
        let text = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let relative = text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        guard
            let url = relative.map({ "http://169.254.170.2\($0)" })
                ?? text("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        else { return nil }
        self.url = url
        token = text("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        tokenFile = text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        self.read = read
    }

    func fetch(http: HTTPClient) async -> ExpiringCredentials.Outcome {
        var headers = [(name: "Accept", value: "application/json")]
        let token = tokenFile.flatMap(read)?.filter { !$0.isNewline } ?? token
        if let token { headers.append(("Authorization", token)) }
        let request = HTTPRequest(
            url: url,
            headers: headers,
            timeoutMilliseconds: 5000,
            connectTimeoutMilliseconds: 2000
        )
        return await Metadata.issued(by: request, http: http, "the container's credentials")
    }
}

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
        guard let token = await Metadata.text(ask, http) else {
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
        let role = await Metadata.text(ask, http)?.split(whereSeparator: \.isNewline).first
        guard let role else {
            return .failure(Metadata.failure(what, "the instance has no role"))
        }
        ask.url = path + role
        return await Metadata.issued(by: ask, http: http, what)
    }
}

private enum Metadata {
    static func text(_ request: HTTPRequest, _ http: HTTPClient) async -> String? {
        guard let response = try? await http.send(request), response.status == 200 else {
            return nil
        }
        return String(validating: response.body, as: UTF8.self)
    }

    static func issued(
        by request: HTTPRequest,
        http: HTTPClient,
        _ what: String
    ) async -> ExpiringCredentials.Outcome {
        do throws(HTTPFailure) {
            let response = try await http.send(request)
            guard response.status == 200, let json = try? JSON.parse(response.body),
                let issued = ExpiringCredentials.Issued(json)
            else { return .failure(failure(what, "HTTP \(response.status)")) }
            return .success(issued)
        } catch {
            return .failure(failure(what, "\(error)"))
        }
    }

    static func failure(_ what: String, _ message: String) -> CredentialFailure {
        CredentialFailure(
            .failed,
            "\(what): \(message)",
            hint: "check the role of the task, the pod or the instance"
        )
    }
}
