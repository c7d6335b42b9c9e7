import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// One resource by its id: there, not there, and not to be told.
struct ReadByIDTests {
    private struct Reply {
        var body: String
        var status = "200 OK"
    }

    private func read(
        _ id: String,
        _ type: String,
        _ answer: @escaping @Sendable (String) -> Reply
    ) async throws -> (collection: Collection, questions: [String]) {
        let server = LoopbackServer { request in
            let reply = answer(request)
            let length = "Content-Length: \(reply.body.utf8.count)"
            return [.send("HTTP/1.1 \(reply.status)\r\n\(length)\r\n\r\n\(reply.body)")]
        }
        defer { server.stop() }
        let reader = Reader(of: server)
        let found = try #require(Catalogue.aws[type])
        let collection = await AWS.collect(
            id,
            of: found,
            in: Scope(
                account: "111111111111",
                region: found.isGlobal ? Scope.global : "us-east-1",
                service: found.service
            ),
            attributes: Set(found.attributes.map(\.name)),
            reader: reader,
            region: "us-east-1"
        )
        return (collection, reader.questions.sorted())
    }

    private func error(_ code: String, _ message: String = "m") -> Reply {
        Reply(
            body: "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "</ErrorResponse>",
            status: "404 Not Found"
        )
    }

    @Test(
        arguments: [
            ("iam.user", "NoSuchEntity"), ("iam.role", "NoSuchEntity"),
            ("iam.group", "NoSuchEntity"), ("rds.instance", "DBInstanceNotFound"),
            ("elbv2.load-balancer", "LoadBalancerNotFound"),
        ]
    )
    func whatIsNotThereIsKnownNotToBe(type: String, code: String) async throws {
        let gone = try await read("gone", type) { _ in error(code) }
        #expect(gone.collection.resources.isEmpty && gone.collection.listedCompletely(type))
        let denied = try await read("gone", type) { _ in error("AccessDenied") }
        #expect(denied.collection.resources.isEmpty)
        #expect(!denied.collection.listedCompletely(type))
    }

    /// A page of a proxy has the status, and SNS's code for it, but not SNS's words.
    @Test func aBareStatusIsNoAbsence() async throws {
        let bare = try await read("arn:aws:sns:us-east-1:111111111111:t", "sns.topic") { _ in
            Reply(body: "<html>not here</html>", status: "404 Not Found")
        }
        #expect(!bare.collection.listedCompletely("sns.topic"))
    }

    /// Of a key that is not there AWS says what it says to who may not ask: the list decides.
    @Test func aKeyThatNobodyMayAskForIsLookedForInTheList() async throws {
        let users =
            "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>"
            + "<UserDetailList><member><UserName>u</UserName></member></UserDetailList>"
            + "<IsTruncated>false</IsTruncated></GetAccountAuthorizationDetailsResult>"
            + "</GetAccountAuthorizationDetailsResponse>"
        let keys =
            "<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member>"
            + "<UserName>u</UserName><AccessKeyId>AKIAONE</AccessKeyId><Status>Active</Status>"
            + "</member></AccessKeyMetadata><IsTruncated>false</IsTruncated>"
            + "</ListAccessKeysResult></ListAccessKeysResponse>"
        let answer = { @Sendable (request: String) -> Reply in
            switch request {
            case _ where request.contains("Action=GetAccountAuthorizationDetails"):
                Reply(body: users)
            case _ where request.contains("Action=ListAccessKeys"): Reply(body: keys)
            default: error("AccessDenied")
            }
        }
        let gone = try await read("AKIAGONE", "iam.access-key", answer)
        #expect(gone.collection.resources.isEmpty)
        #expect(gone.collection.listedCompletely("iam.access-key"))
        let there = try await read("AKIAONE", "iam.access-key", answer)
        #expect(there.collection.resources.map(\.name.id) == ["AKIAONE"])
    }

    /// Names that begin alike come after the one itself; no page beyond it is read.
    @Test func whatBeginsLikeItIsAnother() async throws {
        let found = try await read("app", "logs.log-group") { _ in
            Reply(
                body: #"{"logGroups":[{"logGroupName":"app"},{"logGroupName":"app-2"}],"#
                    + #""nextToken":"more"}"#
            )
        }
        #expect(found.collection.resources.map(\.name.id) == ["app"])
        #expect(found.questions == ["logs.DescribeLogGroups"])
        #expect(found.collection.reads == 1)
        let gone = try await read("app", "logs.log-group") { _ in
            Reply(body: #"{"logGroups":[{"logGroupName":"app-2"}]}"#)
        }
        #expect(gone.collection.resources.isEmpty)
        #expect(gone.collection.listedCompletely("logs.log-group"))
    }

    /// The id of a filter whose name has a slash is cut at the wrong one first.
    @Test func aSlashInAFiltersNameHidesItNot() async throws {
        let found = try await read("g/a/b", "logs.metric-filter") { request in
            request.contains(#""logGroupName":"g/a""#)
                ? Reply(
                    body: #"{"__type":"ResourceNotFoundException","message":"no group"}"#,
                    status: "400 Bad Request"
                )
                : Reply(
                    body: #"{"metricFilters":[{"logGroupName":"g","filterName":"a/b"},"#
                        + #"{"logGroupName":"g","filterName":"c"}]}"#
                )
        }
        #expect(found.collection.resources.map(\.name.id) == ["g/a/b"])
        #expect(found.collection.listedCompletely("logs.metric-filter"))
    }

    /// The account's settings go by the account's id; no other is asked for.
    @Test func theOnlyOneGoesByTheAccount() async throws {
        let answer = { @Sendable (_: String) in
            Reply(
                body: "<GetEbsEncryptionByDefaultResponse><ebsEncryptionByDefault>true"
                    + "</ebsEncryptionByDefault></GetEbsEncryptionByDefaultResponse>"
            )
        }
        let one = try await read("111111111111", "ec2.ebs-defaults", answer)
        #expect(one.collection.resources.first?.document["encrypted"] == true)
        let other = try await read("222222222222", "ec2.ebs-defaults", answer)
        #expect(other.collection.resources.isEmpty && other.questions.isEmpty)
        #expect(other.collection.listedCompletely("ec2.ebs-defaults"))
    }

    /// AWS's own policies can be read by anybody; an account's list does not have them.
    @Test func aPolicyOfAnotherAccountIsNotHere() async throws {
        let other = try await read("arn:aws:iam::aws:policy/ReadOnlyAccess", "iam.policy") { _ in
            error("Unexpected")
        }
        #expect(other.collection.resources.isEmpty && other.questions.isEmpty)
        #expect(other.collection.listedCompletely("iam.policy"))
    }

    /// Half a role is none: which part could not be read is the gap.
    @Test func aPartThatIsDeniedLeavesAGap() async throws {
        let half = try await read("r", "iam.role") { request in
            request.contains("Action=GetRole&")
                ? Reply(
                    body: "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName>"
                        + "<Arn>arn:aws:iam::111111111111:role/r</Arn></Role></GetRoleResult>"
                        + "</GetRoleResponse>"
                ) : error("AccessDenied")
        }
        #expect(half.collection.resources.isEmpty)
        let gaps = half.collection.coverage.flatMap(\.gaps.keys)
        #expect(gaps.map(\.summary) == ["iam:ListRolePolicies: denied"])
    }
}
