// The network extension.

enum NetworkFunction {
    static func ip(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .ip: .value(value)
        case .cidr(let prefix): .value(.ip(prefix.address))
        case .string(let text):
            IPAddress(text).map { .value(.ip($0)) }
                ?? .failure(
                    .invalidArgument,
                    "\(Text.shown(value)) is not an IP address"
                )
        default: .noSuchOverload(value, of: "ip")
        }
    }

    static func cidr(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .cidr: .value(value)
        case .string(let text):
            NetworkPrefix(text).map { .value(.cidr($0)) }
                ?? .failure(.invalidArgument, "\(Text.shown(value)) is not a network in CIDR form")
        default: .noSuchOverload(value, of: "cidr")
        }
    }

    static func test(
        _ name: String,
        _ holds: @escaping @Sendable (IPAddress) -> Bool
    ) -> [Overload] {
        Library.method(
            name,
            [([.ip], .bool)],
            .unary { _, value in
                guard case .ip(let address) = value else { return .noSuchOverload(value, of: name) }
                return .value(.bool(holds(address)))
            }
        )
    }

    static func text(
        _ name: String,
        _ holds: @escaping @Sendable (String) -> Outcome
    ) -> [Overload] {
        Library.function(
            name,
            [([.string], .bool)],
            .unary { _, value in
                guard case .string(let text) = value else {
                    return .noSuchOverload(value, of: name)
                }
                return holds(text)
            }
        )
    }

    static func contains(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .cidr(let prefix) = left else {
            return .noSuchOverload(left, right, of: "containsIP")
        }
        switch right {
        case .ip(let address): return .value(.bool(prefix.contains(address)))
        case .string:
            guard case .value(.ip(let address)) = ip(&meter, right) else {
                return ip(&meter, right)
            }
            return .value(.bool(prefix.contains(address)))
        default: return .noSuchOverload(left, right, of: "containsIP")
        }
    }

    static func containsPrefix(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .cidr(let prefix) = left else {
            return .noSuchOverload(left, right, of: "containsCIDR")
        }
        switch cidr(&meter, right) {
        case .value(.cidr(let other)): return .value(.bool(prefix.contains(other)))
        case let failure: return failure
        }
    }

    static func part(
        _ name: String,
        _ receiver: ValueType,
        _ result: ValueType,
        _ pick: @escaping @Sendable (Value) -> Value?
    ) -> [Overload] {
        Library.method(
            name,
            [([receiver], result)],
            .unary { _, value in
                pick(value).map { .value($0) } ?? .noSuchOverload(value, of: name)
            }
        )
    }
}

extension Library {
    static let networks: [Overload] = [
        function("ip", [([.string], .ip), ([.ip], .ip)], .unary(NetworkFunction.ip)),
        function("cidr", [([.string], .cidr), ([.cidr], .cidr)], .unary(NetworkFunction.cidr)),
        NetworkFunction.text("isIP") { .value(.bool(IPAddress($0) != nil)) },
        NetworkFunction.text("isCIDR") { .value(.bool(NetworkPrefix($0) != nil)) },
        NetworkFunction.text("ip.isCanonical") { text in
            IPAddress(text).map { .value(.bool($0.description == text)) }
                ?? .failure(
                    .invalidArgument,
                    "\(Text.shown(.string(text))) is not an IP address"
                )
        },
        NetworkFunction.test("isUnspecified", \.isUnspecified),
        NetworkFunction.test("isLoopback", \.isLoopback),
        NetworkFunction.test("isLinkLocalMulticast", \.isLinkLocalMulticast),
        NetworkFunction.test("isLinkLocalUnicast", \.isLinkLocalUnicast),
        NetworkFunction.test("isGlobalUnicast", \.isGlobalUnicast),
        NetworkFunction.part("family", .ip, .int) {
            if case .ip(let address) = $0 { .int(address.family.rawValue) } else { nil }
        },
        NetworkFunction.part("ip", .cidr, .ip) {
            if case .cidr(let prefix) = $0 { .ip(prefix.address) } else { nil }
        },
        NetworkFunction.part("masked", .cidr, .cidr) {
            if case .cidr(let prefix) = $0 { .cidr(prefix.masked) } else { nil }
        },
        NetworkFunction.part("prefixLength", .cidr, .int) {
            if case .cidr(let prefix) = $0 { .int(Int64(prefix.length)) } else { nil }
        },
        method(
            "containsIP",
            [([.cidr, .ip], .bool), ([.cidr, .string], .bool)],
            .binary(NetworkFunction.contains)
        ),
        method(
            "containsCIDR",
            [([.cidr, .cidr], .bool), ([.cidr, .string], .bool)],
            .binary(NetworkFunction.containsPrefix)
        ),
    ].flatMap(\.self)
}
