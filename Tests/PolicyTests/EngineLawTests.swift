import Policy
import Rehearsal
import Testing

/// The laws of ``PolicyLaws`` on random policies; each share begins with a seed of its own.
struct EngineLawTests {
    private static let count = 20_000
    private static let shares = 8

    private static func hold(
        _ count: Int,
        tellingOnceIn least: Int,
        _ law: (inout RandomPolicy) throws -> PolicyLaws.Trial
    ) rethrows {
        var world = RandomPolicy()
        let seed = world.random.seed
        var telling = 0
        let trials = Trials.of(count / shares)
        for _ in 0..<trials {
            let trial = try law(&world)
            if trial.isTelling { telling += 1 }
            #expect(trial.broken == nil, "seed \(seed)")
        }
        // Of a few it may be that none tells anything.
        #expect(telling > trials / least || !Trials.areAll, "seed \(seed)")
    }

    @Test(arguments: 0..<shares)
    func everyWitnessIsAllowed(share: Int) {
        Self.hold(Self.count, tellingOnceIn: 10) { PolicyLaws.witness(&$0) }
    }

    @Test(arguments: 0..<shares)
    func everyRequestIsDecidedAlike(share: Int) throws {
        try Self.hold(Self.count, tellingOnceIn: 100) { try PolicyLaws.request(&$0) }
    }

    @Test(arguments: 0..<shares)
    func aDenyOnlyShrinks(share: Int) {
        Self.hold(Self.count / 10, tellingOnceIn: 10) { PolicyLaws.deny(&$0) }
    }

    @Test(arguments: 0..<shares)
    func spellingChangesNothing(share: Int) {
        Self.hold(Self.count / 10, tellingOnceIn: 2) { PolicyLaws.spelling(&$0) }
    }
}
