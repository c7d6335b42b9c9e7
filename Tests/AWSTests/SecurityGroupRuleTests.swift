import CEL
import Document
import Guardrails
import Testing

@testable import AWS

struct SecurityGroupRuleTests {
    @Test func oneRuleForEachSource() {
        let rules = SecurityGroupRule.all(
            in: [
                [
                    "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                    "IpRanges": [
                        ["CidrIp": "10.0.0.0/8", "Description": "d"], ["CidrIp": "0.0.0.0/0"],
                    ],
                    "Ipv6Ranges": [["CidrIpv6": "::/0"]],
                    "PrefixListIds": [["PrefixListId": "pl-1"]],
                    "UserIdGroupPairs": [["GroupId": "sg-1", "UserId": "111111111111"]],
                ],
                ["IpProtocol": "-1", "IpRanges": [["CidrIp": "10.0.0.0/8"]]],
                [
                    "IpProtocol": "icmp", "FromPort": -1, "ToPort": -1,
                    "IpRanges": [["CidrIp": "10.0.0.0/8"]],
                ],
            ],
            .ingress
        )
        #expect(
            rules.compactMap { $0.object.map { SecurityGroupRule.key($0, .ingress) } } == [
                "tcp/22-22/10.0.0.0/8", "tcp/22-22/0.0.0.0/0", "tcp/22-22/::/0", "tcp/22-22/pl-1",
                "tcp/22-22/sg-1", "all/all/10.0.0.0/8", "icmp/all/10.0.0.0/8",
            ]
        )
        #expect(rules[0]["description"] == "d" && rules[4]["owner"] == "111111111111")
        #expect(
            rules.map { $0["kind"]?.string ?? "" }.prefix(5) == [
                "network", "network", "network", "prefix-list", "group",
            ]
        )
        #expect(SecurityGroupRule.all(in: nil, .ingress).isEmpty)
    }

    /// Where a rule lets traffic in from, and what it has in common with other networks.
    @Test(
        arguments: [
            (["source": "0.0.0.0/0"], "internet"),
            (["source": "8.8.8.0/24"], "internet"),
            (["source": "::/0"], "internet"),
            (["source": "2001:db8::/32"], "internet"),
            (["source": "203.0.113.7/32"], "known"),
            (["source": "203.0.0.0/8"], "internet"),
            (["source": "10.1.0.0/16"], "internal"),
            (["source": "100.64.3.0/24"], "internal"),
            (["source": "fd00::/8"], "internal"),
            (["source": "10.0.0.0/7"], "internet"),
            (["source": "sg-1", "kind": "group"], "self"),
            (["source": "sg-2", "kind": "group", "owner": "1"], "internal"),
            (["source": "sg-2", "kind": "group", "owner": "2"], "peer"),
            (["source": "pl-1", "kind": "prefix-list", "networks": ["10.0.0.0/8"]], "internal"),
            (
                [
                    "source": "pl-1", "kind": "prefix-list",
                    "networks": ["10.0.0.0/8", "0.0.0.0/0"],
                ], "internet"
            ),
            (["source": "pl-1", "kind": "prefix-list", "networks": ["203.0.113.0/25"]], "known"),
            (["source": "pl-1", "kind": "prefix-list"], "prefix_lists"),
        ] as [(Object, String)]
    )
    func origin(rule: Object, origin: String) throws {
        let outcome = try ask("rule.origin('sg-1', '1', ['203.0.113.0/24'])", rule)
        if let unknown = outcome.unknown {
            #expect(unknown == [origin])
        } else {
            guard case .string(let found)? = outcome.value else {
                Issue.record("\(outcome)")
                return
            }
            #expect(found == origin)
        }
    }

    @Test(
        arguments: [
            ("rule.from('0.0.0.0/0')", ["source": "0.0.0.0/0"], true),
            ("rule.from('10.1.0.0/16')", ["source": "10.0.0.0/8"], true),
            ("rule.from('10.0.0.0/8')", ["source": "10.1.0.0/16"], false),
            ("rule.from('::/0')", ["source": "0.0.0.0/0"], false),
            (
                "rule.from('0.0.0.0/0')",
                ["source": "pl-1", "kind": "prefix-list", "networks": ["0.0.0.0/0"]], true
            ),
            ("rule.from('0.0.0.0/0')", ["source": "sg-1", "kind": "group"], false),
            ("rule.meets(['172.29.0.0/16'])", ["source": "172.16.0.0/12"], true),
            ("rule.meets(['172.16.0.0/12'])", ["source": "172.29.0.0/16"], true),
            ("rule.meets(['172.28.0.0/16'])", ["source": "172.29.0.0/16"], false),
            ("rule.within(['172.16.0.0/12'])", ["source": "172.29.0.0/16"], true),
            ("rule.within(['172.29.0.0/16'])", ["source": "172.16.0.0/12"], false),
            ("rule.private()", ["source": "192.168.7.0/24"], true),
            ("rule.private()", ["source": "192.169.0.0/16"], false),
            ("rule.allows('tcp', 22)", ["protocol": "all"], true),
            ("rule.allows('tcp', 22)", ["protocol": "tcp", "from": 20, "to": 22], true),
            ("rule.allows('tcp', 22)", ["protocol": "tcp", "from": 23, "to": 80], false),
            ("rule.allows('tcp', 22)", ["protocol": "udp", "from": 22, "to": 22], false),
            ("rule.allows('47', 22)", ["protocol": "47"], true),
            ("rule.allows('6', 22)", ["protocol": "tcp", "from": 22, "to": 22], true),
            ("rule.allows('tcp', 22)", ["protocol": "6", "from": 22, "to": 22], true),
            ("rule.allows('all', 22)", ["protocol": "tcp", "from": 22, "to": 22], false),
            ("rule.internet()", ["source": "0.0.0.0/1"], true),
            ("rule.internet()", ["source": "2000::/3"], true),
            ("rule.internet()", ["source": "8.0.0.0/8"], false),
            ("rule.internet()", ["source": "10.0.0.0/7"], false),
            ("rule.internet()", ["source": "sg-1", "kind": "group"], false),
            (
                "rule.from('0.0.0.0/0')",
                [
                    "source": "pl-1", "kind": "prefix-list",
                    "networks": ["128.0.0.0/1", "0.0.0.0/1"],
                ], true
            ),
        ] as [(String, Object, Bool)]
    )
    func methods(question: String, rule: Object, answer: Bool) throws {
        #expect(try ask(question, rule).bool == answer)
    }

    /// A protocol that nobody has, an other end that is none, ports in no order: nothing of the kind is
    /// taken for a rule that lets nobody in.
    @Test(
        arguments: [
            ("rule.allows('tpc', 22)", ["protocol": "tcp", "source": "0.0.0.0/0"]),
            ("rule.allows('256', 22)", ["protocol": "tcp", "source": "0.0.0.0/0"]),
            ("rule.world('tcp', 22)", ["protocol": "ssh", "source": "0.0.0.0/0"]),
            (
                "rule.world('tcp', 22)",
                ["protocol": "tcp", "from": 22, "source": "0.0.0.0/0"]
            ),
            (
                "rule.world('tcp', 22)",
                ["protocol": "tcp", "from": 25, "to": 20, "source": "0.0.0.0/0"]
            ),
            ("rule.world('tcp', 22)", ["protocol": "tcp", "source": "0.0.0.0"]),
            ("rule.every_port()", ["protocol": "tpc", "source": "10.0.0.0/8"]),
            ("rule.private()", ["source": "sg-1"]),
            ("rule.within(['10.0.0.0'])", ["source": "10.0.0.0/8"]),
            ("rule.from('10.0.0.0')", ["source": "10.0.0.0/8"]),
            (
                "rule.internet()",
                ["source": "pl-1", "kind": "prefix-list", "networks": ["10.0.0.0/8", "all"]]
            ),
        ] as [(String, Object)]
    )
    func whatCannotBeReadIsAnError(question: String, rule: Object) throws {
        #expect(try ask(question, rule).error?.kind == .invalidArgument)
    }

    /// Asked of a rule of each direction, where what is a source in one is a destination in the other.
    private func ask(_ question: String, _ rule: Object) throws -> Outcome {
        let answers = try SecurityGroupRule.Direction.allCases.map { direction in
            try ask(question, rule, direction)
        }
        #expect("\(answers[0])" == "\(answers[1])")
        return answers[0]
    }

    private func ask(
        _ question: String,
        _ rule: Object,
        _ direction: SecurityGroupRule.Direction
    ) throws -> Outcome {
        let type = try #require(Catalogue.aws["ec2.security-group"])
        var object: Object = ["kind": "network"]
        for (name, value) in rule { object[name == "source" ? direction.peer : name] = value }
        let field = direction.rawValue
        let group = Resource(
            name: ResourceName(type: type.name, account: "1", region: "r", id: "sg-1"),
            document: Object([(field, .array([.object(object)]))])
        )
        let program = try Program(
            question.replacing("rule.", with: "g.\(field)[0]."),
            declarations: Declarations(
                variables: ["g": .object(type.name)],
                objects: [
                    type.name: [field: .list(.object(direction.elementName))],
                    direction.elementName: [:],
                ],
                functions: type.functions
            )
        )
        return program.evaluate(["g": .value(.object(DocumentObject(group, type)))])
    }

    /// A rule knows its group's others wherever a condition meets it.
    @Test(arguments: SecurityGroupRule.Direction.allCases)
    func aRuleOfAListKnowsTheOthers(direction: SecurityGroupRule.Direction) throws {
        let rules = ["52.0.0.0/8", "53.0.0.0/8"].map { network -> JSON in
            var rule: Object = ["protocol": "tcp", "from": 22, "to": 22, "kind": "network"]
            rule[direction.peer] = .string(network)
            return .object(rule)
        }
        let type = try #require(Catalogue.aws["ec2.security-group"])
        for (rules, isWorld) in [(rules, true), (Array(rules.prefix(1)), false)] {
            let condition = try Condition(
                "resource.\(direction.rawValue).exists(r, r.world('tcp', 22))",
                on: type
            )
            let document: JSON = .object(Object([(direction.rawValue, .array(rules))]))
            let account = Account(id: "111122223333", name: "a")
            let outcome = try condition.evaluate(
                Guardrail.Example(text: document.text, file: "group.json"),
                account: account,
                estate: Estate(accounts: [account]),
                now: .epoch
            )
            #expect(outcome.bool == isWorld)
        }
    }

    /// Type and code stand where ports do; two types are two rules.
    @Test func pingAndUnreachableAreAPartEach() {
        let world: JSON = [["CidrIp": "0.0.0.0/0"]]
        let rules = SecurityGroupRule.all(
            in: [
                ["IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": world],
                ["IpProtocol": "icmp", "FromPort": 3, "ToPort": -1, "IpRanges": world],
                ["IpProtocol": "icmp", "FromPort": 3, "ToPort": 4, "IpRanges": world],
                ["IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "IpRanges": world],
            ],
            .ingress
        ).compactMap(\.object)
        #expect(
            rules.map { SecurityGroupRule.key($0, .ingress) } == [
                "icmp/8/0.0.0.0/0", "icmp/3/0.0.0.0/0", "icmp/3-4/0.0.0.0/0", "icmp/all/0.0.0.0/0",
            ]
        )
        #expect(
            rules.map { SecurityGroupRule.text($0, .ingress) } == [
                "icmp type 8 from 0.0.0.0/0", "icmp type 3 from 0.0.0.0/0",
                "icmp type 3 code 4 from 0.0.0.0/0", "icmp from 0.0.0.0/0",
            ]
        )
        #expect(
            rules.map { RuleTraffic($0)?.covers(1...1, 8) } == [true, false, false, true]
        )
    }

    @Test func egressIsReadAndNamedAsIngressIs() throws {
        let permissions: JSON = [
            [
                "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                "IpRanges": [["CidrIp": "0.0.0.0/0"]],
            ], ["IpProtocol": "-1", "Ipv6Ranges": [["CidrIpv6": "::/0"]]],
        ]
        let rules = SecurityGroupRule.all(in: permissions, .egress).compactMap(\.object)
        #expect(rules.first?["destination"] == "0.0.0.0/0" && rules.first?["source"] == nil)
        #expect(
            rules.map { SecurityGroupRule.key($0, .egress) } == [
                "tcp/443-443/0.0.0.0/0", "all/all/::/0",
            ]
        )
        #expect(
            rules.map { SecurityGroupRule.text($0, .egress) } == [
                "tcp 443 to 0.0.0.0/0", "all traffic to ::/0",
            ]
        )
    }
}
