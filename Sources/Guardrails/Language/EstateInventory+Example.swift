extension EstateInventory {
    /// For documents that people wrote: what is written is all there is in the accounts given, and in
    /// those of the related resources.
    ///
    /// - Parameters:
    ///   - resources: what is judged.
    ///   - related: by type name.
    ///   - gaps: why a type is not known in any account, by type name.
    init(
        around resources: [Resource],
        of guardrail: Guardrail,
        related: [String: [Resource]],
        accounts: Set<String>,
        gaps: [String: Gap] = [:]
    ) {
        let types = guardrail.related.filter { $0.reach == .estate }.map(\.type)
        let written = types.flatMap { related[$0.name] ?? [] }
        self.init(
            accounts: accounts.union(written.map(\.name.account)),
            resources: written
        )
        let lookups = resources.reduce(into: Set()) { $0.formUnion(guardrail.lookups(of: $1)) }
        let asked = accountsInQuestion(lookups)
        for type in types {
            for account in asked[type.name] ?? [] {
                let gap = gaps[type.name]?.inAccount(account)
                know(EstateListing(otherwise: gap), of: type, in: account)
            }
            for place in anywhere(lookups) where place.type == type.name {
                know(place, of: type, missing: gaps[type.name] == nil ? [] : accounts.sorted())
            }
        }
    }
}
