import Document
import Testing

struct XMLTests {
    private func parse(_ text: String) throws -> XMLElement {
        try XMLElement.parse(Array(text.utf8))
    }

    @Test func elementsTextAndAttributes() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a <!DOCTYPE in a comment is none -->
            <a xmlns="u" xmlns:x="v"><b x:type="T">one</b><b> two &amp; <![CDATA[<3>]]></b><c/></a>
            """
        )
        #expect(root.name == "a")
        #expect(root.children.map(\.name) == ["b", "b", "c"])
        #expect(root["b"]?.text == "one")
        #expect(root["b"]?.attribute("type") == "T")
        #expect(root["b"]?.attribute("other") == nil)
        #expect(Array(root.children)[1].text == " two & <3>")
        #expect(root["c"]?.text == "")
        #expect(root["d"] == nil)
    }

    private static let limits = XMLLimits(elements: 3, attributes: 2)

    @Test(arguments: [
        ("<a><b/><b/></a>", nil), ("<a><b/><b/><b/></a>", "more than 3 elements"),
        ("<a><!-- <b/><b/><b/> --><?p <b/>?><![CDATA[<b/><b/>]]></a>", nil),
        ("<a x='1' y=\"2\"/>", nil), ("<a x='=' y='=>'>= = =</a>", nil),
        ("<a x='1' y='2' z='3'/>", "an element with more than 2 attributes"),
        ("<a x='>' y='>' z='>'/>", "an element with more than 2 attributes"),
        ("<a x='1' y='2'><b x='1' y='2'/></a>", nil),
        ("<!-- x --><a><!-- > --><b/><b/><b/></a>", "more than 3 elements"),
    ]) func whatIsTooMuchIsRefusedBeforeItIsBuilt(text: String, reason: String?) throws {
        do throws(ParseFailure) {
            _ = try XMLElement.parse(Array(text.utf8), limits: Self.limits)
            #expect(reason == nil)
        } catch {
            #expect(error.reason == reason)
        }
    }

    @Test func theStandardIsFarBelowWhatHurts() {
        let many = "<a>" + String(repeating: "<b/>", count: 1_000_000) + "</a>"
        #expect(throws: ParseFailure.self) { try parse(many) }
        let wide = "<a " + (0..<500_000).map { "a\($0)=''" }.joined(separator: " ") + "/>"
        #expect(throws: ParseFailure.self) { try parse(wide) }
    }

    @Test func whatNobodyWaitsForIsNotRead() {
        #expect(throws: ParseFailure.self) {
            try XMLElement.parse(Array("<a/>".utf8), isStopped: { true })
        }
    }

    @Test func anElementOutlivesItsRoot() throws {
        let inner = try parse("<a><b>kept</b></a>")["b"]
        #expect(inner?.text == "kept")
    }

    @Test(
        arguments: [
            "", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&unknown;</a>", "<a b=c/>", "{\"a\":1}",
        ]
    )
    func whatIsNotXMLIsRefused(text: String) {
        #expect(throws: ParseFailure.self) { try parse(text) }
    }

    @Test func noDoctype() {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>
            """
        let failure = #expect(throws: ParseFailure.self) { try parse(bomb) }
        #expect(failure?.reason == "a DOCTYPE is not allowed")
        #expect(failure?.offset == 21)
    }

    @Test func noDepthBombsAndNothingButUTF8() throws {
        let deep = { (levels: Int) in
            String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
        }
        #expect(try parse(deep(200)).name == "a")
        #expect(throws: ParseFailure.self) { try parse(deep(100_000)) }
        #expect(throws: ParseFailure.self) {
            try XMLElement.parse(Array("<a>".utf8) + [0xff, 0xfe] + Array("</a>".utf8))
        }
        #expect(throws: ParseFailure.self) {
            try XMLElement.parse(Array("<a>".utf8) + [0] + Array("</a>".utf8))
        }
    }
}

struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
        )
    )
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zh==", "Z g=", "Zg==Zg==", "Zm9v!"])
    func whatIsNotBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
