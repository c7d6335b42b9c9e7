import Document
import Guardrails
import Testing

@testable import AWS

/// Statements as guardrails see them, however their policy is written.
struct StatementElementTests {
    private static func statements(_ text: String) throws -> [Object]? {
        StatementElement.statements(of: try JSON.parse(text))
    }

    /// One value or a list, in whatever order, with whatever spelling that means the same.
    @Test func theSameStatementHasTheSameKey() throws {
        let spellings = [
            #"{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:Put*"],"Resource":"a"}}"#,
            #"{"Statement":[{"Resource":["a"],"Action":["s3:Put*","s3:getobject"],"Principal":"*","Effect":"Allow"}]}"#,
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["S3:Put*","s3:GetObject"],"Resource":"a"}]}"#,
        ]
        let keys = try spellings.map { text in
            StatementElement.key(try #require(try Self.statements(text)?.first))
        }
        #expect(Set(keys).count == 1 && keys[0].count == 12)
        let others = [
            #"{"Statement":{"Effect":"Deny","Principal":"*","Action":["s3:GetObject","s3:Put*"],"Resource":"a"}}"#,
            #"{"Statement":{"Effect":"Allow","Principal":"*","NotAction":["s3:GetObject","s3:Put*"],"Resource":"a"}}"#,
            #"{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:Put*"],"Resource":"A"}}"#,
        ]
        for text in others {
            let statement = try #require(try Self.statements(text)?.first)
            #expect(StatementElement.key(statement) != keys[0])
        }
    }

    @Test func aSidIsTheKey() throws {
        let text = #"{"Statement":[{"Sid":"Read","Effect":"Allow","Action":"*","Resource":"*"}]}"#
        let statement = try #require(try Self.statements(text)?.first)
        #expect(StatementElement.key(statement) == "Read")
        #expect(StatementElement.text(statement) == "statement 'Read': Allow *")
    }

    /// What a statement says is what its parts say when they are put together again.
    @Test(arguments: [
        ("{AWS: '111122223333'}", ["111122223333"], "false"),
        (
            "{AWS: 'arn:aws:iam::111122223333:role/x'}", ["arn:aws:iam::111122223333:role/x"],
            "false"
        ),
        ("{Service: lambda.amazonaws.com}", ["lambda.amazonaws.com"], "false"),
        (
            "{Federated: cognito-identity.amazonaws.com}", ["cognito-identity.amazonaws.com"],
            "false"
        ),
        ("{CanonicalUser: 0a1b}", ["canonical:0a1b"], "false"), ("'*'", ["*"], "true"),
        ("{AWS: ['*', '111122223333']}", ["*", "111122223333"], "true"),
    ]) func whomItNames(principal: String, names: [String], isPublic: String) throws {
        let statement =
            "{ Sid: S, Effect: Allow, Principal: \(principal), "
            + "Action: 'sns:Publish', Resource: '*' }"
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        try Self.load(
            "statement.public() == \(isPublic) && statement.principals == [\(list)]"
                + " && statement.allows('sns:*')",
            violates: "{ Statement: [\(statement)] }",
            passes: "{ Statement: [] }"
        )
    }

    @Test(arguments: [
        (
            "statement.not_actions == ['s3:*'] && statement.allows('iam:PassRole')",
            "NotAction: 's3:*'"
        ),
        (
            "statement.allows('s3:Get*') && statement.actions.size() == 2",
            "Action: [s3:GetObject, x:y]"
        ),
        (
            "statement.conditions.exists(c, c.key == 'aws:sourceip' && c.values.size() == 2)",
            "Action: '*', Condition: { IpAddress: { 'aws:SourceIp': [1.2.3.4, 5.6.7.8] } }"
        ),
        (
            "statement.public()",
            "Action: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }"
        ),
        (
            "!statement.public()",
            "Action: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }"
        ),
        ("!statement.public()", "Action: '*', Condition: { Bool: { 'aws:IsX': [] } }"),
    ]) func whatItSays(criteria: String, body: String) throws {
        try Self.load(
            criteria,
            violates: "{ Version: '2012-10-17', Statement: "
                + "[{ Effect: Allow, Principal: '*', Resource: '*', \(body) }] }",
            passes: "{ Statement: [] }"
        )
    }

    /// Unknown, and never passed over.
    @Test(arguments: ["Wen: x", "Condition: { StringLikes: { a: b } }", "NotAction: 'x:y'"])
    func whatCannotBeReadIsUnknown(more: String) throws {
        try Self.load(
            "statement.public()",
            violates:
                "{ Statement: [{ Effect: Allow, Principal: '*', Action: '*', Resource: '*' }] }",
            passes: "{ Statement: [] }",
            unknown: "{ Statement: [{ Effect: Allow, Principal: '*', Action: '*', Resource: '*', "
                + "\(more) }] }"
        )
    }

    @Test func anUnreadPolicyIsUnknown() throws {
        let type = try #require(Catalogue.aws["sns.topic"])
        let fact = try #require(type.facts.first { $0.name == "statements" })
        var topic = Resource(
            name: ResourceName(type: type.name, account: "1", region: "us-east-1", id: "t"),
            document: [:]
        )
        #expect(fact.judge(topic) == .known([], because: []))
        topic.unread["attributes"] = Gap(reason: .denied, permission: "sns:GetTopicAttributes")
        #expect(fact.judge(topic) == .unknown(["attributes"]))
    }

    private static func load(
        _ criteria: String,
        violates: String,
        passes: String,
        unknown: String? = nil
    ) throws {
        var lines = ["guardrail: example", "title: t", "severity: low", "education: e"]
        lines += ["resource: sns.topic", "each: { statement: resource.statements }"]
        lines += ["criteria: |", "  \(criteria)", "triggers: [{ every: 1d }]", "tests:"]
        lines.append("  - violates: { resource: { policy: \(violates) } }")
        lines.append("  - passes: { resource: { policy: \(passes) } }")
        if let unknown { lines.append("  - unknown: { resource: { policy: \(unknown) } }") }
        _ = try Guardrail.load(
            files: [(name: "example.yaml", text: lines.joined(separator: "\n") + "\n")],
            catalogue: .aws
        )
    }
}
