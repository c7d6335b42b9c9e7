extension RuleBook {
    /// The guardrails to judge by a scope's scan, or by its join.
    public func guardrails(
        for scope: Scope,
        in account: Account,
        joins: Bool,
        narrowing: Narrowing = Narrowing()
    ) -> [Guardrail] {
        swept(in: account, narrowing).filter {
            $0.isJoin == joins && $0.type.service == scope.service
        }
    }

    /// What the guardrails need read of a service in an account: attributes by resource type.
    public func attributes(
        of service: String,
        in account: Account,
        narrowing: Narrowing = Narrowing()
    ) -> [String: Set<String>] {
        var attributes: [String: Set<String>] = [:]
        for guardrail in swept(in: account, narrowing) {
            let reads = guardrail.reads
            for type in guardrail.readTypes where type.service == service {
                attributes[type.name, default: []].formUnion(reads[type.name] ?? [])
            }
        }
        return attributes
    }

    private func swept(in account: Account, _ narrowing: Narrowing) -> [Guardrail] {
        guardrails.filter { guardrail in
            guardrail.isSwept && narrowing.allows(guardrail: guardrail.name)
                && guardrail.applies(to: account)
        }
    }
}
