/// When a life is to be told next that time has passed: one timer at a time, whatever is due.
struct Alarm {
    typealias Instant = ContinuousClock.Instant

    private var set: Instant?

    /// A timer ran out: perhaps one that an earlier one overtook.
    mutating func rang(at now: Instant) {
        if let set, set <= now { self.set = nil }
    }

    /// How long the next timer is to run; nil: nothing is due, or one that runs already is in time.
    mutating func pause(until dues: [Instant?], at now: Instant) -> Duration? {
        guard let due = dues.compactMap({ $0 }).min(), set.map({ due < $0 }) ?? true else {
            return nil
        }
        set = due
        return max(.zero, now.duration(to: due))
    }
}
