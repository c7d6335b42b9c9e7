import Document
import Platform

/// A token in a file, traded for a role's session: Kubernetes service accounts on EKS.
struct WebIdentity: Sendable {
    let role: String
    let sessionName: String
    let tokenFile: String
    let read: SharedFiles.Read

    func fetch(client: Client, region: String) async -> ExpiringCredentials.Outcome {
        // Read anew each time: whoever wrote it renews it.
        let text: String
        do throws(SmallFile.Fault) {
            guard let found = try read(tokenFile) else { throw SmallFile.Fault("is not there") }
            text = found
        } catch {
            return .failure(failure("\(tokenFile) \(error.reason)"))
        }
        guard let model = ServiceModel.named("sts"),
            let operation = model.operations["AssumeRoleWithWebIdentity"]
        else { preconditionFailure("there is no model of STS") }
        let call = Client.Call(
            model: model,
            operation: operation,
            region: region,
            parameters: [
                "RoleArn": .string(role), "RoleSessionName": .string(sessionName),
                "WebIdentityToken": .string(text.filter { !$0.isWhitespace }),
            ],
            account: "caller",
            credentials: nil,
            // What was issued and did not arrive ends by itself.
            isRepeatable: true
        )
        switch await client.send(call).result {
        case .failure(let error) where error.isUntrusted:
            return .failure(.untrusted(error.description))
        case .failure(let error):
            return .failure(
                failure(error.description, isPassing: error.prospect == .passing)
            )
        case .success(let document):
            guard let issued = Role.issued(document, at: client.clock.now()) else {
                return .failure(failure("STS gave no credentials"))
            }
            return .success(issued)
        }
    }

    private func failure(_ message: String, isPassing: Bool = false) -> CredentialFailure {
        CredentialFailure(
            .failed,
            "web identity: \(message)",
            hint: "check AWS_WEB_IDENTITY_TOKEN_FILE and the trust of \(role)",
            isPassing: isPassing
        )
    }
}
