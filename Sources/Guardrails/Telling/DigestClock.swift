import Document

/// When digests are told, by the clocks of a place.
enum DigestClock {
    /// On days and weeks: when people come to work.
    private static let hour: Int64 = 8

    /// The first time for it after a moment: the full hour; eight in the morning; that of a Monday.
    static func next(
        _ digest: Configuration.Digest,
        after moment: Timestamp,
        in zone: CivilZone
    ) -> Timestamp {
        let seconds = moment.seconds
        switch digest {
        case .never: return moment
        case .hourly:
            let wall = CivilTime(seconds: seconds + zone.offsetSeconds(at: seconds))
            return Timestamp(seconds: seconds + 3600 - wall.secondOfDay % 3600) ?? moment
        case .daily, .weekly:
            let wall = seconds + zone.offsetSeconds(at: seconds)
            let time = CivilTime(seconds: wall)
            let today = CivilTime.days(year: time.year, month: time.month, day: time.day)
            for day in today...today + 8 {
                let start = day * 86400
                // From Sunday, 0.
                guard digest == .daily || CivilTime(seconds: start).dayOfWeek == 1 else { continue }
                let morning = start + hour * 3600
                // Once more, where the clocks change that night.
                let guess = morning - zone.offsetSeconds(at: morning)
                let opening = morning - zone.offsetSeconds(at: guess)
                if opening > seconds { return Timestamp(seconds: opening) ?? moment }
            }
            return moment
        }
    }
}
