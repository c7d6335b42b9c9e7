import Testing

@testable import Guardrails

/// Versions of frameworks, each a file.
@Suite struct FrameworkTests {
    private static let first = """
        framework: b-1
        title: Benchmark 1
        controls: { "1.1": Doors are locked, "1.2": "Windows: too" }
        """
    private static let second = """
        framework: b-2
        title: Benchmark 2
        controls:
          "2.1": { title: Doors are locked, same-as: { b-1: "1.1" } }
          "2.2": Lights are off
        """

    private static func framework(_ text: String) throws(Problems) -> Framework {
        try Framework(yaml: text, file: "f.yaml")
    }

    @Test func aFurtherVersionIsAFile() throws {
        let versions = [try Self.framework(Self.first), try Self.framework(Self.second)]
        #expect(versions.flatMap { $0.problems(in: versions) } == [])
        let served = [
            FrameworkControl(framework: "b-1", control: "1.1", partly: "the front", part: "p"),
            FrameworkControl(framework: "b-1", control: "1.2"),
        ]
        #expect(versions[0].controls(like: served) == [])
        #expect(
            versions[1].controls(like: served) == [
                FrameworkControl(framework: "b-2", control: "2.1", partly: "the front", part: "p")
            ]
        )
    }

    @Test(arguments: [
        (
            second.replacing("b-1: \"1.1\"", with: "b-1: \"1.11\""),
            "f.yaml:4:53: PAR-FRW-05 b-1 has no control '1.11' | hint: did you mean '1.1'?"
        ),
        (
            second.replacing("same-as", with: "sameas"),
            "f.yaml:4:37: PAR-FRW-02 unknown key 'sameas'; expected title, same-as"
                + " | hint: did you mean 'same-as'?"
        ),
        (
            "framework: b\ntitle: T\ncontrols: {}",
            "f.yaml:3:11: PAR-FRW-05 no control is named"
        ),
    ])
    func aMistakeHasItsPlace(text: String, problem: String) throws {
        let problems = try #require(throws: Problems.self) {
            let versions = [try Self.framework(Self.first), try Self.framework(text)]
            throw Problems(versions.flatMap { $0.problems(in: versions) })
        }
        #expect(problems.description == problem)
    }

    private static let configuration = RuleTexts.File(file: "p.yaml", text: "organization: {}")

    /// As a coordinator takes texts, whatever the program ships.
    private static func accept(
        _ guardrails: [RuleTexts.File],
        files: [String] = [],
        shipped: [String] = [],
        lastGood: RuleTexts? = nil
    ) throws -> RuleAcceptance {
        try RuleAcceptance(
            RuleFiles(
                configuration: .text(configuration),
                guardrails: guardrails.map { .text($0) },
                frameworks: files.enumerated().map {
                    .text(RuleTexts.File(file: "f-\($0).yaml", text: $1))
                }
            ),
            lastGood: lastGood,
            catalogue: Catalogue(
                RelatedTests.catalogue.types,
                frameworks: try shipped.map { try framework($0) }
            ),
            playbook: RuleAcceptanceTests.playbook,
            hash: { "\($0.canonical.utf8.count)" }
        )
    }

    private static let unknown = [
        (
            "{ b-1: [\"1.1\", { control: \"1.22\" }] }", "PAR-GRD-13 b-1 has no control '1.22'",
            "1.2"
        ),
        ("{ b-9: \"1.1\" }", "PAR-GRD-19 there is no framework 'b-9'", "b-1"),
        ("{ B-1: \"1.1\" }", "PAR-GRD-19 there is no framework 'B-1'", "b-1"),
        ("{ b1: \"1.1\" }", "PAR-GRD-19 there is no framework 'b1'", "b-1"),
        ("{ b-2.0.1: \"1.1\" }", "PAR-GRD-19 there is no framework 'b-2.0.1'", "b-1"),
    ]

    /// Whether the framework is a file beside the guardrails, or part of the program.
    @Test(arguments: unknown.indices, [true, false])
    func aGuardrailNamesWhatThereIs(index: Int, isShipped: Bool) throws {
        let (frameworks, message, meant) = Self.unknown[index]
        let accepted = try Self.accept(
            [
                RuleBookTests.guardrail("a", more: "frameworks: \(frameworks)"),
                RuleBookTests.guardrail("b", more: "frameworks: { b-1: \"1.1\", own: x }"),
            ],
            files: isShipped ? [] : [Self.first],
            shipped: isShipped ? [Self.first] : []
        )
        #expect(accepted.book.guardrails.map(\.name) == ["b"])
        let problem = try #require(accepted.broken.first?.problems.first)
        #expect(accepted.broken.count == 1 && problem.place.line == 7)
        #expect(problem.description.contains(message))
        #expect(problem.hint?.hasPrefix("did you mean '\(meant)'?") == true)
    }

    /// One that is like none may be somebody's own: that nobody checks it is said.
    @Test func aFrameworkOfOnesOwnIsDoubted() throws {
        let versions = [try Self.framework(Self.first)]
        let file = RuleBookTests.guardrail("a", more: "frameworks: { own: [x, y], b-1: \"1.1\" }")
        let guardrail = try Guardrail.load(
            yaml: file.text,
            file: file.file,
            catalogue: RelatedTests.catalogue
        )
        #expect(guardrail.problems(in: versions) == [])
        let doubts = guardrail.doubts(in: versions)
        #expect(doubts.map(\.severity) == [.warning])
        #expect(doubts.first?.message.contains("of the framework 'own'") == true)
    }

    /// A file counts more than what is shipped under its name; both serve those that say the same.
    @Test func aFileStandsBesideWhatIsShipped() throws {
        let own = Self.first.replacing("\"1.2\": \"Windows: too\"", with: "\"1.3\": Roofs")
        let accepted = try Self.accept(
            [RuleBookTests.guardrail("a", more: "frameworks: { b-1: [\"1.1\", \"1.3\"] }")],
            files: [own],
            shipped: [Self.first, Self.second]
        )
        #expect(accepted.broken.isEmpty && accepted.book.texts.frameworks.count == 1)
        #expect(RuleTexts(canonical: accepted.book.texts.canonical) == accepted.book.texts)
        let controls = accepted.book.rules.flatMap(\.controls).map {
            "\($0.framework) \($0.control)"
        }
        #expect(Set(controls) == ["b-1 1.1", "b-1 1.3", "b-2 2.1"])
        let without = try Self.accept([RuleBookTests.guardrail("a")])
        #expect(!without.book.texts.canonical.contains("frameworks\":["))
    }

    /// A version's file that does not load costs itself alone.
    @Test func aBrokenFrameworkCostsItselfAlone() throws {
        let guardrail = RuleBookTests.guardrail("a", more: "frameworks: { b-1: \"1.1\" }")
        let good = try Self.accept([guardrail], files: [Self.first])
        let broken = "framework: b-1\ntitle: T\ncontrols: {}"
        let replaced = try Self.accept([guardrail], files: [broken], lastGood: good.book.texts)
        #expect(replaced.broken.map(\.isReplaced) == [true])
        #expect(replaced.book.texts == good.book.texts)
        let leftOut = try Self.accept([guardrail], files: [broken, Self.second])
        #expect(leftOut.book.guardrails.map(\.name) == ["a"])
        #expect(Set(leftOut.broken.map(\.file)).contains("f-0.yaml"))
    }
}
