import Document
import Policy
import Rehearsal
import Testing

/// Policies that are odd, and what becomes of them: what cannot be read is unknown where it matters,
/// and nowhere else.
struct OddPolicyTests {
    private static let ada = Principal.identity(
        arn: "arn:aws:iam::111122223333:user/ada",
        session: nil
    )

    private static func decide(
        _ document: String,
        _ kind: String,
        _ request: Request
    ) throws -> (Evaluation.Decision, PolicyAnswer) {
        let json = try JSON.parse(document)
        let question = PolicyQuestion(
            [kind: kind == "identity" ? .array([json]) : json],
            Situation(isSameAccount: true),
            isIdentity: true
        )
        let found = Evaluation.of(
            request,
            under: question.policies,
            question.situation
        )
        return (found.decision, try question.answer(about: request))
    }

    private static func isSame(_ decision: Evaluation.Decision, _ answer: PolicyAnswer) -> Bool {
        switch answer {
        case .yes: decision == .allowed
        case .no: decision == .denied
        case .unknown: decision == .unknown
        }
    }

    @Test(
        arguments: [
            #"{"Effect": "Allow", "Action": "ec2:*", "action": "s3:*", "Resource": "*"}"#,
            #"{"Effect": "Allow", "Action": "ec2:*", "NotAction": "iam:*", "Resource": "*"}"#,
            #"{"Effect": ["Allow", "Deny"], "Action": "s3:*", "Resource": "*"}"#,
            #"{"Effect": null, "Action": "s3:*", "Resource": "*"}"#,
            #"{"Effect": "Allow", "Action": null, "Resource": "*"}"#,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": [["*"]]}"#,
            #"{"Effect": "Allow", "Resource": "*"}"#,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": null}"#,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": []}}"#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:username": [null]}}}
            """#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
             "Condition": {"NumericEquals": {"aws:MultiFactorAuthAge": "0x10"}}}
            """#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
             "Condition": {"StringEqualsIgnoreCase": {"aws:username": "É"}}}
            """#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
             "Condition": {"NullIfExists": {"aws:username": "true"}}}
            """#,
            #"{"Effect": "Allow", "Action": "s3:*"}"#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
             "Condition": {"StringEqualsIfExists": {"aws:a": "1", "aws:A": "2"}}}
            """#,
            #"""
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition":
             {"StringEqualsIfExists": {"k": "1"}, "stringEqualsIfExists": {"k": "2"}}}
            """#,
            #""a text""#, "7", "null",
        ]
    )
    func whatCannotBeReadIsUnknown(statement: String) throws {
        let request = Request(Self.ada, "s3:GetObject", on: "arn:aws:s3:::shop/x")
        let document = #"{"Version": "2012-10-17", "Statement": [\#(statement)]}"#
        let (decision, answer) = try Self.decide(document, "identity", request)
        #expect(decision == .unknown)
        #expect(Self.isSame(decision, answer), "\(answer)")
    }

    @Test(
        arguments: [
            #"{"Statement": [], "statement": []}"#, #"{"Statement": [], "Extra": 1}"#, "[]", "7",
            #"{"Version": 2012, "Statement": []}"#,
        ]
    )
    func aDocumentThatCannotBeReadMayMeanAnything(document: String) throws {
        let request = Request(Self.ada, "s3:GetObject", on: "arn:aws:s3:::shop/x")
        for kind in ["identity", "resource"] {
            let (decision, answer) = try Self.decide(document, kind, request)
            #expect(decision == .unknown)
            #expect(Self.isSame(decision, answer), "\(kind): \(answer)")
        }
    }

    /// IAM refuses a statement of these policies that names no resources; a trust policy has none.
    @Test(arguments: ["identity", "boundary", "session", "resource"], ["Allow", "Deny"])
    func whatNamesNoResourceIsUnknown(kind: String, effect: String) throws {
        let all: JSON = ["Effect": "Allow", "Action": "*", "Resource": "*"]
        var statement: Object = ["Sid": "Odd", "Effect": .string(effect), "Action": "s3:*"]
        if kind == "resource" { statement["Principal"] = "*" }
        let others: [JSON] = effect == "Deny" && kind != "resource" ? [all] : []
        let odd = PolicyDocument(["Statement": .array([.object(statement)] + others)])
        var policies = PolicySet(identity: [PolicyDocument(["Statement": all])])
        switch kind {
        case "identity": policies.identity = [odd]
        case "boundary": policies.boundary = odd
        case "session": policies.session = odd
        default: policies.resource = odd
        }
        let situation = Situation(isSameAccount: true)
        let request = Request(Self.ada, "s3:GetObject", on: "arn:aws:s3:::shop/x")
        let decision = Evaluation.of(request, under: policies, situation).decision
        let action = KeySet.texts(.matching([Glob("s3:GetObject")]))
        let answer = Question(
            policies,
            situation,
            about: try Box([(key: RequestSide.action, set: action)]),
            isIdentity: true
        ).answer()
        if kind == "resource" {
            #expect(decision == (effect == "Allow" ? .allowed : .denied))
            #expect(answer.isYes == (effect == "Allow") && !answer.isUnknown)
            return
        }
        #expect(decision == .unknown)
        guard case .unknown(let reason) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(reason.contains("statement 'Odd': it has no resource"))
    }

    /// AWS says that an empty value may be none to ForAllValues, which then holds, and is none to Null:
    /// what rests on that is not known.
    @Test(
        arguments: [
            ("StringEquals", ["a"], [""], .unknown), ("StringEquals", ["a"], ["", "a"], .unknown),
            ("StringEquals", ["a"], ["", "b"], .denied),
            ("StringEquals", ["a", ""], [""], .allowed), ("StringLike", ["a*"], [""], .unknown),
            ("StringLike", ["*"], [""], .allowed), ("StringNotEquals", ["a"], [""], .allowed),
            ("StringNotEquals", ["a", ""], [""], .unknown),
            ("StringNotLike", ["*"], [""], .unknown), ("StringNotLike", ["*"], ["a"], .denied),
        ] as [(String, [JSON], [String], Evaluation.Decision)]
    )
    func anEmptyValueMayBeNone(
        test: String,
        values: [JSON],
        carried: [String],
        expected: Evaluation.Decision
    ) throws {
        let condition: Object = ["ForAllValues:\(test)": ["k": .array(values)]]
        let document: JSON = [
            "Statement": [
                "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": .object(condition),
            ]
        ]
        let request = Request(
            Self.ada,
            "s3:GetObject",
            on: "arn:aws:s3:::shop/x",
            keys: ["k": carried]
        )
        let (decision, answer) = try Self.decide(document.text, "identity", request)
        #expect(decision == expected)
        #expect(Self.isSame(decision, answer), "\(answer)")
    }

    /// An element that is misspelt may be the one that says who.
    @Test func aResourcePolicyWithoutPrincipalIsUnknownWhereSomethingIsOdd() throws {
        let statement = #"{"Effect": "Allow", "Principals": "*", "Action": "*", "Resource": "*"}"#
        let document = #"{"Statement": \#(statement)}"#
        let request = Request(.anonymous, "s3:GetObject", on: "arn:aws:s3:::shop/x")
        let (decision, answer) = try Self.decide(document, "resource", request)
        #expect(decision == .unknown)
        #expect(Self.isSame(decision, answer), "\(answer)")
    }

    /// Each with values of the key under which it holds, and others; no values mean no key.
    @Test(
        arguments: [
            (#"{"StringEquals": {"k": []}}"#, nil, ["a"]),
            (#"{"StringEquals": {"k": []}}"#, nil, []),
            (#"{"ForAnyValue:StringEquals": {"k": []}}"#, nil, ["a"]),
            (#"{"ForAllValues:StringEquals": {"k": []}}"#, [], ["a"]),
            (#"{"StringEqualsIfExists": {"k": []}}"#, [], ["a"]),
            (#"{"StringNotEquals": {"k": []}}"#, ["a"], nil),
            (#"{"StringEquals": {"k": ["a", "a", "A"]}}"#, ["A"], ["b"]),
            (#"{"StringEquals": {"k": "a*"}}"#, ["a*"], ["ab"]),
            (#"{"StringLike": {"k": "?"}}"#, ["é"], ["e\u{301}"]),
            (#"{"StringLike": {"k": "*"}}"#, [""], []),
            (#"{"StringEquals": {"k": "é"}}"#, ["é"], ["e\u{301}"]),
            (#"{"StringEquals": {"k": 1}}"#, ["1"], ["1.0"]),
            (#"{"BinaryEquals": {"k": "QmluYXJ5"}}"#, ["QmluYXJ5"], ["qmluYXJ5"]),
            (#"{"NumericEquals": {"k": [1, "2.5"]}}"#, ["2.50"], ["2"]),
            (#"{"NumericNotEquals": {"k": 1}}"#, [], ["1.0"]),
            (#"{"DateEquals": {"k": "2026-01-01T01:00:00+01:00"}}"#, ["2026-01-01T00:00:00Z"], []),
            (#"{"IpAddress": {"k": ["10.0.0.0/8", "10.0.0.0/9"]}}"#, ["10.9.9.9"], ["11.0.0.1"]),
            (#"{"NotIpAddress": {"k": []}}"#, ["10.9.9.9"], nil),
            (#"{"Null": {"k": true}}"#, [], ["a"]),
            (#"{"StringEquals": {"k": "a"}, "StringNotEquals": {"K": "b"}}"#, ["a"], ["b"]),
            (#"{"ForAllValues:StringLike": {"k": ["a*", "b*"]}}"#, ["ax", "bx"], ["ax", "c"]),
            (#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, ["a", "b"], ["a"]),
            (#"{"Bool": {"k": true}}"#, ["TRUE"], ["false"]),
        ] as [(String, [String]?, [String]?)]
    )
    func aConditionHoldsForItsValues(
        condition: String,
        holds: [String]?,
        fails: [String]?
    ) throws {
        let document = #"""
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",
             "Resource": "*", "Condition": \#(condition)}}
            """#
        for (values, expected) in [(holds, Evaluation.Decision.allowed), (fails, .denied)] {
            guard let values else { continue }
            let request = Request(
                Self.ada,
                "s3:GetObject",
                on: "arn:aws:s3:::shop/x",
                keys: ["k": values]
            )
            let (decision, answer) = try Self.decide(document, "identity", request)
            #expect(decision == expected, "\(values)")
            #expect(Self.isSame(decision, answer), "\(values): \(answer)")
        }
    }

    /// What the principal says by itself is neither a number nor a network.
    @Test(arguments: ["NumericEquals", "IpAddress", "DateEquals"])
    func anAccountComparedAsSomethingElseIsNotTold(comparison: String) throws {
        let value = comparison == "IpAddress" ? "10.0.0.1" : "111122223333"
        let document = #"""
            {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
             "Condition": {"\#(comparison)": {"aws:PrincipalAccount": "\#(value)"}}}}
            """#
        let policies = PolicySet(identity: [PolicyDocument(try JSON.parse(document))])
        let question = Question(
            policies,
            Situation(isSameAccount: true),
            about: .everything,
            isIdentity: true
        )
        guard case .unknown = question.answer() else {
            Issue.record("\(question.answer())")
            return
        }
    }

    /// One key read as two kinds matters to those requests alone that both conditions are about.
    @Test func mixedKindsMatterWhereTheyMeet() throws {
        let document = #"""
            {"Statement": [
              {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
               "Condition": {"StringEquals": {"k": "10"}}},
              {"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
               "Condition": {"NumericEquals": {"k": 10}}}]}
            """#
        let policies = PolicySet(identity: [PolicyDocument(try JSON.parse(document))])
        let question = Question(
            policies,
            Situation(isSameAccount: true),
            about: .everything,
            isIdentity: true
        )
        #expect(question.answer().isYes)
    }

    /// Whoever the witness is, somebody like that can be.
    @Test func aWitnessIsSomebody() throws {
        var world = RandomPolicy()
        let seed = world.random.seed
        for _ in 0..<Trials.of(1_000) {
            let asked = world.question()
            let question = Question(
                asked.policies,
                asked.situation,
                about: .everything,
                isIdentity: asked.isIdentity
            )
            guard case .yes(let request) = question.answer() else { continue }
            if case .identity(let arn, _) = request.principal {
                let form =
                    /arn:aws[^:]*:(iam::\d{12}:(root|(user|role)\/.+)|sts::\d{12}:federated-user\/.+)/
                #expect(arn.wholeMatch(of: form) != nil, "\(arn), seed \(seed)")
                #expect(!arn.contains("\u{1}"), "seed \(seed)")
            } else {
                #expect(!asked.isIdentity, "seed \(seed)")
            }
        }
    }

    /// No part of an ARN takes what stands between a role and its session.
    @Test func aPartOfAnARNHasNoMark() {
        #expect(
            Principal.identities.allSatisfy {
                !$0.matches("aws:arn:aws\u{1}:iam::111122223333:root")
            }
        )
        #expect(Principal.identities.contains { $0.matches("aws:arn:aws:iam::111122223333:root") })
        for (name, isSomebody) in [("ann", true), ("ann\u{1}x", false), ("", false)] {
            let text = "aws:arn:aws:sts::111122223333:federated-user/\(name)"
            #expect(Principal.identities.contains { $0.matches(text) } == isSomebody)
        }
    }

    /// Work has a bound, and past it the answer is that there is none.
    @Test func longTextsAreBounded() throws {
        let stars = (0..<40).map { "*" + String(repeating: "a?", count: $0 + 20) + "*b*" }
        let deny = (0..<40).map { String(repeating: "?", count: $0) + "*a*a*b*" }
        let document: JSON = [
            "Statement": [
                ["Effect": "Allow", "Action": "*", "Resource": .array(stars.map { .string($0) })],
                ["Effect": "Deny", "Action": "*", "NotResource": .array(deny.map { .string($0) })],
                [
                    "Effect": "Deny", "Action": "*",
                    "Resource": .string(String(repeating: "*a", count: 20_000)),
                ],
            ]
        ]
        let policies = PolicySet(identity: [PolicyDocument(document)])
        var question = Question(
            policies,
            Situation(isSameAccount: true),
            about: .everything,
            isIdentity: true
        )
        question.effort = Effort(20_000)
        if case .yes(let request) = question.answer() {
            let found = Evaluation.of(request, under: policies, question.situation)
            #expect(found.decision == .allowed)
        }
    }

    /// Long texts cost little: one that AWS would not take is unknown, one that it would is read.
    @Test(arguments: [(8_192, true), (8_193, false), (400_000, false)])
    func longTextsAreBounded(length: Int, isReadable: Bool) {
        let text = "arn:aws:s3:::" + String(repeating: "a*", count: length / 2).dropFirst(13)
        #expect(text.utf8.count <= length)
        let long = text + String(repeating: "a", count: length - text.utf8.count)
        let document = PolicyDocument([
            "Statement": [
                "Effect": "Allow", "Action": "s3:*", "Resource": .string(long),
                "Condition": ["StringLike": ["aws:username": .string(long)]],
            ]
        ])
        #expect(document.anyDoubt == nil || !isReadable)
        #expect(document.anyDoubt != nil || isReadable)
        let request = Request(
            .anonymous,
            "s3:GetObject",
            on: String(repeating: "a", count: length),
            keys: ["aws:username": [String(repeating: "a", count: length)]]
        )
        let found = Evaluation.of(
            request,
            under: PolicySet(resource: document),
            Situation(isSameAccount: false)
        )
        #expect(found.decision != .allowed)
    }
}
