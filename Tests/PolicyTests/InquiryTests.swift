import Document
import Testing

@testable import Policy

/// What people ask of one request and of many, where not all that decides is said.
struct InquiryTests {
    private static let ann = "arn:aws:iam::111122223333:user/ann"
    private static let session = "arn:aws:sts::111122223333:assumed-role/app/one"
    private static let key = "arn:aws:kms:us-east-1:111122223333:key/1"
    private static let role = "arn:aws:iam::111122223333:role/app"
    private static let bucket = "arn:aws:s3:::shop/x"

    private static func allow(_ principal: JSON? = nil, condition: JSON? = nil) -> PolicyDocument {
        var statement: Object = ["Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"]
        statement["Principal"] = principal
        statement["Condition"] = condition
        return PolicyDocument(["Version": "2012-10-17", "Statement": .object(statement)])
    }

    private static let denyAll = PolicyDocument(
        ["Statement": ["Effect": "Deny", "Action": "*", "Resource": "*"]]
    )

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var principal = ann
        var action = "s3:GetObject"
        var resource = bucket
        var policies: PolicySet
        var keys: [String: [String]] = [:]
        let decision: Evaluation.Decision

        init(
            _ what: String,
            _ decision: Evaluation.Decision,
            _ policies: PolicySet,
            principal: String = ann,
            _ action: String = "s3:GetObject",
            on resource: String = bucket,
            keys: [String: [String]] = [:]
        ) {
            testDescription = what
            self.decision = decision
            self.policies = policies
            self.principal = principal
            self.action = action
            self.resource = resource
            self.keys = keys
        }
    }

    private static let inside = ["aws:resourceaccount": ["111122223333"]]
    private static let outside = ["aws:resourceaccount": ["444455556666"]]

    @Test(arguments: [
        Case("own account by key", .allowed, PolicySet(identity: [allow()]), keys: inside),
        Case("other account by key", .denied, PolicySet(identity: [allow()]), keys: outside),
        Case("account not said", .unknown, PolicySet(identity: [allow()])),
        Case("both agree", .denied, PolicySet(identity: [denyAll])),
        Case(
            "both agree that it may",
            .allowed,
            PolicySet(identity: [allow()], resource: allow("*"))
        ),
        Case("nothing given", .denied, PolicySet()),
        Case(
            "a root needs no policy",
            .allowed,
            PolicySet(),
            principal: "111122223333",
            keys: inside
        ),
        Case(
            "a service control policy binds it",
            .denied,
            PolicySet(serviceControl: [[denyAll]]),
            principal: "111122223333",
            keys: inside
        ),
        Case(
            "but nobody without an account",
            .allowed,
            PolicySet(resource: allow("*"), serviceControl: [[denyAll]]),
            principal: "anonymous"
        ),
        Case(
            "nor a service-linked role",
            .allowed,
            PolicySet(identity: [allow()], serviceControl: [[denyAll]]),
            principal: "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/X",
            keys: inside
        ),
        Case(
            "a resource control policy binds everybody",
            .denied,
            PolicySet(resource: allow("*"), resourceControl: [[denyAll]]),
            principal: "anonymous"
        ),
        Case(
            "every level has to allow",
            .denied,
            PolicySet(identity: [allow()], serviceControl: [[allow()], [.none]]),
            keys: inside
        ),
        Case(
            "a key without its policy",
            .unknown,
            PolicySet(identity: [allow()]),
            "kms:Decrypt",
            on: key
        ),
        Case("a key, denied", .denied, PolicySet(identity: [denyAll]), "kms:Decrypt", on: key),
        Case(
            "a key that leaves it to the account",
            .allowed,
            PolicySet(
                identity: [allow()],
                resource: allow(["AWS": "arn:aws:iam::111122223333:root"])
            ),
            "kms:Decrypt",
            on: key
        ),
        Case(
            "a key whose policy names another",
            .denied,
            PolicySet(
                identity: [allow()],
                resource: allow(["AWS": "arn:aws:iam::111122223333:role/x"])
            ),
            "kms:Decrypt",
            on: key
        ),
        Case(
            "a role without its trust",
            .unknown,
            PolicySet(identity: [allow()]),
            "sts:AssumeRole",
            on: role
        ),
        Case(
            "listing keys needs no key's policy",
            .allowed,
            PolicySet(identity: [allow()]),
            "kms:ListKeys",
            on: "*",
            keys: inside
        ),
        Case(
            "a variable that the principal tells",
            .allowed,
            PolicySet(
                identity: [allow(condition: ["StringEquals": ["aws:username": "${aws:username}"]])]
            ),
            keys: inside
        ),
        Case(
            "a path that the session does not tell",
            .unknown,
            PolicySet(
                identity: [
                    allow(
                        condition: [
                            "ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/team/*"]
                        ]
                    )
                ]
            ),
            principal: session,
            keys: inside
        ),
        Case(
            "and does where it is given",
            .allowed,
            PolicySet(
                identity: [
                    allow(
                        condition: [
                            "ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/team/*"]
                        ]
                    )
                ]
            ),
            principal: session,
            keys: inside.merging(
                ["aws:principalarn": ["arn:aws:iam::111122223333:role/team/app"]]
            ) { $1 }
        ),
        Case(
            "a session that the role does not tell",
            .unknown,
            PolicySet(resource: allow(["AWS": .string(session)])),
            principal: role,
            keys: inside
        ),
    ]) func oneRequest(example: Case) throws {
        let inquiry = Inquiry(
            example.policies,
            hasIdentity: !example.policies.identity.isEmpty,
            action: example.action,
            resource: example.resource,
            keys: example.keys
        )
        let evaluation = inquiry.evaluation(of: try Principal(written: example.principal))
        #expect(evaluation.decision == example.decision, "\(evaluation.because)")
        if example.decision == .unknown { #expect(evaluation.because.contains("give the ")) }
    }

    private static let other: JSON = ["AWS": "arn:aws:iam::444455556666:root"]

    struct Asked: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let who: WhoMay
        let policies: PolicySet
        var keys: [String: [String]] = inside
        let answer: String

        init(
            _ what: String,
            _ answer: String,
            _ who: WhoMay,
            _ policies: PolicySet,
            keys: [String: [String]] = inside
        ) {
            testDescription = what
            self.answer = answer
            self.who = who
            self.policies = policies
            self.keys = keys
        }
    }

    private static let app = Principal.identity(arn: role, session: nil)
    private static let fromOne: JSON = ["IpAddress": ["aws:SourceIp": "203.0.113.7/32"]]

    @Test(arguments: [
        Asked("everybody", "yes", .anyone, PolicySet(resource: allow("*"))),
        Asked("another account", "yes", .anyone, PolicySet(resource: allow(other))),
        Asked(
            "its own account",
            "no",
            .anyone,
            PolicySet(resource: allow(["AWS": "111122223333"]))
        ),
        Asked("no policy", "no", .anyone, PolicySet()),
        Asked(
            "a service is asked for by name",
            "no",
            .anyone,
            PolicySet(resource: allow(["Service": "sns.amazonaws.com"]))
        ),
        Asked(
            "and then found",
            "yes",
            .principal(.service("sns.amazonaws.com")),
            PolicySet(resource: allow(["Service": "sns.amazonaws.com"]))
        ),
        Asked(
            "an identity provider",
            "yes",
            .anyone,
            PolicySet(resource: allow(["Federated": "accounts.google.com"]))
        ),
        Asked(
            "all denied outside of an organization",
            "yes",
            .anyone,
            PolicySet(
                resource: allow("*", condition: ["StringEquals": ["aws:PrincipalOrgID": "o-1"]])
            )
        ),
        Asked(
            "nobody without an account is of an organization",
            "no",
            .principal(.anonymous),
            PolicySet(
                resource: allow("*", condition: ["StringEquals": ["aws:PrincipalOrgID": "o-1"]])
            )
        ),
        Asked(
            "an account by S3's own id may be",
            "yes",
            .anyone,
            PolicySet(
                resource: allow(
                    ["CanonicalUser": "abc"],
                    condition: ["StringEquals": ["aws:PrincipalOrgID": "o-1"]]
                )
            )
        ),
        Asked(
            "an account that may be the resource's own",
            "unknown",
            .anyone,
            PolicySet(resource: allow(other)),
            keys: [:]
        ),
        Asked("whoever it is", "yes", .anyone, PolicySet(resource: allow("*")), keys: [:]),
        Asked("that account", "yes", .account("444455556666"), PolicySet(resource: allow(other))),
        Asked("not that one", "no", .account("777788889999"), PolicySet(resource: allow(other))),
        Asked(
            "who has the policies",
            "yes",
            .holder,
            PolicySet(identity: [allow()])
        ),
        Asked("a role with policies", "yes", .principal(app), PolicySet(identity: [allow()])),
        Asked("one whose policies are not given", "unknown", .principal(app), PolicySet()),
        Asked(
            "one that needs none",
            "yes",
            .principal(app),
            PolicySet(resource: allow("*"))
        ),
        Asked(
            "a key that is given",
            "no",
            .anyone,
            PolicySet(resource: allow("*", condition: fromOne)),
            keys: inside.merging(["aws:sourceip": ["198.51.100.1"]]) { $1 }
        ),
        Asked(
            "one that is not",
            "yes",
            .anyone,
            PolicySet(resource: allow("*", condition: fromOne))
        ),
        Asked(
            "one that is absent",
            "no",
            .anyone,
            PolicySet(resource: allow("*", condition: fromOne)),
            keys: inside.merging(["aws:sourceip": []]) { $1 }
        ),
        Asked(
            "what cannot be read",
            "unknown",
            .anyone,
            PolicySet(resource: PolicyDocument(["Statment": []]))
        ),
    ]) func who(asked: Asked) throws {
        let inquiry = Inquiry(
            asked.policies,
            hasIdentity: !asked.policies.identity.isEmpty,
            action: "s3:Get*",
            resource: Self.bucket,
            keys: asked.keys
        )
        let finding = inquiry.finding(asked.who)
        switch finding.answer {
        case .yes(let request):
            #expect(asked.answer == "yes", "\(request)")
            #expect(finding.statement?.sid == "A")
            // It proves itself, by policies of its own where that takes them.
            var proof = inquiry
            if asked.who != .holder, asked.policies.identity.isEmpty {
                proof.policies.identity = [Self.allow()]
                proof.hasIdentity = true
            }
            proof.action = request.action
            proof.resource = request.resource
            proof.keys = request.keys
            if asked.keys.isEmpty { proof.keys["aws:resourceaccount"] = ["111122223333"] }
            let principal = try Principal(written: request.principal.name)
            #expect(proof.evaluation(of: principal).decision == .allowed, "\(request)")
        case .no: #expect(asked.answer == "no")
        case .unknown(let reason): #expect(asked.answer == "unknown", "\(reason)")
        }
    }

    /// A key and a role have policies that are not given, and what they say decides; what is done to
    /// neither needs none.
    @Test(arguments: [
        ("kms:Decrypt", "*", "unknown"), ("kms:Decrypt", key, "unknown"),
        ("kms:Decrypt", "arn:aws:kms:*:111122223333:*", "unknown"),
        ("kms:*", "arn:aws:kms:us-east-1:111122223333:key/*", "unknown"),
        ("sts:AssumeRole", "*", "unknown"), ("sts:AssumeRole", role, "unknown"),
        ("kms:ListKeys", "*", "yes"), ("KMS:createkey", "*", "yes"),
        ("sts:GetCallerIdentity", "*", "yes"),
        ("kms:CreateAlias", "arn:aws:kms:us-east-1:111122223333:alias/a", "yes"),
        ("s3:GetObject", "*", "yes"),
    ]) func whatHasAPolicyOfItsOwn(action: String, resource: String, expected: String) {
        let policies = PolicySet(identity: [Self.allow()])
        let inquiry = Inquiry(
            policies,
            hasIdentity: true,
            action: action,
            resource: resource,
            keys: Self.inside
        )
        let answer = inquiry.finding(.holder).answer
        #expect(answer.isYes == (expected == "yes") && answer.isUnknown == (expected == "unknown"))
        if case .unknown(let reason) = answer { #expect(reason.contains("the resource's policy")) }
        let decision = inquiry.evaluation(of: Self.app).decision
        #expect(decision == (expected == "yes" ? .allowed : .unknown))
    }

    /// Of many actions one that needs no such policy proves it; where there is none it is not known.
    @Test(
        arguments: [
            (["kms:Decrypt"], "*", nil), (["kms:Decrypt"], "kms:*", nil),
            (["kms:Decrypt", "s3:GetObject"], "*", "s3:GetObject"),
            (["kms:*"], "kms:*", "kms:CreateKey"), (["kms:L*"], "kms:*", "kms:ListKeys"),
            (["sts:AssumeRole", "sts:GetCallerIdentity"], "sts:*", "sts:GetCallerIdentity"),
        ] as [([JSON], String, String?)]
    )
    func oneOfManyActionsProvesIt(allowed: [JSON], asked: String, witness: String?) {
        let policy = PolicyDocument(
            ["Statement": ["Effect": "Allow", "Action": .array(allowed), "Resource": "*"]]
        )
        let inquiry = Inquiry(
            PolicySet(identity: [policy]),
            hasIdentity: true,
            action: asked,
            resource: "*",
            keys: Self.inside
        )
        switch inquiry.finding(.holder).answer {
        case .yes(let request): #expect(request.action == witness)
        case .no: Issue.record("it may be")
        case .unknown(let reason):
            #expect(witness == nil)
            #expect(reason.contains("the resource's policy"))
        }
    }

    /// Of the account that a role trusts, somebody who can ask STS for a session of it.
    @Test(arguments: [("sts:AssumeRole", role), ("s3:GetObject", bucket)])
    func aWitnessIsOfTheAccountThatIsNamed(action: String, resource: String) {
        let inquiry = Inquiry(
            PolicySet(resource: Self.allow(Self.other)),
            hasIdentity: false,
            action: action,
            resource: resource,
            keys: Self.inside
        )
        guard case .yes(let request) = inquiry.finding(.anyone).answer else {
            Issue.record("it is allowed")
            return
        }
        let name = request.principal.name
        #expect(name.hasPrefix("arn:aws:iam::444455556666:"))
        #expect(name.hasSuffix(":root") != action.hasPrefix("sts:"))
    }

    /// What one statement allows, whomever and under whatever condition.
    @Test(arguments: [
        ("s3:GetObject", "S3:getobject", "yes"), ("s3:Get*", "s3:GetObject", "yes"),
        ("s3:Put*", "s3:GetObject", "no"), ("s3:PutObject", "s3:*", "yes"), ("*", "iam:*", "yes"),
        ("sns:Publish", "s3:*", "no"),
    ]) func aStatementAllows(named: String, action: String, answer: String) throws {
        for (element, opposite) in [("Action", false), ("NotAction", true)] {
            var statement: Object = ["Effect": "Allow", "Resource": "*"]
            statement[element] = .string(named)
            let policy = PolicyDocument(["Statement": .object(statement)])
            let found = try #require(policy.statements.first).allows(action)
            if !opposite { #expect(found.isYes == (answer == "yes"), "\(found)") }
            if opposite, answer == "no" { #expect(found.isYes) }
        }
    }

    @Test func aStatementThatCannotBeReadIsUnknown() throws {
        let policy = PolicyDocument(
            ["Statement": ["Effect": "Allow", "Action": "*", "Resource": "*", "Wen": "x"]]
        )
        guard case .unknown = try #require(policy.statements.first).allows("s3:GetObject") else {
            Issue.record("known")
            return
        }
    }

    /// `policy ask` calls a witness a request for `policy evaluate`: that has one action of one service,
    /// and can be decided with nothing else said.
    @Test(arguments: [
        ("s3:*", bucket, PolicySet(resource: allow("*"))),
        ("*", bucket, PolicySet(resource: allow("*"))),
        ("s3:?etObject", bucket, PolicySet(resource: allow("*"))),
        ("s3:GetObject", bucket, PolicySet(identity: [allow()])),
        ("sqs:*", "arn:aws:sqs:*:*:q", PolicySet(identity: [queues])),
    ])
    func aWitnessIsARequest(_ action: String, _ resource: String, _ policies: PolicySet) throws {
        let isOfHolder = policies.resource == nil
        let asked = Inquiry(policies, hasIdentity: isOfHolder, action: action, resource: resource)
        guard case .yes(let request) = asked.finding(isOfHolder ? .holder : .anyone).answer else {
            Issue.record("it is allowed")
            return
        }
        #expect(request.action.split(separator: ":").count == 2)
        #expect(!request.action.contains("?") && !request.action.contains("*"))
        let one = Inquiry(
            policies,
            hasIdentity: isOfHolder,
            action: request.action,
            resource: request.resource,
            keys: request.keys
        )
        #expect(one.evaluation(of: request.principal).decision == .allowed)
    }

    private static let queues = PolicyDocument(
        [
            "Statement": [
                "Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:111122223333:*",
            ]
        ]
    )
}
