import Testing

@testable import CEL

@Suite struct CheckerTests {
    static let declarations = Declarations(
        variables: [
            "resource": .object("group"), "port": .int, "name": .string, "a.b": .int,
            "tags": .map(.string, .string), "anything": .dyn, "when": .timestamp,
        ],
        objects: [
            "group": ["ingress": .list(.object("rule")), "public": .bool],
            "rule": ["from": .int, "cidrs": .list(.string)],
        ],
        functions: [
            Function(
                "allows",
                receiver: .object("rule"),
                parameters: [.string, .int],
                result: .bool
            ) {
                _ in .value(true)
            },
            Function("tag", receiver: .object("group"), parameters: [.string], result: .string) {
                _ in .value("")
            },
            Function("age", parameters: [.timestamp], result: .duration) {
                _ in .value(.duration(TimeSpan(totalNanoseconds: 0)))
            },
        ]
    )

    @Test(arguments: [
        ("resource.ingress[0].from", ValueType.int),
        ("resource.ingress.map(r, r.from)", .list(.int)),
        ("resource.ingress.filter(r, r.allows('tcp', 22))", .list(.object("rule"))),
        ("tags.map(k, k)", .list(.string)),
        ("tags.transformMap(k, v, size(v))", .map(.string, .int)),
        ("tags.transformList(k, v, v)", .list(.string)), ("a.b + 1", .int),
        ("tags[?'x'].optMap(v, size(v)).orValue(0)", .int), ("tags.?x", .optional(.string)),
        ("port > 1 ? [1] : []", .list(.int)), ("[1, 'a']", .list(.dyn)),
        ("{1: 'a', 'b': 2}", .map(.dyn, .dyn)),
        ("anything.x.y", .dyn), ("type(port)", .type(.int)), ("cel.bind(x, 1u, x * 2u)", .uint),
        ("when - when", .duration), ("age(when)", .duration), ("ip('::1')", .ip), ("null", .null),
        ("cidr('10.0.0.0/8').masked()", .cidr), ("math.greatest(1, 2, 3)", .int),
        ("[]", .list(.dyn)),
        ("resource == null", .bool), ("[when, null][0]", .timestamp),
        ("[null, when]", .list(.timestamp)),
        ("[optional.of(1), null]", .list(.optional(.int))),
        ("true ? null : when - when", .duration),
        ("[[1], ['a']]", .list(.dyn)), ("'a' in tags && port in [1, 2]", .bool),
        ("[[]].map(x, x)", .list(.list(.dyn))),
        ("resource.tag('x').startsWith('y')", .bool), ("size(resource.ingress)", .int),
    ])
    func deduces(source: String, type: ValueType) throws {
        #expect(try Program(source, declarations: Self.declarations).type == type)
    }

    @Test(
        arguments: [
            ("resource.ingres", 1, 10, "group has no field 'ingres'", "ingress"),
            ("has(resource.pubic)", 1, 14, "group has no field 'pubic'", "public"),
            ("resorce.public", 1, 1, "undeclared variable 'resorce'", "resource"),
            ("resource.ingress.exists(r, r.form == 1)", 1, 30, "rule has no field 'form'", "from"),
            (
                "resource.ingress[0].alows('tcp', 22)", 1, 21, "unknown function 'alows' of rule",
                "allows"
            ),
            ("nmae.startsWith('a')", 1, 1, "undeclared variable 'nmae'", "name"),
            ("name.startWith('a')", 1, 6, "unknown function 'startWith' of string", "startsWith"),
            ("agee(when)", 1, 1, "unknown function 'agee'", "age"),
            ("qqqqqq", 1, 1, "undeclared variable 'qqqqqq'", nil),
        ] as [(String, Int, Int, String, String?)]
    )
    func suggests(
        source: String,
        line: Int,
        column: Int,
        message: String,
        suggestion: String?
    ) throws {
        let problem = try #require(Self.problems(source).first)
        #expect(problem.message == message)
        #expect((problem.line, problem.column) == (line, column))
        #expect(problem.suggestion == suggestion)
    }

    @Test(arguments: [
        ("port == 'a'", 6, "operator '==' does not take int and string"),
        ("port + 1u", 6, "operator '+' does not take int and uint"),
        ("port && true", 1, "a condition must be bool, not int"),
        ("!port", 1, "operator '!' does not take int"),
        ("port ? 1 : 2", 1, "a condition must be bool, not int"),
        ("true ? 1 : 'a'", 6, "both branches must have one type, not int and string"),
        ("port.exists(x, true)", 6, "cannot go over the elements of int"),
        ("[1].all(x, x)", 12, "a condition must be bool, not int"),
        ("name[0]", 5, "string has no elements under a int"),
        ("tags[1]", 5, "map(string, string) has no elements under a int"),
        ("{1.0: 2}", 2, "double cannot be a map key"),
        ("[?1]", 3, "'?' needs an optional, not int"),
        ("resource.tag(1)", 10, "no such function: group.tag(int); there is group.tag(string)"),
        ("name.matches('(')", 14, "bad regular expression: missing ): ("),
        ("port.x", 6, "int has no field 'x'"),
        ("isIP(cidr('10.0.0.0/8'))", 1, "no such function: isIP(net.CIDR); there is isIP(string)"),
        ("'a' < 1", 5, "operator '<' does not take string and int"),
    ])
    func refuses(source: String, column: Int, message: String) throws {
        let problem = try #require(Self.problems(source).first)
        #expect(problem.message == message)
        #expect(problem.column == column)
    }

    @Test func reportsEveryProblem() {
        let problems = Self.problems("resource.x == 1 ||\n port == 'a' ||\n  nowhere")
        #expect(problems.map(\.line) == [1, 2, 3])
        #expect(problems.map(\.column) == [10, 7, 3])
    }

    @Test func wantsTheExpectedType() throws {
        #expect(throws: CompileFailure.self) {
            try Program("port", declarations: Self.declarations, expecting: .bool)
        }
        _ = try Program("anything", declarations: Self.declarations, expecting: .bool)
        _ = try Program("[]", declarations: Self.declarations, expecting: .list(.string))
    }

    @Test func findsNamesInTheContainer() throws {
        var declarations = Declarations(variables: ["x.y.z": .int, "z": .string])
        declarations.container = "x.y"
        #expect(try Program("z", declarations: declarations).type == .int)
        #expect(try Program(".z", declarations: declarations).type == .string)
        #expect(try Program("['a'].map(z, z)", declarations: declarations).type == .list(.string))
    }

    private static func problems(_ source: String) -> [Problem] {
        do {
            _ = try Program(source, declarations: declarations)
            return []
        } catch {
            return error.problems
        }
    }
}
