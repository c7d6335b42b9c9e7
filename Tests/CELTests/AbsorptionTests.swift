import Testing

@testable import CEL

/// `t` is true, `f` false, `e()` an error, `u` and `v` unknown.
@Suite struct AbsorptionTests {
    @Test(arguments: [
        ("t && t", "true"), ("t && f", "false"), ("t && e()", "error: host"),
        ("t && u", "unknown: u"),
        ("f && e()", "false"), ("f && u", "false"), ("e() && f", "false"), ("u && f", "false"),
        ("e() && t", "error: host"), ("u && t", "unknown: u"), ("e() && u", "unknown: u"),
        ("u && e()", "unknown: u"), ("u && v", "unknown: u v"), ("e() && e()", "error: host"),
        ("u && e() && f", "false"), ("u == 1 && f", "false"),
    ])
    func and(source: String, expected: String) { #expect(askLogic(source) == expected) }

    @Test(arguments: [
        ("f || f", "false"), ("f || t", "true"), ("f || e()", "error: host"),
        ("f || u", "unknown: u"),
        ("t || e()", "true"), ("t || u", "true"), ("e() || t", "true"), ("u || t", "true"),
        ("e() || f", "error: host"), ("u || f", "unknown: u"), ("e() || u", "unknown: u"),
        ("u || e()", "unknown: u"), ("u || v", "unknown: u v"), ("v || e() || u || t", "true"),
    ])
    func or(source: String, expected: String) { #expect(askLogic(source) == expected) }

    @Test(arguments: [
        ("t ? 1 : e()", "1"), ("f ? u : 2", "2"), ("u ? 1 : 2", "unknown: u"),
        ("e() ? 1 : 2", "error: host"), ("t ? u : 1", "unknown: u"), ("!u", "unknown: u"),
        ("!e()", "error: host"), ("dyn(1) ? 1 : 2", "error: noSuchOverload"),
        ("dyn(1) && t", "error: noSuchOverload"), ("dyn(1) && f", "false"),
    ])
    func conditional(source: String, expected: String) { #expect(askLogic(source) == expected) }

    @Test(arguments: [
        ("[1, 2, 0].all(x, 4 / x > 1)", "error: divideByZero"),
        ("[1, 0, 9].all(x, 4 / x > 1)", "false"), ("[0, 1].exists(x, 4 / x > 1)", "true"),
        ("[0, 9].exists(x, 4 / x > 1)", "error: divideByZero"),
        ("[f, u].all(x, x)", "unknown: u"), ("[1, 2].all(x, x > 1 || u)", "unknown: u"),
        ("[1, 2].all(x, x > 1 && u)", "false"), ("[1, 2].exists(x, x > 1 || u)", "true"),
        ("[1, 2].exists(x, x == 1 ? u : v)", "unknown: u v"),
        ("[1, 2].exists(x, x == 1 ? u : e())", "unknown: u"),
        ("[0, 1, 1].exists_one(x, 1 / x == 1)", "error: divideByZero"),
        ("[1, 2].exists_one(x, x == 1 || u)", "unknown: u"), ("u.all(x, x)", "unknown: u"),
        ("[1, 2].map(x, x == 1 ? u : v)", "unknown: u v"),
        ("[1, 0].map(x, 1 / x)", "error: divideByZero"),
        ("[1, 2].filter(x, u)", "unknown: u"), ("e().exists(x, x)", "error: host"),
    ])
    func macros(source: String, expected: String) { #expect(askLogic(source) == expected) }

    @Test(arguments: [
        ("u + v", "unknown: u v"), ("u + e()", "error: host"), ("e() + u", "error: host"),
        ("[u, 1, v]", "unknown: u v"), ("{'a': u}", "unknown: u"), ("size(u)", "unknown: u"),
        ("u.x.y", "unknown: u"), ("has(u.x)", "unknown: u"), ("u[0]", "unknown: u"),
        ("[1][u]", "unknown: u"), ("1 in u", "unknown: u"), ("u == v", "unknown: u v"),
        ("cel.bind(x, u, f && x)", "false"), ("cel.bind(x, e(), t || x)", "true"),
        ("optional.of(1).orValue(e())", "1"), ("optional.none().orValue(u)", "unknown: u"),
        ("'%d'.format([u])", "unknown: u"),
    ])
    func strict(source: String, expected: String) { #expect(askLogic(source) == expected) }
}
