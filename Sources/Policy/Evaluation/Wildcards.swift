/// Matches a text to a pattern in the plainest way: kept apart from the sets of ``Glob`` so that each
/// can be held against the other.
enum Wildcards {
    enum Item: Sendable, Hashable {
        case letter(Unicode.Scalar)
        case one, many
    }

    static func items(_ pattern: String) -> [Item] {
        pattern.unicodeScalars.map { $0 == "*" ? .many : $0 == "?" ? .one : .letter($0) }
    }

    /// Every character stands for itself.
    static func letters(_ text: String) -> [Item] { text.unicodeScalars.map { .letter($0) } }

    static func match(_ pattern: String, _ text: String) -> Bool {
        match(items(pattern), text)
    }

    /// Item by item: after which beginnings of the text the pattern may have come to here.
    static func match(_ pattern: [Item], _ text: String) -> Bool {
        let text = Array(text.unicodeScalars)
        var reached = [0]
        for item in pattern {
            switch item {
            case .many: reached = reached.first.map { Array($0...text.count) } ?? []
            case .one: reached = reached.filter { $0 < text.count }.map { $0 + 1 }
            case .letter(let letter):
                reached = reached.filter { $0 < text.count && text[$0] == letter }.map { $0 + 1 }
            }
            if reached.isEmpty { return false }
        }
        return reached.last == text.count
    }
}
