import Document
import Testing

@testable import Guardrails

@Suite struct ChangeWindowTests {
    private static func moment(_ text: String) throws -> Timestamp {
        try #require(Timestamp(text))
    }

    /// 2026-03-23 and 2026-10-19 are Mondays; clocks change in Zurich on 03-29 and 10-25.
    @Test(arguments: [
        // Open: that moment, to the nanosecond.
        ("Mon-Thu 08:00-16:00 Europe/Zurich", "2026-03-23T07:00:00Z", "2026-03-23T07:00:00Z"),
        (
            "Mon-Thu 08:00-16:00 Europe/Zurich", "2026-03-23T14:59:59.999Z",
            "2026-03-23T14:59:59.999Z"
        ),
        // Before, after, and over the end of the week into summer.
        ("Mon-Thu 08:00-16:00 Europe/Zurich", "2026-03-23T06:59:59Z", "2026-03-23T07:00:00Z"),
        ("Mon-Thu 08:00-16:00 Europe/Zurich", "2026-03-23T15:00:00Z", "2026-03-24T07:00:00Z"),
        ("Mon-Thu 08:00-16:00 Europe/Zurich", "2026-03-26T15:00:00Z", "2026-03-30T06:00:00Z"),
        ("Mon,Wed 08:00-16:00 UTC", "2026-03-23T20:00:00Z", "2026-03-25T08:00:00Z"),
        ("fri-mon 08:00-16:00 UTC", "2026-03-24T00:00:00Z", "2026-03-27T08:00:00Z"),
        // Over midnight: of the day that it began.
        ("Fri 22:00-02:00 UTC", "2026-03-28T01:59:59Z", "2026-03-28T01:59:59Z"),
        ("Fri 22:00-02:00 UTC", "2026-03-28T02:00:00Z", "2026-04-03T22:00:00Z"),
        ("Fri 22:00-02:00 UTC", "2026-03-27T01:00:00Z", "2026-03-27T22:00:00Z"),
        ("Sun 22:00-02:00 UTC", "2026-03-30T01:00:00Z", "2026-03-30T01:00:00Z"),
        ("Mon-Sun 00:00-24:00 UTC", "2026-03-28T23:59:59Z", "2026-03-28T23:59:59Z"),
        // An hour that clocks skip: what is left of it, or the next week.
        ("Sun 02:30-05:00 Europe/Zurich", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
        ("Sun 02:15-02:45 Europe/Zurich", "2026-03-28T12:00:00Z", "2026-04-05T00:15:00Z"),
        // An hour that they show twice.
        ("Sun 02:30-05:00 Europe/Zurich", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
        ("Sun 02:30-05:00 Europe/Zurich", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"),
        // Friday was left out there.
        ("Fri 08:00-09:00 Pacific/Apia", "2011-12-29T00:00:00Z", "2012-01-05T18:00:00Z"),
        ("Mon 08:00-09:00 UTC", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"),
    ])
    func opens(text: String, now: String, opening: String) throws {
        let window = try #require(ChangeWindow(text))
        #expect(window.opening(at: try Self.moment(now)) == (try Self.moment(opening)))
    }

    /// Whatever the window: it is open then, and at no minute between.
    @Test(arguments: ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "UTC"])
    func opensAtTheFirstOpenMinute(zone: String) throws {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let times = ["00:00", "01:30", "02:00", "02:30", "03:00", "12:00", "23:30"]
        // Around the changes of 2026.
        let starts = ["2026-03-06T00:00:00Z", "2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z"]
        for _ in 0..<60 {
            let (from, to) = (times.randomElement() ?? "", times.randomElement() ?? "")
            guard from != to else { continue }
            let days = (0..<Int.random(in: 1...3)).compactMap { _ in days.randomElement() }
            let text = "\(days.joined(separator: ",")) \(from)-\(to) \(zone)"
            let window = try #require(ChangeWindow(text))
            let start = try Self.moment(starts.randomElement() ?? "").seconds
            let now = try #require(Timestamp(seconds: start + 60 * .random(in: 0..<7200)))
            let opening = window.opening(at: now)
            #expect(window.isOpen(at: opening) && opening >= now, "\(text) at \(now.rfc3339)")
            let between = stride(from: now.seconds, to: opening.seconds, by: 60)
            let earlier = between.first { seconds in
                Timestamp(seconds: seconds).map(window.isOpen) == true
            }
            #expect(earlier == nil, "\(text) at \(now.rfc3339)")
        }
    }

    @Test(arguments: [
        ("", "'' is not days, hours and a time zone"),
        ("Mon-Thu 08:00-16:00", "'Mon-Thu 08:00-16:00' is not days, hours and a time zone"),
        ("Mo-Thu 08:00-16:00 UTC", "'Mo' is not a day of the week"),
        ("Mon-Wed-Fri 08:00-16:00 UTC", "'Mon-Wed-Fri' is not a day of the week"),
        ("Mon, 08:00-16:00 UTC", "'' is not a day of the week"),
        ("Mon 8-16 UTC", "'8-16' is not hours"),
        ("Mon 08:00-16:60 UTC", "'08:00-16:60' is not hours"),
        ("Mon 08:00-24:01 UTC", "'08:00-24:01' is not hours"),
        ("Mon 24:00-08:00 UTC", "'24:00-08:00' is not hours"),
        ("Mon 08:00-08:00 UTC", "'08:00-08:00' is an empty window: it never opens"),
        ("Mon 08:00-16:00 Europe/Zurych", "there is no time zone 'Europe/Zurych'"),
        ("Mon 08:00-16:00 ../UTC", "there is no time zone '../UTC'"),
    ])
    func whatIsNoWindowIsSaid(text: String, message: String) throws {
        let mistake = try #require(throws: ChangeWindow.Mistake.self) {
            try ChangeWindow(reading: text)
        }
        #expect(mistake.message == message && mistake.hint?.isEmpty == false)
        #expect(ChangeWindow(text) == nil)
    }
}
