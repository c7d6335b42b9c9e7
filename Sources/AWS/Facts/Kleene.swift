/// A truth value that may depend on attributes that were not read.
enum Kleene: Sendable, Hashable {
    case yes, no
    case unknown(Set<String>)

    init(_ known: Bool) { self = known ? .yes : .no }

    static func || (left: Kleene, right: Kleene) -> Kleene {
        switch (left, right) {
        case (.yes, _), (_, .yes): .yes
        case (.unknown(let left), .unknown(let right)): .unknown(left.union(right))
        case (.unknown, _): left
        default: right
        }
    }

    static func && (left: Kleene, right: Kleene) -> Kleene { !(!left || !right) }

    static prefix func ! (value: Kleene) -> Kleene {
        switch value {
        case .yes: .no
        case .no: .yes
        case .unknown: value
        }
    }
}
