import Document
import Testing

@testable import AWS

struct WireTimeTests {
    @Test(
        arguments: [
            "2026-01-03T10:20:30Z", "2026-01-03T10:20:30.000Z", "2026-01-03T12:20:30+02:00",
            "2026-01-03T12:20:30+0200", "2026-01-03T10:20:30", "1767435630", "1767435630.0",
            "1.76743563E9", "Sat, 03 Jan 2026 10:20:30 GMT", "Sat, 3 Jan 2026 10:20:30 GMT",
        ]
    )
    func everyFormIsTheSameMoment(text: String) {
        #expect(WireTime.read(text)?.rfc3339 == "2026-01-03T10:20:30Z")
    }

    @Test(arguments: ["", "yesterday", "2026-13-03T10:20:30Z", "Sat, 03 Foo 2026 10:20:30 GMT"])
    func anythingElseIsRefused(text: String) {
        #expect(WireTime.read(text) == nil)
    }

    @Test func fractionsAreKept() {
        #expect(WireTime.read("1767435630.5")?.rfc3339 == "2026-01-03T10:20:30.500Z")
        #expect(WireTime.read(seconds: -0.5)?.rfc3339 == "1969-12-31T23:59:59.500Z")
    }

    @Test func everyFormIsWritten() {
        let time = "2026-01-03T10:20:30Z"
        #expect(WireTime.text(time, "iso8601") == "2026-01-03T10:20:30Z")
        #expect(WireTime.text(time, "unixTimestamp") == "1767435630")
        #expect(WireTime.text(time, "rfc822") == "Sat, 03 Jan 2026 10:20:30 GMT")
        #expect(WireTime.text("1970-01-01T00:00:00Z", "rfc822") == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}

struct TokenPathTests {
    private let page: JSON = [
        "Next": "n", "Empty": "", "IsTruncated": false,
        "List": ["Items": [["Key": "a"], ["Key": "z"]]],
    ]

    @Test(
        arguments: [
            ("Next", "n"), ("Missing || Next", "n"), ("Empty || Next", "n"),
            ("List.Items[-1].Key", "z"), ("List.Items[0].Key", "a"),
            ("Missing || List.Items[-1].Key", "z"),
        ]
    )
    func leadsToTheToken(path: String, token: String) {
        #expect(TokenPath(path).value(in: page) == .string(token))
    }

    @Test(arguments: ["Missing", "Empty", "IsTruncated", "List.Items[5].Key", "Next.Key"])
    func leadsNowhere(path: String) {
        #expect(TokenPath(path).value(in: page) == nil)
    }
}
