final class ListLiteral: Instruction {
    private let elements: [(value: any Instruction, isOptional: Bool)]

    init(_ elements: [(value: any Instruction, isOptional: Bool)]) { self.elements = elements }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(elements.count) { return .error(error) }
        var list: [Value] = []
        list.reserveCapacity(elements.count)
        var unknown: Set<String>?
        for element in elements {
            switch element.value.evaluate(&frame) {
            case .value(let value):
                guard element.isOptional else {
                    list.append(value)
                    continue
                }
                guard case .optional(let wrapped) = value else { return .notOptional(value) }
                if let wrapped { list.append(wrapped) }
            case .unknown(let names): unknown = unknown?.union(names) ?? names
            case .error(let error): return .error(error)
            }
        }
        return unknown.map { .unknown($0) } ?? .value(.list(list))
    }
}

final class MapLiteral: Instruction {
    typealias Entry = (key: any Instruction, value: any Instruction, isOptional: Bool, offset: Int)

    private let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(entries.count) { return .error(error) }
        var map = ValueMap()
        var unknown: Set<String>?
        for entry in entries {
            let (key, value) = (entry.key.evaluate(&frame), entry.value.evaluate(&frame))
            guard case .value(let key) = key, case .value(var value) = value else {
                switch Outcome.strict(key, value) {
                case .unknown(let names): unknown = unknown?.union(names) ?? names
                case let other: return other
                }
                continue
            }
            if entry.isOptional {
                guard case .optional(let wrapped) = value else { return .notOptional(value) }
                guard let wrapped else { continue }
                value = wrapped
            }
            guard map.insert(key, value) else { return Outcome.badKey(key).at(entry.offset) }
        }
        return unknown.map { .unknown($0) } ?? .value(.map(map))
    }
}

extension Outcome {
    fileprivate static func notOptional(_ value: Value) -> Outcome {
        failure(.noSuchOverload, "no such overload: '?' needs an optional, not \(value.type)")
    }

    static func badKey(_ key: Value) -> Outcome {
        switch key {
        case .bool, .int, .uint, .string:
            failure(.invalidArgument, "a map has the key \(Text.shown(key)) twice")
        default: failure(.noSuchOverload, "no such overload: \(key.type) cannot be a map key")
        }
    }
}
