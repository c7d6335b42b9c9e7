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

    @Test func aGuardrailNamesControlsThatThereAre() throws {
        let text = RuleBookTests.guardrail(
            "a",
            more: "frameworks: { b-1: [\"1.1\", { control: \"1.22\" }], own: x }"
        )
        let configuration = RuleTexts.File(file: "p.yaml", text: "organization: {}")
        let version = RuleTexts.File(file: "b-1.yaml", text: Self.first)
        let texts = RuleTexts(
            configuration: configuration,
            guardrails: [text],
            frameworks: [version]
        )
        #expect(RuleTexts(canonical: texts.canonical) == texts)
        let problems = try #require(throws: Problems.self) {
            try RuleBook(texts, hash: "h", catalogue: RelatedTests.catalogue)
        }
        #expect(
            problems.description
                == "a.yaml:7:39: PAR-GRD-13 b-1 has no control '1.22' | hint: did you mean '1.2'?"
        )
        let without = RuleTexts(configuration: configuration, guardrails: [text])
        #expect(!without.canonical.contains("frameworks\":["))
        let book = try RuleBook(without, hash: "h", catalogue: RelatedTests.catalogue)
        #expect(book.rules.first?.controls.count == 3)
    }
}
