// Identifiers, selects and indexes.
extension Checker {
    mutating func identifier(_ node: Node, _ name: String, isAbsolute: Bool) -> ValueType {
        if !isAbsolute, let local = locals.last(where: { $0.name == name }) {
            node.resolution = .local(local.slot)
            node.document = local.document
            return local.type
        }
        if let type = global(node, name, isAbsolute: isAbsolute) { return type }
        guard !isLenient else {
            node.resolution = .failure(
                EvaluationError(
                    .noSuchVariable,
                    "undeclared variable '\(name)'",
                    offset: node.offset
                )
            )
            return .dyn
        }
        let names = Array(environment.declarations.variables.keys) + locals.map(\.name)
        return report(
            node,
            "undeclared variable '\(name)'",
            suggestion: Suggestion.nearest(to: name, in: names)
        )
    }

    /// A declared variable or the name of a type.
    private func global(_ node: Node, _ name: String, isAbsolute: Bool) -> ValueType? {
        for candidate in environment.candidates(name, isAbsolute: isAbsolute) {
            if let type = environment.declarations.variables[candidate] {
                node.resolution = .variable(candidate)
                return type
            }
            if let type = Environment.types[candidate] {
                node.resolution = .constant(.type(type))
                return .type(type)
            }
        }
        return nil
    }

    mutating func select(
        _ node: Node,
        _ operand: Node,
        _ field: String,
        isOptional: Bool
    ) -> ValueType {
        // The longest qualified name wins over selecting from a shorter one.
        if !isOptional, let (name, isAbsolute) = node.qualifiedName,
            isAbsolute || !isLocal(name.prefix { $0 != "." }),
            let type = global(node, name, isAbsolute: isAbsolute)
        {
            return type
        }
        let type = unification.resolve(check(operand))
        selectDocument(node, operand, field, of: type)
        guard isOptional else { return fieldType(node, of: type, field) }
        if case .optional(let inner) = type {
            return .optional(fieldType(node, of: unification.resolve(inner), field))
        }
        return .optional(fieldType(node, of: type, field))
    }

    private func isLocal(_ name: Substring) -> Bool {
        locals.contains { $0.name == name }
    }

    mutating func fieldType(_ node: Node, of type: ValueType, _ field: String) -> ValueType {
        switch unification.resolve(type) {
        case .dyn: return .dyn
        case .parameter(let name):
            _ = unification.assign(.dyn, to: .parameter(name))
            return .dyn
        case .map(let key, let value):
            guard unification.assign(key, to: .string) else {
                return report(node, "a map with \(shown(key)) keys has no fields")
            }
            return value
        case .optional(let inner): return .optional(fieldType(node, of: inner, field))
        case .object(let name):
            guard let fields = environment.declarations.objects[name] else { return .dyn }
            if let type = fields[field] { return type }
            return report(
                node,
                "\(name) has no field '\(field)'",
                suggestion: Suggestion.nearest(to: field, in: fields.keys)
            )
        default: return report(node, "\(shown(type)) has no field '\(field)'")
        }
    }

    mutating func index(
        _ node: Node,
        _ operand: Node,
        _ keyNode: Node,
        isOptional: Bool
    ) -> ValueType {
        let (container, key) = (check(operand), check(keyNode))
        indexDocument(node, operand, keyNode)
        let element = unification.freshParameter()
        let mapKey = unification.freshParameter()
        let wrapped = ValueType.optional(element)
        let forms: [(container: ValueType, key: ValueType, result: ValueType)] = [
            (.list(element), .int, isOptional ? wrapped : element),
            (.map(mapKey, element), mapKey, isOptional ? wrapped : element),
            (.optional(.list(element)), .int, wrapped),
            (.optional(.map(mapKey, element)), mapKey, wrapped),
        ]
        var result: ValueType?
        for form in forms {
            let (parameters, type) = unification.instantiate(
                [form.container, form.key],
                form.result
            )
            guard unification.assign([container, key], to: parameters) else { continue }
            let found = unification.resolve(type)
            result = result == nil || result == found ? found : .dyn
        }
        if let result { return result }
        return report(node, "\(shown(container)) has no elements under a \(shown(key))")
    }
}
