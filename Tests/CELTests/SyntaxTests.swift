import Testing

@testable import CEL

@Suite struct SyntaxTests {
    @Test(arguments: [
        ("12", "12"), ("-9223372036854775808", "-9223372036854775808"), ("0xFFu", "255u"),
        ("-0x10", "-16"), (".5", "0.5"), ("1e3", "1000.0"), ("-2.5E-1", "-0.25"),
        (#"'a\tb\x41\u00e9\U0001F600\101'"#, "'a\tbAé😀A'"), (#"r'\n'"#, #"'\n'"#),
        (#"b'\xff\101é'"#, "b[255, 65, 195, 169]"), ("'''a\n'b'''", "'a\n'b'"),
        (#"r'\'"#, #"'\'"#), ("1 // a comment\n+ 2", "3"), ("--3", "3"), ("!!true", "true"),
        ("1 + 2 * 3 - 4 / 2", "5"), ("1 < 2 == true", "true"), ("2 - 1 - 1", "0"),
        ("true ? 1 : false ? 2 : 3", "1"), ("[1, 2,]", "[1, 2]"), ("{'a': 1,}.a", "1"),
        ("{'a-b': 1}.`a-b`", "1"), ("false && true || true", "true"), ("-5 % 3", "-2"),
        ("1.size", "problem: 1:3: int has no field 'size'"),
    ])
    func reads(source: String, expected: String) { #expect(ask(source) == expected) }

    @Test(arguments: [
        ("", 1, 1, "unexpected end of the expression"),
        ("1 +", 1, 4, "unexpected end of the expression"),
        ("a b", 1, 3, "unexpected 'b'"),
        ("(1", 1, 3, "unexpected end of the expression, expected ')'"),
        ("'abc", 1, 1, "a string does not end"),
        ("1 +\n  'a\nb'", 2, 5, "a line ends within a string; use three quotes"),
        ("é == 1", 1, 1, "unexpected character 'é'"),
        ("'é' + #", 1, 7, "unexpected character '#'"),
        (#"'\q'"#, 1, 2, "unknown escape sequence in a string"),
        (#"'\ud800'"#, 1, 2, "an escape sequence names no Unicode character"),
        (#"b'\u0041'"#, 1, 3, "unknown escape sequence in a string"),
        ("9223372036854775808", 1, 1, "number out of range"),
        ("-1u", 1, 1, "an unsigned number cannot be negative"),
        ("18446744073709551616u", 1, 1, "number out of range"),
        ("for", 1, 1, "'for' is a reserved word"),
        ("[1].map(x.y, x)", 1, 9, "expected a simple name for a variable"),
        ("{}.all(k, k, true)", 1, 11, "the variables need different names"),
        ("has(1)", 1, 5, "has() needs a field selection"),
        ("a.b{c: 1}", 1, 4, "messages cannot be constructed"),
        ("a.?b()", 1, 5, "unexpected '('"),
    ])
    func refuses(source: String, line: Int, column: Int, message: String) throws {
        let failure = try #require(throws: CompileFailure.self) { try Program(source) }
        let problem = try #require(failure.problems.first)
        #expect(failure.problems.count == 1)
        #expect(problem.message == message)
        #expect(problem.line == line)
        #expect(problem.column == column)
    }

    private static func times(_ count: Int, _ text: String) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: [
        times(100_000, "(") + "1", "1" + times(40_000, "+1"), times(50_000, "!") + "true",
        times(50_000, "-") + "x", "[0]" + times(30_000, "[0]"), "x" + times(30_000, ".a"),
        times(10_000, "true?1:") + "1", "[1]" + times(5_000, ".map(x,x)"),
        times(30_000, "{1:") + "1", times(5_000, "[1].exists(x,") + "true",
        "[" + times(30_000, "1,") + "]", times(100_001, " "), times(3_000, "cel.bind(x,1,") + "x",
        "f(" + times(30_000, "1,") + "1)",
    ])
    func limitsHostileSources(source: String) throws {
        let failure = try #require(throws: CompileFailure.self) { try Program(source) }
        #expect(
            failure.problems.contains {
                $0.message.contains("more than") || $0.message.contains("longer than")
            }
        )
    }

    @Test func allowsReasonableNesting() {
        #expect(ask(Self.times(60, "(") + "1" + Self.times(60, ")")) == "1")
        #expect(ask("1" + Self.times(140, " + 1")) == "141")
        #expect(ask("true" + Self.times(5_000, " && true")) == "true")
    }
}
