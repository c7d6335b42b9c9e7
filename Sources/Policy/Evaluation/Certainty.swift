/// A truth value that may not be known.
enum Certainty: Sendable, Hashable {
    case yes, no, unknown

    init(_ isSo: Bool) { self = isSo ? .yes : .no }

    static func && (left: Certainty, right: @autoclosure () -> Certainty) -> Certainty {
        if left == .no { return .no }
        let right = right()
        if right == .no { return .no }
        return left == .yes ? right : .unknown
    }

    static func || (left: Certainty, right: @autoclosure () -> Certainty) -> Certainty {
        !(!left && !right())
    }

    static prefix func ! (value: Certainty) -> Certainty {
        switch value {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    static func any<Items: Sequence>(
        _ items: Items,
        _ holds: (Items.Element) -> Certainty
    ) -> Certainty {
        var result = Certainty.no
        for item in items {
            result = result || holds(item)
            if result == .yes { break }
        }
        return result
    }

    static func all<Items: Sequence>(
        _ items: Items,
        _ holds: (Items.Element) -> Certainty
    ) -> Certainty {
        !any(items) { !holds($0) }
    }
}
