import Document
import Testing

@testable import AWS

/// What the rules of a group cover together.
struct RulesTogetherTests {
    private static func tcp(_ first: Int64, _ last: Int64, _ peer: String) -> Object {
        rule(["protocol": "tcp", "from": .int(first), "to": .int(last)], peer)
    }

    private static func rule(_ traffic: Object, _ peer: String) -> Object {
        var rule = traffic
        rule["source"] = .string(peer)
        rule["kind"] =
            peer.hasPrefix("sg-") ? "group" : peer.hasPrefix("pl-") ? "prefix-list" : "network"
        return rule
    }

    private static func list(_ first: Int64, _ last: Int64, _ networks: JSON?) -> Object {
        var rule = tcp(first, last, "pl-1")
        rule["networks"] = networks
        return rule
    }

    private static func together(_ rules: [Object]) -> RulesTogether {
        RulesTogether(rules.map { RuleCoverage($0, .ingress) })
    }

    /// Of each rule in its order.
    private static func world(_ rules: [Object], _ port: Int = 22) -> [Bool?] {
        let group = together(rules)
        return group.rules.map { group.isWorld($0, 6...6, port) }
    }

    private static func everyPort(_ rules: [Object]) -> [Bool?] {
        let group = together(rules)
        return group.rules.map { group.opensEveryPort($0) }
    }

    @Test(
        arguments: [
            ("halves", [tcp(22, 22, "0.0.0.0/1"), tcp(22, 22, "128.0.0.0/1")], [true, true]),
            ("halves of IPv6", [tcp(1, 30, "::/1"), tcp(22, 22, "8000::/1")], [true, false]),
            ("IPv6 as assigned", [tcp(22, 22, "2000::/3")], [true]),
            (
                "two that touch", [tcp(22, 22, "16.0.0.0/8"), tcp(22, 22, "17.0.0.0/8")],
                [true, true]
            ),
            (
                "two that do not", [tcp(22, 22, "17.0.0.0/8"), tcp(22, 22, "18.0.0.0/8")],
                [false, false]
            ),
            (
                "of two ports", [tcp(22, 22, "16.0.0.0/8"), tcp(23, 23, "17.0.0.0/8")],
                [false, false]
            ),
            (
                "in two families",
                [tcp(22, 22, "16.0.0.0/8"), tcp(22, 22, "2400::/32")], [false, false]
            ),
            (
                "beside it",
                [tcp(22, 22, "0.0.0.0/0"), tcp(22, 22, "10.0.0.0/8"), tcp(22, 22, "sg-1")],
                [true, false, false]
            ),
            (
                "an office beside everybody",
                [tcp(22, 22, "0.0.0.0/0"), tcp(22, 22, "192.0.2.0/24"), tcp(22, 22, "::/0")],
                [true, false, true]
            ),
            (
                "an office beside everybody of the other family",
                [tcp(22, 22, "192.0.2.0/24"), tcp(22, 22, "::/0")], [false, true]
            ),
            (
                "an office beside two that touch",
                [
                    tcp(22, 22, "16.0.0.0/8"), tcp(22, 22, "192.0.2.0/24"),
                    tcp(22, 22, "17.0.0.0/8"),
                ], [true, false, true]
            ),
            (
                "everybody twice, and a part of it",
                [
                    tcp(22, 22, "0.0.0.0/0"), tcp(20, 30, "0.0.0.0/0"), tcp(22, 22, "16.0.0.0/7"),
                    tcp(22, 22, "2400::/32"),
                ], [true, true, false, false]
            ),
            (
                "an office beside everybody at another port",
                [tcp(23, 23, "0.0.0.0/0"), tcp(22, 22, "16.0.0.0/7")], [false, true]
            ),
            (
                "by another protocol",
                [
                    rule(["protocol": "all"], "16.0.0.0/8"), tcp(22, 22, "17.0.0.0/8"),
                    rule(["protocol": "udp", "from": 22, "to": 22], "18.0.0.0/8"),
                ], [true, true, false]
            ),
            ("a list", [list(22, 22, ["16.0.0.0/8", "17.0.0.0/8"])], [true]),
            ("a list of offices", [list(22, 22, ["16.0.0.0/8", "192.0.2.0/24"])], [false]),
            ("an unread list", [list(22, 22, nil)], [nil]),
            ("an unread list of another port", [list(23, 23, nil)], [false]),
            (
                "an unread list beside an office",
                [list(22, 22, nil), tcp(22, 22, "192.0.2.0/24"), tcp(22, 22, "10.0.0.0/8")],
                [nil, nil, false]
            ),
            (
                "an unread list beside everybody",
                [list(22, 22, nil), tcp(22, 22, "::/0")], [nil, true]
            ),
            (
                "a protocol that nobody knows beside an office",
                [rule(["protocol": "x"], "16.0.0.0/8"), tcp(22, 22, "17.0.0.0/8")], [nil, nil]
            ),
        ] as [(String, [Object], [Bool?])]
    )
    func theInternetAtAPort(name: String, rules: [Object], expected: [Bool?]) {
        #expect(Self.world(rules) == expected)
        #expect(Self.world(rules.reversed()) == expected.reversed())
    }

    @Test(
        arguments: [
            ("all ports", [tcp(0, 65535, "10.0.0.0/8")], [true]),
            ("but the reserved one", [tcp(1, 65535, "10.0.0.0/8")], [true]),
            ("but one", [tcp(0, 65534, "10.0.0.0/8")], [false]),
            ("of UDP", [rule(["protocol": "udp", "from": 0, "to": 65535], "10.0.0.0/8")], [false]),
            ("of all protocols", [rule(["protocol": "-1"], "sg-2")], [true]),
            (
                "in two pieces",
                [tcp(0, 443, "10.1.0.0/16"), tcp(444, 65535, "10.0.0.0/8")], [true, true]
            ),
            (
                "with a gap",
                [tcp(0, 442, "10.1.0.0/16"), tcp(444, 65535, "10.0.0.0/8")], [false, false]
            ),
            (
                "of two sources",
                [tcp(0, 443, "10.1.0.0/16"), tcp(444, 65535, "10.2.0.0/16")], [false, false]
            ),
            (
                "of two groups",
                [tcp(0, 443, "sg-2"), tcp(444, 65535, "sg-3")], [false, false]
            ),
            ("of one group", [tcp(0, 443, "sg-2"), tcp(400, 65535, "sg-2")], [true, true]),
            (
                "with more that is in it",
                [rule(["protocol": "all"], "10.0.0.0/8"), tcp(22, 22, "10.1.0.0/16")],
                [true, false]
            ),
            (
                "with more that is only partly in it",
                [
                    tcp(0, 65535, "10.1.0.0/16"), tcp(0, 99, "10.0.0.0/8"),
                    tcp(100, 65535, "10.2.0.0/16"),
                ], [true, true, true]
            ),
            (
                "with an unread list", [tcp(0, 443, "10.1.0.0/16"), list(444, 65535, nil)],
                [nil, nil]
            ),
            (
                "with an unread list elsewhere", [tcp(0, 9, "10.1.0.0/16"), list(22, 22, nil)],
                [false, false]
            ),
            (
                "with an unread list needless",
                [tcp(0, 65535, "10.1.0.0/16"), list(22, 22, nil)], [true, nil]
            ),
        ] as [(String, [Object], [Bool?])]
    )
    func everyPortTogether(name: String, rules: [Object], expected: [Bool?]) {
        #expect(Self.everyPort(rules) == expected)
        #expect(Self.everyPort(rules.reversed()) == expected.reversed())
    }

    /// Against each address by itself, at each port where something begins or ends, and between them.
    @Test func everyPortIsEveryPortOfSomeAddress() throws {
        var random = SystemRandomNumberGenerator()
        let ports: [Int64] = [0, 1, 2, 100, 101, 65534, 65535]
        var opened = 0
        for _ in 0..<2000 {
            let rules = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                let ends = [ports.randomElement() ?? 0, ports.randomElement() ?? 0].sorted()
                let network = "10.0.0.\(Int.random(in: 0...7))/\(Int.random(in: 29...31))"
                return Self.tcp(ends[0], ends[1], network)
            }
            let coverages = rules.map { RuleCoverage($0, .ingress) }
            for (rule, answer) in zip(coverages, Self.everyPort(rules)) {
                let expected = try (0...7).contains { last in
                    let address = try #require(Network("10.0.0.\(last)/32"))
                    let there = coverages.filter { $0.networks?.first?.contains(address) == true }
                    let isWhole = (ports.dropFirst() + [50, 1000]).allSatisfy { port in
                        there.contains { $0.traffic?.covers(6...6, Int(port)) == true }
                    }
                    guard isWhole, there.contains(rule) else { return false }
                    return !there.contains { other in
                        guard let mine = rule.traffic?.tcpPorts else { return true }
                        guard let wider = other.traffic?.tcpPorts, wider != mine else {
                            return false
                        }
                        return wider.contains(mine.lowerBound) && wider.contains(mine.upperBound)
                    }
                }
                #expect(answer == expected, "\(rules)")
                opened += expected ? 1 : 0
            }
        }
        #expect(opened > 0)
    }

    /// An answer in spite of an unread list is the answer whatever is in the list.
    @Test func whatIsKnownHoldsWhateverTheListHolds() {
        var random = SystemRandomNumberGenerator()
        let pool = ["16.0.0.0/8", "17.0.0.0/8", "10.0.0.0/8", "0.0.0.0/0", "192.0.2.0/24", "::/0"]
        let ends: [(Int64, Int64)] = [(22, 22), (0, 65535), (23, 65535), (0, 22)]
        var answered = 0
        for _ in 0..<2000 {
            let rules = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                let ports = ends.randomElement() ?? (0, 0)
                return Self.tcp(ports.0, ports.1, pool.randomElement() ?? "")
            }
            let ports = ends.randomElement() ?? (0, 0)
            let unread = rules + [Self.list(ports.0, ports.1, nil)]
            let networks = pool.filter { _ in Bool.random(using: &random) }.map { JSON.string($0) }
            let read = rules + [Self.list(ports.0, ports.1, .array(networks))]
            for (before, after) in zip(Self.world(unread), Self.world(read)) where before != nil {
                #expect(before == after, "\(read)")
                answered += 1
            }
            for (before, after) in zip(Self.everyPort(unread), Self.everyPort(read))
            where before == false {
                #expect(after == false, "\(read)")
                answered += 1
            }
        }
        #expect(answered > 0)
    }
}
