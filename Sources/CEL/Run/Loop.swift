/// Runs over the elements of a list or the entries of a map.
struct Loop: Sendable {
    let range: any Instruction
    let slots: [Int]
    let offset: Int

    enum Step { case next, stop }

    /// Nil when the range was run over; else what the range came to instead.
    @inline(__always)
    func run(_ frame: inout Frame, _ body: (inout Frame, Value, Value) -> Step) -> Outcome? {
        switch range.evaluate(&frame) {
        case .value(.list(let list)):
            let isPair = slots.count == 2
            for (index, element) in list.enumerated() {
                if let error = frame.meter.charge(1) { return .error(error) }
                if isPair {
                    frame.locals[slots[0]] = .value(.int(Int64(index)))
                    frame.locals[slots[1]] = .value(element)
                } else {
                    frame.locals[slots[0]] = .value(element)
                }
                if body(&frame, .int(Int64(index)), element) == .stop { return nil }
            }
            return nil
        case .value(.map(let map)):
            for (key, value) in zip(map.keys, map.values) {
                if let error = frame.meter.charge(1) { return .error(error) }
                frame.locals[slots[0]] = .value(key)
                if slots.count == 2 { frame.locals[slots[1]] = .value(value) }
                if body(&frame, key, slots.count == 2 ? value : key) == .stop { return nil }
            }
            return nil
        case .value(let value):
            return Outcome.failure(
                .noSuchOverload,
                "no such overload: cannot go over the elements of \(value.type)"
            ).at(offset)
        case let other: return other
        }
    }
}

/// `all` and `exists`.
final class Quantifier: Instruction {
    private let loop: Loop
    private let deciding: Bool
    private let predicate: any Instruction

    /// - Parameter deciding: false for `all`, true for `exists`.
    init(_ loop: Loop, deciding: Bool, predicate: any Instruction) {
        self.loop = loop
        self.deciding = deciding
        self.predicate = predicate
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        var absorption: Absorption?
        var isDecided = false
        let failure = loop.run(&frame) { frame, _, _ in
            let outcome = predicate.evaluate(&frame)
            if case .value(.bool(let value)) = outcome {
                isDecided = value == deciding
                return isDecided ? .stop : .next
            }
            var gathered = absorption ?? Absorption(deciding: deciding)
            _ = gathered.takes(outcome)
            absorption = gathered
            return gathered.isSpent ? .stop : .next
        }
        if let failure { return failure }
        return isDecided
            ? .value(.bool(deciding)) : absorption?.undecided ?? .value(.bool(!deciding))
    }
}

/// `exists_one`: an error or unknown in any predicate is the result.
final class Single: Instruction {
    private let loop: Loop
    private let predicate: any Instruction

    init(_ loop: Loop, predicate: any Instruction) {
        self.loop = loop
        self.predicate = predicate
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        var count = 0
        var gathered = Gathered()
        let failure = loop.run(&frame) { frame, _, _ in
            switch gathered.condition(predicate.evaluate(&frame)) {
            case true?: count += 1
            case false?: break
            case nil: return gathered.error == nil ? .next : .stop
            }
            return .next
        }
        return failure ?? gathered.outcome ?? .value(.bool(count == 1))
    }
}

/// `map`, `filter` and `transformList`.
final class Mapping: Instruction {
    private let loop: Loop
    private let filter: (any Instruction)?
    private let body: (any Instruction)?

    /// - Parameter body: nil keeps the elements.
    init(_ loop: Loop, filter: (any Instruction)?, body: (any Instruction)?) {
        self.loop = loop
        self.filter = filter
        self.body = body
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        var list: [Value] = []
        var gathered = Gathered()
        let failure = loop.run(&frame) { frame, _, element in
            if let filter {
                guard let holds = gathered.condition(filter.evaluate(&frame)) else {
                    return gathered.error == nil ? .next : .stop
                }
                guard holds else { return .next }
            }
            guard let body else {
                list.append(element)
                return .next
            }
            if let value = gathered.value(body.evaluate(&frame)) { list.append(value) }
            return gathered.error == nil ? .next : .stop
        }
        return failure ?? gathered.outcome ?? .value(.list(list))
    }
}

/// `transformMap` and `transformMapEntry`.
final class MapMapping: Instruction {
    private let loop: Loop
    private let filter: (any Instruction)?
    private let body: any Instruction
    private let makesEntries: Bool

    init(
        _ loop: Loop,
        filter: (any Instruction)?,
        body: any Instruction,
        makesEntries: Bool
    ) {
        self.loop = loop
        self.filter = filter
        self.body = body
        self.makesEntries = makesEntries
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        var map = ValueMap()
        var gathered = Gathered()
        let failure = loop.run(&frame) { frame, key, _ in
            if let filter {
                guard let holds = gathered.condition(filter.evaluate(&frame)) else {
                    return gathered.error == nil ? .next : .stop
                }
                guard holds else { return .next }
            }
            if let value = gathered.value(body.evaluate(&frame)),
                let problem = add(key, value, to: &map)
            {
                gathered.error = problem
            }
            return gathered.error == nil ? .next : .stop
        }
        return failure ?? gathered.outcome ?? .value(.map(map))
    }

    private func add(_ key: Value, _ value: Value, to map: inout ValueMap) -> EvaluationError? {
        guard makesEntries else {
            return map.insert(key, value) ? nil : Outcome.badKey(key).error
        }
        guard case .map(let entries) = value else {
            return Outcome.noSuchOverload(value, of: "transformMapEntry").error
        }
        for (key, value) in zip(entries.keys, entries.values) where !map.insert(key, value) {
            return Outcome.badKey(key).error
        }
        return nil
    }
}

/// The first error and all unknowns of a loop whose parts must all be known.
private struct Gathered {
    var error: EvaluationError?
    private var unknown: Set<String>?

    mutating func condition(_ outcome: Outcome) -> Bool? {
        switch value(outcome) {
        case .bool(let holds)?: return holds
        case let other?:
            error = EvaluationError(
                .noSuchOverload,
                "no such overload: a condition is \(other.type), not bool"
            )
            return nil
        case nil: return nil
        }
    }

    mutating func value(_ outcome: Outcome) -> Value? {
        switch outcome {
        case .value(let value): return value
        case .error(let error): self.error = error
        case .unknown(let names): unknown = unknown?.union(names) ?? names
        }
        return nil
    }

    var outcome: Outcome? {
        if let error { return .error(error) }
        return unknown.map { .unknown($0) }
    }
}

/// `optMap` and `optFlatMap`.
final class OptionalMapping: Instruction {
    private let operand: any Instruction
    private let slot: Int
    private let body: any Instruction
    private let isFlat: Bool

    init(_ operand: any Instruction, slot: Int, body: any Instruction, isFlat: Bool) {
        self.operand = operand
        self.slot = slot
        self.body = body
        self.isFlat = isFlat
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        switch operand.evaluate(&frame) {
        case .value(.optional(nil)): return .value(.optional(nil))
        case .value(.optional(let wrapped?)):
            frame.locals[slot] = .value(wrapped)
            let outcome = body.evaluate(&frame)
            guard !isFlat, case .value(let value) = outcome else { return outcome }
            return .value(.optional(value))
        case .value(let value): return .noSuchOverload(value, of: isFlat ? "optFlatMap" : "optMap")
        case let other: return other
        }
    }
}
