import CEL
import Document
import Testing

/// What the conformance cases do not cover: a host's objects, what it could not read, and why.
struct GapTests {
    private struct Bucket: ObjectValue {
        let typeName = "bucket"
        func field(_ name: String) -> Field {
            switch name {
            case "name": .value("b")
            case "open": .value(true)
            case "policy": .unknown(["policy"])
            case "tags": .unknown(["tags"])
            default: .absent
            }
        }
        func isEqual(to other: any ObjectValue) -> Bool { other is Bucket }
    }

    private let declarations = Declarations(
        variables: ["resource": .object("bucket"), "n": .int, "items": .list(.int)],
        objects: [
            "bucket": [
                "name": .string, "open": .bool, "policy": .bool, "tags": .bool, "gone": .bool,
            ]
        ],
        functions: [
            Function("tag", receiver: .object("bucket"), parameters: [.string], result: .string) {
                _ in .unknown(["tags"])
            }
        ]
    )
    private let bindings: Bindings = [
        "resource": .value(.object(Bucket())), "n": .value(7), "items": .value([1, 5, 9]),
    ]

    private func outcome(_ source: String) throws -> Outcome {
        try Program(source, declarations: declarations).evaluate(bindings)
    }

    /// `yes`, `no`, the names of what is missing, or `error`.
    private func told(_ outcome: Outcome) -> String {
        switch outcome {
        case .value(.bool(let value)): value ? "yes" : "no"
        case .unknown(let names): names.sorted().joined(separator: "+")
        case .error: "error"
        case .value: "another value"
        }
    }

    @Test(arguments: [
        ("resource.policy", "policy"), ("has(resource.policy)", "policy"),
        ("has(resource.gone)", "no"), ("resource.gone", "error"),
        ("resource.policy && false", "no"), ("false && resource.policy", "no"),
        ("resource.policy || true", "yes"), ("true && resource.policy", "policy"),
        ("resource.policy && resource.tags", "policy+tags"),
        ("resource.policy && resource.gone", "policy"),
        ("resource.gone && resource.policy", "policy"),
        ("resource.gone && false", "no"), ("1 / 0 == 1 || true", "yes"),
        ("resource.gone || resource.open", "yes"), ("!resource.policy", "policy"),
        ("resource.policy ? true : true", "policy"), ("resource.tag('a') == ''", "tags"),
        ("items.exists(i, i > 8 || resource.policy)", "yes"),
        ("items.all(i, i < 8 && resource.policy)", "no"),
        ("items.exists(i, resource.policy)", "policy"),
    ])
    func whatIsMissingIsCarried(source: String, expected: String) throws {
        #expect(told(try outcome(source)) == expected)
    }

    @Test(
        arguments: [
            ("resource.opne", 9, "open"), ("resorce.open", 1, "resource"),
            ("n > 'a'", 3, nil), ("n + 1", 1, nil), ("resource.tga('a') == ''", 9, "tag"),
        ] as [(String, Int, String?)]
    )
    func mistakesHaveAPlace(source: String, column: Int, suggestion: String?) throws {
        let failure = try #require(throws: CompileFailure.self) {
            try Program(source, declarations: declarations, expecting: .bool)
        }
        let problem = try #require(failure.problems.first)
        #expect(problem.line == 1)
        #expect(problem.suggestion == suggestion)
        #expect(abs(problem.column - column) <= 2, "\(problem)")
    }

    @Test func tellsWhatItReads() throws {
        let program = try Program(
            "resource.open && resource.tag('x') == '' || items.exists(i, i == n)",
            declarations: declarations
        )
        #expect(
            program.reads == [["resource", "open"], ["resource", "tag()"], ["items"], ["n"]]
        )
    }

    @Test(arguments: [
        ("true || resource.open", true), ("resource.open || true", true), ("1 + 1 == 2", true),
        ("resource.open", false), ("n > 3 && true", false),
    ])
    func knowsWhatIsConstant(source: String, isConstant: Bool) throws {
        #expect(try Program(source, declarations: declarations).isConstant == isConstant)
    }

    @Test func explainsWhatDecided() throws {
        let program = try Program(
            "resource.open && (n > 100 || items.exists(i, i > 4))",
            declarations: declarations
        )
        let terms = program.explain(bindings).terms
        #expect(terms.map(\.source) == ["resource.open", "items.exists(i, i > 4)"])
        #expect(terms.first?.reads.map(\.path) == ["resource.open"])
        #expect(
            terms.last?.witnesses.compactMap { if case .int(let i) = $0 { Int(i) } else { nil } }
                == [5, 9]
        )
    }

    @Test func stopsAtItsCostLimit() throws {
        let program = try Program(
            "items.all(a, items.all(b, items.all(c, a + b + c > 0)))",
            declarations: declarations
        )
        #expect(told(program.evaluate(bindings)) == "yes")
        guard case .error(let error) = program.evaluate(bindings, costLimit: 20) else {
            Issue.record("no limit")
            return
        }
        #expect(error.kind == .costLimitExceeded)
    }

    @Test(arguments: [
        String(repeating: "(", count: 100_000), String(repeating: "!", count: 100_000) + "true",
        "1" + String(repeating: " + 1", count: 100_000) + " == 1",
        String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000),
        "'" + String(repeating: "a", count: 10), "a.b.(c)", "\u{0}", "\"\\ud800\"",
    ])
    func aHostileSourceIsAnError(source: String) {
        #expect(throws: CompileFailure.self) { try Program(source, declarations: declarations) }
    }
}
