import Testing

@testable import Guardrails

/// What a file may hold is counted before anything is built of it.
@Suite struct YAMLScanTests {
    /// Nine lines that stand for a billion values.
    private static let bomb =
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + zip("bcdefghi", "abcdefgh").map { name, before in
            let item = "*\(before)"
            return "\(name): &\(name) [" + Array(repeating: item, count: 10).joined(separator: ", ")
                + "]\n"
        }.joined()

    private static let shared = [
        bomb, "a: &a 1", "a: *a", "? &a [x]\n: 1", "a: { b: &c d }", "- &a\n- *a",
        // As a key it would be hashed whole.
        bomb + "? *i\n: 1\n",
    ]

    private static let kinds: [(code: String, read: @Sendable (String) throws -> Void)] = [
        ("PAR-CFG", { _ = try Configuration(yaml: $0, file: "f") }),
        (
            "PAR-GRD",
            { _ = try Guardrail.load(yaml: $0, file: "f", catalogue: LookStage.catalogue) }
        ),
        ("PAR-BAS", { _ = try BaselineFile.items(yaml: $0, file: "f") }),
        ("PAR-FRW", { _ = try Framework(yaml: $0, file: "f") }),
    ]

    @Test(arguments: kinds.indices, shared) func anchorsAreRefused(kind: Int, text: String) throws {
        let problems = try #require(throws: Problems.self) { try Self.kinds[kind].read(text) }
        #expect(problems.all.count == 1)
        let problem = try #require(problems.all.first)
        #expect(problem.code == "\(Self.kinds[kind].code)-05")
        #expect(problem.message.contains("anchor or an alias"))
        #expect(problem.hint?.isEmpty == false)
    }

    /// In a test's document too, where nothing is declared of the keys.
    @Test func aTestsDocumentHasNone() throws {
        let text = """
            guardrail: g
            title: T
            severity: low
            education: E
            resource: t.box
            criteria: resource.shelf == 'a'
            tests:
              - violates: { resource: { shelf: &a a } }
              - passes: { resource: { shelf: *a } }
            """
        let problems = try #require(throws: Problems.self) { try Self.kinds[1].read(text) }
        #expect(problems.all.map(\.code) == ["PAR-GRD-05"])
        #expect(problems.all.first?.place == Place(file: "f", line: 8, column: 36))
    }

    /// What only looks like one, or is text.
    @Test(arguments: [
        "a: x && y", "a: s3:*", "a: 'x & *y'", "a: \"*\"", "a: |\n  &a *a", "# &a\na: b", "a: b *c",
    ]) func textIsText(text: String) {
        #expect(YAMLScan.refusal(of: text, .written)?.message == nil)
    }

    private static let limits = YAMLScan.Limits(sizeBytes: 100, nodes: 7, depth: 3)

    @Test(arguments: [
        ("{a: 1, b: 2, c: 3}", nil), ("{a: 1, b: 2, c: 3, d: 4}", "more than 7 keys and values"),
        ("[1, 2, 3, 4, 5, 6, 7]", "more than 7 keys and values"), ("[[[1]]]", nil),
        ("[[[[1]]]]", "more than 3 lists"), (String(repeating: "#", count: 100), nil),
        (String(repeating: "#", count: 101), "larger than 100 bytes"),
        // Left to the parser, which says so better.
        ("a: [", nil), ("a: b: c", nil), ("", nil),
    ]) func whatIsTooMuchIsRefused(text: String, reason: String?) {
        let found = YAMLScan.refusal(of: text, Self.limits)?.message
        #expect((found == nil) == (reason == nil))
        #expect(found?.contains(reason ?? "") != false)
    }

    /// Half a million keys, wherever they are.
    @Test(arguments: kinds.indices) func keysHaveALimit(kind: Int) throws {
        let text = (0..<500_000).map { "k\($0):" }.joined(separator: "\n")
        let problems = try #require(throws: Problems.self) { try Self.kinds[kind].read(text) }
        #expect(problems.all.map(\.code) == ["\(Self.kinds[kind].code)-05"])
    }
}
