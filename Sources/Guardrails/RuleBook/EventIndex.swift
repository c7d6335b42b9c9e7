/// Which guardrails an event concerns, found by its name and not by asking each of them.
public struct EventIndex: Sendable {
    /// What one look at a resource after an event judges, and what it must read for that.
    public struct Hearing: Sendable {
        /// A catalogue type.
        public let type: String
        /// Those with a trigger for the event, and those `on: change` of the type, in the order of
        /// the book. A condition (`when:`) is theirs to ask: ``Guardrail/hears(_:)``.
        public let guardrails: [Guardrail]
        /// Of the resource.
        public let attributes: Set<String>
    }

    private struct Key: Hashable {
        let type: String
        /// Nil: any event that says that the type's resource changed.
        let event: String?
    }

    private let guardrails: [Guardrail]
    private let places: [Key: [Int]]

    public init(_ guardrails: [Guardrail]) {
        self.guardrails = guardrails
        var places: [Key: [Int]] = [:]
        for (index, guardrail) in guardrails.enumerated() {
            let keys = guardrail.triggers.compactMap { trigger -> Key? in
                switch trigger {
                case .event(let name, _): Key(type: guardrail.type.name, event: name)
                case .change: Key(type: guardrail.type.name, event: nil)
                case .every, .cron: nil
                }
            }
            for key in Set(keys) { places[key, default: []].append(index) }
        }
        self.places = places
    }

    /// By type, sorted; none where nobody asks for the event.
    ///
    /// - Parameters:
    ///   - event: `ec2:AuthorizeSecurityGroupIngress`
    ///   - types: those whose resources it says have changed.
    public func hearing(_ event: String, of types: some Sequence<String>) -> [Hearing] {
        Set(types).sorted().compactMap { type in
            let named = places[Key(type: type, event: event)] ?? []
            let changed = places[Key(type: type, event: nil)] ?? []
            let found = Set(named + changed).sorted().map { guardrails[$0] }
            guard !found.isEmpty else { return nil }
            return Hearing(
                type: type,
                guardrails: found,
                attributes: found.reduce(into: []) { $0.formUnion($1.attributes(after: event)) }
            )
        }
    }
}
