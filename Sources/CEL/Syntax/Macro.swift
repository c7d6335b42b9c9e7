/// A call that may be a macro: unfolded while parsing, because its arguments bind names.
struct Macro {
    let name: String
    let target: Node?
    let arguments: [Node]
    let offset: Int

    /// Nil where this is an ordinary call.
    func expand() throws(SyntaxError) -> Node.Kind? {
        guard let target else { return name == "has" ? try has() : nil }
        if case .identifier("cel", _) = target.kind { return try special() }
        if case .identifier("math", _) = target.kind { return extreme(target) }
        switch (name, arguments.count) {
        case ("all", 2), ("all", 3): return try quantifier(.all, over: target)
        case ("exists", 2), ("exists", 3): return try quantifier(.exists, over: target)
        case ("exists_one", 2), ("existsOne", 2), ("exists_one", 3), ("existsOne", 3):
            return try quantifier(.existsOne, over: target)
        case ("map", 2), ("map", 3): return try transform(.map, over: target, variables: 1)
        case ("filter", 2):
            return .comprehension(
                .init(
                    kind: .map,
                    range: target,
                    variables: try variables(1),
                    filter: arguments[1],
                    body: nil
                )
            )
        case ("transformList", 3), ("transformList", 4):
            return try transform(.map, over: target, variables: 2)
        case ("transformMap", 3), ("transformMap", 4):
            return try transform(.transformMap, over: target, variables: 2)
        case ("transformMapEntry", 3), ("transformMapEntry", 4):
            return try transform(.transformEntries, over: target, variables: 2)
        case ("optMap", 2), ("optFlatMap", 2):
            return .mapOptional(
                target,
                variable: try variable(arguments[0]),
                arguments[1],
                isFlat: name == "optFlatMap"
            )
        default: return nil
        }
    }

    /// `math.greatest(a, b, c)` takes them as a list, so that one signature serves any number.
    private func extreme(_ target: Node) -> Node.Kind? {
        guard name == "greatest" || name == "least", arguments.count > 2 else { return nil }
        let elements = arguments.map { Node.Element(value: $0, isOptional: false) }
        let start = arguments[0].range.lowerBound
        let end = arguments[arguments.count - 1].range.upperBound
        return .call(name, target: target, [Node(.list(elements), range: start..<end)])
    }

    private func has() throws(SyntaxError) -> Node.Kind? {
        guard arguments.count == 1 else { return nil }
        guard case .select(let operand, let field, false) = arguments[0].kind else {
            throw SyntaxError(
                "has() needs a field selection",
                at: arguments[0].range.lowerBound
            )
        }
        return .has(operand, field: field)
    }

    private func quantifier(
        _ kind: Node.Comprehension.Kind,
        over range: Node
    ) throws(SyntaxError) -> Node.Kind {
        .comprehension(
            .init(
                kind: kind,
                range: range,
                variables: try variables(arguments.count - 1),
                filter: nil,
                body: arguments[arguments.count - 1]
            )
        )
    }

    private func transform(
        _ kind: Node.Comprehension.Kind,
        over range: Node,
        variables count: Int
    ) throws(SyntaxError) -> Node.Kind {
        let hasFilter = arguments.count == count + 2
        return .comprehension(
            .init(
                kind: kind,
                range: range,
                variables: try variables(count),
                filter: hasFilter ? arguments[count] : nil,
                body: arguments[arguments.count - 1]
            )
        )
    }

    private func variables(_ count: Int) throws(SyntaxError) -> [String] {
        var names: [String] = []
        for argument in arguments.prefix(count) {
            let name = try variable(argument)
            guard !names.contains(name) else {
                throw SyntaxError("the variables need different names", at: argument.offset)
            }
            names.append(name)
        }
        return names
    }

    private func variable(_ node: Node) throws(SyntaxError) -> String {
        guard case .identifier(let name, isAbsolute: false) = node.kind else {
            throw SyntaxError(
                "expected a simple name for a variable",
                at: node.range.lowerBound
            )
        }
        return name
    }

    private func special() throws(SyntaxError) -> Node.Kind? {
        switch (name, arguments.count) {
        case ("bind", 3): return .bind(try variable(arguments[0]), arguments[1], arguments[2])
        case ("block", 2):
            guard case .list(let elements) = arguments[0].kind,
                !elements.contains(where: \.isOptional)
            else { throw SyntaxError("cel.block() needs a list literal", at: arguments[0].offset) }
            return .block(elements.map(\.value), arguments[1])
        case ("index", 1): return .identifier("@index\(try count(0))", isAbsolute: false)
        case ("iterVar", 2):
            return .identifier("@it:\(try count(0)):\(try count(1))", isAbsolute: false)
        case ("accuVar", 2):
            return .identifier("@ac:\(try count(0)):\(try count(1))", isAbsolute: false)
        default: return nil
        }
    }

    private func count(_ argument: Int) throws(SyntaxError) -> Int64 {
        guard case .literal(.int(let number)) = arguments[argument].kind, number >= 0 else {
            throw SyntaxError(
                "expected a number that is not negative",
                at: arguments[argument].offset
            )
        }
        return number
    }
}
