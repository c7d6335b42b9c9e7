import Document

/// Whom a statement names under `Principal`.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal".
public enum PrincipalPattern: Sendable, Hashable {
    case everyone
    /// All of an account, in any partition: its id alone means the same as its root's ARN.
    case account(String)
    /// A user, a role with all its sessions, or a federated user, by ARN.
    case identity(String)
    /// One session of a role.
    case session(account: String, role: String, name: String)
    /// By name; `*` is every service. An origin access identity, by which CloudFront reads for one
    /// distribution and which is of no account, is one by its ARN.
    case service(String)
    /// By provider; `*` is every one.
    case federated(String)
    /// An id of S3's own for an account or an origin access identity.
    case canonicalUser(String)
    /// The id that AWS puts in place of a user or role that was deleted: nobody.
    case deleted(String)

    /// Nil where it cannot be read.
    static func all(in json: JSON) -> [PrincipalPattern]? {
        if json.string == "*" { return [.everyone] }
        guard let kinds = json.object else { return nil }
        var patterns: [PrincipalPattern] = []
        for (kind, value) in kinds {
            guard let texts = PolicyStatement.texts(value) else { return nil }
            for text in texts {
                guard let pattern = PrincipalPattern(kind, text) else { return nil }
                patterns.append(pattern)
            }
        }
        return patterns
    }

    private init?(_ kind: String, _ text: String) {
        switch kind {
        case "AWS":
            guard let pattern = PrincipalPattern(aws: text) else { return nil }
            self = pattern
        case "Service": self = .service(text)
        case "Federated": self = .federated(text)
        case "CanonicalUser": self = .canonicalUser(text)
        default: return nil
        }
    }

    private init?(aws text: String) {
        if text == "*" {
            self = .everyone
            return
        }
        // AWS takes no wildcards in a part of a name.
        if text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            return nil
        }
        if text.isAccountID {
            self = .account(text)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else {
            guard text.hasPrefix("AIDA") || text.hasPrefix("AROA") || text.hasPrefix("AGPA") else {
                return nil
            }
            self = .deleted(text)
            return
        }
        let names = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        if text.isOriginAccessIdentity {
            self = .service(text)
        } else if parts[5] == "root" {
            self = .account(String(parts[4]))
        } else if parts[2] == "sts", names.first == "assumed-role", names.count == 3 {
            self = .session(
                account: String(parts[4]),
                role: String(names[1]),
                name: String(names[2])
            )
        } else {
            self = .identity(text)
        }
    }
}
