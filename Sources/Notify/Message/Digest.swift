import Document

/// What happened in a while, told together.
public struct Digest: Sendable, Hashable {
    public var from: Timestamp
    public var to: Timestamp
    /// One for each guardrail, the most severe first; those where nothing happened are left out.
    public var groups: [Group]
    /// All that stands open for whom it is told, also where nothing happened.
    public var stillOpen: Int

    public init(from: Timestamp, to: Timestamp, groups: [Group], stillOpen: Int) {
        self.from = from
        self.to = to
        self.groups = groups
        self.stillOpen = stillOpen
    }
}
