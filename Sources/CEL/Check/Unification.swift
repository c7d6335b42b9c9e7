/// What is known about type parameters, and whether one type may stand where another is wanted.
struct Unification {
    private var found: [String: ValueType] = [:]
    private var count = 0

    mutating func freshParameter() -> ValueType {
        count += 1
        return .parameter("%\(count)")
    }

    /// A signature with type parameters of its own.
    mutating func instantiate(
        _ parameters: [ValueType],
        _ result: ValueType
    ) -> (parameters: [ValueType], result: ValueType) {
        var names: [String: ValueType] = [:]
        func fresh(_ type: ValueType, _ names: inout [String: ValueType]) -> ValueType {
            if case .parameter(let name) = type {
                if let known = names[name] { return known }
                let made = freshParameter()
                names[name] = made
                return made
            }
            return type.mapped { fresh($0, &names) }
        }
        return (parameters.map { fresh($0, &names) }, fresh(result, &names))
    }

    /// All or nothing: what a failed attempt learnt is forgotten.
    mutating func assign(_ actual: [ValueType], to expected: [ValueType]) -> Bool {
        let before = found
        for (actual, expected) in zip(actual, expected) where !isAssignable(actual, expected) {
            found = before
            return false
        }
        return true
    }

    mutating func assign(_ actual: ValueType, to expected: ValueType) -> Bool {
        assign([actual], to: [expected])
    }

    /// The type with everything known filled in.
    func resolve(_ type: ValueType, freeAsDyn: Bool = false) -> ValueType {
        if case .parameter(let name) = type {
            guard let known = found[name] else { return freeAsDyn ? .dyn : type }
            return resolve(known, freeAsDyn: freeAsDyn)
        }
        return type.mapped { resolve($0, freeAsDyn: freeAsDyn) }
    }

    /// The type of elements that hold both; nil where only dyn would.
    mutating func join(_ left: ValueType?, _ right: ValueType) -> ValueType? {
        guard let left else { return right }
        return assign(left, to: right) ? Self.moreGeneral(left, right) : nil
    }

    private mutating func isAssignable(_ actual: ValueType, _ expected: ValueType) -> Bool {
        if case .parameter(let name) = expected {
            let (fits, wasKnown) = substitute(actual, for: name)
            if fits { return true }
            if wasKnown { return false }
        }
        if case .parameter(let name) = actual { return substitute(expected, for: name).fits }
        switch (actual, expected) {
        case (.dyn, _), (_, .dyn): return true
        case (.null, _): return expected.holdsNull
        case (_, .null): return actual.holdsNull
        case (.nullable(let left), .nullable(let right)): return isAssignable(left, right)
        case (.nullable(let type), _): return isAssignable(type, expected)
        case (_, .nullable(let type)): return isAssignable(actual, type)
        case (.list(let left), .list(let right)): return isAssignable(left, right)
        case (.optional(let left), .optional(let right)): return isAssignable(left, right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return isAssignable(key, otherKey) && isAssignable(value, otherValue)
        case (.type, .type): return true
        case (.abstract(let left, let these), .abstract(let right, let those)):
            guard left == right, these.count == those.count else { return false }
            for (this, that) in zip(these, those) where !isAssignable(this, that) { return false }
            return true
        default: return actual == expected
        }
    }

    private mutating func substitute(
        _ type: ValueType,
        for name: String
    ) -> (fits: Bool, wasKnown: Bool) {
        if type == .parameter(name) { return (true, true) }
        if let known = found[name] {
            if type == known { return (true, true) }
            guard isAssignable(type, known) else { return (false, true) }
            let general = Self.moreGeneral(type, known)
            if !occurs(name, in: general) { found[name] = general }
            return (true, true)
        }
        guard !occurs(name, in: type) else { return (false, false) }
        found[name] = type
        return (true, false)
    }

    private func occurs(_ name: String, in type: ValueType) -> Bool {
        if case .parameter(let other) = type {
            if other == name { return true }
            return found[other].map { occurs(name, in: $0) } ?? false
        }
        return type.parts.contains { occurs(name, in: $0) }
    }

    private static func moreGeneral(_ left: ValueType, _ right: ValueType) -> ValueType {
        isAtLeastAsGeneral(left, right) ? left : right
    }

    private static func isAtLeastAsGeneral(_ left: ValueType, _ right: ValueType) -> Bool {
        switch (left, right) {
        case (.dyn, _), (.parameter, _): return true
        case (_, .dyn), (_, .parameter): return false
        case (_, .null) where left.holdsNull: return true
        case (.nullable(let left), _): return left == right || .nullable(left) == right
        case (.type, .type): return true
        default:
            guard left.name == right.name, left.parts.count == right.parts.count else {
                return false
            }
            if left.parts.isEmpty { return left == right }
            return zip(left.parts, right.parts).allSatisfy { isAtLeastAsGeneral($0, $1) }
        }
    }
}

extension ValueType {
    /// The types that this one is made of.
    var parts: [ValueType] {
        switch self {
        case .list(let type), .optional(let type), .nullable(let type), .type(let type?): [type]
        case .map(let key, let value): [key, value]
        case .abstract(_, let types): types
        default: []
        }
    }

    func mapped(_ change: (ValueType) -> ValueType) -> ValueType {
        switch self {
        case .list(let type): .list(change(type))
        case .optional(let type): .optional(change(type))
        case .nullable(let type): .nullable(change(type))
        case .type(let type?): .type(change(type))
        case .map(let key, let value): .map(change(key), change(value))
        case .abstract(let name, let types): .abstract(name, types.map(change))
        default: self
        }
    }

    fileprivate var holdsNull: Bool {
        switch self {
        case .null, .timestamp, .duration, .object, .nullable, .abstract, .optional, .ip, .cidr,
            .parameter, .dyn:
            true
        default: false
        }
    }
}
