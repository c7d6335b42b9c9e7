extension Inquiry {
    /// What may be so and was not said, in as many ways as it may be.
    struct Open<Choice> {
        let choices: [Choice]
        /// What to give so that it is said.
        let hint: String
    }

    /// What AWS decides about one request. Where something was not said that decides it, the answer is
    /// unknown, and says what to give.
    public func evaluation(of principal: Principal) -> Evaluation {
        let principals = principals(principal)
        let accounts = situations(principal)
        let resources = resourcePolicies
        let first = evaluate(principals.choices[0], accounts.choices[0], resources.choices[0])
        // What alone makes a difference, and what does so with something else.
        var (alone, together): ([String], [String]) = ([], [])
        for (at, principal) in principals.choices.enumerated() {
            for (place, isSame) in accounts.choices.enumerated() {
                for (index, resource) in resources.choices.enumerated() {
                    guard evaluate(principal, isSame, resource).decision != first.decision else {
                        continue
                    }
                    let varied = [
                        (at, principals.hint), (place, accounts.hint), (index, resources.hint),
                    ].filter { $0.0 > 0 }.map(\.1)
                    if varied.count == 1 { alone += varied } else { together += varied }
                }
            }
        }
        var hints: [String] = []
        for hint in alone.isEmpty ? together : alone where !hints.contains(hint) {
            hints.append(hint)
        }
        guard !hints.isEmpty else { return first }
        return Evaluation(
            decision: .unknown,
            statement: nil,
            because: "it depends on what was not said: give \(hints.joined(separator: ", or "))"
        )
    }

    private func evaluate(
        _ principal: Principal,
        _ isSameAccount: Bool,
        _ resource: PolicyDocument?
    ) -> Evaluation {
        var policies = limited(principal)
        policies.resource = resource
        let isRoot = Self.isRoot(principal) && !hasIdentity
        if isRoot { policies.identity = [Self.everything] }
        let request = Request(
            principal,
            action,
            on: self.resource,
            keys: keys(of: principal)
        )
        let evaluation = Evaluation.of(
            request,
            under: policies,
            Situation(
                isSameAccount: isSameAccount,
                needsResourcePolicy: needsResourcePolicy,
                isExemptFromControl: false
            )
        )
        guard evaluation.decision == .allowed, isRoot else { return evaluation }
        let statement = policies.resource?.allowing(request)
        return Evaluation(
            decision: .allowed,
            statement: statement,
            because: statement.map { "\($0.title) allows it" }
                ?? "the account itself may do everything on what it owns"
        )
    }

    private static func isRoot(_ principal: Principal) -> Bool {
        if case .identity(let arn, _) = principal { arn.hasSuffix(":root") } else { false }
    }

    /// Whether both are of one account; the first is what is more likely.
    private func situations(_ principal: Principal) -> Open<Bool> {
        let hint = "the resource's account as 'aws:ResourceAccount' in keys"
        guard let own = principal.account else { return Open(choices: [false], hint: hint) }
        return Open(choices: account.map { [$0 == own] } ?? [true, false], hint: hint)
    }

    /// A key and a role always have a policy.
    var resourcePolicies: Open<PolicyDocument?> {
        let hint = "the resource's policy, which a key or a role always has"
        guard needsResourcePolicy, policies.resource == nil else {
            return Open(choices: [policies.resource], hint: hint)
        }
        return Open(choices: [nil, Self.everybody, Self.accountAlone(of: account)], hint: hint)
    }

    private static func accountAlone(of account: String?) -> PolicyDocument? {
        account.map { id in
            PolicyDocument(
                [
                    "Statement": [
                        "Effect": "Allow", "Principal": ["AWS": .string(id)], "Action": "*",
                        "Resource": "*",
                    ]
                ]
            )
        }
    }

    /// A session's ARN does not tell its role's path, nor a role's ARN the session: as the policies
    /// name some, each of these may be meant.
    private func principals(_ principal: Principal) -> Open<Principal> {
        guard case .identity(let arn, let session) = principal, arn.contains(":role/") else {
            return Open(choices: [principal], hint: "")
        }
        guard let session else {
            let named = policies.documents.flatMap(\.statements).flatMap { statement in
                (statement.principals?.items ?? []).compactMap { pattern -> Principal? in
                    guard case .session(_, _, let name) = pattern else { return nil }
                    let session = Principal.identity(arn: arn, session: name)
                    return pattern.matches(session) ? session : nil
                }
            }
            return Open(choices: [principal] + named, hint: "the session's ARN as principal")
        }
        if let arn = keys["aws:principalarn"]?.first {
            return Open(choices: [.identity(arn: arn, session: session)], hint: "")
        }
        let paths = rolePatterns.compactMap { pattern -> Principal? in
            var effort = Effort()
            let name = arn.split(separator: "/").last ?? ""
            let start = arn.prefix(arn.utf8.count - name.utf8.count)
            let any = Glob(literal: String(start)) + Glob("?*/") + Glob(literal: String(name))
            let both = StringSet.matching([any]).intersection(.matching([pattern]))
            let found = try? both.witness(&effort)
            return found.map { .identity(arn: $0, session: session) }
        }
        return Open(
            choices: [principal] + paths,
            hint: "the role's ARN with its path as 'aws:PrincipalArn' in keys"
        )
    }

    /// What the policies say of ARNs of principals.
    private var rolePatterns: [Glob] {
        policies.documents.flatMap(\.statements).flatMap { statement -> [Glob] in
            let named = (statement.principals?.items ?? []).compactMap { pattern -> Glob? in
                if case .identity(let arn) = pattern { Glob(literal: arn) } else { nil }
            }
            let compared = statement.conditions.filter { $0.key == "aws:principalarn" }
            return named + compared.flatMap { $0.values.map { Glob($0.text) } }
        }
    }
}

extension PolicyDocument {
    /// The statement that an allowed request owes it to.
    func allowing(_ request: Request) -> PolicyStatement? {
        statements.first { $0.isAllow && $0.matches(request) == .yes }
    }
}
