/// The account as a message speaks of it.
public struct AccountNote: Sendable, Hashable {
    public var id: String
    public var name: String?
    /// Nil: unclassified.
    public var environment: String?

    public init(id: String, name: String?, environment: String?) {
        self.id = id
        self.name = name
        self.environment = environment
    }
}
