import Document
import Platform

/// What ECS and EKS Pod Identity hand to a container.
struct ContainerCredentials: Sendable {
    let url: String
    let token: String?
    /// Wins over ``token``, and is read anew each time.
    let tokenFile: String?
    let read: SharedFiles.Read

    /// Nil where the variables do not name an address.
    init?(environment: [String: String], read: @escaping SharedFiles.Read) {
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
        let what = "the container's credentials"
        var headers = [(name: "Accept", value: "application/json")]
        var token = token
        if let tokenFile {
            do throws(SmallFile.Fault) {
                guard let text = try read(tokenFile) else { throw SmallFile.Fault("is not there") }
                let lines = text.split(whereSeparator: \.isNewline)
                guard lines.count == 1 else { throw SmallFile.Fault("is not one line") }
                token = String(lines[0])
            } catch {
                return .failure(Metadata.failure(what, "\(tokenFile) \(error.reason)"))
            }
        }
        if let token { headers.append(("Authorization", token)) }
        let request = HTTPRequest(
            url: url,
            headers: headers,
            timeoutMilliseconds: 5000,
            connectTimeoutMilliseconds: 2000
        )
        return await Metadata.issued(by: request, http: http, what)
    }
}
