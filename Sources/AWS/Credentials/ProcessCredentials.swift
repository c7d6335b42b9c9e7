import Document
import Platform

/// `credential_process`: a program that prints credentials.
enum ProcessCredentials {
    private static let timeoutSeconds = 60.0

    static func fetch(_ line: String) async -> ExpiringCredentials.Outcome {
        let output = await ShellCommand.output(of: line, timeoutSeconds: timeoutSeconds)
        switch output {
        case .failure(.ended(let status)): return .failure(failure("it exited with \(status)"))
        case .failure(.timeout): return .failure(failure("it took more than a minute"))
        case .failure(.tooMuchOutput): return .failure(failure("it prints more than credentials"))
        case .failure(.notStarted): return .failure(failure("it did not start"))
        case .success(let bytes):
            guard let json = try? JSON.parse(bytes), json["Version"] == 1 else {
                return .failure(failure("it did not print credentials of version 1"))
            }
            do throws(UnusableCredentials) {
                return .success(try ExpiringCredentials.Issued(json, at: .now()))
            } catch {
                return .failure(failure(error.reason))
            }
        }
    }

    private static func failure(_ message: String) -> CredentialFailure {
        CredentialFailure(
            .failed,
            "credential_process: \(message)",
            hint: "run it by hand and look at what it prints"
        )
    }
}
