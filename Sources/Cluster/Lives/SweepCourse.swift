import Store

/// How a sweep is led, as a value: what came of a step goes in, the next step comes out. The sweep's
/// own states are the database's, drawn in `ops/docs/states.md`; ``SweepLeader`` takes the steps.
struct SweepCourse {
    enum Event {
        /// Where it is; nil: it has ended, is paused, or another leads it.
        case found(SweepLeading.Position?)
        /// A step was taken: there may be another at once.
        case taken
        /// What it needs is not known yet.
        case notYet
        /// So many jobs need not wait any more, of so many.
        case opened(Int, left: Int)
        /// So many findings were closed.
        case closed(Int)
        case ended
        case rested
        case failed
        /// Another coordinator leads.
        case lost
    }

    enum Action: Equatable {
        case look
        case begin
        case plan
        case open(left: Int)
        /// What its rules and accounts no longer hold, a piece at a time.
        case close
        case finish
        case rest(seconds: Double)
        case leave
    }

    /// A sweep with fewer jobs may be ready for its next step at any moment.
    static let fewJobs = 100
    static let shortestPause = 0.05

    private let pollSeconds: Double
    private var pause = Self.shortestPause

    init(pollSeconds: Double) { self.pollSeconds = pollSeconds }

    mutating func take(_ event: Event) -> Action {
        switch event {
        case .found(nil), .ended, .lost: return .leave
        case .found(let position?): return step(from: position)
        // Anew each time: it may be cancelled, paused or led by another meanwhile.
        case .rested: return .look
        case .taken: return again()
        case .notYet: return rest(jobsLeft: 0)
        case .opened(let opened, let left): return opened > 0 ? again() : rest(jobsLeft: left)
        case .closed(0): return .finish
        case .closed: return again()
        case .failed:
            pause = pollSeconds
            return .rest(seconds: pause)
        }
    }

    private mutating func step(from position: SweepLeading.Position) -> Action {
        switch position.state {
        // requested → discovering: once its accounts are known.
        case .requested: return .begin
        // discovering → running: every account said which regions it has.
        case .discovering where position.jobsLeft == 0: return .plan
        // running → done: no job is left.
        case .running where position.jobsLeft == 0: return .close
        case .running where position.isWaiting: return .open(left: position.jobsLeft)
        case .discovering, .running: return rest(jobsLeft: position.jobsLeft)
        case .done, .failed, .cancelled: return .leave
        }
    }

    private mutating func again() -> Action {
        pause = Self.shortestPause
        return .rest(seconds: pause)
    }

    private mutating func rest(jobsLeft: Int) -> Action {
        pause = jobsLeft < Self.fewJobs ? min(pause * 1.5, pollSeconds) : pollSeconds
        return .rest(seconds: pause)
    }
}
