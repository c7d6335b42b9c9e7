extension Principal {
    /// Why a text names nobody who could make a request, and what to write.
    public struct Unwritten: Error, Hashable, Sendable, CustomStringConvertible {
        public let message: String
        public let hint: String

        public var description: String { "\(message); \(hint)" }
    }

    /// As people write it: `anonymous`, an account's id, the ARN of a user, role or session of a role,
    /// `service:lambda` or `lambda.amazonaws.com`, an identity provider's ARN or name.
    ///
    /// Source: IAM User Guide, "AWS JSON policy elements: Principal".
    public init(written text: String) throws(Unwritten) {
        if text.lowercased() == "anonymous" {
            self = .anonymous
        } else if text.isAccountID {
            self = .identity(arn: "arn:aws:iam::\(text):root", session: nil)
        } else if text.isEmpty || text.contains("*") || text.contains("?") {
            throw Unwritten(
                message: "'\(text)' is no principal: a request is made by one",
                hint: "write 'anonymous' for somebody without credentials"
            )
        } else if let kind = Self.kinds.first(where: { text.hasPrefix($0.prefix) }) {
            self = kind.make(String(text.dropFirst(kind.prefix.count)))
        } else if text.isOriginAccessIdentity {
            self = .service(text)
        } else if text.hasPrefix("arn:") {
            self = try Self.named(by: text)
        } else if text.isServiceName {
            self = .service(text)
        } else if text.contains("."), !text.contains(where: { " @:".contains($0) }) {
            // The name of an identity provider on the web.
            self = .federated(text)
        } else {
            throw Unwritten(
                message: "'\(text)' is no principal",
                hint: "write anonymous, an account's id, the ARN of a user, role or session, "
                    + "service:NAME, or federated:PROVIDER"
            )
        }
    }

    private static let kinds: [(prefix: String, make: @Sendable (String) -> Principal)] = [
        ("service:", { .service($0.contains(".") ? $0 : $0 + ".amazonaws.com") }),
        ("federated:", { .federated($0) }), ("canonical:", { .canonicalUser($0) }),
    ]

    private static func named(by arn: String) throws(Unwritten) -> Principal {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[4].isAccountID else {
            throw Unwritten(
                message: "'\(arn)' is not the ARN of a principal",
                hint: "its fifth part is an account's id of 12 digits"
            )
        }
        let names = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        let isWhole = names.count > 1 && names.last != ""
        switch (parts[2], names.first ?? "", isWhole) {
        case ("iam", "root", false) where names.count == 1,
            ("iam", "user", true), ("iam", "role", true), ("sts", "federated-user", true):
            return .identity(arn: arn, session: nil)
        case ("iam", "saml-provider", true), ("iam", "oidc-provider", true):
            return .federated(arn)
        case ("sts", "assumed-role", _) where names.count == 3 && isWhole:
            let role = "arn:\(parts[1]):iam::\(parts[4]):role/\(names[1])"
            return .identity(arn: role, session: String(names[2]))
        case ("sts", "assumed-role", _):
            throw Unwritten(
                message: "'\(arn)' names no session of the role",
                hint: "write arn:…:assumed-role/ROLE/SESSION, or the role's own ARN"
            )
        default:
            throw Unwritten(
                message: "'\(arn)' is not the ARN of a principal",
                hint:
                    "a request is made by a user, a role, a session of a role or an account's root"
            )
        }
    }
}
