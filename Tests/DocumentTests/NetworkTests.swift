import Document
import Testing

struct NetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.1.2.0/24", true), ("10.0.0.0/8", "11.0.0.0/8", false),
        ("0.0.0.0/0", "203.0.113.7/32", true), ("10.0.0.0/9", "10.128.0.0/9", false),
        ("::/0", "2001:db8::/32", true), ("::/0", "10.0.0.0/8", false),
        ("fd00::/8", "fdab::1/128", true), ("10.0.0.5/24", "10.0.0.0/24", true),
        ("10.1.0.0/24", "10.1.0.0/16", false), ("::ffff:1.2.3.4/128", "::ffff:102:304/128", true),
    ])
    func contains(outer: String, inner: String, expected: Bool) throws {
        let (outer, inner) = (try #require(Network(outer)), try #require(Network(inner)))
        #expect(outer.contains(inner) == expected)
    }

    @Test(arguments: [
        "", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.01/8", "1.2.3.4.5/8", "::/129", ":::/8",
        "1::2::3/8", "12345::/16", "1:2:3:4:5:6:7:8:9/16", "10.0.0.0/+8", "a.b.c.d/8", "1:2:3/16",
    ])
    func refuses(text: String) { #expect(Network(text) == nil) }
}
