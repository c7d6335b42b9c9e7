import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What collecting makes of answers that are odd: never less than a gap.
struct CollectTests {
    private func collect(
        _ type: String,
        _ attributes: Set<String>,
        _ answer: @escaping @Sendable (String) -> String
    ) async -> Collection {
        let server = LoopbackServer { request in
            let body = answer(request)
            return [
                .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            ]
        }
        defer { server.stop() }
        let reader = Reader(of: server)
        let service = String(type.prefix { $0 != "." })
        return await AWS.collect(
            Scope(account: "111111111111", region: "us-east-1", service: service),
            attributes: [type: attributes],
            reader: reader,
            region: "us-east-1"
        )
    }

    @Test func aPolicyThatIsNotJSONIsUnread() async throws {
        let collection = await collect("lambda.function", ["policy", "url"]) { line in
            switch line {
            case _ where line.contains("/policy"): #"{"Policy":"oops"}"#
            case _ where line.contains("/url"): #"{"FunctionUrl":"https://f","AuthType":"NONE"}"#
            default: #"{"Functions":[{"FunctionName":"f","FunctionArn":"arn:f"}]}"#
            }
        }
        let function = try #require(collection.resources.first)
        #expect(function.unread["policy"]?.reason == .failed)
        #expect(function.document["policy"] == nil)
        #expect(function.document["url_auth"] == "NONE")
        #expect(collection.listedCompletely("lambda.function"))
        let policy = collection.coverage.first { $0.attribute == "policy" }
        #expect(policy?.isComplete == false)
    }

    /// As IAM spells them, with what surrounds a document too.
    @Test(arguments: [
        ("%7B%22Statement%22%3A%5B%5D%7D", true), ("%0A%20%7B%22Statement%22%3A%5B%5D%7D%0A", true),
        ("{&quot;Statement&quot;:[]}", true), (" {&quot;Statement&quot;: []}", true),
        ("%7B%22Statement%22", false), ("oops", false),
    ]) func policiesOfIAMAreDocuments(text: String, isOne: Bool) async throws {
        let collection = await collect("iam.policy", []) { _ in
            """
            <GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>
            <IsTruncated>false</IsTruncated><Policies><member><PolicyName>p</PolicyName>
            <Arn>arn:aws:iam::111111111111:policy/p</Arn><DefaultVersionId>v1</DefaultVersionId>
            <PolicyVersionList><member><Document>\(text)</Document><VersionId>v1</VersionId>
            <IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member>
            </Policies></GetAccountAuthorizationDetailsResult>
            </GetAccountAuthorizationDetailsResponse>
            """
        }
        let policy = try #require(collection.resources.first)
        #expect((policy.unread["versions"] == nil) == isOne)
        let version = policy.document["versions"]?.array?.first
        #expect((version?["Document"]?["Statement"] == []) == isOne)
        let own = policy.document["aws"]?["PolicyVersionList"]?.array?.first?["Document"]
        #expect((own?["Statement"] == []) == isOne)
        let statements = StatementElement.ofDefaultVersion.judge(policy)
        #expect(statements == (isOne ? .known([], because: []) : .unknown(["versions"])))
    }

    @Test func anItemWithoutAnIdLeavesTheListIncomplete() async {
        let collection = await collect("lambda.function", []) { _ in
            #"{"Functions":[{"FunctionName":"f"},{"Runtime":"python3.12"}]}"#
        }
        #expect(collection.resources.map(\.name.id) == ["f"])
        #expect(!collection.listedCompletely("lambda.function"))
    }

    /// Half a resource is not judged: what cannot be read inside of one costs all of it.
    @Test func aRuleThatIsNotReadableCostsItsGroup() async {
        let collection = await collect("ec2.security-group", []) { _ in
            func group(_ id: String, _ port: String) -> String {
                "<item><groupId>\(id)</groupId><ipPermissions><item><fromPort>\(port)</fromPort></item>"
                    + "</ipPermissions><ipPermissionsEgress/></item>"
            }
            return "<DescribeSecurityGroupsResponse><securityGroupInfo>\(group("a", "22"))"
                + "\(group("b", "ssh"))</securityGroupInfo></DescribeSecurityGroupsResponse>"
        }
        #expect(collection.resources.map(\.name.id) == ["a"])
        #expect(!collection.listedCompletely("ec2.security-group"))
    }

    @Test func aGroupWithoutItsRulesIsNotAGroupWithNone() async {
        let collection = await collect("ec2.security-group", []) { _ in
            "<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>a</groupId></item>"
                + "<item><groupId>b</groupId><ipPermissions/><ipPermissionsEgress/></item>"
                + "<item><groupId>c</groupId><ipPermissions/></item>"
                + "</securityGroupInfo></DescribeSecurityGroupsResponse>"
        }
        #expect(collection.resources.map(\.name.id) == ["b"])
        #expect(!collection.listedCompletely("ec2.security-group"))
    }

    /// A VPC that is shared shows the groups that come with it.
    @Test func aGroupOfAnotherAccountIsItsOwnersAlone() async {
        let collection = await collect("ec2.security-group", []) { _ in
            func group(_ id: String, _ owner: String) -> String {
                "<item><groupId>\(id)</groupId><ownerId>\(owner)</ownerId><ipPermissions/>"
                    + "<ipPermissionsEgress/></item>"
            }
            return "<DescribeSecurityGroupsResponse><securityGroupInfo>"
                + "\(group("own", "111111111111"))\(group("shared", "222222222222"))"
                + "</securityGroupInfo></DescribeSecurityGroupsResponse>"
        }
        #expect(collection.resources.map(\.name.id) == ["own"])
        #expect(collection.listedCompletely("ec2.security-group"))
    }

    /// Only a list of resources can do without some of its items.
    @Test func aGrantThatIsNotReadableLeavesTheACLUnread() async throws {
        let collection = await collect("s3.bucket", ["acl", "versioning"]) { line in
            switch line {
            case _ where line.contains("?acl"):
                "<AccessControlPolicy><AccessControlList><Grant>all</Grant></AccessControlList>"
                    + "</AccessControlPolicy>"
            case _ where line.contains("?versioning"): "<VersioningConfiguration/>"
            default:
                "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name>"
                    + "<BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>"
                    + "</ListAllMyBucketsResult>"
            }
        }
        let bucket = try #require(collection.resources.first)
        #expect(collection.listedCompletely("s3.bucket"))
        #expect(bucket.unread["acl"]?.reason == .failed && bucket.document["acl"] == nil)
        // S3's own way to say that it was never on.
        #expect(bucket.unread["versioning"] == nil)
    }

    @Test func aReadWithNothingInItIsUnread() async throws {
        let functions = await collect("lambda.function", ["policy"]) { line in
            line.contains("/policy")
                ? "{}" : #"{"Functions":[{"FunctionName":"f","FunctionArn":"arn:f"}]}"#
        }
        #expect(functions.resources.first?.unread["policy"]?.reason == .failed)
    }

    /// No tags are an empty list; without it they are not known, and neither are exceptions.
    @Test(arguments: [(#"{"tags":[]}"#, true), (#"{"tags":null}"#, false), (#"{"t":1}"#, false)])
    func tagsThatAreNotThereAreUnread(answer: String, isRead: Bool) async throws {
        let collection = await collect("ecr.repository", ["tags"]) { request in
            request.contains("ListTagsForResource")
                ? answer : #"{"repositories":[{"repositoryName":"r","repositoryArn":"arn:r"}]}"#
        }
        let repository = try #require(collection.resources.first)
        #expect((repository.unread["tags"] == nil) == isRead)
    }

    @Test func secondFactorsThatAreNotThereAreUnread() async throws {
        @Sendable func answer(_ operation: String, _ result: String) -> String {
            "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result>"
                + "</\(operation)Response>"
        }
        for (devices, isRead) in [
            ("<MFADevices/>", true), ("<IsTruncated>false</IsTruncated>", false),
        ] {
            let collection = await collect("iam.user", ["mfa"]) { request in
                request.contains("ListMFADevices")
                    ? answer("ListMFADevices", devices)
                    : answer(
                        "GetAccountAuthorizationDetails",
                        "<UserDetailList><member><UserName>u</UserName></member></UserDetailList>"
                    )
            }
            let user = try #require(collection.resources.first)
            #expect((user.unread["mfa"] == nil) == isRead, "\(devices)")
        }
    }

    @Test func aListOfTextsIsAListOfIds() async {
        let collection = await collect("dynamodb.table", []) { _ in #"{"TableNames":["a","b"]}"# }
        #expect(Set(collection.resources.map(\.name.id)) == ["a", "b"])
        #expect(
            collection.resources.compactMap(\.name.arn).sorted().first
                == "arn:aws:dynamodb:us-east-1:111111111111:table/a"
        )
    }

    @Test func oneOfItsKindIsThereEvenWhenItIsNot() async {
        let collection = await collect("ec2.ebs-defaults", []) { _ in
            "<GetEbsEncryptionByDefaultResponse><ebsEncryptionByDefault>false</ebsEncryptionByDefault>"
                + "</GetEbsEncryptionByDefaultResponse>"
        }
        #expect(collection.resources.first?.name.id == "111111111111")
        #expect(collection.resources.first?.document["encrypted"] == false)
        #expect(collection.resources.first?.document["exists"] == true)
    }
}
