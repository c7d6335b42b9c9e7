import Document
import Platform

/// What a service said instead of an answer.
struct ServiceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Such as `AccessDenied`; `HTTP 502` where the answer is not the service's.
    let code: String
    let message: String
    let status: Int

    var description: String { "\(code): \(steadyMessage)" }
}

extension ServiceModel {
    /// The error in a response; nil where it is an answer.
    func error(in response: HTTPResponse) -> ServiceError? {
        guard !(200..<300).contains(response.status) else { return nil }
        let found = said(in: response)
        return ServiceError(
            code: found.code ?? Self.code(ofStatus: response.status),
            message: found.message ?? "HTTP \(response.status)",
            status: response.status
        )
    }

    /// The error behind a status of success, in what is no answer: S3 may begin its answer before it
    /// knows that it fails. Nil where no service speaks, such as in a proxy's page.
    func hiddenError(in response: HTTPResponse) -> ServiceError? {
        let found = said(in: response)
        return found.code.map {
            ServiceError(code: $0, message: found.message ?? "", status: response.status)
        }
    }

    private func said(in response: HTTPResponse) -> (code: String?, message: String?) {
        guard response.body.count <= Self.maxErrorBytes else { return (nil, nil) }
        let (code, message) =
            switch wireProtocol {
            case .json, .restJSON: jsonError(response)
            case .ec2, .query, .restXML: Self.xmlError(response)
            }
        // They go into rows and onto screens: AWS's longest code has some 60 letters.
        return (
            code.map { Self.shown($0, 100) }.flatMap { $0.isEmpty ? nil : $0 },
            message.map { Self.shown($0, 4000) }
        )
    }

    /// More than that is no error of a service.
    private static let maxErrorBytes = 1 << 20

    private static func shown(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit)
        return String(String.UnicodeScalarView(scalars))
    }

    /// HEAD has no body, and a proxy's page is not the service's.
    private static func code(ofStatus status: Int) -> String {
        switch status {
        case 403: "AccessDenied"
        case 404: "NotFound"
        default: "HTTP \(status)"
        }
    }

    private static func xmlError(_ response: HTTPResponse) -> (code: String?, message: String?) {
        guard let root = try? XMLElement.parse(response.body) else { return (nil, nil) }
        let element = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"]
        return (element?["Code"]?.text, element?["Message"]?.text)
    }

    private func jsonError(_ response: HTTPResponse) -> (code: String?, message: String?) {
        let body = try? JSON.parse(response.body)
        let message = (body?["message"] ?? body?["Message"])?.string
        // What an older protocol called the error comes first where a service still says it.
        if let line = response.header("x-amzn-query-error") {
            return (line.split(separator: ";").first.map(String.init), message)
        }
        let type =
            response.header("x-amzn-errortype") ?? body?["__type"]?.string
            ?? body?["code"]?.string
        let code = type?.split(separator: "#").last?.split(separator: ":").first
        return (code.map(String.init), message)
    }
}
