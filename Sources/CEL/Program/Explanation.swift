/// Which parts of an expression decided its result.
public struct Explanation: Sendable {
    public let outcome: Outcome
    public let terms: [Term]
}

/// A part that decided.
public struct Term: Sendable {
    public struct Read: Sendable {
        /// As written in the source, such as `resource.ingress`.
        public let path: String
        public let value: Value
    }

    /// The exact text of the part.
    public let source: String
    public let outcome: Outcome
    /// Host fields that the part reads directly, not through the variables of a macro.
    public let reads: [Read]
    /// For a macro over a list: the elements for which the predicate held (`exists`, `filter`) or
    /// failed (`all`).
    public let witnesses: [Value]
}
