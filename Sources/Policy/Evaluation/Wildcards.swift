/// Matches a text to a pattern in the plainest way: kept apart from the sets of ``Glob`` so that each
/// can be held against the other.
enum Wildcards {
    enum Item: Sendable, Hashable {
        case letter(Character)
        case one, many
    }

    static func items(_ pattern: String) -> [Item] {
        pattern.map { $0 == "*" ? .many : $0 == "?" ? .one : .letter($0) }
    }

    static func match(_ pattern: String, _ text: String) -> Bool {
        match(items(pattern), text)
    }

    /// One row for each item: which beginnings of the text it has come to.
    static func match(_ pattern: [Item], _ text: String) -> Bool {
        let text = Array(text)
        var reached = [true] + Array(repeating: false, count: text.count)
        for item in pattern {
            var next = Array(repeating: false, count: text.count + 1)
            if item == .many { next[0] = reached[0] }
            for at in text.indices {
                switch item {
                case .letter(let letter): next[at + 1] = reached[at] && letter == text[at]
                case .one: next[at + 1] = reached[at]
                case .many: next[at + 1] = reached[at + 1] || next[at]
                }
            }
            reached = next
        }
        return reached[text.count]
    }
}
