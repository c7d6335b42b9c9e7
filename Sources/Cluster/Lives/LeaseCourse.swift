import Store

/// What is done with the lease of a job, from its claim to its end, as a value: what came of a step
/// goes in, the next one comes out. Drawn in `ops/docs/states.md`; ``JobRunner`` does what it says.
struct LeaseCourse {
    enum State {
        case preparing
        case performing
        case committing
        case handingBack
        case left
    }

    enum Event {
        /// What the job is done with is known.
        case prepared
        /// It came to an end, which is to be committed.
        case performed
        /// What the database made of that.
        case ended(Ended)
        case failed(Failure)
        /// The worker leaves: it cannot ask the database, and reads that were cut off say nothing about
        /// AWS. It gives back all its jobs at once.
        case cut
    }

    /// What the database did not do.
    enum Failure {
        /// What another release has stored, its own workers can read.
        case unreadable
        case outage
        case other
    }

    enum Action: Equatable {
        /// Learns what it is done with; anew, where somebody else wrote of its scope meanwhile.
        case prepare(anew: Bool)
        case perform
        case commit
        case handBack(Return)
        case leave
    }

    enum Return: Equatable {
        /// Nothing is counted.
        case snooze(seconds: Double)
        case retry(Ending.Cause)
    }

    /// How often a look is made again, because exceptions changed or the scope did.
    static let maxLooks = 5
    static let pauseSeconds = 5.0
    static let leaveSeconds = 30.0

    private(set) var state = State.preparing
    private var looks = 0

    static let first = Action.prepare(anew: false)

    mutating func take(_ event: Event) -> Action {
        switch (state, event) {
        // preparing → performing: its rules and accounts are there.
        case (.preparing, .prepared):
            state = .performing
            looks += 1
            return .perform
        // performing → committing: it came to something, if only to a failure.
        case (.performing, .performed):
            state = .committing
            return .commit
        // committing → performing: exceptions changed, what was read stands.
        case (.committing, .ended(.stale)) where looks < Self.maxLooks:
            state = .performing
            looks += 1
            return .perform
        // committing → preparing: somebody else wrote of the scope, it is read again.
        case (.committing, .ended(.overtaken)) where looks < Self.maxLooks:
            state = .preparing
            return .prepare(anew: true)
        // committing → handingBack: it would go on like that.
        case (.committing, .ended(.stale)), (.committing, .ended(.overtaken)):
            return handBack(.snooze(seconds: Self.pauseSeconds))
        // preparing, performing, committing → handingBack: the database did not do its part.
        case (.preparing, .failed(let failure)), (.performing, .failed(let failure)),
            (.committing, .failed(let failure)):
            switch failure {
            case .unreadable: return handBack(.snooze(seconds: Self.leaveSeconds))
            case .outage: return handBack(.retry(.outage))
            case .other: return handBack(.retry(.failure))
            }
        // committing → left: it is done, in the queue again, a dead letter, or another's.
        // handingBack → left: it is in the queue again, or stays ours until its lease runs out.
        // preparing, performing → left: the worker leaves.
        default:
            state = .left
            return .leave
        }
    }

    private mutating func handBack(_ way: Return) -> Action {
        state = .handingBack
        return .handBack(way)
    }
}
