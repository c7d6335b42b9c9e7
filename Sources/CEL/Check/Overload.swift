/// One signature of a function, with what computes it.
final class Overload: Sendable {
    let name: String
    /// Called as `a.f(b)`; the receiver is the first parameter.
    let isMember: Bool
    let parameters: [ValueType]
    /// The last parameter may repeat.
    let isVariadic: Bool
    let result: ValueType
    let implementation: Implementation

    init(
        _ name: String,
        isMember: Bool,
        parameters: [ValueType],
        isVariadic: Bool = false,
        result: ValueType,
        implementation: Implementation
    ) {
        self.name = name
        self.isMember = isMember
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.result = result
        self.implementation = implementation
    }

    convenience init(_ function: Function) {
        let body = function.body
        self.init(
            function.name,
            isMember: function.receiver != nil,
            parameters: (function.receiver.map { [$0] } ?? []) + function.parameters,
            result: function.result,
            implementation: Implementation(.variadic { _, values in body(values) }, isHost: true)
        )
    }

    func accepts(count: Int) -> Bool {
        isVariadic ? count >= parameters.count : count == parameters.count
    }

    func parameter(_ index: Int) -> ValueType { parameters[min(index, parameters.count - 1)] }

    /// By the outermost kinds only. The standard library looks for itself.
    func accepts(_ values: [Value]) -> Bool {
        guard accepts(count: values.count) else { return false }
        guard implementation.isHost else { return true }
        return values.indices.allSatisfy { parameter($0).mayHold(values[$0]) }
    }
}

extension ValueType {
    fileprivate func mayHold(_ value: Value) -> Bool {
        switch (self, value) {
        case (.dyn, _), (.parameter, _), (.abstract, _), (.null, .null), (.bool, .bool),
            (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
            (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.list, .list),
            (.map, .map), (.type, .type), (.optional, .optional), (.ip, .ip), (.cidr, .cidr),
            (.nullable, .null):
            true
        case (.object(let name), .object(let object)): object.typeName == name
        case (.object, .null), (.timestamp, .null), (.duration, .null): true
        case (.nullable(let type), _): type.mayHold(value)
        default: false
        }
    }
}
