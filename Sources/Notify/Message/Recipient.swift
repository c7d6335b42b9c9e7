/// Who is told.
public struct Recipient: Sendable, Hashable {
    public enum Audience: String, Sendable, Hashable, CaseIterable {
        case one, many
    }

    /// The channel, or the owner as the tags name them.
    public var name: String
    public var audience: Audience
    /// Whether it is the owner of what the message is about.
    public var isOwner: Bool

    public init(name: String, audience: Audience, isOwner: Bool) {
        self.name = name
        self.audience = audience
        self.isOwner = isOwner
    }

    /// Whether who made an event may be named: a fact for the owner alone, never a pillory.
    public var mayKnowActors: Bool { isOwner && audience == .one }
}
