import CEL
import Document
import Guardrails
import Policy

extension SecurityGroupRule {
    /// The same for both directions.
    static let functions = Direction.allCases.flatMap { direction in
        [allows(direction)] + aboutNetworks(direction) + [origin(direction)] + together(direction)
    }

    private static func allows(_ direction: Direction) -> Function {
        method(
            "allows",
            direction,
            [.string, .int],
            "whether it covers a protocol and port; of icmp a type",
            "rule.allows('tcp', 22)"
        ) { rule, values in
            traffic(values) { protocols, port in
                guard let traffic = rule.coverage.traffic else { return unreadable }
                return .value(.bool(traffic.covers(protocols, port)))
            }
        }
    }

    private static func aboutNetworks(_ direction: Direction) -> [Function] {
        let lets = direction.lets
        return [
            method(
                "from",
                direction,
                [.string],
                "whether it lets traffic \(lets) the whole of a network",
                "rule.from('0.0.0.0/0')"
            ) { rule, values in
                guard case .string(let text) = values[0] else { return unreadable }
                return networks(.list([.string(text)])) { network in
                    rule.networks { NetworkSet($0).contains(NetworkSet(network)) }
                }
            },
            method(
                "private",
                direction,
                [],
                "whether it lets traffic \(lets) a private network (RFC 1918, 6598, 4193)",
                "rule.private()"
            ) { rule, _ in rule.networks { $0.contains(where: isPrivate) } },
            method(
                "internet",
                direction,
                [],
                "whether what it lets traffic \(lets) is the internet: a public network wider than "
                    + "/8 (IPv6: /32), or more than half of the public addresses of a family",
                "rule.internet()"
            ) { rule, _ in rule.networks { NetworkSet($0).isInternet } },
            method(
                "within",
                direction,
                [.list(.string)],
                "whether it lets traffic \(lets) a network that is inside these",
                "rule.within(['10.0.0.0/8'])"
            ) { rule, values in
                networks(values[0]) { outer in
                    rule.networks { own in
                        own.contains { NetworkSet(outer).contains(NetworkSet([$0])) }
                    }
                }
            },
            method(
                "meets",
                direction,
                [.list(.string)],
                "whether it lets traffic \(lets) anything of one of these networks",
                "rule.meets(resource.vpc_networks)"
            ) { rule, values in
                networks(values[0]) { others in
                    rule.networks {
                        !NetworkSet($0).intersection(NetworkSet(others)).isEmpty
                    }
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
            guard case .string(let group) = values[0], case .string(let account) = values[1] else {
                return .error(EvaluationError(.noSuchOverload, "origin() needs two texts"))
            }
            if case .group(let id) = rule.coverage.peer {
                let isForeign = rule.members["owner"]?.string.map { $0 != account } == true
                return .value(
                    .string(isForeign ? "peer" : id == group ? "self" : "internal")
                )
            }
            return networks(values[2]) { known in
                rule.ask { .string(origin($0, known: known)) }
            }
        }
    }

    private static func origin(_ networks: [Network], known: [Network]) -> String {
        let foreign = NetworkSet(networks).subtracting(privateNetworks)
        if foreign.isEmpty { return "internal" }
        return NetworkSet(known).contains(foreign) ? "known" : "internet"
    }

    private static func isPrivate(_ network: Network) -> Bool {
        privateNetworks.contains(NetworkSet([network]))
    }

    /// RFC 1918, RFC 6598 and RFC 4193.
    private static let privateNetworks = NetworkSet(
        [
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
        ].compactMap { Network($0) }
    )
}
