extension PolicyCondition {
    /// Whether a request meets it.
    func holds(_ request: Request) -> Certainty {
        let carried = request.values(key)
        if test.comparison == .null {
            let wanted = values.map { $0.text.lowercased() }
            let isMissing = carried == nil && !request.isUnsaid(key)
            return Certainty(wanted.contains(isMissing ? "true" : "false"))
        }
        guard let carried else {
            if request.isUnsaid(key) { return .unknown }
            return Certainty(
                test.ifExists || test.quantifier == .all
                    || (test.isNegated && test.quantifier == .one)
            )
        }
        switch test.quantifier {
        case .one where carried.count > 1:
            // AWS does not say what a plain operator does with several values.
            return .unknown
        case .one, .any: return .any(carried) { accepts($0, request) }
        case .all: return .all(carried) { acceptsAmongAll($0, request) }
        }
    }

    /// An empty value may be no value to ForAllValues, which then holds.
    private func acceptsAmongAll(_ value: String, _ request: Request) -> Certainty {
        let isAccepted = accepts(value, request)
        return value.isEmpty && isAccepted == .no ? .unknown : isAccepted
    }

    /// In lower case where it is ASCII.
    private static func lowercased(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { Wildcards.Item.lower($0) }))
    }

    private func accepts(_ value: String, _ request: Request) -> Certainty {
        let found = Certainty.any(values) { isNamed(by: $0, value, request) }
        return test.isNegated ? !found : found
    }

    private func isNamed(by named: PolicyText, _ value: String, _ request: Request) -> Certainty {
        switch test.comparison {
        case .stringEquals, .stringLike, .binaryEquals:
            guard let pattern = named.resolved(request) else {
                return named.mayMatch(value, request)
            }
            return Certainty(Wildcards.match(pattern, value))
        case .stringEqualsIgnoreCase:
            guard let pattern = named.resolved(request) else {
                return named.isUnsaid(by: request) ? .unknown : .no
            }
            return Certainty(
                Wildcards.match(pattern.map(\.lowercased), Self.lowercased(value))
            )
        case .arnLike:
            guard let pattern = named.resolved(request) else {
                return named.isUnsaid(by: request) ? .unknown : .no
            }
            return Certainty(Self.isARN(value, like: pattern))
        case .bool: return Certainty(named.text.lowercased() == value.lowercased())
        case .ipAddress:
            guard let network = Self.network(named.text), let address = Self.network(value) else {
                return .unknown
            }
            return Certainty(network.contains(address))
        case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            return compared(Self.number(value), Self.number(named.text))
        case .dateEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
            .dateGreaterThanEquals:
            return compared(Self.time(value), Self.time(named.text))
        case .null: return .unknown
        }
    }

    private func compared(_ value: Double?, _ named: Double?) -> Certainty {
        guard let value, let named else { return .unknown }
        return switch test.comparison {
        case .numericLessThan, .dateLessThan: Certainty(value < named)
        case .numericLessThanEquals, .dateLessThanEquals: Certainty(value <= named)
        case .numericGreaterThan, .dateGreaterThan: Certainty(value > named)
        case .numericGreaterThanEquals, .dateGreaterThanEquals: Certainty(value >= named)
        default: Certainty(value == named)
        }
    }

    /// Component by component, of which only the last may hold colons. A pattern of fewer components
    /// is matched as a text.
    private static func isARN(_ value: String, like pattern: [Wildcards.Item]) -> Bool {
        let parts = pattern.split(
            separator: .letter(":"),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard parts.count == 6 else { return Wildcards.match(pattern, value) }
        let values = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return values.count == 6
            && zip(parts, values).allSatisfy { Wildcards.match(Array($0), String($1)) }
    }
}

extension Wildcards.Item {
    fileprivate static func lower(_ letter: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(letter) ? Unicode.Scalar(UInt8(letter.value + 32)) : letter
    }

    fileprivate var lowercased: Wildcards.Item {
        guard case .letter(let letter) = self else { return self }
        return .letter(Self.lower(letter))
    }
}
