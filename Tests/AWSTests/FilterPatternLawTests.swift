import Testing

@testable import AWS

/// Held against a plain reading of every event that can make a difference.
struct FilterPatternLawTests {
    /// What a field has.
    private enum Content: CaseIterable {
        case missing, null, yes, list
        case x, xy, y, xz, z
        case zero, one, two

        var text: String? {
            switch self {
            case .x, .xy, .y, .xz, .z: "\(self)"
            default: nil
            }
        }

        var number: Double? {
            switch self {
            case .zero: 0
            case .one: 1
            case .two: 2
            default: nil
            }
        }
    }

    private struct Event {
        let a, b: Content
        /// Whether `!=` holds where the field is missing or of another kind.
        let isLoose: Bool
    }

    private indirect enum Tree {
        case term(String, String)
        case all(Tree, Tree)
        case any(Tree, Tree)

        static let tests = [
            "= x", "= x*", "= *y", "= *", "!= x", "!= *y", "!= *", "= 1", "!= 1", "> 1", "<= 1",
            "NOT EXISTS", "IS NULL", "IS TRUE",
        ]

        init(_ depth: Int, _ dice: inout LawDice) {
            switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &dice) {
            case 0:
                self = .term(
                    Bool.random(using: &dice) ? "a" : "b",
                    Self.tests.randomElement(using: &dice) ?? ""
                )
            case 1, 2: self = .all(Tree(depth - 1, &dice), Tree(depth - 1, &dice))
            default: self = .any(Tree(depth - 1, &dice), Tree(depth - 1, &dice))
            }
        }

        var text: String {
            switch self {
            case .term(let field, let test): "$.\(field) \(test)"
            case .all(let left, let right): "(\(left.text)) && (\(right.text))"
            case .any(let left, let right): "(\(left.text) || \(right.text))"
            }
        }

        func takes(_ event: Event) -> Bool {
            switch self {
            case .term(let field, let test):
                Self.takes(field == "a" ? event.a : event.b, test, event.isLoose)
            case .all(let left, let right): left.takes(event) && right.takes(event)
            case .any(let left, let right): left.takes(event) || right.takes(event)
            }
        }

        private static func takes(_ content: Content, _ test: String, _ isLoose: Bool) -> Bool {
            switch test {
            case "NOT EXISTS": return content == .missing
            case "IS NULL": return content == .null
            case "IS TRUE": return content == .yes
            case "= x": return content == .x
            case "= x*": return content.text?.hasPrefix("x") == true
            case "= *y": return content.text?.hasSuffix("y") == true
            case "= *": return content.text != nil || content.number != nil
            case "= 1": return content == .one
            case "> 1": return content == .two
            case "<= 1": return content == .one || content == .zero
            default: break
            }
            guard content != .list, !takes(content, String(test.dropFirst()), isLoose) else {
                return false
            }
            if isLoose { return true }
            return test == "!= 1" ? content.number != nil : content.text != nil
        }
    }

    /// SplitMix64: the same patterns in every run.
    struct LawDice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
    }

    @Test func containsWhatEveryEventSays() throws {
        let seed: UInt64 = 13
        var dice = LawDice(state: seed)
        var counts: [Kleene: Int] = [:]
        for number in 0..<3000 {
            let (pattern, wanted) = (Tree(3, &dice), Tree(2, &dice))
            let answers = Set(
                [false, true].map { isLoose in
                    Content.allCases.allSatisfy { a in
                        Content.allCases.allSatisfy { b in
                            let event = Event(a: a, b: b, isLoose: isLoose)
                            return !wanted.takes(event) || pattern.takes(event)
                        }
                    }
                }
            )
            let read = try #require(FilterPattern("{ \(pattern.text) }"))
            let asked = try #require(FilterPattern("{ \(wanted.text) }"))
            let found = FilterPattern.contain([read], asked)
            let expected: Kleene? = answers.count == 1 ? Kleene(answers.contains(true)) : nil
            let isSame =
                if let expected { found == expected } else { found != .yes && found != .no }
            #expect(
                isSame,
                "seed \(seed), \(number): { \(pattern.text) } of { \(wanted.text) }: \(found)"
            )
            counts[found, default: 0] += 1
        }
        #expect(counts[.yes, default: 0] > 200 && counts[.no, default: 0] > 200, "\(counts)")
        #expect(counts.count > 2, "\(counts)")
    }
}
