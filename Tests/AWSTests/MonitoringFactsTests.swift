import Document
import Testing

@testable import AWS

@Suite struct MonitoringFactsTests {
    @Test(arguments: [
        (#"{"Statement":{"Effect":"Deny","Action":"a:B","Resource":"*"}}"#, true),
        (
            #"{"Version":"2012-10-17","Statement":[{"Sid":"x","Resource":["*"],"Action":["a:B"],"Effect":"Deny"}]}"#,
            true
        ),
        (#"{"Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}"#, false),
        (#"{"Statement":[{"Effect":"Deny","Action":["a:B","a:C"],"Resource":"*"}]}"#, false),
        (
            #"{"Statement":[{"Effect":"Deny","Action":"a:B","Resource":"*","Condition":{"Bool":{"x":"y"}}}]}"#,
            false
        ),
        (#"{"Statement":[]}"#, false),
    ]) func samePolicies(text: String, isSame: Bool) throws {
        let wanted: JSON = [
            "Statement": [["Effect": "Deny", "Action": "a:B", "Resource": "*"]]
        ]
        #expect(Baseline.same(try JSON.parse(text), wanted) == isSame)
    }

    @Test func anAccountIdStandsForItsRoot() throws {
        let id = try JSON.parse(
            #"{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#
        )
        let arn = try JSON.parse(
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":["sts:AssumeRole"]}]}"#
        )
        #expect(Baseline.same(id, arn))
    }

    @Test func whatAnEventAdded() throws {
        let event = try JSON.parse(
            """
            {"eventName":"AuthorizeSecurityGroupIngress","requestParameters":{"groupId":"sg-1",
             "ipPermissions":{"items":[
               {"ipProtocol":"tcp","fromPort":22,"toPort":22,
                "ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},
                "ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]},
                "groups":{"items":[{"groupId":"sg-2"}]},
                "prefixListIds":{"items":[{"prefixListId":"pl-1"}]}},
               {"ipProtocol":"-1","ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}}
            """
        )
        #expect(
            SecurityGroupRule.added(by: event, .ingress) == [
                "tcp/22-22/0.0.0.0/0", "tcp/22-22/::/0", "tcp/22-22/sg-2", "tcp/22-22/pl-1",
                "all/all/10.0.0.0/8",
            ]
        )
        #expect(
            SecurityGroupRule.added(by: ["eventName": "RevokeSecurityGroupIngress"], .ingress)
                == nil
        )
    }
}
