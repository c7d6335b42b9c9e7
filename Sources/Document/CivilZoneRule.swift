/// The part of a time zone's file that says what holds for all years to come: a TZ string of POSIX
/// (IEEE Std 1003.1, "Environment Variables", TZ), with the hours of RFC 8536, section 3.3.1.
struct CivilZoneRule: Sendable, Hashable {
    /// A day of a year, and a time on the wall from its midnight.
    struct Moment: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// `Jn`: 1 to 365, February 29 is never counted.
            case julian(Int64)
            /// `n`: 0 to 365.
            case ofYear(Int64)
            /// `Mm.w.d`: the w-th such weekday of a month; 5 is the last, Sunday is 0.
            case weekday(month: Int64, week: Int64, day: Int64)
        }

        let day: Day
        let secondOfDay: Int64
    }

    struct Summer: Sendable, Hashable {
        let offsetSeconds: Int64
        let start: Moment
        let end: Moment
    }

    let offsetSeconds: Int64
    /// Nil: it is the same all year.
    let summer: Summer?

    func offsetSeconds(at seconds: Int64) -> Int64 {
        guard let summer else { return offsetSeconds }
        let year = CivilTime(seconds: seconds + offsetSeconds).year
        let (start, end) = bounds(of: summer, in: year)
        let isSummer =
            start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
        return isSummer ? summer.offsetSeconds : offsetSeconds
    }

    func changes(in year: Int64) -> [Int64] {
        guard let summer else { return [] }
        let (start, end) = bounds(of: summer, in: year)
        return [start, end]
    }

    /// In UTC. Each is told by the clock that is in force before it.
    private func bounds(of summer: Summer, in year: Int64) -> (start: Int64, end: Int64) {
        (
            summer.start.seconds(in: year) - offsetSeconds,
            summer.end.seconds(in: year) - summer.offsetSeconds
        )
    }
}

extension CivilZoneRule.Moment {
    /// On the wall, since 1970-01-01T00:00:00 there.
    fileprivate func seconds(in year: Int64) -> Int64 { days(in: year) * 86400 + secondOfDay }

    private func days(in year: Int64) -> Int64 {
        let newYear = CivilTime.days(year: year, month: 1, day: 1)
        switch day {
        case .julian(let day):
            return newYear + day - 1 + (CivilTime.isLeap(year) && day > 59 ? 1 : 0)
        case .ofYear(let day): return newYear + day
        case .weekday(let month, let week, let day):
            let first = CivilTime.days(year: year, month: month, day: 1)
            let firstWeekday = CivilTime(seconds: first * 86400).dayOfWeek
            let length = Int64(CivilTime.days(inMonth: Int(month), of: Int(year)))
            var offset = (day - firstWeekday + 7) % 7 + (week - 1) * 7
            if offset >= length { offset -= 7 }
            return first + offset
        }
    }
}
