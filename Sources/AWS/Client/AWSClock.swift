import Document
import Platform

/// AWS's time, by which requests are signed. Known by the `Date` of its answers; before the first of them
/// by whoever measured this machine's clock against another's.
final class AWSClock: Sendable {
    private struct State {
        /// Seconds to add to our clock to get AWS's.
        var offset: Int64 = 0
        /// When AWS told; nil: never yet.
        var told: ContinuousClock.Instant?
    }

    private let ours: @Sendable () -> Timestamp
    private let state = Lock(State())

    /// What is off by less is left alone: AWS allows five minutes.
    private static let toleranceSeconds: Int64 = 60
    /// A clock may be set while a process runs.
    private static let again = Duration.seconds(60)

    /// - Parameter ours: this machine's clock.
    init(_ ours: @escaping @Sendable () -> Timestamp) { self.ours = ours }

    func now() -> Timestamp {
        let now = ours()
        let seconds = now.seconds + state.withLock { $0.offset }
        return Timestamp(seconds: seconds, nanoseconds: now.nanoseconds) ?? now
    }

    /// Our clock is ahead of one that is believed to be right. AWS's own word counts for more.
    func assume(aheadSeconds: Double) {
        state.withLock { if $0.told == nil { $0.offset = -Int64(aheadSeconds) } }
    }

    /// Takes AWS's time over from an answer where ours is more than a minute off. True where that changed
    /// something.
    ///
    /// - Parameter isRefused: the answer says that the time was wrong.
    func learn(from response: HTTPResponse, isRefused: Bool) -> Bool {
        let now = ContinuousClock.now
        let isKnown = state.withLock { state in state.told.map { now - $0 < Self.again } ?? false }
        guard isRefused || !isKnown,
            let theirs = response.header("Date").flatMap({ WireTime.read($0) })
        else { return false }
        let offset = theirs.seconds - ours().seconds
        return state.withLock { state in
            state.told = now
            guard abs(offset - state.offset) > Self.toleranceSeconds else { return false }
            state.offset = offset
            return true
        }
    }
}
