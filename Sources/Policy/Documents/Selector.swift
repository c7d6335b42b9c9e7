/// `Action` and `NotAction`, and their like.
public enum Selector<Item: Sendable & Hashable>: Sendable, Hashable {
    case only([Item])
    case allBut([Item])

    public var items: [Item] {
        switch self {
        case .only(let items), .allBut(let items): items
        }
    }

    func map<Other>(_ transform: (Item) -> Other) -> Selector<Other> {
        switch self {
        case .only(let items): .only(items.map(transform))
        case .allBut(let items): .allBut(items.map(transform))
        }
    }
}
