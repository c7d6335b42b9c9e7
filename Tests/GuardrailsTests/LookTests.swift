import Document
import Testing

@testable import Guardrails

/// What holds of every look, over estates made up at random from a seed.
@Suite struct LookTests {
    /// SplitMix64: the same estates in every run.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }

        mutating func isLucky(oneIn sides: Int) -> Bool {
            Int.random(in: 0..<sides, using: &self) == 0
        }

        mutating func estate() -> LookStage {
            var stage = LookStage()
            for number in 0..<6 where !isLucky(oneIn: 3) {
                stage.resources.append(box("b\(number)"))
            }
            for number in 0..<2 where !isLucky(oneIn: 3) {
                stage.resources.append(
                    LookStage.box("g\(number)", ["open": .bool(isLucky(oneIn: 2))], type: "t.bag")
                )
            }
            if isLucky(oneIn: 3) { stage.incomplete.insert("t.box") }
            if isLucky(oneIn: 3) { stage.incomplete.insert("t.bag") }
            if isLucky(oneIn: 2) {
                var scope = GrantedException.Scope()
                scope.resource = "b1"
                stage.exceptions = [
                    GrantedException(
                        id: "e-1",
                        guardrail: "open",
                        scope: scope,
                        owner: "eva",
                        from: .epoch,
                        until: Timestamp(seconds: 1_000_000) ?? .epoch
                    )
                ]
            }
            return stage
        }

        private mutating func box(_ id: String) -> Resource {
            var document: Object = [:]
            document["labels"] = .list(["x", "y", "z"].filter { _ in isLucky(oneIn: 2) })
            document["holes"] = .array(
                (0..<4).filter { _ in isLucky(oneIn: 2) }.map {
                    ["size": .int(Int64($0 % 2 + 2)), "names": .list(["n\($0)", "m"])]
                }
            )
            var unread: [String: Gap] = [:]
            if isLucky(oneIn: 4) {
                unread["lid"] = LookStage.gap
            } else {
                document["open"] = .bool(isLucky(oneIn: 2))
            }
            if isLucky(oneIn: 5) {
                unread["tags"] = LookStage.gap
            } else if isLucky(oneIn: 3) {
                document["tags"] = ["except": "open label", "owner": "eva"]
            }
            return LookStage.box(id, document, unread: unread)
        }

        /// The same, in another order wherever AWS may choose one.
        mutating func shuffled(_ stage: LookStage) -> LookStage {
            var stage = stage
            stage.resources = stage.resources.map { resource in
                var resource = resource
                guard case .object(let document) = shuffled(.object(resource.document)) else {
                    return resource
                }
                resource.document = document
                return resource
            }.shuffled(using: &self)
            stage.guardrails.shuffle(using: &self)
            return stage
        }

        private mutating func shuffled(_ json: JSON) -> JSON {
            switch json {
            case .null, .bool, .int, .double, .string: return json
            case .array(let elements):
                return .array(elements.map { shuffled($0) }.shuffled(using: &self))
            case .object(let members):
                let turned = members.map { ($0.0, shuffled($0.1)) }.shuffled(using: &self)
                return .object(Object(turned))
            }
        }
    }

    /// An estate, and what earlier looks left standing.
    private func scene(_ seed: UInt64) -> (stage: LookStage, standing: [Finding], dice: Dice) {
        var dice = Dice(state: seed)
        var standing: [Finding] = []
        for _ in 0..<2 {
            standing = standing.applying(dice.estate().look().changes(from: standing))
        }
        return (dice.estate(), standing, dice)
    }

    private static let seeds = UInt64(1)...60

    @Test(arguments: seeds)
    func aScopeIsTheUnionOfItsResources(seed: UInt64) {
        let (stage, standing, _) = scene(seed)
        let keys = Set(stage.resources.map { ResourceKey($0.name) })
            .union(standing.map { ResourceKey($0.identity) })
        let single = keys.flatMap { stage.look(at: .resources([$0])).changes(from: standing) }
        let whole = stage.look().changes(from: standing)
        #expect(Set(single) == Set(whole) && single.count == whole.count)
        #expect(stage.look(at: .resources(keys)).changes(from: standing) == whole)
    }

    @Test(arguments: seeds)
    func aResourceLookLeavesOthersAlone(seed: UInt64) {
        let (stage, standing, _) = scene(seed)
        for number in 0..<6 {
            let key = LookStage.key("b\(number)")
            for change in stage.look(at: .resources([key])).changes(from: standing) {
                #expect(ResourceKey(change.finding.identity) == key)
            }
        }
    }

    @Test(arguments: seeds)
    func lookingAgainChangesNothing(seed: UInt64) {
        let (stage, standing, _) = scene(seed)
        let after = standing.applying(stage.look().changes(from: standing))
        #expect(stage.look().changes(from: after).isEmpty)
    }

    @Test(arguments: seeds)
    func orderSaysNothing(seed: UInt64) {
        var (stage, standing, dice) = scene(seed)
        let look = stage.look()
        let turned = dice.shuffled(stage).look()
        #expect(look.encoded != nil && turned.encoded == look.encoded)
        #expect(
            turned.changes(from: standing.shuffled(using: &dice)) == look.changes(from: standing)
        )
        #expect(turned.unknown == look.unknown)
    }

    /// Law 3: only what was judged without a gap, or is missing from a complete list, closes.
    @Test(arguments: seeds)
    func anUnknownClosesNothing(seed: UInt64) {
        let (stage, standing, _) = scene(seed)
        let look = stage.look()
        for change in look.changes(from: standing) where change.event == .resolved {
            let identity = change.finding.identity
            let verdict = look.verdicts.first {
                $0.guardrail == identity.guardrail && $0.resource.id == identity.resource
            }
            switch (verdict?.outcome, change.finding.reason) {
            case (.judged(let parts)?, "fixed"):
                #expect(!parts.contains { $0.key == identity.part })
            case (.notJudged?, "out of scope"): break
            case (nil, "gone"): #expect(!stage.incomplete.contains(identity.type))
            default: Issue.record("\(change)")
            }
        }
    }

    /// The dice must throw everything that the tests above are about.
    @Test func theEstatesHaveEverything() {
        var events: Set<Change.Event> = []
        var reasons: Set<String> = []
        for seed in Self.seeds {
            let (stage, standing, _) = scene(seed)
            for change in stage.look().changes(from: standing) {
                events.insert(change.event)
                if let reason = change.finding.reason { reasons.insert(reason) }
            }
        }
        #expect(events == Set(Change.Event.allCases).subtracting([.renamed]))
        #expect(
            reasons == ["fixed", "gone", "out of scope", "exception by tag", "exception e-1"]
        )
    }

    @Test func whatIsNotThereIsGoneOnlyWhenItsReadIsComplete() {
        var stage = LookStage(resources: [LookStage.box("b1", ["open": true, "labels": []])])
        let standing = [Finding]().applying(stage.look().changes(from: []))
        #expect(standing.count == 1)
        stage.resources = []
        let asked = stage.look(at: .resources([LookStage.key("b1")]))
        #expect(asked.changes(from: standing).map(\.finding.reason) == ["gone"])
        stage.incomplete = ["t.box"]
        let denied = stage.look(at: .resources([LookStage.key("b1")]))
        #expect(denied.changes(from: standing).map(\.event) == [.unverified])
        let other = stage.look(at: .resources([LookStage.key("b2")]))
        #expect(other.changes(from: standing).isEmpty)
    }

    @Test func aResourceOnTwoPagesIsOne() {
        let stage = LookStage(resources: [
            LookStage.box("b1", ["labels": []], unread: ["lid": LookStage.gap]),
            LookStage.box("b1", ["open": true, "labels": []]),
        ])
        #expect(stage.look().changes(from: []).map(\.event) == [.opened])
        #expect(stage.look().unknown == 0)
    }

    /// Actions act on the elements that matched, and on nothing else.
    @Test func aPartKeepsItsElements() {
        let first: JSON = ["size": 3, "names": ["a"]]
        let second: JSON = ["size": 3, "names": ["b"]]
        for holes in [[first, second, ["size": 1]], [["size": 1], second, first]] {
            let stage = LookStage(
                resources: [LookStage.box("b1", ["holes": .array(holes), "open": false])]
            )
            let outcome = stage.look().verdicts.first { $0.guardrail == "hole" }?.outcome
            guard case .judged(let parts)? = outcome else {
                Issue.record("\(String(describing: outcome))")
                continue
            }
            #expect(parts.map(\.key) == ["3"])
            #expect(parts.first?.elements == [first, second])
        }
        let whole = LookStage(resources: [LookStage.box("b1", ["open": true])]).look()
        guard
            case .judged(let parts)? = whole.verdicts.first(where: { $0.guardrail == "open" })?
                .outcome
        else { return }
        #expect(parts.map(\.elements) == [[]])
    }
}
