import AWS
import Document
import Guardrails
import Records
import Testing

@testable import Notify

@Suite struct ConsoleLinkTests {
    /// The address that a message of a resource has.
    private static func url(
        _ type: String,
        _ id: String,
        arn: String? = nil,
        name: String? = nil,
        region: String = "eu-west-1"
    ) -> String? {
        let item = Item(
            event: .opened,
            at: .epoch,
            finding: nil,
            region: region,
            resource: ResourceRecord(type: type, id: id, arn: arn, name: name)
        )
        let group = Group(guardrail: SampleMessage.ssh, account: SampleMessage.dev, items: [item])
        let json = SampleMessage("x", .transitions([group]), SampleMessage.many).message.parcel()
            .json
        return json["groups"]?.array?.first?["items"]?.array?.first?["console"]?.string
    }

    @Test(arguments: [
        ("eu-west-1", "https://console.aws.amazon.com/ec2/home?region=eu-west-1"),
        ("us-gov-west-1", "https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1"),
        ("cn-north-1", "https://console.amazonaws.cn/ec2/home?region=cn-north-1"),
    ])
    func everyPartitionHasItsConsole(region: String, beginning: String) {
        let url = Self.url("ec2.security-group", "sg-1", region: region)
        #expect(url == beginning + "#SecurityGroup:groupId=sg-1")
    }

    @Test(arguments: [
        ("aws", "https://console.aws.amazon.com/iam/home?region=us-east-1"),
        ("aws-us-gov", "https://console.amazonaws-us-gov.com/iam/home?region=us-gov-west-1"),
        ("aws-cn", "https://console.amazonaws.cn/iam/home?region=cn-northwest-1"),
    ])
    func whatIsGlobalIsInThePartitionOfItsARN(partition: String, beginning: String) {
        let url = Self.url(
            "iam.role",
            "Audit",
            arn: "arn:\(partition):iam::200000000011:role/Audit",
            region: "global"
        )
        #expect(url == beginning + "#/roles/details/Audit")
    }

    /// A partition whose console nobody told of, a type without a page, no id, no region.
    @Test(arguments: [
        ("ec2.instance", "i-1", "us-iso-east-1"), ("iam.access-key", "AKIA", "global"),
        ("own.type", "x", "eu-west-1"), ("ec2.instance", "", "eu-west-1"),
    ])
    func whereThereIsNoPageThereIsNoLink(type: String, id: String, region: String) {
        #expect(Self.url(type, id, region: region) == nil)
    }

    @Test func namesAreEncodedAsEachConsoleWantsThem() {
        #expect(
            Self.url("logs.log-group", "/aws/lambda/f")
                == "https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
                + "#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ff"
        )
        #expect(
            Self.url("sqs.queue", "https://sqs.eu-west-1.amazonaws.com/200000000011/q")
                == "https://console.aws.amazon.com/sqs/v3/home?region=eu-west-1"
                + "#/queues/https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F200000000011%2Fq"
        )
        #expect(
            Self.url("route53.hosted-zone", "/hostedzone/Z1", region: "global")
                == "https://console.aws.amazon.com/route53/v2/hostedzones#ListRecordSets/Z1"
        )
        #expect(
            Self.url("ecr.repository", "team/app")
                == "https://console.aws.amazon.com/ecr/repositories/private/200000000011/"
                + "team%2Fapp?region=eu-west-1"
        )
    }

    /// Nothing of a name is a part of the address that steers.
    @Test(arguments: HostileNamesTests.names)
    func aNameStaysAName(name: HostileNamesTests.Hostile) throws {
        guard let url = Self.url("s3.bucket", name.text) else {
            #expect(name.text.isEmpty || name.text.utf8.count > 600)
            return
        }
        let id = try #require(url.split(separator: "/").last?.split(separator: "?").first)
        #expect(id.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"<>\"'|&#".utf8.contains($0) })
        #expect(url.split(separator: "?").count == 2)
    }

    @Test func everyPageIsOfATypeThatIsThere() {
        let types = Set(Catalogue.aws.types.map(\.name))
        #expect(Set(ConsoleLink.pages.keys).isSubset(of: types))
        #expect(ConsoleLink.pages.count > 30)
    }
}
