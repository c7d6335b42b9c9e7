import Document

/// The arithmetic operators on values of any kind.
enum Arithmetic {
    static func add(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            return checked(left.addingReportingOverflow(right)).map { .int($0) } ?? overflow
        case (.uint(let left), .uint(let right)):
            return checked(left.addingReportingOverflow(right)).map { .uint($0) } ?? overflow
        case (.double(let left), .double(let right)): return .value(.double(left + right))
        case (.string(let left), .string(let right)):
            if let error = meter.chargeBytes(left.utf8.count + right.utf8.count) {
                return .error(error)
            }
            return .value(.string(left + right))
        case (.bytes(let left), .bytes(let right)):
            if let error = meter.chargeBytes(left.count + right.count) { return .error(error) }
            return .value(.bytes(left + right))
        case (.list(let left), .list(let right)):
            if let error = meter.charge(left.count + right.count) { return .error(error) }
            return .value(.list(left + right))
        case (.timestamp(let moment), .duration(let span)),
            (.duration(let span), .timestamp(let moment)):
            return moment.advanced(by: span).map { .value(.timestamp($0)) } ?? range
        case (.duration(let left), .duration(let right)):
            return checked(left.totalNanoseconds.addingReportingOverflow(right.totalNanoseconds))
                .map { .duration(TimeSpan(totalNanoseconds: $0)) } ?? range
        default: return .noSuchOverload(left, right, of: "+")
        }
    }

    static func subtract(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            return checked(left.subtractingReportingOverflow(right)).map { .int($0) } ?? overflow
        case (.uint(let left), .uint(let right)):
            return checked(left.subtractingReportingOverflow(right)).map { .uint($0) } ?? overflow
        case (.double(let left), .double(let right)): return .value(.double(left - right))
        case (.timestamp(let left), .timestamp(let right)):
            let (seconds, nanoseconds) = (
                left.seconds - right.seconds, left.nanoseconds - right.nanoseconds
            )
            return TimeSpan(seconds: seconds, nanoseconds: nanoseconds).map {
                .value(.duration($0))
            } ?? range
        case (.timestamp(let moment), .duration(let span)):
            guard span.totalNanoseconds != .min else { return range }
            let back = TimeSpan(totalNanoseconds: -span.totalNanoseconds)
            return moment.advanced(by: back).map { .value(.timestamp($0)) } ?? range
        case (.duration(let left), .duration(let right)):
            return checked(
                left.totalNanoseconds.subtractingReportingOverflow(right.totalNanoseconds)
            ).map { .duration(TimeSpan(totalNanoseconds: $0)) } ?? range
        default: return .noSuchOverload(left, right, of: "-")
        }
    }

    static func multiply(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch (left, right) {
        case (.int(let left), .int(let right)):
            checked(left.multipliedReportingOverflow(by: right)).map { .int($0) } ?? overflow
        case (.uint(let left), .uint(let right)):
            checked(left.multipliedReportingOverflow(by: right)).map { .uint($0) } ?? overflow
        case (.double(let left), .double(let right)): .value(.double(left * right))
        default: .noSuchOverload(left, right, of: "*")
        }
    }

    static func divide(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch (left, right) {
        case (.int, .int(0)), (.uint, .uint(0)):
            .failure(.divideByZero, "divide by zero")
        case (.int(let left), .int(let right)):
            checked(left.dividedReportingOverflow(by: right)).map { .int($0) } ?? overflow
        case (.uint(let left), .uint(let right)): .value(.uint(left / right))
        case (.double(let left), .double(let right)): .value(.double(left / right))
        default: .noSuchOverload(left, right, of: "/")
        }
    }

    static func modulo(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch (left, right) {
        case (.int, .int(0)), (.uint, .uint(0)):
            .failure(.divideByZero, "modulus by zero")
        case (.int(let left), .int(let right)):
            checked(left.remainderReportingOverflow(dividingBy: right)).map { .int($0) }
                ?? overflow
        case (.uint(let left), .uint(let right)): .value(.uint(left % right))
        default: .noSuchOverload(left, right, of: "%")
        }
    }

    static func negate(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int(let value):
            checked(Int64(0).subtractingReportingOverflow(value)).map { .int($0) } ?? overflow
        case .double(let value): .value(.double(-value))
        default: .noSuchOverload(value, of: "-")
        }
    }

    static func not(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .bool(let value) = value else { return .noSuchOverload(value, of: "!") }
        return .value(.bool(!value))
    }

    private static var overflow: Outcome { .failure(.overflow, "integer overflow") }
    private static var range: Outcome {
        .failure(.outOfRange, "timestamp or duration out of range")
    }

    private struct Checked<Number> {
        let number: Number?

        func map(_ make: (Number) -> Value) -> Outcome? { number.map { .value(make($0)) } }
    }

    @inline(__always)
    private static func checked<Number>(
        _ result: (partialValue: Number, overflow: Bool)
    ) -> Checked<Number> {
        Checked(number: result.overflow ? nil : result.partialValue)
    }
}

extension Timestamp {
    /// Nil outside years 1 to 9999.
    func advanced(by span: TimeSpan) -> Timestamp? {
        var seconds = self.seconds + span.seconds
        var nanoseconds = self.nanoseconds + span.nanoseconds
        if nanoseconds < 0 {
            nanoseconds += 1_000_000_000
            seconds -= 1
        } else if nanoseconds >= 1_000_000_000 {
            nanoseconds -= 1_000_000_000
            seconds += 1
        }
        return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }
}

extension Library {
    private static let numbers: [ValueType] = [.int, .uint, .double]

    private static func same(_ types: [ValueType]) -> [([ValueType], ValueType)] {
        types.map { ([$0, $0], $0) }
    }

    static let arithmetic: [Overload] = [
        function(
            Operator.add,
            same(numbers + [.string, .bytes, .list(element), .duration]) + [
                ([.timestamp, .duration], .timestamp), ([.duration, .timestamp], .timestamp),
            ],
            .binary(Arithmetic.add)
        ),
        function(
            Operator.subtract,
            same(numbers + [.duration]) + [
                ([.timestamp, .timestamp], .duration), ([.timestamp, .duration], .timestamp),
            ],
            .binary(Arithmetic.subtract)
        ),
        function(Operator.multiply, same(numbers), .binary(Arithmetic.multiply)),
        function(Operator.divide, same(numbers), .binary(Arithmetic.divide)),
        function(Operator.modulo, same([.int, .uint]), .binary(Arithmetic.modulo)),
        function(
            Operator.negate,
            [([.int], .int), ([.double], .double)],
            .unary(Arithmetic.negate)
        ),
        function(Operator.not, [([.bool], .bool)], .unary(Arithmetic.not)),
    ].flatMap(\.self)
}
