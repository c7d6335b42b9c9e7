import Document

/// What one guardrail says of one resource.
public struct Verdict: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Judged: the parts that violate or could not be judged; none means it passes.
        case judged([Part])
        /// Could not be judged at all, for the reasons given.
        case unknown([Because])
        /// A filter or the guardrail's mode leaves the resource out.
        case notJudged
    }

    /// A violating or unknown part; the whole resource where ``key`` is empty.
    public struct Part: Sendable, Hashable {
        public let key: String
        public let isUnknown: Bool
        public let because: [Because]
        /// The elements of the resource's document that this part is, as objects: what actions act
        /// on. Several where they share a key, in an order of their own; none where the part is the
        /// whole resource or something that is missing.
        public let elements: [JSON]

        public init(key: String, isUnknown: Bool, because: [Because], elements: [JSON] = []) {
            self.key = key
            self.isUnknown = isUnknown
            self.because = because
            self.elements = elements
        }
    }

    /// Whether an exception covers the resource.
    public enum Exemption: Sendable, Hashable {
        case none
        case granted(GrantedException)
        /// The resource's own tags say so.
        case byTag(owner: String?)
        /// The tags were not read, or a condition could not be judged.
        case unknown(Gap)
    }

    public let guardrail: String
    public let resource: ResourceName
    public let outcome: Outcome
    public let exception: Exemption

    public init(
        guardrail: String,
        resource: ResourceName,
        outcome: Outcome,
        exception: Exemption = .none
    ) {
        self.guardrail = guardrail
        self.resource = resource
        self.outcome = outcome
        self.exception = exception
    }
}
