/// An expression of metric math in one period: arithmetic, comparisons, AND and OR, and the functions
/// SUM, MAX, FILL and IF; METRICS() in a list stands for all metrics. What else there is has a value
/// that nobody knows.
/// Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics".
struct MetricMath {
    enum Sample: Hashable {
        case number(Double)
        /// No data in this period.
        case missing
        case unknown
    }

    private var tokens: ArraySlice<Substring>
    private var depth = 0
    private let metrics: [String]
    private let series: (String) -> Sample

    /// - Parameters:
    ///   - metrics: the ids of those that are no expressions.
    ///   - series: what another metric or expression has in this period, by its id.
    static func evaluate(
        _ expression: String,
        metrics: [String],
        _ series: (String) -> Sample
    ) -> Sample {
        withoutActuallyEscaping(series) { series in
            guard let tokens = tokens(expression) else { return .unknown }
            var reader = MetricMath(tokens: tokens[...], metrics: metrics, series: series)
            guard let sample = reader.binary(0), reader.tokens.isEmpty else { return .unknown }
            return sample
        }
    }

    private init(
        tokens: ArraySlice<Substring>,
        metrics: [String],
        series: @escaping (String) -> Sample
    ) {
        (self.tokens, self.metrics, self.series) = (tokens, metrics, series)
    }

    private static let deepest = 50

    /// Those that bind loosest first.
    private static let operators: [[Substring]] = [
        ["||", "OR"], ["&&", "AND"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"],
    ]

    private mutating func binary(_ level: Int) -> Sample? {
        guard level < Self.operators.count else { return one() }
        guard var left = binary(level + 1) else { return nil }
        while let sign = tokens.first, Self.operators[level].contains(sign) {
            tokens.removeFirst()
            guard let right = binary(level + 1) else { return nil }
            left = Self.apply(sign, left, right)
        }
        return left
    }

    private mutating func one() -> Sample? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest, let token = tokens.popFirst() else { return nil }
        if let number = Double(token) { return .number(number) }
        switch token {
        case "(":
            let inner = binary(0)
            return tokens.popFirst() == ")" ? inner : nil
        case "-": return one().map { Self.apply("-", .number(0), $0) }
        default: break
        }
        guard token.first?.isLetter == true else { return nil }
        guard tokens.first == "(" else { return series(String(token)) }
        tokens.removeFirst()
        guard let arguments = list(until: ")") else { return nil }
        return Self.call(token, arguments)
    }

    /// Values with commas between them; those of a list `[a, b]` each by itself.
    private mutating func list(until end: Substring) -> [Sample]? {
        var values: [Sample] = []
        while tokens.first != end {
            if tokens.first == "[" {
                tokens.removeFirst()
                guard let inner = list(until: "]") else { return nil }
                values += inner
            } else if tokens.prefix(3).map({ $0.uppercased() }) == ["METRICS", "(", ")"] {
                tokens.removeFirst(3)
                values += metrics.map(series)
            } else {
                guard let value = binary(0) else { return nil }
                values.append(value)
            }
            if tokens.first == "," { tokens.removeFirst() } else { break }
        }
        return tokens.popFirst() == end ? values : nil
    }

    private static func call(_ name: Substring, _ arguments: [Sample]) -> Sample {
        switch (name.uppercased(), arguments.count) {
        case ("SUM", 1...): fold(arguments) { $0 + $1 }
        case ("MAX", 1...): fold(arguments) { max($0, $1) }
        case ("FILL", 2): arguments[0] == .missing ? arguments[1] : arguments[0]
        case ("IF", 2...3):
            switch arguments[0] {
            case .number(let value):
                value != 0 ? arguments[1] : arguments.count == 3 ? arguments[2] : .missing
            case .missing: .missing
            case .unknown: .unknown
            }
        default: .unknown
        }
    }

    /// Over those that have data.
    private static func fold(
        _ samples: [Sample],
        _ join: (Double, Double) -> Double
    ) -> Sample {
        guard !samples.contains(.unknown) else { return .unknown }
        return samples.reduce(.missing) { joined, sample in
            switch (joined, sample) {
            case (.number(let left), .number(let right)): .number(join(left, right))
            case (.missing, _): sample
            default: joined
            }
        }
    }

    private static func apply(_ sign: Substring, _ left: Sample, _ right: Sample) -> Sample {
        guard left != .missing, right != .missing else { return .missing }
        guard case .number(let left) = left, case .number(let right) = right else {
            return .unknown
        }
        func truth(_ value: Bool) -> Sample { .number(value ? 1 : 0) }
        switch sign {
        case "||", "OR": return truth(left != 0 || right != 0)
        case "&&", "AND": return truth(left != 0 && right != 0)
        case "==": return truth(left == right)
        case "!=": return truth(left != right)
        case "<=": return truth(left <= right)
        case ">=": return truth(left >= right)
        case "<": return truth(left < right)
        case ">": return truth(left > right)
        case "+": return .number(left + right)
        case "-": return .number(left - right)
        case "*": return .number(left * right)
        default: return right == 0 ? .missing : .number(left / right)
        }
    }

    /// Nil where it has what is not read here, such as texts.
    private static func tokens(_ expression: String) -> [Substring]? {
        var tokens: [Substring] = []
        var rest = Substring(expression)
        while let first = rest.first {
            let pair = rest.prefix(2)
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
            if first.isWhitespace {
                rest.removeFirst()
            } else if !word.isEmpty {
                tokens.append(word)
                rest.removeFirst(word.count)
            } else if ["||", "&&", "==", "!=", "<=", ">="].contains(pair) {
                tokens.append(pair)
                rest.removeFirst(2)
            } else if "()[],+-*/<>".contains(first) {
                tokens.append(rest.prefix(1))
                rest.removeFirst()
            } else {
                return nil
            }
        }
        return tokens
    }
}
