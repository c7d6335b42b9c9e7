import Document
import Testing

@testable import AWS

/// Which rules a CloudTrail record says were added.
struct SecurityGroupEventTests {
    private static let authorize = "AuthorizeSecurityGroupIngress"

    /// - Parameter words: the record's other members.
    private static func added(
        _ words: String,
        _ name: String = authorize,
        _ direction: SecurityGroupRule.Direction = .ingress
    ) throws -> Set<String>? {
        let event = try JSON.parse("{\"eventName\":\"\(name)\",\(words)}")
        return SecurityGroupRule.added(by: event, direction)
    }

    private static func asked(_ permission: String) -> String {
        #""requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[{\#(permission)}]}}"#
    }

    @Test func everyPeerOfEveryPermissionIsOne() throws {
        let added = try Self.added(
            """
            "requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[
               {"ipProtocol":"tcp","fromPort":22,"toPort":22,
                "ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},
                "ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]},
                "groups":{"items":[{"groupId":"sg-2"}]},
                "prefixListIds":{"items":[{"prefixListId":"pl-1"}]}},
               {"ipProtocol":"-1","groups":{},"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}
            """
        )
        #expect(
            added == [
                "tcp/22-22/0.0.0.0/0", "tcp/22-22/::/0", "tcp/22-22/sg-2", "tcp/22-22/pl-1",
                "all/all/10.0.0.0/8",
            ]
        )
    }

    /// What is asked for is kept in EC2's own form, and known by it.
    @Test(arguments: [
        (
            #""ipProtocol":"tcp","fromPort":"22","toPort":"23""#, "192.0.2.77/25",
            "tcp/22-23/192.0.2.0/25"
        ),
        (#""ipProtocol":"TCP","fromPort":22,"toPort":22"#, "192.0.2.7/1", "tcp/22-22/128.0.0.0/1"),
        (#""ipProtocol":"6","fromPort":22,"toPort":22"#, "192.0.2.7/32", "tcp/22-22/192.0.2.7/32"),
        (#""ipProtocol":"17","fromPort":0,"toPort":9"#, "10.1.2.3/0", "udp/0-9/0.0.0.0/0"),
        (#""ipProtocol":"-1","fromPort":1,"toPort":2"#, "10.0.0.0/8", "all/all/10.0.0.0/8"),
        (#""ipProtocol":-1,"fromPort":-1,"toPort":-1"#, "10.0.0.0/8", "all/all/10.0.0.0/8"),
        (#""ipProtocol":"41","fromPort":1,"toPort":2"#, "10.0.0.0/8", "41/all/10.0.0.0/8"),
        (#""ipProtocol":"1","fromPort":8,"toPort":-1"#, "10.0.0.0/8", "icmp/8/10.0.0.0/8"),
        (#""ipProtocol":"icmp","fromPort":3,"toPort":4"#, "10.0.0.0/8", "icmp/3-4/10.0.0.0/8"),
        (#""ipProtocol":"icmp","fromPort":-1,"toPort":4"#, "10.0.0.0/8", "icmp/all/10.0.0.0/8"),
        (#""ipProtocol":"58""#, "2001:DB8:0:0:0:0:0:9/64", "icmpv6/all/2001:db8::/64"),
        (
            #""ipProtocol":"tcp","fromPort":1,"toPort":2"#, "2001:db8:0:0:1::/80",
            "tcp/1-2/2001:db8:0:0:1::/80"
        ),
    ])
    func whatIsAskedForIsCanonical(traffic: String, network: String, key: String) throws {
        let (set, member) =
            network.contains(":") ? ("ipv6Ranges", "cidrIpv6") : ("ipRanges", "cidrIp")
        let permission = #"\#(traffic),"\#(set)":{"items":[{"\#(member)":"\#(network)"}]}"#
        #expect(try Self.added(Self.asked(permission)) == [key])
        // A single one is not always a list.
        let alone = permission.replacing("[", with: "").replacing("]", with: "")
        #expect(try Self.added(Self.asked(alone)) == [key])
    }

    @Test func theFirstFormOfTheCallNamesOneNetwork() throws {
        let flat = """
            "requestParameters":{"groupId":"sg-1","ipProtocol":"tcp","fromPort":22,"toPort":22,
             "cidrIp":"192.0.2.1/24","ipPermissions":{}}
            """
        #expect(try Self.added(flat) == ["tcp/22-22/192.0.2.0/24"])
        let egress = "AuthorizeSecurityGroupEgress"
        #expect(try Self.added(flat, egress, .egress) == ["tcp/22-22/192.0.2.0/24"])
        #expect(try Self.added(flat, egress, .ingress) == nil)
    }

    @Test func whatEC2AnsweredComesFirst() throws {
        let answer = #"""
            "responseElements":{"_return":true,"securityGroupRuleSet":{"items":[
              {"isEgress":false,"ipProtocol":"tcp","fromPort":1,"toPort":2,"cidrIpv4":"9.0.0.0/8"},
              {"isEgress":false,"ipProtocol":"-1","fromPort":-1,"toPort":-1,"cidrIpv6":"::/0"},
              {"isEgress":false,"ipProtocol":"icmp","fromPort":8,"toPort":-1,"prefixListId":"pl-1"},
              {"isEgress":false,"ipProtocol":"udp","fromPort":5,"toPort":5,
               "referencedGroupInfo":{"groupId":"sg-2","userId":"111122223333"}},
              {"isEgress":true,"ipProtocol":"tcp","fromPort":7,"toPort":7,"cidrIpv4":"9.0.0.0/8"}
            ]}}
            """#
        let request = Self.asked(
            #""ipProtocol":"tcp","fromPort":1,"toPort":1,"ipRanges":{"items":[{"cidrIp":"8.0.0.0/8"}]}"#
        )
        for words in ["\(request),\(answer)", answer] {
            #expect(
                try Self.added(words) == [
                    "tcp/1-2/9.0.0.0/8", "all/all/::/0", "icmp/8/pl-1", "udp/5-5/sg-2",
                ]
            )
        }
        // An older answer, and one that is empty, leave what was asked for.
        for answer in [
            "null", #"{"_return":true}"#, #"{"_return":true,"securityGroupRuleSet":{}}"#,
        ] {
            let words = "\(request),\"responseElements\":\(answer)"
            #expect(try Self.added(words) == ["tcp/1-1/8.0.0.0/8"], "\(answer)")
        }
    }

    @Test(arguments: [
        #""errorCode":"Client.InvalidPermission.Duplicate""#,
        #""errorCode":"Client.DryRunOperation","responseElements":null"#,
        #""responseElements":{"_return":false}"#,
    ])
    func aCallThatFailedAddedNothing(mark: String) throws {
        let request = Self.asked(
            #""ipProtocol":"tcp","fromPort":1,"toPort":1,"ipRanges":{"items":[{"cidrIp":"8.0.0.0/8"}]}"#
        )
        #expect(try Self.added("\(request),\(mark)") == [])
        #expect(try Self.added(#"\#(request),"errorCode":null"#) == ["tcp/1-1/8.0.0.0/8"])
    }

    @Test func oneOrSeveralRulesAreModified() throws {
        let one = #"""
            {"SecurityGroupRuleId":"sgr-1","SecurityGroupRule":
             {"IpProtocol":"6","FromPort":5,"ToPort":6,"CidrIpv4":"192.0.2.1/24","Description":"d"}}
            """#
        let other = #"""
            {"SecurityGroupRuleId":"sgr-2","tag":2,"SecurityGroupRule":
             {"IpProtocol":"-1","FromPort":-1,"ToPort":-1,"ReferencedGroupId":"sg-2"}}
            """#
        func added(_ rules: String) throws -> [Set<String>?] {
            try SecurityGroupRule.Direction.allCases.map { direction in
                try Self.added(
                    #""requestParameters":{"ModifySecurityGroupRulesRequest":{"GroupId":"sg-1","#
                        + #""SecurityGroupRule":\#(rules)}},"responseElements":{"_return":true}"#,
                    "ModifySecurityGroupRules",
                    direction
                )
            }
        }
        let (first, second) = ("tcp/5-6/192.0.2.0/24", "all/all/sg-2")
        // The direction is the rule's, which the request does not say.
        #expect(try added(one) == [[first], [first]])
        #expect(try added("[\(one),\(other)]") == [[first, second], [first, second]])
        // A description alone does not tell which rule it is.
        let vague = #"{"SecurityGroupRuleId":"sgr-1","SecurityGroupRule":{"Description":"d"}}"#
        #expect(try added("[\(one),\(vague)]") == [nil, nil])
    }

    @Test(arguments: [
        // By its name, in a VPC that nobody names.
        #""requestParameters":{"groupName":"web","sourceSecurityGroupName":"lb","ipProtocol":"tcp"}"#,
        #""requestParameters":{"groupId":"sg-1"}"#, #""requestParameters":null"#,
        #""responseElements":null"#,
        asked(#""ipProtocol":"tcp","groups":{"items":[{"groupName":"lb"}]}"#),
        asked(#""ipRanges":{"items":[{"cidrIp":"8.0.0.0/8"}]}"#),
    ])
    func aRecordThatDoesNotTellLeavesAllToBeLookedAt(words: String) throws {
        #expect(try Self.added(words) == nil)
    }

    @Test(arguments: ["RevokeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "CreateVpc"])
    func otherCallsAddNoIngress(name: String) throws {
        let words = Self.asked(
            #""ipProtocol":"-1","ipRanges":{"items":[{"cidrIp":"8.0.0.0/8"}]}"#
        )
        #expect(try Self.added(words, name, .ingress) == nil)
    }
}
