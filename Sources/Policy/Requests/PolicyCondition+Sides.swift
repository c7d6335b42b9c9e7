extension PolicyCondition {
    /// What it asks of a request; nil where no request meets it as it is read.
    func sides(_ reading: Reading) -> Solver.Conjunction? {
        if test.comparison == .null { return nullSides }
        guard let values = valueSet(test.isNegated ? reading.opposite : reading) else {
            return reading.takesMost ? [] : nil
        }
        if let derived = DerivedKey(key) {
            // Who makes the request is no number and no network.
            guard case .texts(let globs) = values else { return reading.takesMost ? [] : nil }
            return derived.sides(globs, isNegated: test.isNegated, mayBeAbsent: mayBeAbsent)
        }
        let positive = values.set
        guard var set = test.isNegated ? positive.complement : positive else { return nil }
        if case .texts(let globs) = values, test.quantifier == .all, reading.takesMost {
            set = Self.withEmpty(globs, isNegated: test.isNegated)
        }
        let keys =
            test.quantifier == .all
            ? KeySet(mayBeAbsent: true, each: set)
            : KeySet(mayBeAbsent: mayBeAbsent, some: [set])
        return [(key: key, set: keys)]
    }

    /// Whether ForAllValues takes an empty value only where that is none: AWS says that it holds for "values
    /// that resolve to a null data set, such as an empty string", and not what that is beside others, or
    /// to `Null`. Source: IAM User Guide, "Set operators for multivalued context keys".
    var isOpenToEmpty: Bool {
        guard test.quantifier == .all, test.isOfTexts, DerivedKey(key) == nil else { return false }
        let isNamed = values.contains { !$0.hasVariables && Self.isEmpty($0) }
        return isNamed == test.isNegated
    }

    private static func isEmpty(_ text: PolicyText) -> Bool {
        text.text.allSatisfy { text.hasWildcards && $0 == "*" }
    }

    /// The values that the globs match, or match not, and the empty one.
    private static func withEmpty(_ globs: [Glob], isNegated: Bool) -> ValueSet {
        let empty = Glob(literal: "")
        if !isNegated { return .texts(.matching(globs + [empty])) }
        if globs.contains(where: \.isEverything) { return .texts(.matching([empty])) }
        return .texts(.matchingNone(of: globs.filter { !$0.matches("") }))
    }

    /// A missing key meets what denies a value, and everything that says so.
    private var mayBeAbsent: Bool {
        test.ifExists || test.quantifier == .all || (test.isNegated && test.quantifier == .one)
    }

    private var nullSides: Solver.Conjunction? {
        let wanted = Set(values.map { $0.text.lowercased() })
        if wanted.count != 1 { return wanted.isEmpty ? nil : [] }
        let isMissing = wanted == ["true"]
        if let derived = DerivedKey(key) { return derived.sides(isMissing: isMissing) }
        return [(key: key, set: isMissing ? .absent : .present)]
    }

    /// The values that it names, before they are negated.
    private enum Values {
        case texts([Glob])
        case other(ValueSet)

        var set: ValueSet {
            switch self {
            case .texts(let globs): globs.isEmpty ? .nothing : .texts(.matching(globs))
            case .other(let set): set
            }
        }
    }

    private func valueSet(_ reading: Reading) -> Values? {
        let texts = values.map(\.text)
        switch test.comparison {
        case .null: return nil
        case .stringEquals, .stringLike, .binaryEquals:
            return .texts(values.compactMap { reading.glob($0) })
        case .stringEqualsIgnoreCase:
            return .texts(values.compactMap { reading.glob($0, folds: true) })
        case .bool: return .texts(texts.map { Glob(literal: $0, folds: true) })
        case .arnLike: return .texts(values.compactMap { reading.glob($0)?.inComponents })
        case .ipAddress: return .other(.networks(NetworkSet(texts.compactMap(Self.network))))
        case .numericEquals: return numbers { .only($0) }
        case .numericLessThan: return numbers { .below($0, orEqual: false) }
        case .numericLessThanEquals: return numbers { .below($0, orEqual: true) }
        case .numericGreaterThan: return numbers { .above($0, orEqual: false) }
        case .numericGreaterThanEquals: return numbers { .above($0, orEqual: true) }
        case .dateEquals: return times { .only($0) }
        case .dateLessThan: return times { .below($0, orEqual: false) }
        case .dateLessThanEquals: return times { .below($0, orEqual: true) }
        case .dateGreaterThan: return times { .above($0, orEqual: false) }
        case .dateGreaterThanEquals: return times { .above($0, orEqual: true) }
        }
    }

    private func numbers(_ interval: (Double) -> IntervalSet) -> Values {
        .other(.numbers(united(Self.number, interval)))
    }

    private func times(_ interval: (Double) -> IntervalSet) -> Values {
        .other(.times(united(Self.time, interval)))
    }

    private func united(
        _ read: (String) -> Double?,
        _ interval: (Double) -> IntervalSet
    ) -> IntervalSet {
        values.compactMap { read($0.text) }.map(interval)
            .reduce(.nothing) { $0.union($1) }
    }
}

extension Glob {
    /// As the operators for ARNs match: each of the six components on its own.
    fileprivate var inComponents: Glob {
        let colons = tokens.indices.filter { tokens[$0].scalar == ":" }
        guard colons.count >= 5 else { return self }
        return Glob(
            tokens.enumerated().map {
                $0.offset < colons[4] ? $0.element.stopping(at: ":") : $0.element
            },
            folds: folds
        )
    }
}
