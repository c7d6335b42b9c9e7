/// Gives every node a type and every name a meaning.
struct Checker {
    struct Finding {
        let offset: Int
        let message: String
        let suggestion: String?
    }

    struct LocalName {
        let name: String
        let slot: Int
        let type: ValueType
        var document: (any DocumentShape)?
    }

    let environment: Environment
    /// Without checking every type is dyn, and what cannot be resolved fails when evaluated.
    let isLenient: Bool
    var unification = Unification()
    var findings: [Finding] = []
    var locals: [LocalName] = []
    /// Every macro variable of a program has a slot of its own, because `cel.bind` is lazy.
    var slotCount = 0

    init(environment: Environment, isLenient: Bool) {
        self.environment = environment
        self.isLenient = isLenient
    }

    mutating func check(_ node: Node) -> ValueType {
        let type = typeOf(node)
        return isLenient ? .dyn : type
    }

    mutating func report(_ node: Node, _ message: String, suggestion: String? = nil) -> ValueType {
        findings.append(Finding(offset: node.offset, message: message, suggestion: suggestion))
        return .dyn
    }

    private mutating func typeOf(_ node: Node) -> ValueType {
        switch node.kind {
        case .literal(let value): return value.type
        case .identifier(let name, let isAbsolute):
            return identifier(node, name, isAbsolute: isAbsolute)
        case .select(let operand, let field, let isOptional):
            return select(node, operand, field, isOptional: isOptional)
        case .has(let operand, let field):
            let type = check(operand)
            _ = fieldType(node, of: type, field)
            selectDocument(node, operand, field, of: type)
            return .bool
        case .index(let operand, let key, let isOptional):
            return index(node, operand, key, isOptional: isOptional)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .call(let name, let target, let arguments):
            return call(node, name, target, arguments)
        case .and(let parts), .or(let parts):
            for part in parts { condition(part) }
            return .bool
        case .conditional(let test, let yes, let no): return conditional(node, test, yes, no)
        case .comprehension(let comprehension): return self.comprehension(node, comprehension)
        case .bind(let name, let value, let body):
            let slots = bind([(name, check(value))])
            node.resolution = .slots(slots)
            locals[locals.count - 1].document = value.document
            let type = unbind(1, check(body))
            node.document = body.document
            return type
        case .block(let values, let body):
            var slots: [Int] = []
            for (index, value) in values.enumerated() {
                slots += bind([("@index\(index)", check(value))])
            }
            node.resolution = .slots(slots)
            return unbind(values.count, check(body))
        case .mapOptional(let operand, let name, let body, let isFlat):
            return mapOptional(node, operand, name, body, isFlat: isFlat)
        }
    }

    /// Declares variables for what is checked until `unbind`.
    mutating func bind(_ names: [(String, ValueType)]) -> [Int] {
        var slots: [Int] = []
        for (name, type) in names {
            locals.append(LocalName(name: name, slot: slotCount, type: type))
            slots.append(slotCount)
            slotCount += 1
        }
        return slots
    }

    mutating func unbind(_ count: Int, _ type: ValueType) -> ValueType {
        locals.removeLast(count)
        return type
    }

    mutating func condition(_ node: Node) {
        let type = check(node)
        if !unification.assign(type, to: .bool) {
            _ = report(node, "a condition must be bool, not \(shown(type))")
        }
    }

    func shown(_ type: ValueType) -> String {
        unification.resolve(type, freeAsDyn: true).description
    }

    private mutating func conditional(
        _ node: Node,
        _ test: Node,
        _ yes: Node,
        _ no: Node
    ) -> ValueType {
        condition(test)
        let (left, right) = (check(yes), check(no))
        let result = unification.freshParameter()
        guard unification.assign([left, right], to: [result, result]) else {
            return report(
                node,
                "both branches must have one type, not \(shown(left)) and \(shown(right))"
            )
        }
        return unification.resolve(result)
    }

    private mutating func list(_ elements: [Node.Element]) -> ValueType {
        var joined: ValueType?
        var isMixed = false
        for element in elements {
            var type = check(element.value)
            if element.isOptional { type = unwrapped(type, element.value) }
            if !isMixed {
                let next = unification.join(joined, type)
                isMixed = next == nil
                joined = next ?? joined
            }
        }
        return .list(isMixed ? .dyn : joined ?? unification.freshParameter())
    }

    private mutating func map(_ entries: [Node.Entry]) -> ValueType {
        var keys: ValueType?
        var values: ValueType?
        var hasMixedKeys = false
        var hasMixedValues = false
        for entry in entries {
            let key = check(entry.key)
            let resolved = unification.resolve(key)
            if !resolved.isKey {
                _ = report(entry.key, "\(shown(key)) cannot be a map key")
            }
            var value = check(entry.value)
            if entry.isOptional { value = unwrapped(value, entry.value) }
            if !hasMixedKeys {
                let next = unification.join(keys, key)
                hasMixedKeys = next == nil
                keys = next ?? keys
            }
            if !hasMixedValues {
                let next = unification.join(values, value)
                hasMixedValues = next == nil
                values = next ?? values
            }
        }
        return .map(
            hasMixedKeys ? .dyn : keys ?? unification.freshParameter(),
            hasMixedValues ? .dyn : values ?? unification.freshParameter()
        )
    }

    /// The type within an optional element or entry.
    private mutating func unwrapped(_ type: ValueType, _ node: Node) -> ValueType {
        let inner = unification.freshParameter()
        guard unification.assign(type, to: .optional(inner)) else {
            return report(node, "'?' needs an optional, not \(shown(type))")
        }
        return unification.resolve(inner)
    }
}

extension ValueType {
    fileprivate var isKey: Bool {
        switch self {
        case .bool, .int, .uint, .string, .dyn, .parameter: true
        default: false
        }
    }
}
