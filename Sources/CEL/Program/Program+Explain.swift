extension Program {
    /// Evaluates, and says which parts decided. Slower than `evaluate`.
    public func explain(
        _ bindings: Bindings,
        costLimit: Int = Program.defaultCostLimit
    ) -> Explanation {
        var frame = frame(bindings, costLimit: costLimit)
        let outcome = code.evaluate(&frame)
        var explainer = Explainer(frame: self.frame(bindings, costLimit: costLimit))
        return Explanation(outcome: outcome, terms: explainer.terms(of: outline).terms)
    }
}

/// Walks an outline and keeps the terms that decided.
private struct Explainer {
    var frame: Frame

    mutating func terms(of outline: Outline) -> (outcome: Outcome, terms: [Term]) {
        switch outline {
        case .pending: return (.failure(.invalidArgument, "nothing to explain"), [])
        case .leaf(let leaf):
            let term = term(of: leaf)
            return (term.outcome, [term])
        case .not(let inner):
            let (outcome, terms) = terms(of: inner)
            guard case .value(.bool(let value)) = outcome else { return (outcome, terms) }
            return (.value(.bool(!value)), terms)
        case .junction(let deciding, let parts, let code):
            return junction(parts, deciding: deciding, code)
        case .conditional(let condition, let yes, let no, let code):
            return conditional(condition, yes, no, code)
        case .scope(let slots, let inner):
            for slot in slots { frame.locals[slot] = nil }
            return terms(of: inner)
        }
    }

    private mutating func junction(
        _ parts: [Outline],
        deciding: Bool,
        _ code: any Instruction
    ) -> (outcome: Outcome, terms: [Term]) {
        let outcome = code.evaluate(&frame)
        let all = parts.map { terms(of: $0) }
        let deciding = all.filter { part in
            switch (outcome, part.outcome) {
            case (.value(.bool(let whole)), .value(.bool(let part))): whole == part
            case (.unknown, .unknown), (.error, .error): true
            default: false
            }
        }
        return (outcome, deciding.flatMap(\.terms))
    }

    private mutating func conditional(
        _ condition: Outline,
        _ yes: Outline,
        _ no: Outline,
        _ code: any Instruction
    ) -> (outcome: Outcome, terms: [Term]) {
        let test = terms(of: condition)
        guard case .value(.bool(let holds)) = test.outcome else { return test }
        let branch = terms(of: holds ? yes : no)
        if case .unknown = branch.outcome { return branch }
        return (branch.outcome, test.terms + branch.terms)
    }

    private mutating func term(of leaf: Outline.Leaf) -> Term {
        let outcome = leaf.code.evaluate(&frame)
        var reads: [Term.Read] = []
        for read in leaf.reads {
            if case .value(let value) = read.code.evaluate(&frame) {
                reads.append(Term.Read(path: read.path, value: value))
            }
        }
        return Term(
            source: leaf.source,
            outcome: outcome,
            reads: reads,
            witnesses: leaf.witnesses.map { witnesses($0) } ?? []
        )
    }

    private mutating func witnesses(_ search: Outline.Witnesses) -> [Value] {
        var found: [Value] = []
        _ = search.loop.run(&frame) { frame, _, element in
            if case .value(.bool(search.holds)) = search.predicate.evaluate(&frame) {
                found.append(element)
            }
            return .next
        }
        return found
    }
}
