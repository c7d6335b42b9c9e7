import Rehearsal
import Testing

@testable import Policy

struct SolverTests {
    private typealias Side = Box.Side

    private static func side(_ random: inout SeededRandom) -> Side {
        let globs = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            Glob(random.pick(["a", "b", "*", "a*", "?", "*b"]))
        }
        let set =
            Bool.random(using: &random)
            ? ValueSet.texts(.matching(globs)) : .texts(.matchingNone(of: globs))
        let keys =
            switch Int.random(in: 0...4, using: &random) {
            case 0: KeySet(mayBeAbsent: true, each: set)
            case 1: KeySet(mayBeAbsent: true, some: [set])
            case 2: KeySet.present
            case 3: KeySet.absent
            default: KeySet(mayBeAbsent: false, some: [set])
            }
        return (key: random.pick(["k", "m"]), set: keys)
    }

    /// All requests over two keys: `k` has one value at most, `m` up to two.
    private static let requests: [[String: [String]]] = {
        let values = ["a", "b", "ab", ""]
        let single = [[]] + values.map { [$0] }
        let several = single + values.flatMap { one in values.map { [one, $0] } }
        return single.flatMap { k in several.map { m in ["k": k, "m": m] } }
    }()

    private static func meets(_ request: [String: [String]], _ sides: [Side]) -> Bool {
        sides.allSatisfy { side in
            let values = request[side.key] ?? []
            if values.isEmpty { return side.set.mayBeAbsent }
            func holds(_ set: ValueSet, _ value: String) -> Bool {
                switch set {
                case .everything: true
                case .texts(let texts): texts.contains(value)
                default: false
                }
            }
            return values.allSatisfy { holds(side.set.each, $0) }
                && side.set.some.allSatisfy { set in values.contains { holds(set, $0) } }
        }
    }

    /// What is allowed and not denied is found exactly where some request is.
    @Test func findsARequestWhereThereIsOne() throws {
        var random = SeededRandom()
        for _ in 0..<Trials.of(2_000) {
            func conjunctions(_ most: Int) -> [[Side]] {
                (0..<Int.random(in: 0...most, using: &random)).map { _ in
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.side(&random) }
                }
            }
            let (allowed, denied) = (conjunctions(2), conjunctions(3))
            let isMet = { (request: [String: [String]]) in
                allowed.contains { Self.meets(request, $0) }
                    && !denied.contains { Self.meets(request, $0) }
            }
            var solver = Solver(isSingle: { $0 == "k" })
            let box = try solver.first(.everything, in: [allowed], without: denied)
            if let box {
                let example = try #require(try solver.example(of: box), "seed \(random.seed)")
                #expect(isMet(example), "\(allowed) \(denied), seed \(random.seed)")
            } else {
                #expect(!Self.requests.contains(where: isMet), "seed \(random.seed)")
            }
        }
    }

    @Test func numbersAndTimesAreIntervals() {
        let set = IntervalSet.above(3, orEqual: false).intersection(.below(4, orEqual: true))
        #expect(set.witness == 4)
        #expect(set.intersection(.only(4).complement).witness.map { $0 > 3 && $0 < 4 } == true)
        #expect(set.intersection(.below(3, orEqual: true)).isEmpty)
        #expect(set.complement.complement == set)
        #expect(set.union(set.complement) == .everything)
        #expect(IntervalSet.below(-5, orEqual: false).witness.map { $0 < -5 } == true)
    }

    @Test func aKeyReadAsTwoKindsHasNoAnswer() throws {
        var solver = Solver()
        let text: Side = (key: "k", set: .texts(.matching([Glob("10")])))
        let number: Side = (key: "k", set: KeySet(mayBeAbsent: true, each: .numbers(.only(10))))
        #expect(throws: Undecidable.mixedKinds) {
            _ = try solver.first(.everything, in: [[[text, number]]])
        }
    }
}
