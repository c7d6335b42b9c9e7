/// Who makes a request.
public enum Principal: Sendable, Hashable {
    case anonymous
    /// A user, a role's session by its role, an account's root, or a federated user: by the ARN that
    /// `aws:PrincipalArn` has, with the session's name where it is a role's.
    case identity(arn: String, session: String?)
    /// By name; an origin access identity of CloudFront by its ARN.
    case service(String)
    case federated(String)
    case canonicalUser(String)

    /// All of it as one text, so that principals are matched by patterns.
    public var text: String {
        switch self {
        case .anonymous: "anonymous"
        case .identity(let arn, let session): "aws:" + arn + (session.map { "\u{1}" + $0 } ?? "")
        case .service(let name): "service:" + name
        case .federated(let provider): "federated:" + provider
        case .canonicalUser(let id): "canonical:" + id
        }
    }

    /// Nil for a text that stands for nobody.
    init?(text: String) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (halves[0], halves.count) {
        case ("anonymous", 1): self = .anonymous
        case ("aws", 2):
            let names = halves[1].split(separator: "\u{1}", maxSplits: 1)
            guard let arn = names.first else { return nil }
            self = .identity(
                arn: String(arn),
                session: names.count > 1 ? String(names[1]) : nil
            )
        case ("service", 2): self = .service(String(halves[1]))
        case ("federated", 2): self = .federated(String(halves[1]))
        case ("canonical", 2): self = .canonicalUser(String(halves[1]))
        default: return nil
        }
    }

    /// The account that an identity is of.
    public var account: String? {
        guard case .identity(let arn, _) = self else { return nil }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 ? String(parts[4]) : nil
    }

    /// Every identity that AWS may have: account roots, users, sessions of roles, and federated users.
    /// Source: IAM User Guide, "IAM identifiers" and "AWS JSON policy elements: Principal".
    public static let identities: [Glob] = {
        let account = Glob(Array(repeating: .digit, count: 12), folds: false)
        let name = Glob([.nameLetter, .nameLetters], folds: false)
        func named(_ service: String, _ kind: String, _ rest: Glob) -> Glob {
            Glob("aws:arn:aws*:\(service)::").stopping(at: ":") + account
                + Glob(":" + kind).stopping(at: Token.mark) + rest
        }
        let session = name + Glob(literal: String(Token.mark)) + name
        return [
            named("iam", "root", Glob([], folds: false)),
            named("iam", "user/", name), named("iam", "user/*/", name),
            named("iam", "role/", session), named("iam", "role/*/", session),
            named("sts", "federated-user/", name),
        ]
    }()

    static let isAWS = [Glob("aws:*")]
    static let isNotAWS = ["anonymous", "service:*", "federated:*", "canonical:*"].map { Glob($0) }
    static let isService = [Glob("service:*")]
    static let isNoService = isSignedByNoService + isUnsigned
    /// Who signs requests with credentials of AWS and is no service.
    static let isSignedByNoService = ["aws:*", "canonical:*"].map { Glob($0) }
    /// Whoever signs nothing: what a federated user brings to STS is a token of its provider.
    static let isUnsigned = ["anonymous", "federated:*"].map { Glob($0) }

    /// Every identity of the accounts whose ids match.
    static func globs(account: Glob) -> [Glob] {
        [
            Glob("aws:arn:*:*::").stopping(at: ":") + account.stopping(at: ":")
                + Glob(literal: ":") + .everything
        ]
    }

    /// Every identity, with or without a session, whose ARN matches.
    static func globs(arn: Glob) -> [Glob] {
        let name = Glob(literal: "aws:") + arn.stoppingOpenEnds(at: "\u{1}")
        return [name, name + Glob("\u{1}*")]
    }
}

extension Glob {
    /// Wildcards that stop nowhere yet stop at the separator.
    fileprivate func stoppingOpenEnds(at separator: Unicode.Scalar) -> Glob {
        Glob(
            tokens.map { $0.isWildcard && !$0.stops ? $0.stopping(at: separator) : $0 },
            folds: folds
        )
    }
}

extension String {
    /// Whether it is the ARN of a role: its sixth component says so.
    var isRoleARN: Bool {
        var rest = utf8[...]
        for _ in 0..<5 {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return false }
            rest = rest[rest.index(after: colon)...]
        }
        return rest.starts(with: "role/".utf8)
    }
}

extension PrincipalPattern {
    /// The principals that it names.
    var globs: [Glob] {
        switch self {
        case .everyone: [.everything]
        case .account(let id): Principal.globs(account: Glob(literal: id))
        case .identity(let arn): Principal.globs(arn: Glob(literal: arn))
        case .session(let account, let role, let name):
            // A session's ARN leaves out the path of its role.
            [Glob(literal: role), Glob("*/") + Glob(literal: role)].map { path in
                Glob("aws:arn:*:iam::").stopping(at: ":") + Glob(literal: account + ":role/")
                    + path + Glob(literal: "\u{1}" + name)
            }
        case .service("*"): Principal.isService
        case .service(let name): [Glob(literal: "service:" + name)]
        case .federated("*"): [Glob("federated:*")]
        case .federated(let provider): [Glob(literal: "federated:" + provider)]
        case .canonicalUser(let id): [Glob(literal: "canonical:" + id)]
        case .deleted: []
        }
    }
}
