extension PolicyCondition {
    /// What it asks of a request; nil where no request meets it as it is read.
    func sides(_ reading: Reading) -> Solver.Conjunction? {
        if test.comparison == .null { return nullSides }
        guard let values = valueSet(test.isNegated ? reading.opposite : reading) else {
            return reading.takesMost ? [] : nil
        }
        if let derived = DerivedKey(key), case .texts(let globs) = values {
            return derived.sides(globs, isNegated: test.isNegated, mayBeAbsent: mayBeAbsent)
        }
        let positive = values.set
        guard let set = test.isNegated ? positive.complement : positive else { return nil }
        let keys =
            test.quantifier == .all
            ? KeySet(mayBeAbsent: true, each: set)
            : KeySet(mayBeAbsent: mayBeAbsent, some: [set])
        return [(key: key, set: keys)]
    }

    /// A missing key meets what denies a value, and everything that says so.
    private var mayBeAbsent: Bool {
        test.ifExists || test.quantifier == .all || (test.isNegated && test.quantifier == .one)
    }

    private var nullSides: Solver.Conjunction? {
        let wanted = Set(values.map { $0.text.lowercased() })
        let isMissing = wanted == ["true"]
        if wanted.count > 1 { return [] }
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
