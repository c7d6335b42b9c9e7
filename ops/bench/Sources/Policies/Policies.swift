import Document
import Foundation
import Policy
import Rehearsal

/// `times FILE` prints what questions to the policies of a file cost, `laws COUNT` and `z3 COUNT` hold
/// the engine's laws on random ones and against z3. Status 1 where one is broken.
@main
enum Policies {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 2 else {
            preconditionFailure("times FILE | laws COUNT | z3 COUNT")
        }
        let isHeld =
            switch arguments[0] {
            case "times": try times(arguments[1])
            case "laws": laws(Int(arguments[1]) ?? 0)
            default: try await oracle(Int(arguments[1]) ?? 0)
            }
        exit(isHeld ? 0 : 1)
    }

    private static func laws(_ count: Int) -> Bool {
        let laws: [(String, (inout RandomPolicy) throws -> PolicyLaws.Trial)] = [
            ("a witness is allowed", { PolicyLaws.witness(&$0) }),
            ("a request is decided alike", { try PolicyLaws.request(&$0) }),
            ("a Deny only shrinks", { PolicyLaws.deny(&$0) }),
            ("spelling changes nothing", { PolicyLaws.spelling(&$0) }),
        ]
        var isHeld = true
        for (name, law) in laws {
            var world = RandomPolicy()
            let seed = world.random.seed
            let start = ContinuousClock.now
            var (telling, broken) = (0, 0)
            for _ in 0..<count {
                guard let trial = try? law(&world) else { continue }
                if trial.isTelling { telling += 1 }
                guard let text = trial.broken else { continue }
                broken += 1
                if broken <= 3 { print(text) }
            }
            isHeld = isHeld && broken == 0
            let seconds = Int(start.duration(to: .now) / .seconds(1))
            print(
                "\(name): \(count) tried, \(telling) telling, \(broken) broken, seed \(seed), \(seconds) s"
            )
        }
        return isHeld
    }

    private static func oracle(_ count: Int) async throws -> Bool {
        var world = RandomPolicy()
        let seed = world.random.seed
        let start = ContinuousClock.now
        let outcome = try await PolicyOracle.compare((0..<count).map { _ in world.question() })
        for text in outcome.contradictions.prefix(3) { print(text) }
        let seconds = Int(start.duration(to: .now) / .seconds(1))
        print(
            """
            z3: \(count) asked, \(outcome.compared) compared (\(outcome.allowed) allowed), \
            \(outcome.contradictions.count) contradictions, \(outcome.timeouts) time-outs, \
            \(outcome.unknown) unknown, \(outcome.open) open, seed \(seed), \(seconds) s
            """
        )
        return outcome.contradictions.isEmpty && outcome.timeouts <= count / 20
    }
}
