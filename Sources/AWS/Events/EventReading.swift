/// What a message of the queue turned out to be.
public enum EventReading: Sendable, Hashable {
    case event(CloudEvent)
    /// Nothing to do: counted, and not kept.
    case dropped(Drop)
    /// Malformed, truncated or forged, with the reason: kept for people.
    case dead(String)

    public enum Drop: String, Sendable, Hashable, CaseIterable {
        /// Not a management event: a sign-in, an insight, an event of another kind.
        case kind
        /// A call that only read.
        case read
        /// A call that failed.
        case failed
        /// Of an account that the estate does not have.
        case foreign
        /// An event that tells of no type in the catalogue.
        case unknown
        /// A finding of Security Hub that is archived, resolved or suppressed.
        case over
        /// A finding that Parapet itself told Security Hub.
        case told
        /// An event that tells of a type, and of none that could be found.
        case unnamed
    }
}
