import Document
import Platform

/// How far this machine's clock is off the database's, as far as that is certain: what an answer took on
/// its way is nobody's fault.
public final class ClockWatch: Sendable {
    private let clock: @Sendable () -> Timestamp
    private let changed: @Sendable (Double) -> Void
    private let known = Lock(0.0)

    /// What is off by less is left alone: AWS allows five minutes.
    public static let toleranceSeconds = 60.0

    /// - Parameters:
    ///   - clock: this machine's.
    ///   - changed: told how far it is ahead, whenever that became another: 0 where it is right again.
    public init(
        clock: @escaping @Sendable () -> Timestamp = { .now() },
        changed: @escaping @Sendable (Double) -> Void = { _ in }
    ) {
        self.clock = clock
        self.changed = changed
    }

    /// Ahead of the database's; below 0: behind.
    public var aheadSeconds: Double { known.withLock { $0 } }

    /// For people.
    public static func text(_ aheadSeconds: Double) -> String {
        let seconds = Int(abs(aheadSeconds))
        let amount = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
        return "\(amount) \(aheadSeconds < 0 ? "behind" : "ahead of") the database's"
    }

    func now() -> Timestamp { clock() }

    /// - Parameters:
    ///   - asked: when the question left, by this clock.
    ///   - theirs: the database's time in between.
    ///   - answered: when the answer was there, by this clock.
    func measure(asked: Timestamp, theirs: Timestamp, answered: Timestamp) {
        let before = asked.seconds(since: theirs)
        let after = theirs.seconds(since: answered)
        let ahead = before > 0 ? before : after > 0 ? -after : 0
        let isNew = known.withLock { known in
            let (was, isOff) = (known, abs(ahead) > Self.toleranceSeconds)
            known = isOff ? ahead.rounded() : 0
            return abs(known - was) > Self.toleranceSeconds || isOff != (was != 0)
        }
        if isNew { changed(known.withLock { $0 }) }
    }
}

extension Timestamp {
    fileprivate func seconds(since other: Timestamp) -> Double {
        Double(seconds - other.seconds) + Double(nanoseconds - other.nanoseconds) / 1e9
    }
}
