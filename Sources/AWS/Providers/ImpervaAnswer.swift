import Document
import Platform

/// What an answer of Imperva's API says. Errors come with HTTP 200 and a number in `res`, which some
/// calls write as text; proxies before it answer pages.
enum ImpervaAnswer: Sendable {
    case done(JSON)
    /// There is no such site, or it is somebody else's.
    case absent
    /// It did nothing, and would do so again.
    case refused(String)
    /// It did nothing: there are too many requests at once.
    case busy(String)
    /// It may have done it.
    case unclear(String)
    /// It was not asked.
    case unsent(String)

    /// Imperva Documentation Portal, "API return codes".
    private enum Code {
        static let done = 0
        static let unexpected: Set = [1, 3015]
        static let tooMany = 3
        static let absent: Set = [406, 2002, 9413]
    }

    init(_ response: HTTPResponse) {
        let json = try? JSON.parse(String(decoding: response.body, as: UTF8.self))
        let message = json?["res_message"]?.string
        let status = "HTTP \(response.status)"
        let text = "\(json == nil ? status : "res \(json?["res"]?.text ?? "?")"): \(message ?? "-")"
        if response.status == 429 {
            self = .busy(message ?? status)
        } else if [401, 403].contains(response.status) {
            self = .refused(message ?? status)
        } else if response.status >= 500 {
            self = .unclear(message.map { "\(status): \($0)" } ?? status)
        } else if let json, let code = Self.code(json["res"]) {
            switch code {
            case Code.done: self = .done(json)
            case Code.tooMany: self = .busy(text)
            case _ where Code.absent.contains(code): self = .absent
            case _ where Code.unexpected.contains(code): self = .unclear(text)
            default: self = .refused(text)
            }
        } else if json == nil || response.status == 200 {
            self = .unclear("\(status): no answer of the API")
        } else {
            self = .refused(status)
        }
    }

    private static func code(_ value: JSON?) -> Int? {
        value?.int.map { Int($0) } ?? value?.string.flatMap { Int($0) }
    }

    /// The same, without the key that it may repeat.
    func without(_ key: ProviderKey?) -> ImpervaAnswer {
        guard let key else { return self }
        return switch self {
        case .done, .absent: self
        case .refused(let text): .refused(key.hidden(in: text))
        case .busy(let text): .busy(key.hidden(in: text))
        case .unclear(let text): .unclear(key.hidden(in: text))
        case .unsent(let text): .unsent(key.hidden(in: text))
        }
    }
}
