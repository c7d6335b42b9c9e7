import Document
import Policy

/// Whom a statement names, each as one text, as people write principals.
enum StatementPrincipal {
    private enum Kind: String, CaseIterable {
        case aws = "AWS"
        case service = "Service"
        case federated = "Federated"
        case canonicalUser = "CanonicalUser"

        /// Before a text that does not tell its kind by itself.
        var prefix: String {
            switch self {
            case .aws: "aws:"
            case .service: "service:"
            case .federated: "federated:"
            case .canonicalUser: "canonical:"
            }
        }

        init(of text: String) {
            if [":saml-provider/", ":oidc-provider/"].contains(where: { text.contains($0) }) {
                self = .federated
            } else if text == "*" || text.hasPrefix("arn:") || !text.contains(".") {
                self = .aws
            } else if text.isServiceName {
                self = .service
            } else {
                self = .federated
            }
        }
    }

    static func texts(in principal: JSON?) -> [String] {
        if let text = principal?.string { return [text] }
        var texts: [String] = []
        for (name, values) in principal?.object ?? [:] {
            for text in (values.array ?? [values]).compactMap(\.string) {
                let kind = Kind(rawValue: name)
                let tellsItself = kind == nil || text == "*" || Kind(of: text) == kind
                texts.append(tellsItself ? text : (kind?.prefix ?? "") + text)
            }
        }
        return texts
    }

    /// As a statement has it.
    static func json(_ texts: [String]) -> JSON {
        if texts.contains("*") { return "*" }
        var kinds = Object()
        for text in texts {
            let named = Kind.allCases.first { text.hasPrefix($0.prefix) }
            let name = named.map { String(text.dropFirst($0.prefix.count)) } ?? text
            let kind = (named ?? Kind(of: text)).rawValue
            kinds[kind] = .array((kinds[kind]?.array ?? []) + [.string(name)])
        }
        return .object(kinds)
    }
}
