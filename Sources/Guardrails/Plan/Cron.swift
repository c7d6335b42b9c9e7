import Document

/// A line of cron, in UTC: minute, hour, day of the month, month, day of the week. Where both days are
/// narrowed, either will do.
public struct Cron: Sendable, Hashable {
    public let text: String
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let isEitherDay: Bool

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// Nil for what is not such a line. Fields hold `*`, numbers, names of months and weekdays, ranges,
    /// steps and lists of these.
    public init?(_ text: String) {
        let fields = text.lowercased().split(separator: " ")
        guard fields.count == 5,
            let minutes = Self.values(fields[0], 0...59),
            let hours = Self.values(fields[1], 0...23),
            let days = Self.values(fields[2], 1...31),
            let months = Self.values(fields[3], 1...12, Self.monthNames, firstName: 1),
            let weekdays = Self.values(fields[4], 0...7, Self.weekdayNames, firstName: 0)
        else { return nil }
        self.text = text
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
        isEitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    }

    private static func values(
        _ field: Substring,
        _ range: ClosedRange<Int>,
        _ names: [String] = [],
        firstName: Int = 0
    ) -> Set<Int>? {
        func number(_ text: Substring) -> Int? {
            let named = names.firstIndex(of: String(text)).map { $0 + firstName }
            return (named ?? Int(text)).flatMap { range.contains($0) ? $0 : nil }
        }
        var values: Set<Int> = []
        for item in field.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "/", omittingEmptySubsequences: false)
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count <= 2, ends.count <= 2,
                let step = parts.count == 2 ? Int(parts[1]) : 1, step > 0
            else { return nil }
            if parts[0] == "*" {
                values.formUnion(
                    stride(from: range.lowerBound, through: range.upperBound, by: step)
                )
                continue
            }
            guard let first = number(ends[0]) else { return nil }
            let open = parts.count == 2 ? range.upperBound : first
            guard let last = ends.count == 2 ? number(ends[1]) : open, first <= last else {
                return nil
            }
            values.formUnion(stride(from: first, through: last, by: step))
        }
        return values
    }

    /// Whether there is any day that it names; February 30 is none.
    public var fires: Bool {
        // 2028-03-01: every date that there is lies within the eight years before.
        Timestamp(seconds: 1_835_481_600).flatMap { latest(notAfter: $0) } != nil
    }

    /// The last leap day may lie eight years back.
    private static let searchDays: Int64 = 8 * 366

    /// The latest moment that it names, not after `time`; nil where there is none, as on February 30.
    public func latest(notAfter time: Timestamp) -> Timestamp? {
        let today = CivilTime(seconds: time.seconds)
        let midnight = time.seconds - today.secondOfDay
        for back in 0..<Self.searchDays {
            let day = CivilTime(seconds: midnight - back * 86400)
            guard includes(day) else { continue }
            let bound = back == 0 ? Int(today.secondOfDay) : 86399
            for hour in hours.sorted(by: >) {
                for minute in minutes.sorted(by: >) where hour * 3600 + minute * 60 <= bound {
                    let second = Int64(hour * 3600 + minute * 60)
                    return Timestamp(seconds: midnight - back * 86400 + second)
                }
            }
        }
        return nil
    }

    /// The first moment that it names after `time`; nil where there is none.
    public func next(after time: Timestamp) -> Timestamp? {
        let today = CivilTime(seconds: time.seconds)
        let midnight = time.seconds - today.secondOfDay
        for ahead in 0..<Self.searchDays {
            let start = midnight + ahead * 86400
            guard includes(CivilTime(seconds: start)) else { continue }
            for hour in hours.sorted() {
                for minute in minutes.sorted() {
                    let moment = start + Int64(hour * 3600 + minute * 60)
                    if moment > time.seconds { return Timestamp(seconds: moment) }
                }
            }
        }
        return nil
    }

    private func includes(_ day: CivilTime) -> Bool {
        guard months.contains(Int(day.month)) else { return false }
        let isDay = days.contains(Int(day.day))
        let isWeekday = weekdays.contains(Int(day.dayOfWeek))
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }
}
