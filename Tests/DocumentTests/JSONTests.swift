import Document
import Testing

struct JSONTests {
    @Test(
        arguments: [
            ("null", .null), ("true", true), (" [1, -2.5, 1e3] ", [1, -2.5, 1000.0]),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            (#"{"b":1,"a":{"x":[]}}"#, ["b": 1, "a": ["x": []]]),
            (#""\u00e4\ud83d\ude00\n\"""#, "ä😀\n\""),
        ] as [(String, JSON)]
    )
    func reads(text: String, expected: JSON) throws {
        let json = try JSON.parse(text)
        #expect(json == expected)
        #expect(try JSON.parse(json.text) == expected)
        #expect(try JSON.parse(json.prettyText) == expected)
    }

    @Test func keepsTheOrderOfMembers() throws {
        let text = #"{"z":1,"a":[{"k":"v","j":null},{"k":"w","j":true}]}"#
        #expect(try JSON.parse(text).text == text)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "nul", "1 2", "[1] x", "01", "\"\\ud800\"",
        "\"\\ude00x\"", "9223372036854775808", "18446744073709551616", "{\"a\":1,\"a\":2}", "'a'",
        "\"a\nb\"", "NaN", "1e999", "[[\"a\",{\"b\":1,\"c\":2,\"b\":3}]]", "\u{FEFF}{}",
    ])
    func refuses(text: String) {
        #expect(throws: ParseFailure.self) { try JSON.parse(text) }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: ParseFailure.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func refusesADepthBombAndTakesWhatIsBelow() throws {
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: ParseFailure.self) { try JSON.parse(nested(100_000)) }
        #expect(throws: Never.self) { try JSON.parse(nested(100)) }
    }

    @Test func manyShapesAndManyMembersReadTheSame() throws {
        let objects = (0..<2000).map { number in
            let members = (0..<(number % 40)).map { "\"k\(number % 7)_\($0)\":\($0)" }
            return "{" + members.joined(separator: ",") + "}"
        }
        let text = "[" + objects.joined(separator: ",") + "]"
        let json = try JSON.parse(text)
        #expect(json.text == text)
        #expect(json.array?[39]["k4_38"] == 38)
        #expect(json.array?[39]["k4_39"] == nil)
    }

    @Test func objectsAreEqualInAnyOrder() throws {
        let (left, right) = (try JSON.parse(#"{"a":1,"b":2}"#), try JSON.parse(#"{"b":2,"a":1}"#))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        var object: Object = ["a": 1, "b": 2]
        object["a"] = nil
        object["c"] = 3
        #expect(object.keys == ["b", "c"])
        #expect(object != ["b": 2])
    }

    @Test(arguments: [
        ("[1, 2]", true), ("[[], []]", true), (#"{"a": 1, "b": 2}"#, true),
        ("[" + String(repeating: "[],", count: 20) + "[]]", false),
        ("[" + String(repeating: "1,", count: 20) + "1]", false),
        (#"{"# + (0..<20).map { #""\#($0)": "x""# }.joined(separator: ",") + "}", false),
    ]) func valuesAreCounted(text: String, isRead: Bool) {
        let limits = ParseLimits(sizeBytes: 1000, depth: 9, values: 10)
        #expect(((try? JSON.parse(text, limits: limits)) != nil) == isRead)
    }

    /// What people look at turns nothing of theirs; what is compared by its bytes stays as it was.
    @Test(arguments: ["\u{202e}", "\u{2066}", "\u{200f}", "\u{61c}"])
    func whatTurnsTheDirectionIsSpeltOutForPeople(scalar: String) throws {
        let value: JSON = ["a": .string("é\"\(scalar)\n")]
        #expect(!value.prettyText.contains(scalar) && value.prettyText.contains(#"é\"\u"#))
        #expect(try JSON.parse(value.prettyText) == value)
        #expect(value.text.contains(scalar) && value.canonicalText.contains(scalar))
    }

    /// Each name is looked up once, and names that differ in every object are not kept apart.
    @Test func manyNamesAreReadOnceEach() throws {
        let names = (0..<200_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        let object = try #require(try JSON.parse("{\(names)}").object)
        #expect(object.count == 200_000)
        #expect(object["k199999"] == 0)
    }
}
