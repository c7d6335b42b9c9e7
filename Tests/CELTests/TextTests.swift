import Testing

@testable import CEL

@Suite struct TextTests {
    @Test(arguments: [
        ("'tacocat'.charAt(3)", "'o'"), ("'😀é'.charAt(1)", "'é'"),
        ("'abc'.charAt(4)", "error: outOfRange"),
        ("'tacocat'.indexOf('a', 2)", "5"), ("'tacocat'.lastIndexOf('a', 4)", "1"),
        ("''.lastIndexOf('x')", "-1"), ("'abc'.indexOf('', 3)", "3"),
        ("'a'.indexOf('a', -1)", "error: outOfRange"),
        ("'a,b,c'.split(',', 2)", "['a', 'b,c']"), ("'abc'.split('')", "['a', 'b', 'c']"),
        ("''.split(',')", "['']"), ("['a', 'b'].join('-')", "'a-b'"),
        ("'aaa'.replace('a', 'b', 2)", "'bba'"), ("'ab'.replace('', '_')", "'_a_b_'"),
        ("'abcd'.substring(1, 3)", "'bc'"), ("'abc'.substring(2, 1)", "error: outOfRange"),
        ("' \\u2003a '.trim()", "'a'"), ("'aÉ'.upperAscii()", "'AÉ'"), ("'añb'.reverse()", "'bña'"),
        ("strings.quote('a\"\\n')", "'\"a\\\"\\n\"'"), ("size('😀é')", "2"),
        ("'añb'.matches('^a.b$')", "true"),
        (
            "'%s %d %x %X %o %b %.2f %e'.format(['a', 1, 255, 'hi', 8, 5, 2.675, 1.0])",
            "'a 1 ff 6869 10 101 2.67 1.000000e+00'"
        ),
        ("'%s'.format([[1, 'a', {'k': null}]])", "'[1, a, {k: null}]'"),
        ("'%d'.format([])", "error: outOfRange"),
        ("'%q'.format([1])", "error: invalidArgument"), ("'%%'.format([])", "'%'"),
        ("'%d'.format(['a'])", "error: invalidArgument"),
        ("'%.'.format([1])", "error: invalidArgument"),
        ("base64.encode(b'hello')", "'aGVsbG8='"), ("string(base64.decode('aGk'))", "'hi'"),
        ("base64.decode('a')", "error: invalidArgument"),
        ("string(b'\\xff')", "error: invalidArgument"),
        ("'ab'.endsWith('b') && 'ab'.startsWith('a') && 'abc'.contains('bc')", "true"),
        ("bool('TrUe')", "error: invalidArgument"), ("int('12x')", "error: invalidArgument"),
        ("uint('+1')", "error: invalidArgument"), ("double('-Infinity')", "-inf"),
    ])
    func works(source: String, expected: String) { #expect(ask(source) == expected) }

    /// A pattern costs what its program meets of the text, however short it is written.
    @Test func aPatternIsChargedByTextAndProgram() throws {
        let text = String(repeating: "x", count: 64_000)
        let declarations = Declarations(variables: ["t": .string, "p": .string])
        let ask = { (source: String, pattern: String, limit: Int) in
            CELTests.ask(
                source,
                declarations,
                ["t": .value(.string(text)), "p": .value(.string(pattern))],
                costLimit: limit
            )
        }
        let large = "(x{0,9}){0,99}y"
        // The same pattern, known beforehand and not; the same text, and a small program.
        #expect(ask("t.matches('\(large)')", "", 100_000) == "error: costLimitExceeded")
        #expect(ask("t.matches(p)", large, 100_000) == "error: costLimitExceeded")
        #expect(ask("t.matches('^x')", "", 100_000) == "true")
        #expect(ask("t.matches(p)", "^x", 100_000) == "true")
        #expect(ask("'x'.matches('\(large)')", "", 100_000) == "false")
        // What takes long to compile is no pattern.
        #expect(
            ask("t.matches(p)", "((x{100}){100}){10}", 10_000_000) == "error: invalidArgument"
        )
    }

    @Test(arguments: [
        ("ip('2001:DB8:0:0:1:0:0:1')", "2001:db8::1:0:0:1"), ("ip('::')", "::"),
        ("ip('1::')", "1::"),
        ("ip('192.168.0.01')", "error: invalidArgument"),
        ("ip('::ffff:1.2.3.4')", "error: invalidArgument"),
        ("ip('fe80::1%eth0')", "error: invalidArgument"),
        ("ip('1:2:3:4:5:6:7')", "error: invalidArgument"),
        ("ip('1:2:3:4:5:6:7:8:9')", "error: invalidArgument"),
        ("ip('1::2::3')", "error: invalidArgument"),
        ("cidr('10.0.0.0/33')", "error: invalidArgument"),
        ("cidr('0.0.0.0/0').containsIP('9.9.9.9')", "true"),
        ("cidr('::/0').containsIP('9.9.9.9')", "false"),
        ("cidr('10.1.2.3/8').masked()", "10.0.0.0/8"),
        ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true"),
        ("cidr('10.0.0.0/16').containsCIDR('10.0.0.0/8')", "false"),
        ("ip('10.0.0.1').family()", "4"),
        ("ip('::1').isLoopback() && ip('::1').family() == 6", "true"),
        ("ip('10.0.0.1').isGlobalUnicast()", "true"),
        ("ip('ff02::1').isLinkLocalMulticast()", "true"),
        ("ip.isCanonical('::0001')", "false"), ("isCIDR('10.0.0.0/08')", "false"),
        ("cidr('::1/128').ip()", "::1"),
    ])
    func networks(source: String, expected: String) { #expect(ask(source) == expected) }

    @Test(arguments: [
        ("timestamp('2024-02-29T12:34:56.789Z').getDayOfYear()", "59"),
        ("timestamp('2024-07-01T12:00:00Z').getHours('America/New_York')", "8"),
        ("timestamp('2024-12-01T12:00:00Z').getHours('America/New_York')", "7"),
        ("timestamp('2090-07-01T12:00:00Z').getHours('America/New_York')", "8"),
        ("timestamp('2090-01-01T12:00:00Z').getHours('Australia/Sydney')", "23"),
        ("timestamp('2024-01-01T00:30:00Z').getFullYear('-01:00')", "2023"),
        ("timestamp('2024-01-01T00:00:00Z').getHours('../etc/passwd')", "error: invalidArgument"),
        ("timestamp('2024-01-01T00:00:00Z').getHours('Nowhere/City')", "error: invalidArgument"),
        ("timestamp('2024-03-10T00:00:00Z').getDayOfWeek()", "0"),
        ("timestamp('2024-03-10T00:00:00Z').getMonth()", "2"),
        ("timestamp('2024-03-10T00:00:00Z').getDate()", "10"),
        ("timestamp('0001-01-01T00:00:00Z').getFullYear()", "1"),
        ("duration('1h30m').getMinutes()", "90"), ("duration('1.5h')", "5400000000000ns"),
        ("duration('-1ms2us')", "-1002000ns"), ("duration('1')", "error: invalidArgument"),
        ("duration('1x')", "error: invalidArgument"), ("duration('')", "error: invalidArgument"),
        ("duration('9223372036.854775808s')", "error: invalidArgument"),
        ("timestamp('2024-02-30T00:00:00Z')", "error: invalidArgument"),
        ("timestamp(0)", "1970-01-01T00:00:00Z"),
    ])
    func times(source: String, expected: String) { #expect(ask(source) == expected) }
}
