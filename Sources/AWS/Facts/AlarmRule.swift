/// What a composite alarm says of other alarms' states: `ALARM("a") OR (ALARM(b) AND NOT OK(c))`.
///
/// Nil for what is not written like that, such as `AT_LEAST`, and for AND beside OR without parentheses,
/// of which AWS does not say what comes first.
/// Source: CloudWatch API Reference, "PutCompositeAlarm" (AlarmRule).
indirect enum AlarmRule: Sendable, Hashable {
    enum State: String, Sendable {
        case alarm = "ALARM"
        case ok = "OK"
        case insufficientData = "INSUFFICIENT_DATA"
    }

    case state(State, String)
    case constant(Bool)
    case not(AlarmRule)
    case all([AlarmRule])
    case any([AlarmRule])

    init?(_ text: String) {
        var reader = RuleReader(text)
        guard let rule = reader.rule(), reader.isAtEnd else { return nil }
        self = rule
    }

    /// - Parameter holds: whether an alarm, by its name or ARN, is in a state.
    func holds(_ holds: (State, String) -> Kleene) -> Kleene {
        switch self {
        case .state(let state, let name): holds(state, name)
        case .constant(let isSo): Kleene(isSo)
        case .not(let rule): !rule.holds(holds)
        case .all(let rules): rules.reduce(.yes) { $0 && $1.holds(holds) }
        case .any(let rules): rules.reduce(.no) { $0 || $1.holds(holds) }
        }
    }
}

private struct RuleReader {
    private var rest: Substring
    /// Rules within rules; AWS takes far fewer.
    private var depth = 0

    private static let deepest = 100

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

    mutating func rule() -> AlarmRule? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest, let first = term() else { return nil }
        var rules = [first]
        var isAll: Bool?
        while let word = ["AND", "OR"].first(where: { take(word: $0) }) {
            guard isAll ?? (word == "AND") == (word == "AND"), let next = term() else { return nil }
            isAll = word == "AND"
            rules.append(next)
        }
        guard let isAll else { return first }
        return isAll ? .all(rules) : .any(rules)
    }

    private mutating func term() -> AlarmRule? {
        if take(word: "NOT") { return negated() }
        if take(word: "TRUE") { return .constant(true) }
        if take(word: "FALSE") { return .constant(false) }
        for state in [AlarmRule.State.insufficientData, .alarm, .ok]
        where take(word: state.rawValue) {
            guard take("("), let name = name(), take(")") else { return nil }
            return .state(state, name)
        }
        guard take("("), let rule = rule(), take(")") else { return nil }
        return rule
    }

    private mutating func negated() -> AlarmRule? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
        return term().map { .not($0) }
    }

    /// In quotes, or up to the parenthesis.
    private mutating func name() -> String? {
        skipSpace()
        let end: Character = take("\"") ? "\"" : ")"
        guard let index = rest.firstIndex(of: end) else { return nil }
        var name = rest[..<index]
        rest = rest[index...]
        if end == "\"" {
            rest = rest.dropFirst()
        } else {
            while name.last?.isWhitespace == true { name.removeLast() }
        }
        return name.isEmpty ? nil : String(name)
    }

    private mutating func take(_ letter: Character) -> Bool {
        skipSpace()
        guard rest.first == letter else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// A word that goes no further.
    private mutating func take(word: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(word) else { return false }
        let next = rest.dropFirst(word.count).first
        guard next.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }
}
