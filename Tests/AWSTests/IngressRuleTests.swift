import CEL
import Document
import Guardrails
import Testing

@testable import AWS

struct IngressRuleTests {
    @Test func oneRuleForEachSource() {
        let rules = IngressRule.all(
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
            ]
        )
        #expect(
            rules.compactMap { $0.object.map(IngressRule.key) } == [
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
        #expect(IngressRule.all(in: nil).isEmpty)
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
        ] as [(String, Object, Bool)]
    )
    func methods(question: String, rule: Object, answer: Bool) throws {
        #expect(try ask(question, rule).bool == answer)
    }

    private func ask(_ question: String, _ rule: Object) throws -> Outcome {
        let type = try #require(Catalogue.aws["ec2.security-group"])
        var object: Object = ["kind": "network"]
        for (name, value) in rule { object[name] = value }
        let group = Resource(
            name: ResourceName(type: type.name, account: "1", region: "r", id: "sg-1"),
            document: ["ingress": [.object(object)]]
        )
        let program = try Program(
            question.replacing("rule.", with: "g.ingress[0]."),
            declarations: Declarations(
                variables: ["g": .object(type.name)],
                objects: [
                    type.name: ["ingress": .list(.object(IngressRule.element.name))],
                    IngressRule.element.name: [:],
                ],
                functions: type.functions
            )
        )
        return program.evaluate(["g": .value(.object(DocumentObject(group, type)))])
    }
}
