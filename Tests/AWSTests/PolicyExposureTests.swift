import Document
import Guardrails
import Testing

@testable import AWS

/// The same two facts for everything that has a policy of its own.
struct PolicyExposureTests {
    /// Type, field of the policy, an action of its service, the resource's ARN.
    private static let kinds = [
        ("s3.bucket", "policy", "s3:GetObject", "arn:aws:s3:::shop"),
        ("sns.topic", "policy", "sns:Publish", "arn:aws:sns:eu-west-1:111122223333:t"),
        ("sqs.queue", "policy", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
        ("kms.key", "policy", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k"),
        (
            "ecr.repository", "policy", "ecr:PutImage",
            "arn:aws:ecr:eu-west-1:111122223333:repository/r"
        ),
        (
            "efs.file-system", "policy", "elasticfilesystem:ClientMount",
            "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1"
        ),
        (
            "secretsmanager.secret", "policy", "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"
        ),
        (
            "lambda.function", "policy", "lambda:InvokeFunction",
            "arn:aws:lambda:eu-west-1:111122223333:function:f"
        ),
        ("iam.role", "trust", "sts:AssumeRole", "arn:aws:iam::111122223333:role/r"),
    ]

    private static func fact(
        _ name: String,
        of type: String,
        _ document: Object,
        arn: String,
        unread: [String: Gap] = [:]
    ) throws -> ResourceType.Fact.Answer {
        let fact = try #require(
            Catalogue.aws.types.first { $0.name == type }?.facts.first { $0.name == name }
        )
        return fact.judge(
            Resource(
                name: ResourceName(
                    type: type,
                    account: "111122223333",
                    region: "eu-west-1",
                    id: "x",
                    arn: arn
                ),
                document: document,
                unread: unread
            )
        )
    }

    private static func policy(
        _ action: String,
        _ principal: JSON,
        _ condition: JSON = [:],
        on arn: String
    ) -> JSON {
        var statement: Object = [
            "Effect": "Allow", "Principal": principal, "Action": .string(action),
            "Condition": condition,
        ]
        if !arn.contains(":role/") && !arn.contains(":ecr:") { statement["Resource"] = "*" }
        return ["Version": "2012-10-17", "Statement": [.object(statement)]]
    }

    @Test(arguments: kinds)
    func everyoneIsPublicUnlessTiedToSomebody(
        type: String,
        field: String,
        action: String,
        arn: String
    ) throws {
        for (condition, expected): (JSON, JSON) in [
            ([:], true), (["StringEquals": ["aws:PrincipalOrgID": "o-1"]], false),
        ] {
            let document: Object = [field: Self.policy(action, "*", condition, on: arn)]
            let answer = try Self.fact("public", of: type, document, arn: arn)
            guard case .known(expected, let because) = answer else {
                Issue.record("\(type): \(answer)")
                continue
            }
            #expect(because.isEmpty == (expected == false))
            #expect(because.allSatisfy { $0.text.contains("may \(action)") && $0.witness != nil })
        }
    }

    /// A witness names the resource itself, or an object of a bucket, and an action that exists.
    @Test(arguments: kinds)
    func aWitnessNamesTheResource(
        type: String,
        field: String,
        action: String,
        arn: String
    ) throws {
        let service = action.prefix { $0 != ":" }
        for pattern in ["\(service):*", "*", action] {
            let document: Object = [field: Self.policy(pattern, "*", on: arn)]
            guard
                case .known(true, let because) = try Self.fact(
                    "public",
                    of: type,
                    document,
                    arn: arn
                )
            else {
                Issue.record("\(type) is public")
                continue
            }
            let witness = try #require(because.first?.witness)
            #expect(witness["resource"]?.string == (type == "s3.bucket" ? arn + "/x" : arn))
            #expect(witness["action"]?.string?.wholeMatch(of: /[a-z0-9]+:[A-Z][A-Za-z]+/) != nil)
        }
    }

    /// What cannot be read of a policy is told with its statement and element.
    @Test(arguments: [("'Open'", "Open"), ("2", nil)] as [(String, String?)])
    func anUnknownSaysWhichStatement(name: String, sid: String?) throws {
        var odd: Object = ["Effect": "Allow", "Principals": "*", "Action": "s3:GetObject"]
        if let sid { odd["Sid"] = .string(sid) }
        let sound: JSON = [
            "Effect": "Allow", "Principal": ["AWS": "111122223333"], "Action": "s3:*",
            "Resource": "*",
        ]
        let document: Object = ["policy": ["Statement": [sound, .object(odd)]]]
        for fact in ["public", "external"] {
            let answer = try Self.fact(fact, of: "s3.bucket", document, arn: "arn:aws:s3:::shop")
            guard case .unknown(let attributes) = answer else {
                Issue.record("\(answer)")
                continue
            }
            let reason = attributes.joined()
            #expect(reason.contains("statement \(name): 'Principals' is not known"), "\(reason)")
        }
    }

    @Test(arguments: kinds)
    func anotherAccountIsNamed(type: String, field: String, action: String, arn: String) throws {
        let document: Object = [field: Self.policy(action, ["AWS": "444455556666"], on: arn)]
        guard case .known(let found, _) = try Self.fact("external", of: type, document, arn: arn)
        else {
            Issue.record("\(type) is known")
            return
        }
        #expect(found.array?.count == 1)
        #expect(found.array?.first?["kind"] == "account")
        #expect(found.array?.first?["id"] == "444455556666")
        #expect(found.array?.first?["actions"] == [.string(action)])
        let isPublic = try Self.fact("public", of: type, document, arn: arn)
        #expect(isPublic == .known(false, because: []))
    }

    @Test(arguments: kinds)
    func whatCannotBeReadIsUnknown(
        type: String,
        field: String,
        action: String,
        arn: String
    ) throws {
        let document: Object = [
            field: Self.policy(action, "*", ["StringResembles": ["aws:x": "1"]], on: arn)
        ]
        for fact in ["public", "external"] {
            guard case .unknown = try Self.fact(fact, of: type, document, arn: arn) else {
                Issue.record("\(fact) of \(type) is unknown")
                continue
            }
        }
    }

    /// By its address a function is open where it asks for no authentication and both are allowed.
    @Test(
        arguments: [
            (["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], "NONE", true),
            (["lambda:InvokeFunctionUrl"], "NONE", false),
            (["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], nil, false),
            (["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"], "AWS_IAM", false),
        ] as [([String], String?, Bool)]
    )
    func aFunctionIsOpenByItsAddress(actions: [String], auth: String?, isPublic: Bool) throws {
        var document = Object()
        document["policy"] = [
            "Statement": .array(
                actions.map { action in
                    var condition: JSON = ["StringEquals": ["lambda:FunctionUrlAuthType": "NONE"]]
                    if action == "lambda:InvokeFunction" {
                        condition = ["Bool": ["lambda:InvokedViaFunctionUrl": "true"]]
                    }
                    return [
                        "Effect": "Allow", "Principal": "*", "Action": .string(action),
                        "Resource": "*", "Condition": condition,
                    ]
                }
            )
        ]
        if let auth {
            document["url"] = "https://x.lambda-url.eu-west-1.on.aws/"
            document["url_auth"] = .string(auth)
        }
        let answer = try Self.fact(
            "public",
            of: "lambda.function",
            document,
            arn: "arn:aws:lambda:eu-west-1:111122223333:function:f"
        )
        guard case .known(let found, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(found == .bool(isPublic))
    }

    /// An address is of one qualifier: what its policy lets in by another is nothing to it.
    @Test(
        arguments: [
            ("", "", true), (":live", ":old", false), ("", ":old", false),
            (":live", ":live", false),
            ("*", "*", true), (":*", ":*", false),
        ]
    )
    func anAddressIsOfOneQualifier(url: String, function: String, isPublic: Bool) throws {
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:f"
        func statement(_ action: String, _ qualifier: String, _ condition: JSON) -> JSON {
            [
                "Effect": "Allow", "Principal": "*", "Action": .string(action),
                "Resource": .string(arn + qualifier), "Condition": condition,
            ]
        }
        let document: Object = [
            "policy": [
                "Statement": [
                    statement(
                        "lambda:InvokeFunctionUrl",
                        url,
                        ["StringEquals": ["lambda:FunctionUrlAuthType": "NONE"]]
                    ),
                    statement(
                        "lambda:InvokeFunction",
                        function,
                        ["Bool": ["lambda:InvokedViaFunctionUrl": "true"]]
                    ),
                ]
            ],
            "url": "https://x.lambda-url.eu-west-1.on.aws/", "url_auth": "NONE",
        ]
        let answer = try Self.fact("public", of: "lambda.function", document, arn: arn)
        guard case .known(let found, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(found == .bool(isPublic))
    }

    /// Whether its address asks for authentication decides only where the policy leaves it open.
    @Test(arguments: [("NONE", true), ("AWS_IAM", true), (nil, false)] as [(String?, Bool)])
    func anAddressOfWhichLittleIsKnown(allowed: String?, isUnknown: Bool) throws {
        let condition: JSON =
            allowed.map { ["StringEquals": ["lambda:FunctionUrlAuthType": .string($0)]] }
            ?? ["StringEquals": ["aws:PrincipalOrgID": "o-1"]]
        var document = Object()
        document["policy"] = [
            "Statement": [
                "Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction*",
                "Resource": "*", "Condition": condition,
            ]
        ]
        document["url"] = "https://x.lambda-url.eu-west-1.on.aws/"
        let answer = try Self.fact(
            "public",
            of: "lambda.function",
            document,
            arn: "arn:aws:lambda:eu-west-1:111122223333:function:f"
        )
        #expect(answer == (isUnknown ? .unknown(["url_auth"]) : .known(false, because: [])))
    }
}
