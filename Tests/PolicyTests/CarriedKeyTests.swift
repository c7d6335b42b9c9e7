import Document
import Rehearsal
import Testing

@testable import Policy

/// Which condition keys every request carries, which signed ones do, and what follows.
///
/// Source: IAM User Guide, "AWS global condition context keys" (Availability).
struct CarriedKeyTests {
    private static func statement(_ effect: JSON, _ condition: JSON? = nil) -> JSON {
        var statement: Object = [
            "Effect": effect, "Principal": "*", "Action": "*", "Resource": "*",
        ]
        statement["Condition"] = condition
        return .object(statement)
    }

    private static func question(_ statements: [JSON], isIdentity: Bool) -> PolicyQuestion {
        PolicyQuestion(
            ["resource": ["Version": "2012-10-17", "Statement": .array(statements)]],
            Situation(isSameAccount: true),
            isIdentity: isIdentity
        )
    }

    private static func decision(
        _ question: PolicyQuestion,
        _ principal: Principal,
        _ keys: [String: [String]] = [:]
    ) throws -> (Evaluation.Decision, PolicyAnswer) {
        let request = Request(principal, "s3:GetObject", on: "arn:aws:s3:::shop/x", keys: keys)
        let found = Evaluation.of(request, under: question.policies, question.situation)
        return (found.decision, try question.answer(about: request))
    }

    private static let ada = Principal.identity(
        arn: "arn:aws:iam::111122223333:user/ada",
        session: nil
    )

    /// `aws:PrincipalIsAWSService` is there for signed requests alone: whether they are let in by what asks
    /// for false, true, a missing key and a present one.
    @Test(
        arguments: [
            (.anonymous, [false, false, true, false]),
            (.federated("accounts.google.com"), [false, false, true, false]),
            (ada, [true, false, false, true]),
            (.canonicalUser("abc"), [true, false, false, true]),
            (.service("sns.amazonaws.com"), [false, true, false, true]),
        ] as [(Principal, [Bool])]
    )
    func onlySignedRequestsSayWhetherAServiceMadeThem(principal: Principal, holds: [Bool]) throws {
        let key = "aws:PrincipalIsAWSService"
        let conditions: [JSON] = [
            ["Bool": .object([key: "false"])], ["Bool": .object([key: "true"])],
            ["Null": .object([key: "true"])], ["Null": .object([key: "false"])],
        ]
        for (condition, isLetIn) in zip(conditions, holds) {
            let allowing = Self.question([Self.statement("Allow", condition)], isIdentity: false)
            let (decision, answer) = try Self.decision(allowing, principal)
            #expect(decision == (isLetIn ? .allowed : .denied), "\(condition)")
            #expect(answer.isYes == isLetIn && !answer.isUnknown, "\(condition)")
            let denying = Self.question(
                [Self.statement("Allow"), Self.statement("Deny", condition)],
                isIdentity: false
            )
            let (kept, left) = try Self.decision(denying, principal)
            #expect(kept == (isLetIn ? .denied : .allowed), "\(condition)")
            #expect(left.isYes != isLetIn && !left.isUnknown, "\(condition)")
        }
    }

    private static let carried = [
        "aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:RequestedRegion",
        "aws:PrincipalType", "aws:userid",
    ]

    @Test(arguments: carried, [true, false])
    func noRequestLacksIt(key: String, isIdentity: Bool) throws {
        for (value, isMet) in [("true", false), ("false", true)] {
            let condition: JSON = ["Null": .object([key: .string(value)])]
            let allowing = Self.question(
                [Self.statement("Allow", condition)],
                isIdentity: isIdentity
            )
            #expect(allowing.answer().isYes == isMet && !allowing.answer().isUnknown)
            let (decision, _) = try Self.decision(allowing, isIdentity ? Self.ada : .anonymous)
            #expect(decision == (isMet ? .allowed : .denied))
        }
    }

    @Test(arguments: ["aws:SourceIp", "aws:UserAgent", "aws:Referer"], [true, false])
    func othersMayBeMissing(key: String, isIdentity: Bool) {
        for value in ["true", "false"] {
            let condition: JSON = ["Null": .object([key: .string(value)])]
            let allowing = Self.question(
                [Self.statement("Allow", condition)],
                isIdentity: isIdentity
            )
            #expect(allowing.answer().isYes)
        }
    }

    @Test(arguments: [true, false])
    func aTransportIsSecureOrNot(isIdentity: Bool) {
        func deny(_ value: JSON) -> JSON {
            Self.statement("Deny", ["Bool": ["aws:SecureTransport": value]])
        }
        let allow = Self.statement("Allow")
        let one = Self.question([allow, deny("false")], isIdentity: isIdentity).answer()
        guard case .yes(let request) = one else {
            Issue.record("\(one)")
            return
        }
        #expect(request.keys["aws:securetransport"] == ["true"])
        let both = Self.question([allow, deny("false"), deny("true")], isIdentity: isIdentity)
        #expect(both.answer() == .no)
    }

    /// What was not said of it is not known, and what would tell is said.
    @Test func whatIsNotSaidIsUnknown() throws {
        let denying = Self.question(
            [
                Self.statement("Allow"),
                Self.statement("Deny", ["Bool": ["aws:SecureTransport": "false"]]),
            ],
            isIdentity: true
        )
        for (value, expected) in [("true", Evaluation.Decision.allowed), ("false", .denied)] {
            let keys = ["aws:securetransport": [value]]
            let (decision, _) = try Self.decision(denying, Self.ada, keys)
            #expect(decision == expected)
        }
        let request = Request(Self.ada, "s3:GetObject", on: "arn:aws:s3:::shop/x")
        let found = Evaluation.of(request, under: denying.policies, denying.situation)
        #expect(found.decision == .unknown)
        #expect(found.because.contains("give 'aws:SecureTransport' in keys"))
    }

    /// Nor is a text with its variable, unless nothing that it may stand for fits.
    @Test(arguments: [
        ("arn:aws:s3:::shop/${aws:userid}", Evaluation.Decision.unknown),
        ("arn:aws:s3:::home/${aws:userid}", .denied),
    ])
    func aVariableOfItIsUnknown(resource: String, expected: Evaluation.Decision) {
        let document = PolicyDocument([
            "Version": "2012-10-17",
            "Statement": ["Effect": "Allow", "Action": "*", "Resource": .string(resource)],
        ])
        let found = Evaluation.of(
            Request(Self.ada, "s3:GetObject", on: "arn:aws:s3:::shop/x"),
            under: PolicySet(identity: [document]),
            Situation(isSameAccount: true)
        )
        #expect(found.decision == expected)
    }
}
