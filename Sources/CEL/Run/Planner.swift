/// Turns the checked tree into instructions, folding what is constant.
struct Planner {
    /// A planned node.
    struct Plan {
        var code: any Instruction
        var outline: Outline
        /// Whether the result may depend on a variable.
        var readsVariables = false
        /// Host functions are called when evaluating only.
        var callsHost = false
        /// The slots of macro variables that enclosing nodes set.
        var freeSlots: Set<Int> = []
        /// Set while the node is nothing but a path from a variable, as it is shown to people.
        var path: String?
        /// The host fields that this node and those below it read.
        var reads: [Outline.Read] = []
        /// An attempt to fold failed, or cost too much.
        var isUnfoldable = false

        var constant: Value? { (code as? Constant)?.value }
    }

    private let source: [UInt8]
    private(set) var variables: [String] = []
    private var lazy: [Int: Plan] = [:]
    private var foldingBudget = Limits.foldingCost
    private let slotCount: Int

    init(source: [UInt8], slotCount: Int) {
        self.source = source
        self.slotCount = slotCount
    }

    mutating func plan(_ node: Node) -> Plan {
        var plan = planned(node)
        if !(plan.code is Constant), !plan.readsVariables, !plan.callsHost, !plan.isUnfoldable,
            plan.freeSlots.isEmpty
        {
            fold(&plan)
        }
        if plan.outline.isPending {
            plan.outline = .leaf(leaf(node, plan, witnesses: nil))
        }
        return plan
    }

    private mutating func fold(_ plan: inout Plan) {
        var frame = Frame(
            variables: [],
            locals: Array(repeating: nil, count: slotCount),
            meter: Meter(limit: max(0, foldingBudget))
        )
        if case .value(let value) = plan.code.evaluate(&frame) {
            plan.code = Constant(value)
            plan.outline = .pending
        } else {
            plan.isUnfoldable = true
        }
        foldingBudget = frame.meter.remaining
    }

    private func leaf(_ node: Node, _ plan: Plan, witnesses: Outline.Witnesses?) -> Outline.Leaf {
        Outline.Leaf(
            source: text(node.range),
            code: plan.code,
            reads: consumed(plan),
            witnesses: witnesses
        )
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: source[range], as: UTF8.self)
    }

    /// The reads of a node whose value is used by something else than a longer path.
    private func consumed(_ plan: Plan) -> [Outline.Read] {
        guard let path = plan.path else { return plan.reads }
        return [Outline.Read(path: path, code: plan.code)]
    }

    private func merged(_ plans: [Plan], _ code: any Instruction) -> Plan {
        var merged = Plan(code: code, outline: .pending)
        for plan in plans {
            merged.readsVariables = merged.readsVariables || plan.readsVariables
            merged.callsHost = merged.callsHost || plan.callsHost
            merged.isUnfoldable = merged.isUnfoldable || plan.isUnfoldable
            merged.freeSlots.formUnion(plan.freeSlots)
            for read in consumed(plan) where !merged.reads.contains(where: { $0.path == read.path })
            {
                merged.reads.append(read)
            }
        }
        return merged
    }

    private mutating func planned(_ node: Node) -> Plan {
        if case .variable(let name)? = node.resolution {
            var plan = Plan(
                code: Variable(slot: slot(of: name), name: name, offset: node.offset),
                outline: .pending
            )
            plan.readsVariables = true
            plan.path = name
            return plan
        }
        switch node.kind {
        case .literal(let value): return Plan(code: Constant(value), outline: .pending)
        case .identifier: return identifier(node)
        case .select(let operand, let field, let isOptional):
            if case .constant(let value)? = node.resolution {
                return Plan(code: Constant(value), outline: .pending)
            }
            return select(node, operand, field, isOptional: isOptional)
        case .has(let operand, let field): return has(node, operand, field)
        case .index(let operand, let key, let isOptional):
            let plans = [plan(operand), plan(key)]
            let code = Index(
                plans[0].code,
                key: plans[1].code,
                isOptional: isOptional,
                offset: node.offset
            )
            return merged(plans, code)
        case .list(let elements):
            let plans = elements.map { plan($0.value) }
            let code = ListLiteral(zip(plans, elements).map { ($0.code, $1.isOptional) })
            return merged(plans, code)
        case .map(let entries): return map(entries)
        case .call(_, let target, let arguments): return call(node, target, arguments)
        case .and(let parts): return junction(parts, deciding: false)
        case .or(let parts): return junction(parts, deciding: true)
        case .conditional(let test, let yes, let no): return conditional(test, yes, no)
        case .comprehension(let comprehension): return self.comprehension(node, comprehension)
        case .bind(_, let value, let body): return scope(node, [value], body)
        case .block(let values, let body): return scope(node, values, body)
        case .mapOptional(let operand, _, let body, let isFlat):
            return mapOptional(node, operand, body, isFlat: isFlat)
        }
    }

    private mutating func slot(of name: String) -> Int {
        if let slot = variables.firstIndex(of: name) { return slot }
        variables.append(name)
        return variables.count - 1
    }

    private func slots(of node: Node) -> [Int] {
        if case .slots(let slots)? = node.resolution { slots } else { [] }
    }
}

// MARK: - Names and access

extension Planner {
    private func identifier(_ node: Node) -> Plan {
        switch node.resolution {
        case .constant(let value)?: return Plan(code: Constant(value), outline: .pending)
        case .local(let slot)?:
            guard var plan = lazy[slot] else {
                var plan = Plan(code: Local(slot: slot), outline: .pending)
                plan.freeSlots = [slot]
                return plan
            }
            guard plan.constant == nil else { return plan }
            plan.code = LazyLocal(slot: slot, value: plan.code)
            plan.outline = .pending
            plan.freeSlots.insert(slot)
            return plan
        case .failure(let error)?: return failing(error)
        default: return failing(EvaluationError(.noSuchVariable, "an unresolved name"))
        }
    }

    private func failing(_ error: EvaluationError) -> Plan {
        var plan = Plan(code: Failing(error), outline: .pending)
        plan.isUnfoldable = true
        return plan
    }

    private mutating func select(
        _ node: Node,
        _ operand: Node,
        _ field: String,
        isOptional: Bool
    ) -> Plan {
        let inner = plan(operand)
        let code: any Instruction =
            if isOptional {
                OptionalSelect(inner.code, field: field, offset: node.offset)
            } else if let local = inner.code as? Local {
                LocalSelect(slot: local.slot, field: field, offset: node.offset)
            } else {
                Select(inner.code, field: field, offset: node.offset)
            }
        return path(inner, field, code)
    }

    private mutating func has(_ node: Node, _ operand: Node, _ field: String) -> Plan {
        let inner = plan(operand)
        var outer = merged([inner], Has(inner.code, field: field, offset: node.offset))
        if let path = inner.path {
            let code = Select(inner.code, field: field, offset: node.offset)
            outer.reads = [Outline.Read(path: path + "." + field, code: code)]
        }
        return outer
    }

    private func path(_ inner: Plan, _ field: String, _ code: any Instruction) -> Plan {
        var outer = inner
        outer.code = code
        outer.outline = .pending
        outer.path = inner.path.map { $0 + "." + field }
        return outer
    }

    private mutating func map(_ entries: [Node.Entry]) -> Plan {
        var plans: [Plan] = []
        var parts: [MapLiteral.Entry] = []
        for entry in entries {
            let (key, value) = (plan(entry.key), plan(entry.value))
            plans += [key, value]
            parts.append((key.code, value.code, entry.isOptional, entry.key.offset))
        }
        return merged(plans, MapLiteral(parts))
    }
}

// MARK: - Calls

extension Planner {
    private mutating func call(_ node: Node, _ target: Node?, _ arguments: [Node]) -> Plan {
        guard case .call(let overloads, let dropsTarget)? = node.resolution else {
            if case .failure(let error)? = node.resolution { return failing(error) }
            return failing(EvaluationError(.noSuchOverload, "an unresolved function"))
        }
        let nodes = (dropsTarget ? [] : target.map { [$0] } ?? []) + arguments
        let plans = nodes.map { plan($0) }
        let code = instruction(overloads, plans, offset: node.offset)
        var outer = merged(plans, code)
        guard overloads.contains(where: \.implementation.isHost) else {
            if overloads.first?.name == Operator.not, let inner = plans.first {
                outer.outline = .not(inner.outline)
            }
            return outer
        }
        outer.callsHost = true
        // A method of a host value is shown as a field is, if its arguments can be shown.
        if overloads.first?.isMember == true, plans[0].path != nil,
            plans.dropFirst().allSatisfy({ $0.constant != nil })
        {
            outer.reads = [Outline.Read(path: text(node.range), code: code)]
        }
        return outer
    }

    private func instruction(
        _ overloads: [Overload],
        _ plans: [Plan],
        offset: Int
    ) -> any Instruction {
        let codes = plans.map(\.code)
        guard let first = overloads.first?.implementation,
            overloads.allSatisfy({ $0.implementation === first })
        else { return Call(overloads, codes, offset: offset) }
        if let special = Special.instruction(
            overloads[0].name,
            plans.map(\.constant),
            codes,
            offset
        ) {
            return special
        }
        switch first.body {
        case .unary(let function) where codes.count == 1:
            return UnaryCall(function, codes[0], offset: offset)
        case .binary(let function) where codes.count == 2:
            return BinaryCall(function, codes[0], codes[1], offset: offset)
        default: return Call(overloads, codes, offset: offset)
        }
    }
}

// MARK: - Logic and macros

extension Planner {
    private mutating func junction(_ parts: [Node], deciding: Bool) -> Plan {
        let plans = parts.map { plan($0) }
        let isDecided = plans.contains {
            if case .bool(deciding)? = $0.constant { true } else { false }
        }
        guard !isDecided else { return Plan(code: Constant(.bool(deciding)), outline: .pending) }
        let codes = plans.map(\.code)
        let code = Junction(
            deciding: deciding,
            codes[0],
            codes[1],
            rest: Array(codes.dropFirst(2))
        )
        var outer = merged(plans, code)
        outer.outline = .junction(deciding: deciding, plans.map(\.outline))
        return outer
    }

    private mutating func conditional(_ test: Node, _ yes: Node, _ no: Node) -> Plan {
        let condition = plan(test)
        let (left, right) = (plan(yes), plan(no))
        if case .bool(let holds)? = condition.constant { return holds ? left : right }
        let code = Conditional(condition: condition.code, yes: left.code, no: right.code)
        var outer = merged([condition, left, right], code)
        outer.outline = .conditional(condition.outline, left.outline, right.outline)
        return outer
    }

    private mutating func comprehension(
        _ node: Node,
        _ comprehension: Node.Comprehension
    ) -> Plan {
        let range = plan(comprehension.range)
        let filter = comprehension.filter.map { plan($0) }
        let body = comprehension.body.map { plan($0) }
        let slots = slots(of: node)
        let loop = Loop(range: range.code, slots: slots, offset: node.offset)
        let code: any Instruction
        var witnesses: Outline.Witnesses?
        switch (comprehension.kind, body?.code) {
        case (.all, let body?):
            code = Quantifier(loop, deciding: false, predicate: body)
            witnesses = Outline.Witnesses(loop: loop, predicate: body, holds: false)
        case (.exists, let body?):
            code = Quantifier(loop, deciding: true, predicate: body)
            witnesses = Outline.Witnesses(loop: loop, predicate: body, holds: true)
        case (.existsOne, let body?):
            code = Single(loop, predicate: body)
            witnesses = Outline.Witnesses(loop: loop, predicate: body, holds: true)
        case (.transformMap, let body?):
            code = MapMapping(loop, filter: filter?.code, body: body, makesEntries: false)
        case (.transformEntries, let body?):
            code = MapMapping(loop, filter: filter?.code, body: body, makesEntries: true)
        case (_, let body):
            code = Mapping(loop, filter: filter?.code, body: body)
        }
        if let filter, witnesses == nil {
            witnesses = Outline.Witnesses(loop: loop, predicate: filter.code, holds: true)
        }
        var outer = merged([range, filter, body].compactMap { $0 }, code)
        outer.freeSlots.subtract(slots)
        outer.outline = .leaf(leaf(node, outer, witnesses: witnesses))
        return outer
    }

    private mutating func scope(_ node: Node, _ values: [Node], _ body: Node) -> Plan {
        let slots = slots(of: node)
        for (slot, value) in zip(slots, values) { lazy[slot] = plan(value) }
        let inner = plan(body)
        // Constants and paths need no variable at all.
        guard !inner.freeSlots.isDisjoint(with: slots) else { return inner }
        let code = Scope(slots: slots, body: inner.code)
        var outer = inner
        outer.code = code
        outer.freeSlots.subtract(slots)
        outer.outline = .scope(slots: slots, inner.outline)
        return outer
    }

    private mutating func mapOptional(
        _ node: Node,
        _ operand: Node,
        _ body: Node,
        isFlat: Bool
    ) -> Plan {
        let (wrapped, inner) = (plan(operand), plan(body))
        let slots = slots(of: node)
        let code = OptionalMapping(
            wrapped.code,
            slot: slots.first ?? 0,
            body: inner.code,
            isFlat: isFlat
        )
        var outer = merged([wrapped, inner], code)
        outer.freeSlots.subtract(slots)
        return outer
    }
}
