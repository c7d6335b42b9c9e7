/// Whom a Deny with `NotPrincipal` leaves alone.
///
/// AWS may look at the account first, then at the role, then at its session: whom the statement names
/// with all of these is left alone for certain. Whom it names by itself only, without the account or the
/// role, may be; naming the account or the role alone leaves no user and no session of it alone. Source: IAM User
/// Guide, "AWS JSON policy elements: NotPrincipal".
extension [PrincipalPattern] {
    /// The principals that it names by themselves.
    var namedThemselves: [Glob] {
        flatMap { pattern -> [Glob] in
            switch pattern {
            case .account(let id): [Self.root(id)]
            case .identity(let arn): [Glob(literal: "aws:" + arn)]
            default: pattern.globs
            }
        }
    }

    private static func root(_ account: String) -> Glob {
        Glob("aws:arn:*:iam::").stopping(at: ":") + Glob(literal: account + ":root")
    }

    /// The principals of which it names every part.
    var namedInFull: [Glob] {
        flatMap { pattern -> [Glob] in
            switch pattern {
            case .account(let id): [Self.root(id)]
            case .identity(let arn): namesAccount(of: arn) ? inFull(arn) : []
            case .session: []
            case .everyone, .service, .federated, .canonicalUser, .deleted: pattern.globs
            }
        }
    }

    private func inFull(_ arn: String) -> [Glob] {
        let role = arn.split(separator: "/").last.map { String($0) }
        let sessions = compactMap { pattern -> Glob? in
            guard case .session(_, role, let name) = pattern else { return nil }
            return Glob(literal: "aws:" + arn + String(Token.mark) + name)
        }
        return [Glob(literal: "aws:" + arn)] + (arn.isRoleARN ? sessions : [])
    }

    private func namesAccount(of arn: String) -> Bool {
        contains { $0.isAccount && $0.matches(.identity(arn: arn, session: nil)) }
    }

    /// Whether it denies who makes the request.
    func leavesOut(_ principal: Principal) -> Certainty {
        if contains(.everyone) { return .no }
        guard case .identity(let arn, let session) = principal else {
            return Certainty(!contains { $0.matches(principal) })
        }
        let isNamed = contains(.identity(arn))
        let isAccountNamed = namesAccount(of: arn)
        if arn.hasSuffix(":root") { return Certainty(!isAccountNamed) }
        guard session != nil else {
            return !isNamed ? .yes : isAccountNamed ? .no : .unknown
        }
        let isSessionNamed = contains { pattern in
            if case .session = pattern { pattern.matches(principal) } else { false }
        }
        return !isSessionNamed ? .yes : isNamed && isAccountNamed ? .no : .unknown
    }
}
