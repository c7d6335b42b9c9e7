import CEL
import Document

extension ChangeWindow {
    /// Why a text is no window.
    public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        public let message: String
        public let hint: String?

        public var description: String { message + (hint.map { "; \($0)" } ?? "") }
    }

    /// Nil for what ``init(reading:)`` refuses.
    public init?(_ text: String) {
        guard let window = try? ChangeWindow(reading: text) else { return nil }
        self = window
    }

    /// Reads days, hours and a time zone; days are ranges or lists, and hours may end the next day.
    public init(reading text: String) throws(Mistake) {
        let words = text.split(separator: " ")
        guard words.count == 3 else {
            throw Mistake(
                message: "'\(text)' is not days, hours and a time zone",
                hint: "such as Mon-Thu 08:00-16:00 Europe/Zurich"
            )
        }
        days = try Self.days(words[0])
        (fromMinute, toMinute) = try Self.minutes(words[1])
        zone = try Self.zone(String(words[2]))
        self.text = words.joined(separator: " ")
    }

    private static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static func days(_ text: Substring) throws(Mistake) -> Set<Int64> {
        var days: Set<Int64> = []
        for range in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = range.split(separator: "-", omittingEmptySubsequences: false)
            guard (1...2).contains(ends.count) else { throw notDays(text) }
            let first = try day(ends[0])
            let last = try day(ends[ends.count - 1])
            // Fri-Mon goes over the end of the week.
            for distance in 0...(last - first + 7) % 7 { days.insert((first + distance) % 7) }
        }
        return days
    }

    private static func day(_ text: Substring) throws(Mistake) -> Int64 {
        guard let day = dayNames.firstIndex(where: { $0.lowercased() == text.lowercased() }) else {
            throw notDays(text)
        }
        return Int64(day)
    }

    private static func notDays(_ text: Substring) -> Mistake {
        Mistake(
            message: "'\(text)' is not a day of the week",
            hint: "\(dayNames.joined(separator: " ")), as Mon-Thu or Mon,Wed"
        )
    }

    private static func minutes(
        _ text: Substring
    ) throws(Mistake) -> (from: Int64, to: Int64) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minute)
        guard ends.count == 2, let from = ends[0], let to = ends[1], from < minutesOfDay else {
            throw Mistake(message: "'\(text)' is not hours", hint: "such as 08:00-16:00")
        }
        guard from != to else {
            throw Mistake(
                message: "'\(text)' is an empty window: it never opens",
                hint: "a whole day is 00:00-24:00"
            )
        }
        return (from, to < from ? to + minutesOfDay : to)
    }

    private static let minutesOfDay: Int64 = 1440

    /// `08:00`, up to `24:00`.
    private static func minute(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }
            ),
            let hours = Int64(parts[0]), let minutes = Int64(parts[1]), minutes < 60,
            hours * 60 + minutes <= minutesOfDay
        else { return nil }
        return hours * 60 + minutes
    }

    private static func zone(_ name: String) throws(Mistake) -> CivilZone {
        if let zone = CivilZone.named(name) { return zone }
        throw Mistake(
            message: "there is no time zone '\(name)'",
            hint: CivilZone.isDatabaseThere
                ? "a name of the time zone database, such as Europe/Zurich, or UTC"
                : "the time zone database is missing here: install tzdata, or use UTC"
        )
    }
}
