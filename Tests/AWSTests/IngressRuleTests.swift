import Document
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
}
