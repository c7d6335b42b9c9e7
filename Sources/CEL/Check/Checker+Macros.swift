extension Checker {
    mutating func comprehension(
        _ node: Node,
        _ comprehension: Node.Comprehension
    ) -> ValueType {
        let range = unification.resolve(check(comprehension.range))
        let types = variableTypes(node, range, count: comprehension.variables.count)
        let slots = bind(Array(zip(comprehension.variables, types)))
        node.resolution = .slots(slots)
        elementDocument(of: comprehension.range)
        if let filter = comprehension.filter { condition(filter) }
        var body: ValueType = types[types.count - 1]
        if comprehension.body == nil { node.document = comprehension.range.document }
        if let node = comprehension.body {
            switch comprehension.kind {
            case .all, .exists, .existsOne: condition(node)
            default: body = check(node)
            }
        }
        let result = result(node, comprehension.kind, key: types[0], body: body)
        return unbind(slots.count, result)
    }

    private mutating func variableTypes(
        _ node: Node,
        _ range: ValueType,
        count: Int
    ) -> [ValueType] {
        switch range {
        case .list(let element): return count == 2 ? [.int, element] : [element]
        case .map(let key, let value): return count == 2 ? [key, value] : [key]
        case .dyn: break
        case .parameter: _ = unification.assign(.dyn, to: range)
        default:
            _ = report(node, "cannot go over the elements of \(shown(range))")
        }
        return Array(repeating: .dyn, count: count)
    }

    private mutating func result(
        _ node: Node,
        _ kind: Node.Comprehension.Kind,
        key: ValueType,
        body: ValueType
    ) -> ValueType {
        switch kind {
        case .all, .exists, .existsOne: return .bool
        case .map: return .list(body)
        case .transformMap: return .map(key, body)
        case .transformEntries:
            let made = ValueType.map(unification.freshParameter(), unification.freshParameter())
            guard unification.assign(body, to: made) else {
                return report(node, "each entry must be a map, not \(shown(body))")
            }
            return unification.resolve(made)
        }
    }

    mutating func mapOptional(
        _ node: Node,
        _ operand: Node,
        _ name: String,
        _ body: Node,
        isFlat: Bool
    ) -> ValueType {
        let inner = unification.freshParameter()
        let type = check(operand)
        if !unification.assign(type, to: .optional(inner)) {
            _ = report(node, "needs an optional, not \(shown(type))")
        }
        node.resolution = .slots(bind([(name, unification.resolve(inner))]))
        locals[locals.count - 1].document = operand.document
        let result = unbind(1, check(body))
        guard isFlat else { return .optional(result) }
        let flat = ValueType.optional(unification.freshParameter())
        guard unification.assign(result, to: flat) else {
            return report(body, "needs an optional, not \(shown(result))")
        }
        return unification.resolve(flat)
    }
}
