extension Checker {
    mutating func call(
        _ node: Node,
        _ name: String,
        _ target: Node?,
        _ arguments: [Node]
    ) -> ValueType {
        if let target, let found = namespaced(target, name) {
            let types = arguments.map { check($0) }
            return resolve(node, found, types, name: found.first?.name ?? name, dropsTarget: true)
        }
        if let target {
            let types = ([target] + arguments).map { check($0) }
            let found = environment.overloads(name).filter(\.isMember)
            guard found.isEmpty else { return resolve(node, found, types, name: name) }
            return unknown(node, name, receiver: types[0])
        }
        let types = arguments.map { check($0) }
        let isAbsolute = name.hasPrefix(".")
        let bare = isAbsolute ? String(name.dropFirst()) : name
        for candidate in environment.candidates(bare, isAbsolute: isAbsolute) {
            let found = environment.overloads(candidate).filter { !$0.isMember }
            if !found.isEmpty { return resolve(node, found, types, name: bare) }
        }
        return unknown(node, bare, receiver: nil)
    }

    /// `math.abs` and its like: a function's name, where the target is no variable.
    private func namespaced(_ target: Node, _ name: String) -> [Overload]? {
        guard let (space, isAbsolute) = target.qualifiedName else { return nil }
        if !isAbsolute, let root = space.split(separator: ".").first,
            locals.contains(where: { $0.name == root })
        {
            return nil
        }
        for candidate in environment.candidates(space + "." + name, isAbsolute: isAbsolute) {
            let found = environment.overloads(candidate).filter { !$0.isMember }
            if !found.isEmpty { return found }
        }
        return nil
    }

    private mutating func resolve(
        _ node: Node,
        _ overloads: [Overload],
        _ types: [ValueType],
        name: String,
        dropsTarget: Bool = false
    ) -> ValueType {
        var matches: [Overload] = []
        var result: ValueType?
        for overload in overloads where overload.accepts(count: types.count) {
            guard !isLenient else {
                matches.append(overload)
                continue
            }
            var (parameters, type) = unification.instantiate(
                overload.parameters,
                overload.result
            )
            while parameters.count < types.count, let last = parameters.last {
                parameters.append(last)
            }
            guard unification.assign(types, to: parameters) else { continue }
            matches.append(overload)
            let found = unification.resolve(type)
            result = result == nil || result == found ? found : .dyn
        }
        if name == "matches" { checkPattern(node) }
        guard matches.isEmpty else {
            node.resolution = .call(matches, dropsTarget: dropsTarget)
            return result ?? .dyn
        }
        let shownTypes = types.map { shown($0) }
        guard !isLenient else {
            return fail(node, "no such overload of '\(name)' for \(types.count) arguments")
        }
        return report(node, mismatch(name, overloads, shownTypes))
    }

    /// A pattern that is written out is checked before anything is evaluated.
    private mutating func checkPattern(_ node: Node) {
        guard !isLenient, case .call(_, _, let arguments) = node.kind, let last = arguments.last,
            case .literal(.string(let text)) = last.kind
        else { return }
        do {
            _ = try Pattern(text)
        } catch {
            _ = report(last, error.message)
        }
    }

    private func mismatch(_ name: String, _ overloads: [Overload], _ types: [String]) -> String {
        let readable = name.filter { $0 != "_" && $0 != "@" }
        if name.hasPrefix("_") || name.hasPrefix("@") || name.hasSuffix("_") {
            let operands = types.joined(separator: " and ")
            return "operator '\(readable)' does not take \(operands)"
        }
        let known = overloads.prefix(4).map { overload in
            let types = overload.parameters.map(\.description)
            return overload.isMember
                ? "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", ")))"
                : "\(name)(\(types.joined(separator: ", ")))"
        }
        let isMember = overloads.contains(where: \.isMember)
        let given =
            isMember
            ? "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", ")))"
            : "\(name)(\(types.joined(separator: ", ")))"
        return "no such function: \(given); there is \(known.joined(separator: ", "))"
    }

    private mutating func unknown(
        _ node: Node,
        _ name: String,
        receiver: ValueType?
    ) -> ValueType {
        guard !isLenient else { return fail(node, "unbound function '\(name)'") }
        let receiver = receiver.map { unification.resolve($0) }
        let names = environment.functionNames.filter { candidate in
            environment.overloads(candidate).contains { overload in
                guard let receiver else { return !overload.isMember }
                guard overload.isMember else { return false }
                if case .object = receiver { return overload.parameters[0] == receiver }
                return true
            }
        }
        let place = receiver.map { " of \($0)" } ?? ""
        return report(
            node,
            "unknown function '\(name)'\(place)",
            suggestion: Suggestion.nearest(to: name, in: names)
        )
    }

    private func fail(_ node: Node, _ message: String) -> ValueType {
        node.resolution = .failure(
            EvaluationError(.noSuchOverload, message, offset: node.offset)
        )
        return .dyn
    }
}
