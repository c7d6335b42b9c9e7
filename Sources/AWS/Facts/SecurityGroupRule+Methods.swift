import CEL
import Document
import Guardrails

extension SecurityGroupRule {
    /// The same for both directions.
    static let functions = Direction.allCases.flatMap { functions($0) + [origin($0)] }

    private static func functions(_ direction: Direction) -> [Function] {
        let lets = direction == .ingress ? "in from" : "out to"
        return [
            method(
                "allows",
                direction,
                [.string, .int],
                "whether it covers a protocol and port; of icmp a type",
                "rule.allows('tcp', 22)"
            ) { rule, values in
                guard case .string(let name) = values[1], case .int(let port) = values[2] else {
                    return .value(.bool(false))
                }
                return .value(.bool(allows(rule, name, port)))
            },
            method(
                "from",
                direction,
                [.string],
                "whether it lets traffic \(lets) the whole of a network",
                "rule.from('0.0.0.0/0')"
            ) { rule, values in
                guard case .string(let text) = values[1], let network = Network(text) else {
                    return .error(
                        EvaluationError(.invalidArgument, "from() needs a network in CIDR notation")
                    )
                }
                return any(rule, direction) { $0.contains(network) }
            },
            method(
                "private",
                direction,
                [],
                "whether it lets traffic \(lets) a private network (RFC 1918, 6598, 4193)",
                "rule.private()"
            ) { rule, _ in any(rule, direction, isPrivate) },
            method(
                "within",
                direction,
                [.list(.string)],
                "whether it lets traffic \(lets) a network that is inside one of these",
                "rule.within(['10.0.0.0/8'])"
            ) { rule, values in
                let outer = networks(values[1])
                return any(rule, direction) { inner in outer.contains { $0.contains(inner) } }
            },
            method(
                "meets",
                direction,
                [.list(.string)],
                "whether it lets traffic \(lets) anything of one of these networks",
                "rule.meets(resource.vpc_networks)"
            ) { rule, values in
                let others = networks(values[1])
                return any(rule, direction) { own in
                    others.contains { $0.contains(own) || own.contains($0) }
                }
            },
        ]
    }

    private static func origin(_ direction: Direction) -> Function {
        method(
            "origin",
            direction,
            [.string, .string, .list(.string)],
            result: .string,
            "the widest at its other end: internet, known, peer, internal or self; "
                + "given this group, this account and the known networks",
            "rule.origin(resource.id, account.id, estate.networks.known) == 'internet'"
        ) { rule, values in
            guard case .string(let group) = values[1], case .string(let account) = values[2] else {
                return .error(EvaluationError(.noSuchOverload, "origin() needs two texts"))
            }
            return origin(
                rule,
                direction,
                group: group,
                account: account,
                known: networks(values[3])
            )
        }
    }

    private static func origin(
        _ rule: Object,
        _ direction: Direction,
        group: String,
        account: String,
        known: [Network]
    ) -> Outcome {
        if rule["kind"]?.string == "group" {
            let isForeign = rule["owner"]?.string.map { $0 != account } == true
            let isSelf = rule[direction.peer]?.string == group
            return .value(.string(isForeign ? "peer" : isSelf ? "self" : "internal"))
        }
        guard let networks = networks(of: rule, direction) else { return .unknown([prefixLists]) }
        let foreign = networks.filter { !isPrivate($0) }
        if foreign.isEmpty { return .value(.string("internal")) }
        let isKnown = foreign.allSatisfy { network in known.contains { $0.contains(network) } }
        return .value(.string(isKnown ? "known" : "internet"))
    }

    static func allows(_ rule: Object, _ name: String, _ port: Int64) -> Bool {
        let own = rule["protocol"]?.string
        if own == "all" { return true }
        guard own == name else { return false }
        if let type = rule["icmp_type"]?.int { return type == port }
        guard let from = rule["from"]?.int, let to = rule["to"]?.int else { return true }
        return from <= port && port <= to
    }

    /// What it covers: one network, those of its prefix list, none for a group. Nil where the prefix
    /// list was not read.
    private static func networks(of rule: Object, _ direction: Direction) -> [Network]? {
        switch rule["kind"]?.string {
        case "group": return []
        case "prefix-list":
            return rule["networks"]?.array?.compactMap { $0.string.flatMap { Network($0) } }
        default:
            return [rule[direction.peer]?.string.flatMap { Network($0) }].compactMap(\.self)
        }
    }

    private static func networks(_ value: Value) -> [Network] {
        guard case .list(let items) = value else { return [] }
        return items.compactMap { item in
            guard case .string(let text) = item else { return nil }
            return Network(text)
        }
    }

    private static func any(
        _ rule: Object,
        _ direction: Direction,
        _ test: (Network) -> Bool
    ) -> Outcome {
        guard let networks = networks(of: rule, direction) else { return .unknown([prefixLists]) }
        return .value(.bool(networks.contains(where: test)))
    }

    private static func isPrivate(_ network: Network) -> Bool {
        privateNetworks.contains { $0.contains(network) }
    }

    /// RFC 1918, RFC 6598 and RFC 4193.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
    ].compactMap { Network($0) }

    private static func method(
        _ name: String,
        _ direction: Direction,
        _ parameters: [ValueType],
        result: ValueType = .bool,
        _ meaning: String,
        _ example: String,
        _ body: @escaping @Sendable (Object, [Value]) -> Outcome
    ) -> Function {
        Function(
            name,
            receiver: .object(direction.elementName),
            parameters: parameters,
            result: result,
            meaning: meaning,
            example: example
        ) { values in
            guard case .object(let object) = values.first, let rule = object as? DocumentObject
            else { return .error(EvaluationError(.noSuchOverload, "not a rule")) }
            return body(rule.members, values)
        }
    }
}
