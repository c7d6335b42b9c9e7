/// What happened under one guardrail in one account.
public struct Group: Sendable, Hashable {
    public var guardrail: GuardrailNote
    /// Nil where a digest takes several together; then each item says its own.
    public var account: AccountNote?
    /// The worst and newest first.
    public var items: [Item]
    /// How many more there are than ``items``.
    public var omitted: Int
    /// How many findings of it stand open; nil where nobody counted.
    public var stillOpen: Int?

    public init(
        guardrail: GuardrailNote,
        account: AccountNote?,
        items: [Item],
        omitted: Int = 0,
        stillOpen: Int? = nil
    ) {
        self.guardrail = guardrail
        self.account = account
        self.items = items
        self.omitted = omitted
        self.stillOpen = stillOpen
    }

    public var count: Int { items.count + omitted }
}
