import Document
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2009-02-13T23:31:30Z", 1_234_567_890, 0),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
        ("2024-02-29T12:00:00.5Z", 1_709_208_000, 500_000_000),
        ("1969-12-31T23:59:59.25Z", -1, 250_000_000),
    ])
    func readsAndWrites(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let timestamp = try #require(Timestamp(text))
        #expect(timestamp.seconds == seconds)
        #expect(timestamp.nanoseconds == nanoseconds)
        #expect(Timestamp(timestamp.rfc3339) == timestamp)
    }

    @Test func readsOffsets() {
        #expect(Timestamp("2026-01-01T01:30:00+01:30") == Timestamp("2026-01-01T00:00:00Z"))
    }

    @Test(arguments: [
        "", "2026-01-01", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00Z ", "0000-12-31T23:59:59Z", "10000-01-01T00:00:00Z",
    ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
