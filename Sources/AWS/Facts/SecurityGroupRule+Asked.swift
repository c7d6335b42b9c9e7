import CEL
import Document
import Guardrails

extension SecurityGroupRule {
    /// A rule that a method is called on.
    struct Asked {
        let members: Object
        let coverage: RuleCoverage
        let together: RulesTogether

        /// What its networks say; a group has none.
        func ask(_ question: ([Network]) -> Value) -> Outcome {
            switch coverage.peer {
            case .networks(let networks): .value(question(networks))
            case .group: .value(question([]))
            case .unread: .unknown([prefixLists])
            case .unreadable: unreadable
            }
        }

        func networks(_ question: ([Network]) -> Bool) -> Outcome {
            ask { .bool(question($0)) }
        }

        /// Nil is what some rule of the group leaves open.
        func answer(_ answer: Bool?) -> Outcome {
            if let answer { return .value(.bool(answer)) }
            let isUnread = ([coverage] + together.rules).contains { $0.peer == .unread }
            return isUnread ? .unknown([prefixLists]) : unreadable
        }
    }

    static let unreadable = Outcome.error(
        EvaluationError(
            .invalidArgument,
            "a rule does not say its protocol, its ports or its other end as EC2 does"
        )
    )

    /// The first two arguments of a method: a protocol and a port of it.
    static func traffic(
        _ values: [Value],
        _ question: (ClosedRange<Int>, Int) -> Outcome
    ) -> Outcome {
        guard case .string(let name) = values[0], case .int(let port) = values[1],
            let protocols = RuleTraffic.protocols(named: name)
        else {
            return .error(
                EvaluationError(
                    .invalidArgument,
                    "a protocol is tcp, udp, icmp, icmpv6, all, or a number up to 255"
                )
            )
        }
        return question(protocols, Int(port))
    }

    /// An argument that lists networks.
    static func networks(_ value: Value, _ question: ([Network]) -> Outcome) -> Outcome {
        guard case .list(let items) = value else { return question([]) }
        var networks: [Network] = []
        for item in items {
            guard case .string(let text) = item, let network = Network(text) else {
                return .error(
                    EvaluationError(.invalidArgument, "networks are written in CIDR notation")
                )
            }
            networks.append(network)
        }
        return question(networks)
    }

    static func method(
        _ name: String,
        _ direction: Direction,
        _ parameters: [ValueType],
        result: ValueType = .bool,
        _ meaning: String,
        _ example: String,
        _ body: @escaping @Sendable (Asked, [Value]) -> Outcome
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
            let coverage = RuleCoverage(rule.members, direction)
            let asked = Asked(
                members: rule.members,
                coverage: coverage,
                together: rule.together as? RulesTogether ?? RulesTogether([coverage])
            )
            return body(asked, Array(values.dropFirst()))
        }
    }
}
