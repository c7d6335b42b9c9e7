import Document
import Rehearsal
import Testing

@testable import Policy

/// Policies that are read once answer as a question that reads them does.
struct PermissionsTests {
    @Test func answerAsQuestionsDo() throws {
        var world = RandomPolicy()
        let actions = (
            key: RequestSide.action, set: KeySet.texts(.matching([Glob("?*:?*")]))
        )
        for _ in 0..<Trials.of(1_000) {
            let asked = world.question()
            let question = Question(
                asked.policies,
                asked.situation,
                about: try Box([actions]),
                isIdentity: true
            )
            let permissions = Permissions(question)
            #expect(
                permissions.answer([]) == question.answer(),
                "\(question.policies), seed \(world.random.seed)"
            )
            let request = world.request()
            var narrow = question
            let side = (
                key: RequestSide.action,
                set: KeySet.texts(.matching([Glob(literal: request.action)]))
            )
            try narrow.requests.narrow(side)
            let answer = narrow.answer()
            #expect(permissions.answer([side]) == answer, "seed \(world.random.seed)")
            #expect(permissions.answer(request.action) == answer, "seed \(world.random.seed)")
        }
    }

    /// The statement that is named for a request is one that allows it.
    @Test func theStatementIsTheOneThatAllows() {
        var world = RandomPolicy()
        var found = 0
        for _ in 0..<Trials.of(4_000) {
            let document = PolicyDocument(world.document(withPrincipals: false))
            let request = world.request()
            let statement = document.statement(allowing: request)
            let evaluation = Evaluation.of(
                request,
                under: PolicySet(identity: [document]),
                Situation(isSameAccount: true)
            )
            if evaluation.decision == .allowed { #expect(statement == evaluation.statement) }
            if let statement {
                found += 1
                #expect(statement.isAllow && statement.matches(request) == .yes)
            }
        }
        #expect(found > 0 || !Trials.areAll)
    }

    /// A variable of what no request carries stands for nothing, unless it says for what.
    @Test(arguments: [
        ("${aws:username}", nil, true), ("${aws:username}", "ada", true),
        ("${aws:username, 'ada'}", nil, true), ("${aws:username, 'bob'}", nil, false),
    ]) func variables(name: String, known: String?, isFound: Bool) {
        let policy: JSON = [
            "Version": "2012-10-17",
            "Statement": [
                "Effect": "Allow", "Action": "iam:*", "Resource": .string("user/\(name)"),
            ],
        ]
        var question = Question(
            PolicySet(identity: [PolicyDocument(policy)]),
            Situation(isSameAccount: true),
            about: .everything,
            isIdentity: true
        )
        let side = (
            key: RequestSide.resource, set: KeySet.texts(.matching([Glob(literal: "user/ada")]))
        )
        if let known { question.reading.known = ["aws:username": known] }
        let hasValue = known != nil || name.contains("'")
        if !hasValue {
            guard case .unknown = Permissions(question).answer([side]) else {
                Issue.record("nothing is known of it")
                return
            }
        }
        if known == nil { question.reading.absent = ["aws:username"] }
        #expect(Permissions(question).answer([side]).isYes == (hasValue && isFound))
    }
}
