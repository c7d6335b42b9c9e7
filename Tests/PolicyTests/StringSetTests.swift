import Rehearsal
import Testing

@testable import Policy

struct StringSetTests {
    /// Every text of up to four letters.
    private static let texts: [String] = (0...4).flatMap { length in
        (0..<length).reduce([""]) { texts, _ in texts.flatMap { t in "ab:B".map { t + String($0) } }
        }
    }

    private static func glob(_ random: inout SeededRandom) -> Glob {
        let letters = Array("aaabb:B*?*?")
        let text = String(
            (0..<Int.random(in: 0...4, using: &random)).map { _ in
                random.pick(letters)
            }
        )
        let glob = Glob(text, folds: Int.random(in: 0...4, using: &random) == 0)
        return Bool.random(using: &random) ? glob : glob.stopping(at: ":")
    }

    /// The witness is in the set, and a set without one holds no text at all.
    @Test func aWitnessIsFoundWhereThereIsOne() throws {
        var random = SeededRandom()
        for _ in 0..<Trials.of(3_000) {
            var set = StringSet.everything
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                set = set.intersection(
                    .matching(
                        (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.glob(&random) }
                    )
                )
            }
            set = set.intersection(
                .matchingNone(
                    of: (0..<Int.random(in: 0...3, using: &random)).map { _ in Self.glob(&random) }
                )
            )
            var effort = Effort()
            let witness = try set.witness(&effort)
            if let witness {
                #expect(set.contains(witness), "\(set), seed \(random.seed)")
            } else {
                let text = Self.texts.first(where: set.contains)
                #expect(text == nil, "\(set), seed \(random.seed)")
            }
        }
    }

    /// A glob that stops takes what it would, but for the separator.
    @Test(arguments: [
        ("a*b", "a:b", true, false), ("a*b", "axxb", true, true), ("a?b", "a:b", true, false),
        ("*:b", "x:a:b", true, false), ("*:*", "x:y", true, true), ("A*", "ab", false, false),
        ("é?", "éü", true, true),
    ])
    func matches(pattern: String, text: String, plainly: Bool, stopping: Bool) {
        #expect(Glob(pattern).matches(text) == plainly)
        #expect(Glob(pattern).stopping(at: ":").matches(text) == stopping)
    }

    @Test func whatCostsTooMuchIsAnError() {
        let many = (1...12).map { Glob(String(repeating: "?", count: $0) + "a*b*a*b*") }
        var set = StringSet.everything
        for glob in many { set = set.intersection(.matching([glob, Glob("*ab*ba*" + "?b")])) }
        set = set.intersection(.matchingNone(of: [Glob("*a*a*a*a*a*a*a*a*a*a*")]))
        #expect(throws: Effort.Exhausted.self) {
            var effort = Effort(100)
            _ = try set.witness(&effort)
        }
    }
}
