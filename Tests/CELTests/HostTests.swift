import Testing

@testable import CEL

@Suite struct HostTests {
    @Test(arguments: [
        ("resource.name", "'web'"), ("resource.ingress[1].from", "80"),
        ("resource.owner", "error: noSuchField"), ("has(resource.owner)", "false"),
        ("has(resource.name)", "true"), ("has(resource.policy)", "unknown: GetPolicy"),
        ("resource.policy.Statement", "unknown: GetPolicy"),
        ("resource.?owner.orValue('x')", "'x'"),
        ("resource.?name.orValue('x')", "'web'"),
        ("resource.?policy.hasValue()", "unknown: GetPolicy"),
        ("resource.policy == 1 && resource.name == 'other'", "false"),
        ("resource.policy == 1 && resource.tag('unread') == ''", "unknown: GetPolicy ListTags"),
        ("resource.tag('env') == 'prod'", "true"),
        ("resource.ingress.exists(r, r.from == port && r.from('0.0.0.0/0'))", "true"),
        ("resource.ingress.filter(r, r.from('0.0.0.0/0'))[0].from", "22"),
        ("now", "error: noSuchVariable"), ("resource == resource", "true"),
        ("describe(1) + describe('a')", "'intstring'"), ("describe(dyn('a'))", "'string'"),
        ("describe(dyn(1.0))", "error: noSuchOverload"), ("resource.size() + size([1])", "100"),
        ("type(resource) == type(resource)", "true"),
    ])
    func evaluates(source: String, expected: String) {
        #expect(ask(source, Stand.declarations, Stand.bindings) == expected)
    }

    @Test func placesErrors() throws {
        let program = try Program(
            "port == 1 ||\n port / (port - 22) > 1",
            declarations: Stand.declarations
        )
        #expect(program.evaluate(Stand.bindings).error?.offset == 19)
    }

    @Test(arguments: [
        (
            "resource.policy.Statement.exists(s, s.Effect == 'Allow')",
            [["resource", "policy", "Statement"]]
        ),
        ("resource.tag('x') == 'y'", [["resource", "tag()"]]),
        ("resource.ingress[0].from == port", [["port"], ["resource", "ingress"]]),
        ("has(resource.owner)", [["resource", "owner"]]),
        (
            "resource.?owner.orValue(resource.name)",
            [["resource", "name"], ["resource", "owner"]]
        ),
        ("resource == resource", [["resource"]]), ("[1].map(port, port)", []),
        ("true || resource.public", [["resource", "public"]]),
        (
            "cel.bind(p, resource.policy, p.x == 1 && p.y == 2)",
            [["resource", "policy", "x"], ["resource", "policy", "y"]]
        ),
        ("cel.bind(p, resource, [p])", [["resource"]]),
        ("cel.bind(p, [resource.name], p[0])", [["resource", "name"]]),
        ("resource.name.startsWith('x')", [["resource", "name"]]),
        ("[resource].exists(r, r.public)", [["resource"]]),
        ("resource.ingress.exists(r, r.from == port)", [["port"], ["resource", "ingress"]]),
        ("resource.policy.optMap(x, x)", [["resource", "policy"]]),
        ("int(resource.policy)", [["resource", "policy"]]),
        ("{'a': resource.name}", [["resource", "name"]]), ("resource['name']", [["resource"]]),
    ])
    func reads(source: String, expected: [[String]]) throws {
        var declarations = Stand.declarations
        if source.contains("['name']") { declarations.variables["resource"] = .dyn }
        let program = try Program(source, declarations: declarations)
        #expect(program.reads == Set(expected))
    }

    @Test(arguments: [
        ("true", true), ("1 + 1 == 2", true), ("true || resource.public", true),
        ("resource.public || true", true),
        ("resource.public && false", true), ("true ? 1 : port", true),
        ("[1].exists(x, x == 1)", true),
        ("1 / 0 == 1", true), ("resource.public", false), ("true && resource.public", false),
        ("[port].size() == 1", false), ("[1].exists(x, x == port)", false),
        ("[1].all(x, true || port == x)", true),
        ("cel.bind(x, port, true)", true), ("cel.bind(x, port, x == 1)", false),
        ("describe(1) == 'int'", true),
    ])
    func isConstant(source: String, expected: Bool) throws {
        #expect(try Program(source, declarations: Stand.declarations).isConstant == expected)
    }

    @Test func limitsTheCost() throws {
        let declarations = Declarations(variables: ["x": .list(.int), "s": .string])
        let ten: Bindings = [
            "x": .value(.list((0..<10).map { .int($0) })), "s": .value("0123456789abcdef"),
        ]
        #expect(
            ask("x.all(a, x.all(b, x.all(c, true)))", declarations, ten, costLimit: 100)
                == "error: costLimitExceeded"
        )
        #expect(ask("x.all(a, x.all(b, x.all(c, true)))", declarations, ten) == "true")
        let doubling = "[[s]]" + String(repeating: ".map(l, l.map(t, t + t))", count: 40)
        #expect(ask(doubling, declarations, ten) == "error: costLimitExceeded")
        // Absorption must not hide a spent budget.
        #expect(
            ask(
                "x.all(a, x.all(b, x.all(c, c >= 0))) || true || x == []",
                declarations,
                ten,
                costLimit: 100
            ) == "true"
        )
        #expect(
            ask(
                "x.exists(a, x.exists(b, false)) || x.size() == 10",
                declarations,
                ten,
                costLimit: 50
            ) == "error: costLimitExceeded"
        )
        let nested =
            (0..<50).map { "cel.bind(y\($0), \($0 == 0 ? "[x, x]" : "[y\($0 - 1), y\($0 - 1)]"), " }
            .joined()
            + "y49 == y49" + String(repeating: ")", count: 50)
        #expect(ask(nested, declarations, ten) == "error: costLimitExceeded")
        #expect(
            ask("x.map(a, x.map(b, x.map(c, x.map(d, 1))))", declarations, ten, costLimit: 5000)
                == "error: costLimitExceeded"
        )
    }
}
