import Testing

@testable import CEL

@Suite struct MacroTests {
    @Test(arguments: [
        ("[1, 2, 3].all(x, x > 0)", "true"), ("[].all(x, false)", "true"),
        ("[].exists(x, true)", "false"),
        ("[1, 2, 2].exists_one(x, x == 2)", "false"), ("[1, 2].existsOne(i, v, i == 1)", "true"),
        ("[1, 2, 3].map(x, x > 1, x * 2)", "[4, 6]"), ("[1, 2, 3].filter(x, x != 2)", "[1, 3]"),
        ("{'a': 1, 'b': 2}.map(k, k)", "['a', 'b']"), ("{'a': 1}.exists(k, v, v == 1)", "true"),
        ("{'a': 1, 'b': 2}.filter(k, k == 'b')", "['b']"), ("{'a': 1}.all(k, k == 'a')", "true"),
        ("[5, 6].transformList(i, v, i == 1, v + i)", "[7]"),
        ("[5, 6].transformMap(i, v, v * 2)", "{0: 10, 1: 12}"),
        ("{'a': 1}.transformMap(k, v, k + 'x')", "{'a': 'ax'}"),
        ("['a', 'b'].transformMapEntry(i, v, {v: i})", "{'a': 0, 'b': 1}"),
        ("['a', 'a'].transformMapEntry(i, v, {v: i})", "error: invalidArgument"),
        ("{'a': 1, 'b': 2}.transformMapEntry(k, v, v > 1, {v: k})", "{2: 'b'}"),
        ("has({'a': null}.a) && !has({}.a)", "true"),
        ("[[1, 2], [3]].map(x, x.map(y, y + x[0]))", "[[2, 3], [6]]"),
        ("[1].map(x, [2].map(x, x))", "[[2]]"),
        ("cel.bind(x, [1, 2], [3].map(y, x[0] + y))", "[4]"),
        ("cel.bind(x, [9].map(i, i), [5].map(j, x[0] + j))", "[14]"),
        ("[1, 2].map(y, cel.bind(x, y * 2, x + x))", "[4, 8]"),
        ("cel.bind(x, 1 / 0, true)", "true"),
        ("cel.block([1, cel.index(0) + 1], cel.index(1) * 10)", "20"),
        ("[1, 2].map(y, cel.block([y + 1], cel.index(0)))", "[2, 3]"),
        ("{'a': {'b': 1}}.?a.?b.orValue(0)", "1"), ("{}.?a.?b.orValue(0)", "0"),
        ("[?optional.of(1), ?optional.none()]", "[1]"),
        ("{?'a': optional.none(), ?'b': optional.of(2)}", "{'b': 2}"),
        ("optional.of(2).optMap(x, x + 1)", "optional(3)"),
        ("optional.none().optFlatMap(x, optional.of(1))", "optional()"),
        ("optional.ofNonZeroValue('')", "optional()"),
        ("optional.unwrap([optional.of(1), optional.none()])", "[1]"),
        ("optional.none().value()", "error: invalidArgument"), ("[1, 2].first().value()", "1"),
        ("optional.of(1) == optional.of(1)", "true"), ("[1, 2][?5].hasValue()", "false"),
    ])
    func unfolds(source: String, expected: String) { #expect(ask(source) == expected) }
}
