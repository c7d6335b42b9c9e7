import Document

/// The hours of a week in which changes are made: `Mon-Thu 08:00-16:00 Europe/Zurich`.
public struct ChangeWindow: Sendable, Hashable {
    /// From Monday, 0.
    let days: Set<Int64>
    let fromMinute: Int64
    /// At most a day after its beginning: it may be of the next day.
    let toMinute: Int64
    let zone: CivilZone
    /// As written.
    public let text: String

    /// Whether a change may be made at that moment.
    public func isOpen(at moment: Timestamp) -> Bool { isOpen(at: moment.seconds) }

    /// That moment where it is open, else when it opens next, by the clocks of its zone: what they
    /// skip is not there, and what they show twice is there twice.
    public func opening(at now: Timestamp) -> Timestamp {
        guard !isOpen(at: now.seconds) else { return now }
        let end = now.seconds + Self.longestWaitDays * 86400
        let changes = zone.changes(after: now.seconds - 86400, through: end)
        var moments = changes
        let offsets = Set(([now.seconds] + changes).map(zone.offsetSeconds))
        let today = (now.seconds + zone.offsetSeconds(at: now.seconds)) / 86400
        for day in today - 1...today + Self.longestWaitDays {
            for offset in offsets { moments.append(day * 86400 + fromMinute * 60 - offset) }
        }
        let next = moments.filter { $0 > now.seconds && isOpen(at: $0) }.min()
        return next.flatMap { Timestamp(seconds: $0) } ?? .last
    }

    /// A week for the day to come round, one more where the clocks skip it, and a day.
    private static let longestWaitDays: Int64 = 15

    private func isOpen(at seconds: Int64) -> Bool {
        let wall = CivilTime(seconds: seconds + zone.offsetSeconds(at: seconds))
        let day = (wall.dayOfWeek + 6) % 7
        let second = wall.secondOfDay
        if days.contains(day), second >= fromMinute * 60, second < toMinute * 60 { return true }
        // The end of what began the day before.
        return days.contains((day + 6) % 7) && second + 86400 < toMinute * 60
    }
}

extension Timestamp {
    /// The end of the year 9999.
    fileprivate static let last = Timestamp(seconds: 253_402_300_799) ?? .epoch
}
