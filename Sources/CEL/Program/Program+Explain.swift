extension Program {
    /// Evaluates, and says which parts decided. Slower than `evaluate`.
    public func explain(
        _ bindings: Bindings,
        costLimit: Int = Program.defaultCostLimit
    ) -> Explanation {
        var frame = frame(bindings, costLimit: costLimit)
        let outcome = code.evaluate(&frame)
        // Terms, the fields they read and the elements they look at are evaluated once more each.
        let (limit, overflow) = costLimit.multipliedReportingOverflow(by: 8)
        var explainer = Explainer(
            frame: self.frame(bindings, costLimit: overflow ? .max : limit)
        )
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
        case .junction(let deciding, let parts): return junction(parts, deciding: deciding)
        case .conditional(let condition, let yes, let no): return conditional(condition, yes, no)
        case .scope(let slots, let inner):
            for slot in slots { frame.locals[slot] = nil }
            return terms(of: inner)
        }
    }

    private mutating func junction(
        _ parts: [Outline],
        deciding: Bool
    ) -> (outcome: Outcome, terms: [Term]) {
        var absorption = Absorption(deciding: deciding)
        let all = parts.map { terms(of: $0) }
        let isDecided = all.count { absorption.takes($0.outcome) } > 0
        let outcome = isDecided ? .value(.bool(deciding)) : absorption.undecided
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
        _ no: Outline
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
