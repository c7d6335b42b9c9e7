extension PolicyStatement {
    /// Whether it speaks of a request, read element by element as AWS documents it.
    ///
    /// - Parameter hasBoundary: a Deny with NotPrincipal hits every principal with a boundary.
    func matches(_ request: Request, hasBoundary: Bool = false) -> Certainty {
        let who = principals.map { selector -> Certainty in
            if case .allBut(let patterns) = selector, !isAllow {
                return hasBoundary ? .yes : patterns.leavesOut(request.principal)
            }
            return selector.holds { Certainty($0.matches(request.principal)) }
        }
        let action = actions.holds {
            Certainty(Wildcards.match($0.lowercased(), request.action.lowercased()))
        }
        let resource = resources.map { selector in
            selector.holds { text in
                text.resolved(request).map { Certainty(Wildcards.match($0, request.resource)) }
                    ?? text.mayMatch(request.resource, request)
            }
        }
        let readable =
            (who ?? .yes) && action && (resource ?? .yes)
            && Certainty.all(conditions) { $0.holds(request) }
        return doubts.isEmpty ? readable : readable && .unknown
    }
}

extension Selector {
    fileprivate func holds(_ test: (Item) -> Certainty) -> Certainty {
        switch self {
        case .only(let items): .any(items, test)
        case .allBut(let items): !.any(items, test)
        }
    }
}

extension PrincipalPattern {
    /// Whether it names who makes the request.
    func matches(_ principal: Principal) -> Bool {
        switch (self, principal) {
        case (.everyone, _): true
        case (.account(let id), .identity): principal.account == id
        case (.identity(let named), .identity(let arn, _)): named == arn
        case (.session(let account, let role, let name), .identity(let arn, let session)):
            principal.account == account && session == name
                && arn.isRoleARN && arn.split(separator: "/").last == role[...]
        case (.service(let named), .service(let name)): named == "*" || named == name
        case (.federated(let named), .federated(let provider)):
            named == "*" || named == provider
        case (.canonicalUser(let named), .canonicalUser(let id)): named == id
        default: false
        }
    }
}

extension PolicyText {
    /// Whether a variable of it has a value that was not said.
    func isUnsaid(by request: Request) -> Bool {
        parts.contains { part in
            if case .variable(let key, _) = part { request.isUnsaid(key) } else { false }
        }
    }

    /// What can be said of a text whose variables are not all known, or not all there.
    func mayMatch(_ value: String, _ request: Request) -> Certainty {
        guard isUnsaid(by: request), let pattern = resolved(request, unsaid: .many) else {
            return .no
        }
        return Wildcards.match(pattern, value) ? .unknown : .no
    }

    /// The pattern that it is for a request, its variables in place; nil where one has no value.
    ///
    /// - Parameter unsaid: what stands for a value that was not said.
    func resolved(_ request: Request, unsaid: Wildcards.Item? = nil) -> [Wildcards.Item]? {
        var items: [Wildcards.Item] = []
        for part in parts {
            switch part {
            case .text(let text):
                items += hasWildcards ? Wildcards.items(text) : Wildcards.letters(text)
            case .letter(let letter): items += Wildcards.letters(letter)
            case .variable(let key, _) where request.isUnsaid(key):
                guard let unsaid else { return nil }
                items.append(unsaid)
            case .variable(let key, let fallback):
                let values = request.values(key) ?? []
                guard let value = values.count == 1 ? values[0] : fallback else { return nil }
                items += Wildcards.letters(value)
            }
        }
        return items
    }
}
