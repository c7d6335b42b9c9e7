import Document

extension Guardrail {
    /// Whether one of its clocks says that it is time again.
    ///
    /// - Parameter last: when one of them last did; nil: never. What is to happen every so often then
    ///   happens at once, what has its place in the calendar waits for it.
    public func isDue(since last: Timestamp?, now: Timestamp) -> Bool {
        triggers.contains { trigger in
            switch trigger {
            case .every(let seconds):
                last.map { $0.later(Int64(seconds)) <= now } ?? true
            case .cron(let cron):
                if let last, let latest = cron.latest(notAfter: now) {
                    latest > last
                } else {
                    false
                }
            case .event, .change: false
            }
        }
    }

    /// When one of its clocks will say so, the last time that one did being `last`; nil without a
    /// clock that ever does.
    public func nextDue(after last: Timestamp) -> Timestamp? {
        triggers.compactMap { trigger -> Timestamp? in
            switch trigger {
            case .every(let seconds): last.later(Int64(seconds))
            case .cron(let cron): cron.next(after: last)
            case .event, .change: nil
            }
        }.min()
    }

    /// Whether it has a clock at all.
    public var isTimed: Bool {
        triggers.contains { trigger in
            switch trigger {
            case .every, .cron: true
            case .event, .change: false
            }
        }
    }
}
