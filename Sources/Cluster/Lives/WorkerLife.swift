import Store

/// A worker's life as a value: what happened goes in, what is to be done comes out. Drawn in
/// `ops/docs/states.md`; ``Worker`` does what it says.
struct WorkerLife {
    typealias Instant = ContinuousClock.Instant

    enum State: Equatable {
        /// Nothing that it is for is to be done.
        case unneeded
        /// It becomes a member.
        case beginning
        /// AWS is asked for Parapet's own keys: no job is claimed before.
        case checking
        case working
        /// It claims nothing more; what is under way has until then.
        case draining(until: Instant)
        case left
    }

    enum Event: Sendable {
        case needed(Bool)
        case begun
        /// It could not become a member.
        case failed
        case checked(areWrong: Bool)
        /// There may be jobs.
        case rung
        case ticked
        /// What was claimed, none where that failed.
        case claimed([Job])
        case ended(Int64, keysAreWrong: Bool)
        /// The heartbeat was answered with the schema's version; nil: it was not.
        case beaten(schema: Int?)
        case stopped
    }

    enum Action: Equatable {
        /// Whether it is needed.
        case ask
        case begin
        case claim(Int)
        case perform(Job)
        /// With the jobs under way.
        case beat(held: Set<Int64>)
        case tick(after: Duration)
        case tell(newerSchema: Int)
        /// What is under way is cut off.
        case leave
    }

    struct Times {
        /// Jobs at the same time.
        var concurrency: Int
        /// Between two questions whether it is needed.
        var ask: Duration
        /// Between two looks at an empty queue, before ``spread``.
        var poll: Duration
        var beat: Duration
        var drain: Duration
        /// The schema's version that it was written for.
        var schema: Int
        /// Many workers do not ask at the same moment.
        var spread: @Sendable () -> Double = { .random(in: 0.5...1.5) }
    }

    private(set) var state = State.unneeded
    /// Whether the database may know of it.
    private(set) var isMember = false
    private let times: Times
    /// By job, how many attempts: one that took too long may still be at it when the next begins.
    private var held: [Int64: Int] = [:]
    private var isClaiming = false
    /// Rung since the claim under way began.
    private var isRung = false
    private var askDue: Instant?
    private var claimDue: Instant?
    private var beatDue: Instant?
    private var alarm = Alarm()

    init(_ times: Times) { self.times = times }

    mutating func take(_ event: Event, at now: Instant) -> [Action] {
        var actions = step(event, at: now)
        guard state != .left else { return actions }
        if let due = beatDue, due <= now {
            beatDue = nil
            actions.append(.beat(held: Set(held.keys)))
        }
        if let limit = claims(at: now) { actions.append(.claim(limit)) }
        if let pause = alarm.pause(until: [askDue, claimDue, beatDue, limit], at: now) {
            actions.append(.tick(after: pause))
        }
        return actions
    }

    private mutating func step(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .ticked: alarm.rang(at: now)
        case .beaten: beatDue = now + times.beat
        default: break
        }
        switch state {
        case .unneeded, .beginning: return begin(event, at: now)
        case .checking: return check(event, at: now)
        case .working: return work(event, at: now)
        case .draining(let until): return drain(event, until: until, at: now)
        case .left: return []
        }
    }

    private mutating func begin(_ event: Event, at now: Instant) -> [Action] {
        switch (state, event) {
        // unneeded → beginning: there is something to do.
        case (.unneeded, .needed(true)):
            (state, isMember, askDue) = (.beginning, true, nil)
            return [.begin]
        // unneeded → unneeded: it asks again later.
        case (.unneeded, .needed(false)): askDue = now + times.ask
        case (.unneeded, .rung), (.unneeded, .ticked):
            askDue = nil
            return [.ask]
        // beginning → checking: it is a member, and shows that it lives.
        case (.beginning, .begun): (state, beatDue) = (.checking, now + times.beat)
        // unneeded → left: nobody knows of it.
        // beginning → left: the database does not take it, or it is stopped.
        case (_, .stopped), (.beginning, .failed): return leave()
        default: break
        }
        return []
    }

    private mutating func check(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        // checking → working: its keys are right, or AWS could not be asked.
        case .checked(areWrong: false): (state, claimDue) = (.working, now)
        // checking → draining: no job of it could come to anything.
        case .checked(areWrong: true): return drain(at: now)
        default: return end(event, at: now)
        }
        return []
    }

    private mutating func work(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        // working → working: it claims as soon as it can.
        case .rung:
            isRung = isClaiming
            claimDue = now
        case .claimed(let jobs):
            hold(jobs)
            let isSoon = isRung || !jobs.isEmpty
            isRung = false
            claimDue = isSoon ? now : now + times.poll * times.spread()
            return jobs.map { .perform($0) }
        case .ended(let job, keysAreWrong: false):
            release(job)
            isRung = isClaiming
            claimDue = now
        // working → draining: its keys turned out to be wrong.
        case .ended(let job, keysAreWrong: true):
            release(job)
            return drain(at: now)
        default: return end(event, at: now)
        }
        return []
    }

    private mutating func end(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        // checking, working → draining: its schema's functions are there for one version more.
        case .beaten(let schema?) where schema > times.schema:
            return [.tell(newerSchema: schema)] + drain(at: now)
        // checking, working → draining: it is stopped.
        case .stopped: return drain(at: now)
        default: return []
        }
    }

    private mutating func drain(_ event: Event, until: Instant, at now: Instant) -> [Action] {
        switch event {
        // draining → left: nothing is under way any more.
        case .ended(let job, _):
            release(job)
            return leaveIfIdle()
        // What was claimed meanwhile is not begun: it goes back with the rest.
        case .claimed:
            isClaiming = false
            return leaveIfIdle()
        // draining → left: it had the time for it.
        case .ticked where until <= now: return leave()
        default: return []
        }
    }

    private var limit: Instant? {
        guard case .draining(let until) = state else { return nil }
        return until
    }

    /// How many jobs are to be claimed now; the claim is then under way.
    private mutating func claims(at now: Instant) -> Int? {
        guard state == .working, !isClaiming, let due = claimDue, due <= now else { return nil }
        claimDue = nil
        let free = times.concurrency - held.count
        // What ends makes room.
        guard free > 0 else { return nil }
        isClaiming = true
        return free
    }

    private mutating func hold(_ jobs: [Job]) {
        isClaiming = false
        for job in jobs { held[job.id, default: 0] += 1 }
    }

    private mutating func release(_ job: Int64) {
        let left = (held[job] ?? 1) - 1
        held[job] = left > 0 ? left : nil
    }

    private mutating func drain(at now: Instant) -> [Action] {
        (state, claimDue) = (.draining(until: now + times.drain), nil)
        return leaveIfIdle()
    }

    /// A claim that nobody waits for would leave its jobs with nobody.
    private mutating func leaveIfIdle() -> [Action] {
        held.isEmpty && !isClaiming ? leave() : []
    }

    private mutating func leave() -> [Action] {
        state = .left
        return [.leave]
    }
}
