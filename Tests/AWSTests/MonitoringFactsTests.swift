import Document
import Testing

@testable import AWS

@Suite struct MonitoringFactsTests {
    static let root =
        #"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#

    @Test(arguments: [
        #"{$.userIdentity.type="Root"&&$.userIdentity.invokedBy NOT EXISTS&&$.eventType!="AwsServiceEvent"}"#,
        #"{ ($.eventType != AwsServiceEvent) && (($.userIdentity.type = Root) && ($.userIdentity.invokedBy NOT EXISTS)) }"#,
        "{ $.userIdentity.type = \"Root\" &&\n $.userIdentity.invokedBy  NOT  EXISTS && $.eventType != \"AwsServiceEvent\" }",
    ]) func sameMeaning(pattern: String) {
        #expect(MetricPattern(pattern) == MetricPattern(Self.root))
    }

    @Test(arguments: [
        #"{ $.userIdentity.type = "Root" }"#,
        #"{ $.userIdentity.type = "Root" || $.userIdentity.invokedBy NOT EXISTS || $.eventType != "AwsServiceEvent" }"#,
        #"{ $.userIdentity.type = "root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
        #"{ $.userIdentity.type != "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }"#,
        "Root", "{", "",
    ]) func otherMeaning(pattern: String) {
        #expect(MetricPattern(pattern) != MetricPattern(Self.root))
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
