import Document

/// The rule for the years after a zone file's last transition, such as
/// `EST5EDT,M3.2.0,M11.1.0` (POSIX, section 8.3, with the extensions of RFC 9636).
struct ZoneRule: Sendable {
    private enum Day: Sendable {
        case monthWeekDay(Int64, Int64, Int64)
        /// 1 to 365, February 29 is never counted.
        case julian(Int64)
        /// 0 to 365.
        case ofYear(Int64)
    }

    private struct Change: Sendable {
        let day: Day
        let secondOfDay: Int64
    }

    private let standardOffset: Int64
    private let summer: (offset: Int64, start: Change, end: Change)?

    init?(_ text: [UInt8]) {
        var reader = Reader(bytes: text[...])
        guard reader.skipName(), let west = reader.time() else { return nil }
        standardOffset = -west
        guard reader.skipName() else {
            summer = nil
            return
        }
        let offset = reader.time().map { -$0 } ?? standardOffset + 3600
        guard let start = reader.change(), let end = reader.change() else { return nil }
        summer = (offset, start, end)
    }

    func offsetSeconds(at moment: Int64) -> Int64 {
        guard let summer else { return standardOffset }
        let year = CivilTime(seconds: moment + standardOffset).year
        let start = Self.seconds(summer.start, year) - standardOffset
        let end = Self.seconds(summer.end, year) - summer.offset
        let isSummer =
            start < end ? moment >= start && moment < end : moment >= start || moment < end
        return isSummer ? summer.offset : standardOffset
    }

    private static func seconds(_ change: Change, _ year: Int64) -> Int64 {
        let newYear = CivilTime.days(year: year, month: 1, day: 1)
        let days: Int64
        switch change.day {
        case .ofYear(let day): days = newYear + day
        case .julian(let day):
            days = newYear + day - (CivilTime.isLeap(year) && day >= 60 ? 0 : 1)
        case .monthWeekDay(let month, let week, let weekDay):
            let first = CivilTime.days(year: year, month: month, day: 1)
            let next = CivilTime.days(
                year: month == 12 ? year + 1 : year,
                month: month % 12 + 1,
                day: 1
            )
            let firstWeekDay = CivilTime(seconds: first * 86400).dayOfWeek
            var day = first + (weekDay - firstWeekDay + 7) % 7 + (week - 1) * 7
            while day >= next { day -= 7 }
            days = day
        }
        return days * 86400 + change.secondOfDay
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard bytes.first == UInt8(ascii: scalar) else { return false }
            bytes.removeFirst()
            return true
        }

        mutating func number() -> Int64? {
            let digits = bytes.prefix { $0.isDigit }
            guard (1...4).contains(digits.count) else { return nil }
            bytes.removeFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }

        /// A name of letters, or of anything within `<` and `>`.
        mutating func skipName() -> Bool {
            if skip("<") {
                bytes = bytes.drop { $0 != UInt8(ascii: ">") }
                return skip(">")
            }
            let name = bytes.prefix { $0.isIdentifierStart }
            bytes.removeFirst(name.count)
            return !name.isEmpty
        }

        /// Seconds from `[+-]hh[:mm[:ss]]`.
        mutating func time() -> Int64? {
            let sign: Int64 = skip("-") ? -1 : 1
            if sign == 1 { _ = skip("+") }
            guard let hours = number() else { return nil }
            var seconds = hours * 3600
            if skip(":") {
                guard let minutes = number() else { return nil }
                seconds += minutes * 60
                if skip(":") {
                    guard let rest = number() else { return nil }
                    seconds += rest
                }
            }
            return sign * seconds
        }

        mutating func change() -> Change? {
            guard skip(","), let day = day() else { return nil }
            return Change(day: day, secondOfDay: skip("/") ? time() ?? 7200 : 7200)
        }

        private mutating func day() -> Day? {
            if skip("J") { return number().map { .julian($0) } }
            guard skip("M") else { return number().map { .ofYear($0) } }
            guard let month = number(), skip("."), let week = number(), skip("."),
                let day = number(), (1...12).contains(month), (1...5).contains(week), day < 7
            else { return nil }
            return .monthWeekDay(month, week, day)
        }
    }
}
