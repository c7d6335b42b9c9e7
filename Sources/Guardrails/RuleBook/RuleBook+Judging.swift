extension RuleBook {
    /// The guardrails to judge in a scope once so much has been looked at.
    public func guardrails(
        for scope: Scope,
        in account: Account,
        over ground: Guardrail.Ground,
        narrowing: Narrowing = Narrowing()
    ) -> [Guardrail] {
        swept(in: account, narrowing).filter {
            $0.ground == ground && $0.type.service == scope.service
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
        // What others are judged by is read everywhere.
        for guardrail in guardrails
        where guardrail.isSwept && narrowing.allows(guardrail: guardrail.name) {
            let reads = guardrail.reads
            for type in guardrail.estateTypes where type.service == service {
                attributes[type.name, default: []].formUnion(reads[type.name] ?? [])
            }
        }
        return attributes
    }

    /// The guardrails that ask for these events in an account, whatever they are judged over.
    public func guardrails(hearing events: [HeardEvent], in account: Account) -> [Guardrail] {
        guardrails.filter { guardrail in
            guardrail.applies(to: account) && events.contains { guardrail.asks(after: $0) }
        }
    }

    /// Those that wait for events alone and are judged over so much: a sweep asks for them only where
    /// something of theirs stands.
    public func unswept(
        in account: Account,
        over ground: Guardrail.Ground,
        narrowing: Narrowing = Narrowing()
    ) -> [Guardrail] {
        guardrails.filter { guardrail in
            !guardrail.isSwept && guardrail.ground == ground
                && narrowing.allows(guardrail: guardrail.name)
                && guardrail.applies(to: account)
        }
    }

    private func swept(in account: Account, _ narrowing: Narrowing) -> [Guardrail] {
        guardrails.filter { guardrail in
            guardrail.isSwept && narrowing.allows(guardrail: guardrail.name)
                && guardrail.applies(to: account)
        }
    }
}
