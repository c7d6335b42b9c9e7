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
                last.map { now.seconds - $0.seconds >= Int64(seconds) } ?? true
            case .cron(let cron):
                if let last, let latest = cron.latest(notAfter: now) {
                    latest > last
                } else {
                    false
                }
            case .event: false
            }
        }
    }

    /// Whether it has a clock at all.
    public var isTimed: Bool {
        triggers.contains { if case .event = $0 { false } else { true } }
    }
}
