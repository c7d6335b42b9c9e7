import Document
import Platform

/// What machines and containers are told by services beside them.
enum Metadata {
    /// The one word of an answer, such as a token or a role's name; nil where it is no such thing.
    /// What goes into a header or a path of the next request must not end it.
    static func word(_ request: HTTPRequest, _ http: HTTPClient) async -> String? {
        guard let response = try? await http.send(request), response.status == 200,
            let text = String(validating: response.body, as: UTF8.self)
        else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first, word.utf8.count <= maxWordBytes,
            word.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        return String(word)
    }

    private static let maxWordBytes = 4096

    static func issued(
        by request: HTTPRequest,
        http: HTTPClient,
        _ what: String
    ) async -> ExpiringCredentials.Outcome {
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(request)
        } catch {
            return .failure(failure(what, error.description))
        }
        guard response.status == 200 else {
            return .failure(failure(what, "HTTP \(response.status)\(said(response.body))"))
        }
        guard let json = try? JSON.parse(response.body) else {
            return .failure(failure(what, "the answer is no JSON"))
        }
        do throws(UnusableCredentials) {
            return .success(try ExpiringCredentials.Issued(json, at: .now()))
        } catch {
            return .failure(failure(what, error.reason))
        }
    }

    /// What a refusal gives as its reason.
    private static func said(_ body: [UInt8]) -> String {
        guard let json = try? JSON.parse(body) else { return "" }
        let parts = ["code", "message"].compactMap { name in
            (json[name] ?? json[name.prefix(1).uppercased() + name.dropFirst()])?.string.map {
                String($0.prefix(200))
            }
        }
        return parts.isEmpty ? "" : ", \(parts.joined(separator: ": "))"
    }

    static func failure(_ what: String, _ message: String) -> CredentialFailure {
        CredentialFailure(
            .failed,
            "\(what): \(message)",
            hint: "check the role of the task, the pod or the instance"
        )
    }
}
