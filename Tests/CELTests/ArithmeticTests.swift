import Testing

@testable import CEL

@Suite struct ArithmeticTests {
    @Test(arguments: [
        "9223372036854775807 + 1", "-9223372036854775808 - 1", "9223372036854775807 * 2",
        "-9223372036854775808 / -1", "-9223372036854775808 % -1", "-(-9223372036854775808)",
        "18446744073709551615u + 1u", "0u - 1u", "18446744073709551615u * 2u",
        "math.abs(-9223372036854775808)",
    ])
    func overflows(source: String) { #expect(ask(source) == "error: overflow") }

    @Test(arguments: ["1 / 0", "1 % 0", "1u / 0u", "1u % 0u"])
    func dividesByZero(source: String) { #expect(ask(source) == "error: divideByZero") }

    @Test(arguments: [
        "int(9.3e18)", "uint(-1)", "int(18446744073709551615u)", "uint(1e20)", "int(0.0 / 0.0)",
        "timestamp(253402300800)", "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
        "duration('2000000h') + duration('2000000h')", "[1][1]", "[1][-1]",
    ])
    func leavesTheRange(source: String) { #expect(ask(source) == "error: outOfRange") }

    @Test(arguments: [
        ("1.0 / 0.0", "inf"), ("-7 / 2", "-3"), ("7u % 4u", "3u"), ("'a' + 'b'", "'ab'"),
        ("[1] + [2]", "[1, 2]"), ("b'a' + b'b'", "b[97, 98]"),
        ("dyn(1) == 1.0 && dyn(1u) == 1", "true"), ("dyn(1) == '1'", "false"),
        ("0.0 / 0.0 == 0.0 / 0.0", "false"), ("dyn(2u) > 1.5", "true"), ("1 < 1u", "false"),
        ("'\u{E9}' == 'e\u{301}'", "false"), ("'Z' < 'a' && 'z' < 'é'", "true"),
        ("dyn(9007199254740993) == 9007199254740992.0", "false"),
        ("dyn(9007199254740992.0) == 9007199254740993u", "false"),
        ("dyn(9007199254740993) > 9007199254740992.0", "true"),
        ("dyn(9007199254740992.0) < 9007199254740993", "true"),
        ("dyn(9007199254740992) == 9007199254740992.0", "true"),
        ("dyn(9223372036854775807) == 9223372036854775808.0", "false"),
        ("9007199254740993 in [dyn(9007199254740992.0)]", "false"),
        ("{1: 'a'}[dyn(1.0)]", "'a'"), ("{1: 1, 2u: 2} == {1u: 1, 2: 2}", "true"),
        ("[1, 2.0] == [1.0, dyn(2u)]", "true"), ("[7, 8][dyn(1u)]", "8"),
        (
            "timestamp('2020-01-01T00:00:00Z') - timestamp('2019-12-31T00:00:00Z')",
            "86400000000000ns"
        ),
        ("string(1.5e300)", "'1.5e+300'"), ("string(100000.0)", "'100000'"),
        ("string(-0.001)", "'-0.001'"), ("string(0.00001)", "'1e-05'"),
        ("string(duration('-1.5s'))", "'-1.5s'"), ("string(1.0)", "'1'"),
        ("math.greatest(1, 2.5, 2u)", "2.5"), ("math.least([3, 1, 2])", "1"),
        ("math.bitShiftRight(-1024, 3)", "2305843009213693824"), ("math.bitShiftLeft(1, 200)", "0"),
        ("math.round(-1.5)", "-2.0"), ("math.sqrt(16)", "4.0"), ("math.sign(-3.0)", "-1.0"),
    ])
    func computes(source: String, expected: String) { #expect(ask(source) == expected) }
}
