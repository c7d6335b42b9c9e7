/// A coordinator's time as leader, or beside one, as a value: what happened goes in, what is to be
/// done comes out. Drawn in `ops/docs/states.md`; ``Coordinator`` does what it says.
struct LeaderTerm {
    typealias Instant = ContinuousClock.Instant

    enum State: Equatable {
        /// Another leads, or nobody is known to.
        case standingBy
        /// The lease is good until then, by this process's clock.
        case leading(Int64, until: Instant)
        /// Its duties come to their end; the lease is kept for them.
        case stopping(Int64?)
        /// Its duties have ended, and an answer about the lease is under way: nobody would give it back.
        case leaving(Int64?, until: Instant)
        case left
    }

    enum Event: Sendable {
        /// The lease's token, nil while another leads, and when it was asked for.
        case answered(Int64?, asked: Instant)
        /// The database did not say.
        case unanswered
        case ticked
        /// The heartbeat was answered with the schema's version; nil: it was not.
        case beaten(schema: Int?)
        case stopped
        case dutiesEnded
    }

    enum Action: Equatable {
        /// Takes the lease, or renews it.
        case ask
        case beat
        case tick(after: Duration)
        /// Duties are done with this token.
        case lead(Int64)
        /// Duties rest.
        case standBy
        case tell(newerSchema: Int)
        case endDuties
        /// The lease is given back, if it is held.
        case leave(Int64?)
    }

    struct Times {
        /// Between two renewals.
        var poll: Duration
        /// How long the lease is good for.
        var lease: Duration
        var beat: Duration
        /// The schema's version that it was written for.
        var schema: Int
    }

    private(set) var state = State.standingBy
    private let times: Times
    private var isAsking = false
    private var askDue: Instant?
    private var beatDue: Instant?
    private var alarm = Alarm()

    init(_ times: Times, at now: Instant) {
        self.times = times
        askDue = now
        beatDue = now + times.beat
    }

    mutating func take(_ event: Event, at now: Instant) -> [Action] {
        var actions = step(event, at: now)
        guard state != .left else { return actions }
        if let due = askDue, due <= now {
            (askDue, isAsking) = (nil, true)
            actions.append(.ask)
        }
        if let due = beatDue, due <= now {
            beatDue = nil
            actions.append(.beat)
        }
        if let pause = alarm.pause(until: [askDue, beatDue, end], at: now) {
            actions.append(.tick(after: pause))
        }
        return actions
    }

    private mutating func step(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .ticked: alarm.rang(at: now)
        case .answered, .unanswered: (askDue, isAsking) = (now + times.poll, false)
        case .beaten: beatDue = now + times.beat
        case .stopped, .dutiesEnded: break
        }
        switch (state, event) {
        // standingBy → leading: the lease is ours.
        case (.standingBy, .answered(let token?, let asked)):
            state = .leading(token, until: asked + times.lease)
            return [.lead(token)]
        // leading → leading: it was renewed in time. After a lapse it has another token.
        case (.leading(let old, _), .answered(let token?, let asked)):
            state = .leading(token, until: asked + times.lease)
            return token == old ? [] : [.lead(token)]
        // leading → standingBy: another took over, or the lease ran out and nobody could be asked.
        case (.leading, .answered(nil, _)): return standBy()
        case (.leading(_, let until), .ticked) where until <= now: return standBy()

        // standingBy, leading → stopping: it is stopped, or its keys are wrong.
        case (.standingBy, .stopped), (.leading, .stopped): return stop()
        // standingBy, leading → stopping: its schema's functions are there for one version more.
        case (.standingBy, .beaten(let schema?)) where schema > times.schema,
            (.leading, .beaten(let schema?)) where schema > times.schema:
            return [.tell(newerSchema: schema)] + stop()

        // stopping → stopping: the lease may change hands meanwhile.
        case (.stopping, .answered(let token, _)): state = .stopping(token)
        // stopping → leaving: it was asking for the lease, or renewing it.
        case (.stopping(let token), .dutiesEnded) where isAsking:
            (state, beatDue) = (.leaving(token, until: now + times.lease), nil)
        // stopping → left: its duties are done.
        case (.stopping(let token), .dutiesEnded): return leave(token)
        // leaving → left: it is known what is to be given back, or the database does not say.
        case (.leaving, .answered(let token, _)): return leave(token)
        case (.leaving(let token, _), .unanswered): return leave(token)
        case (.leaving(let token, let until), .ticked) where until <= now: return leave(token)
        default: break
        }
        return []
    }

    private var end: Instant? {
        switch state {
        case .leading(_, let until), .leaving(_, let until): until
        case .standingBy, .stopping, .left: nil
        }
    }

    private mutating func leave(_ token: Int64?) -> [Action] {
        state = .left
        return [.leave(token)]
    }

    private mutating func standBy() -> [Action] {
        state = .standingBy
        return [.standBy]
    }

    private mutating func stop() -> [Action] {
        if case .leading(let token, _) = state {
            state = .stopping(token)
        } else {
            state = .stopping(nil)
        }
        return [.endDuties]
    }
}
