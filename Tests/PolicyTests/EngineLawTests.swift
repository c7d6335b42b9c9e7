import Document
import Testing

@testable import Policy

/// What the sets say holds against the evaluator, which reads AWS's logic request by request.
struct EngineLawTests {
    private static let count = 20_000

    private static let isIdentity = [Principal.identities, Principal.isNotAWS].map { globs -> Box in
        (try? Box([(key: RequestSide.principal, set: .texts(.matching(globs)))])) ?? .everything
    }

    /// Every witness is allowed by the evaluator.
    @Test func everyWitnessIsAllowed() throws {
        var world = RandomPolicy(random: SeededRandom())
        var found = 0
        for _ in 0..<Self.count {
            let policies = world.policies()
            let situation = world.situation()
            let isIdentity = world.random.happens(onceIn: 2)
            let question = Question(
                policies,
                situation,
                about: Self.isIdentity[isIdentity ? 0 : 1],
                isIdentity: isIdentity
            )
            guard case .yes(let request) = question.answer() else { continue }
            found += 1
            let evaluation = Evaluation.of(request, under: policies, situation)
            #expect(
                evaluation.decision == .allowed,
                "\(request) \(evaluation.because) of \(policies) \(situation), seed \(world.random.seed)"
            )
        }
        #expect(found > Self.count / 10)
    }

    /// A request that the evaluator allows is in the set, and one that it denies is not.
    @Test func everyRequestIsDecidedAlike() throws {
        var world = RandomPolicy(random: SeededRandom())
        var allowed = 0
        for _ in 0..<Self.count {
            let policies = world.policies()
            let situation = world.situation()
            let request = world.request()
            let evaluation = Evaluation.of(request, under: policies, situation)
            guard evaluation.decision != .unknown else { continue }
            var isIdentity = false
            if case .identity = request.principal { isIdentity = true }
            var question = Question(
                policies,
                situation,
                about: try RandomPolicy.box(request),
                isIdentity: isIdentity
            )
            question.reading.known = request.keys.filter { $0.value.count == 1 }
                .compactMapValues(\.first)
            let answer = question.answer()
            if evaluation.decision == .allowed { allowed += 1 }
            if case .unknown = answer { continue }
            #expect(
                answer.isYes == (evaluation.decision == .allowed),
                "\(request) of \(policies) \(situation), seed \(world.random.seed)"
            )
        }
        #expect(allowed > Self.count / 100)
    }

    /// One more Deny allows nothing more.
    @Test func aDenyOnlyShrinks() {
        var world = RandomPolicy(random: SeededRandom())
        for _ in 0..<Self.count / 10 {
            var policies = world.policies()
            let situation = world.situation()
            let request = world.request()
            let before = Evaluation.of(request, under: policies, situation)
            let deny = PolicyDocument(["Statement": world.statement(false, effect: "Deny")])
            policies.identity.append(deny)
            let after = Evaluation.of(request, under: policies, situation)
            #expect(!(after.decision == .allowed && before.decision != .allowed))
            var question = Question(policies, situation, about: .everything, isIdentity: true)
            let isOpen = question.answer().isYes
            question.policies.identity.removeLast()
            #expect(!isOpen || question.answer() != .no, "seed \(world.random.seed)")
        }
    }

    /// The order of statements and items, and the case of actions and keys, change nothing.
    @Test func spellingChangesNothing() throws {
        var world = RandomPolicy(random: SeededRandom())
        for _ in 0..<Self.count / 10 {
            let document = world.document(withPrincipals: false)
            let other = Self.respelt(document)
            #expect(
                Equivalence.difference(PolicyDocument(document), PolicyDocument(other)) == .none,
                "\(document) \(other), seed \(world.random.seed)"
            )
        }
    }

    private static func respelt(_ document: JSON) -> JSON {
        guard case .object(var object) = document else { return document }
        let statements = (object["Statement"]?.array ?? []).reversed().map { item -> JSON in
            guard case .object(let members) = item else { return item }
            return .object(
                Object(
                    members.reversed().map { name, value in
                        switch (name, value) {
                        case ("Action", .array(let items)), ("NotAction", .array(let items)):
                            (name, .array(items.reversed().map { upper($0) } + items))
                        case (_, .array(let items)): (name, .array(items.reversed() + items))
                        case ("Condition", .object(let blocks)):
                            (name, .object(Object(blocks.map { ($0.0, keys($0.1)) })))
                        default: (name, value)
                        }
                    }
                )
            )
        }
        object["Statement"] = .array(statements)
        return .object(object)
    }

    private static func upper(_ json: JSON) -> JSON { .string((json.string ?? "").uppercased()) }

    private static func keys(_ json: JSON) -> JSON {
        .object(Object((json.object ?? [:]).map { ($0.0.uppercased(), $0.1) }))
    }
}
