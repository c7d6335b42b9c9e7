import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// What goes while it is read is gone, not unknown.
struct VanishingTests {
    private struct Reply: Sendable {
        var body: String
        var status = "200 OK"
    }

    private func collect(
        _ type: String,
        _ attributes: Set<String>,
        _ answer: @escaping @Sendable (String) -> Reply
    ) async throws -> Collection {
        let server = LoopbackServer { request in
            let reply = answer(request)
            let length = "Content-Length: \(reply.body.utf8.count)"
            return [.send("HTTP/1.1 \(reply.status)\r\n\(length)\r\n\r\n\(reply.body)")]
        }
        defer { server.stop() }
        let reader = Reader(of: server)
        let found = try #require(Catalogue.aws[type])
        return await AWS.collect(
            Scope(
                account: "111111111111",
                region: found.isGlobal ? Scope.global : "us-east-1",
                service: found.service
            ),
            attributes: [type: attributes],
            reader: reader,
            region: "us-east-1"
        )
    }

    private static func error(_ code: String, _ message: String = "m") -> Reply {
        Reply(
            body: "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "</ErrorResponse>",
            status: "404 Not Found"
        )
    }

    private static let buckets = Reply(
        body: "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><BucketRegion>us-east-1"
            + "</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>"
    )

    @Test(arguments: ["NoSuchBucket", "AccessDenied"])
    func aBucket(code: String) async throws {
        let collection = try await collect("s3.bucket", ["acl", "policy"]) { request in
            if request.contains("?acl") {
                return Reply(
                    body: "<Error><Code>\(code)</Code><Message>m</Message></Error>",
                    status: "404 Not Found"
                )
            }
            return request.contains("?policy")
                ? Reply(body: #"{"Statement":[]}"#) : Self.buckets
        }
        #expect(collection.listedCompletely("s3.bucket"))
        let isGone = code == "NoSuchBucket"
        #expect(collection.resources.isEmpty == isGone)
        // What failed is what is named.
        let gap = collection.resources.first?.unread["acl"]?.summary
        #expect(gap == (isGone ? nil : "s3:GetBucketAcl: denied"))
        let policy = isGone ? nil : collection.resources.first?.document["policy"]
        #expect((policy == nil) == isGone)
    }

    private static func users(_ names: String...) -> Reply {
        let items = names.map { "<member><UserName>\($0)</UserName></member>" }.joined()
        return Reply(
            body: "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>"
                + "<UserDetailList>\(items)</UserDetailList><IsTruncated>false</IsTruncated>"
                + "</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
        )
    }

    @Test func aUser() async throws {
        let collection = try await collect("iam.user", ["mfa"]) { request in
            switch request {
            case _ where request.contains("Action=GetAccount"): Self.users("gone", "here")
            case _ where request.contains("UserName=gone"): Self.error("NoSuchEntity")
            default:
                Reply(
                    body: "<ListMFADevicesResponse><ListMFADevicesResult><MFADevices/>"
                        + "</ListMFADevicesResult></ListMFADevicesResponse>"
                )
            }
        }
        #expect(collection.resources.map(\.name.id) == ["here"])
        #expect(!collection.coverage.contains { !$0.isComplete })
    }

    /// A user without a password goes by the code that a user who went does.
    @Test(arguments: [
        ("The user with name u cannot be found.", 0),
        ("Login Profile for User u cannot be found.", 1),
    ]) func aUserWithoutAPasswordIsThere(message: String, count: Int) async throws {
        let collection = try await collect("iam.user", ["login_profile"]) { request in
            request.contains("Action=GetAccount")
                ? Self.users("u") : Self.error("NoSuchEntity", message)
        }
        #expect(collection.resources.count == count)
        #expect(!collection.coverage.contains { !$0.isComplete })
    }

    @Test func aKMSKey() async throws {
        let collection = try await collect("kms.key", ["key"]) { request in
            request.contains("ListKeys")
                ? Reply(body: #"{"Keys":[{"KeyId":"k","KeyArn":"arn:k"}]}"#)
                : Reply(
                    body: #"{"__type":"NotFoundException","message":"m"}"#,
                    status: "400 Bad Request"
                )
        }
        #expect(collection.resources.isEmpty && collection.listedCompletely("kms.key"))
    }

    /// AWS says of a key that is not there what it says to who may not ask.
    @Test(arguments: [true, false]) func anAccessKey(isGone: Bool) async throws {
        let listings = Lock(0)
        let collection = try await collect("iam.access-key", ["last_used"]) { request in
            if request.contains("Action=GetAccountAuthorizationDetails") { return Self.users("u") }
            guard request.contains("Action=ListAccessKeys") else {
                return Self.error("AccessDenied")
            }
            let count = listings.withLock { listings in
                listings += 1
                return listings
            }
            let key = "<member><UserName>u</UserName><AccessKeyId>AKIA</AccessKeyId></member>"
            return Reply(
                body: "<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata>"
                    + (count > 1 && isGone ? "" : key)
                    + "</AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult>"
                    + "</ListAccessKeysResponse>"
            )
        }
        #expect(collection.listedCompletely("iam.access-key"))
        #expect(collection.resources.isEmpty == isGone)
        let gap = collection.resources.first?.unread["last_used"]?.summary
        #expect(gap == (isGone ? nil : "iam:GetAccessKeyLastUsed: denied"))
    }

    @Test func theKeysOfAUserWhoWent() async throws {
        let collection = try await collect("iam.access-key", []) { request in
            request.contains("Action=GetAccount") ? Self.users("u") : Self.error("NoSuchEntity")
        }
        #expect(collection.resources.isEmpty)
        #expect(collection.listedCompletely("iam.access-key"))
    }
}
