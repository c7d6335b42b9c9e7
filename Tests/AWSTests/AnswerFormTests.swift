import Platform
import Testing

@testable import AWS

/// By what an answer is known: its label and its root.
struct AnswerFormTests {
    @Test(
        arguments: [
            ("ec2", "DescribeVpcs", "DescribeVpcsResponse"),
            ("iam", "ListUsers", "ListUsersResponse"),
            ("iam", "UpdateAccessKey", "UpdateAccessKeyResponse"),
            ("s3", "ListBuckets", "ListAllMyBucketsResult"),
            ("s3", "GetBucketAcl", "AccessControlPolicy"),
            ("s3", "GetBucketNotificationConfiguration", "NotificationConfiguration"),
            ("s3", "GetBucketEncryption", "ServerSideEncryptionConfiguration"),
            ("s3", "GetPublicAccessBlock", "PublicAccessBlockConfiguration"),
            ("s3control", "ListAccessPoints", "ListAccessPointsResult"),
            ("s3control", "GetPublicAccessBlock", "PublicAccessBlockConfiguration"),
            ("route53", "ListHostedZones", "ListHostedZonesResponse"),
            ("cloudfront", "ListDistributions", "DistributionList"),
        ]
    )
    func theRootIsThatOfTheReference(service: String, name: String, root: String) throws {
        let model = try #require(ServiceModel.named(service))
        let operation = try #require(model.operations[name])
        #expect(AnswerRoot.name(of: operation, model) == root)
    }

    @Test func labelsAreThoseOfTheProtocol() {
        let xml = ["text/xml", "text/xml;charset=UTF-8", "application/xml"]
        let json = ["application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"]
        let others = ["text/html", "text/html; charset=utf-8", "text/plain", "text", "image/png"]
        for wireProtocol in [ServiceModel.WireProtocol.ec2, .query, .restXML] {
            #expect(xml.allSatisfy { wireProtocol.sends($0, isRaw: false) })
            #expect(!(json + others).contains { wireProtocol.sends($0, isRaw: false) })
        }
        for wireProtocol in [ServiceModel.WireProtocol.json, .restJSON] {
            #expect(json.allSatisfy { wireProtocol.sends($0, isRaw: false) })
            #expect(!(xml + others).contains { wireProtocol.sends($0, isRaw: false) })
        }
        #expect(ServiceModel.WireProtocol.restXML.sends("application/json", isRaw: true))
        #expect(!ServiceModel.WireProtocol.restXML.sends("Text/HTML ;x", isRaw: true))
    }

    /// What changes something is confirmed by an answer to it alone.
    @Test(
        arguments: [
            ("iam", "UpdateAccessKey", "<UpdateAccessKeyResponse/>", true),
            ("iam", "UpdateAccessKey", "<html>Log in</html>", false),
            ("iam", "UpdateAccessKey", "", false),
            ("organizations", "MoveAccount", "", true),
            ("organizations", "MoveAccount", "{}", true),
            ("organizations", "MoveAccount", "<html>Log in</html>", false),
            ("cloudtrail", "StopLogging", "{}", true),
            ("cloudtrail", "StopLogging", "<html/>", false),
            ("s3", "PutBucketTagging", "", true),
        ]
    )
    func aChangeIsConfirmed(service: String, name: String, body: String, isAnswer: Bool) throws {
        let model = try #require(ServiceModel.named(service))
        let operation = try #require(model.operations[name])
        let response = HTTPResponse(status: 200, headers: [], body: Array(body.utf8))
        #expect(((try? model.document(of: response, to: operation)) != nil) == isAnswer)
    }
}
