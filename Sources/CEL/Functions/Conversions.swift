import Document

/// Conversions between kinds, by functions named like the types.
enum Conversion {
    static func int(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int: .value(value)
        case .uint(let value): Int64(exactly: value).map { .value(.int($0)) } ?? range("int")
        case .double(let value):
            // The bounds themselves are out: they may have been rounded to.
            value > -0x1p63 && value < 0x1p63 ? .value(.int(Int64(value))) : range("int")
        case .string(let text): Int64(text).map { .value(.int($0)) } ?? malformed(text, "int")
        case .timestamp(let value): .value(.int(value.seconds))
        default: .noSuchOverload(value, of: "int")
        }
    }

    static func uint(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .uint: .value(value)
        case .int(let value): UInt64(exactly: value).map { .value(.uint($0)) } ?? range("uint")
        case .double(let value):
            value >= 0 && value < 0x1p64 ? .value(.uint(UInt64(value))) : range("uint")
        case .string(let text):
            text.hasPrefix("+") || text.hasPrefix("-")
                ? malformed(text, "uint")
                : UInt64(text).map { .value(.uint($0)) } ?? malformed(text, "uint")
        default: .noSuchOverload(value, of: "uint")
        }
    }

    static func double(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .double: .value(value)
        case .int(let value): .value(.double(Double(value)))
        case .uint(let value): .value(.double(Double(value)))
        case .string(let text):
            Double(text).map { .value(.double($0)) } ?? malformed(text, "double")
        default: .noSuchOverload(value, of: "double")
        }
    }

    static func string(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .string: .value(value)
        case .int(let value): .value(.string(String(value)))
        case .uint(let value): .value(.string(String(value)))
        case .double(let value): .value(.string(Text.double(value)))
        case .bool(let value): .value(.string(String(value)))
        case .bytes(let bytes):
            String(validating: bytes, as: UTF8.self).map { .value(.string($0)) }
                ?? .failure(.invalidArgument, "the bytes are not valid UTF-8")
        case .timestamp(let value): .value(.string(value.rfc3339))
        case .duration(let value): .value(.string(Text.duration(value)))
        case .ip(let address): .value(.string(address.description))
        case .cidr(let prefix): .value(.string(prefix.description))
        case .type(let type): .value(.string(type.name))
        default: .noSuchOverload(value, of: "string")
        }
    }

    static func bytes(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .bytes: .value(value)
        case .string(let text): .value(.bytes(Array(text.utf8)))
        default: .noSuchOverload(value, of: "bytes")
        }
    }

    static func bool(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .bool: return .value(value)
        case .string(let text):
            switch text {
            case "1", "t", "T", "true", "TRUE", "True": return .value(.bool(true))
            case "0", "f", "F", "false", "FALSE", "False": return .value(.bool(false))
            default: return malformed(text, "bool")
            }
        default: return .noSuchOverload(value, of: "bool")
        }
    }

    static func timestamp(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .timestamp: .value(value)
        case .int(let seconds):
            Timestamp(seconds: seconds).map { .value(.timestamp($0)) } ?? range("timestamp")
        case .string(let text):
            Timestamp(text).map { .value(.timestamp($0)) } ?? malformed(text, "timestamp")
        default: .noSuchOverload(value, of: "timestamp")
        }
    }

    static func duration(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .duration: .value(value)
        case .int(let nanoseconds):
            .value(.duration(TimeSpan(totalNanoseconds: nanoseconds)))
        case .string(let text):
            TimeSpan(text).map { .value(.duration($0)) } ?? malformed(text, "duration")
        default: .noSuchOverload(value, of: "duration")
        }
    }

    static func type(_ meter: inout Meter, _ value: Value) -> Outcome { .value(.type(value.type)) }

    static func dyn(_ meter: inout Meter, _ value: Value) -> Outcome { .value(value) }

    private static func range(_ name: String) -> Outcome {
        .failure(.outOfRange, "out of the range of \(name)")
    }

    private static func malformed(_ text: String, _ name: String) -> Outcome {
        .failure(.invalidArgument, "\(Text.shown(.string(text))) is not a \(name)")
    }
}

extension Library {
    private static func from(
        _ types: [ValueType],
        to result: ValueType,
        _ name: String,
        _ convert: @escaping @Sendable (inout Meter, Value) -> Outcome
    ) -> [Overload] {
        function(name, types.map { ([$0], result) }, .unary(convert))
    }

    static let conversions: [Overload] = [
        from([.int, .uint, .double, .string, .timestamp], to: .int, "int", Conversion.int),
        from([.uint, .int, .double, .string], to: .uint, "uint", Conversion.uint),
        from([.double, .int, .uint, .string], to: .double, "double", Conversion.double),
        from(
            [
                .string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration, .ip, .cidr,
            ],
            to: .string,
            "string",
            Conversion.string
        ),
        from([.bytes, .string], to: .bytes, "bytes", Conversion.bytes),
        from([.bool, .string], to: .bool, "bool", Conversion.bool),
        from([.timestamp, .int, .string], to: .timestamp, "timestamp", Conversion.timestamp),
        from([.duration, .int, .string], to: .duration, "duration", Conversion.duration),
        function("type", [([element], .type(element))], .unary(Conversion.type)),
        function("dyn", [([element], .dyn)], .unary(Conversion.dyn)),
    ].flatMap(\.self)
}
