import AWS
import Guardrails

/// What an attempt of a change does next: a function of the row and of what was read. It knows no
/// database and no clock.
struct ChangeAttempt: Sendable, Hashable {
    /// How far the calls are, as the ledger knows.
    enum Progress: Sendable, Hashable {
        /// None was about to be sent.
        case planned
        /// These are being sent, to what had the hash; so many were answered. In doubt, one more may
        /// have arrived.
        case sending([ActionCall], to: String, sent: Int, isInDoubt: Bool)
    }

    /// What was read of the target, by what the action makes of it.
    struct Seen: Sendable, Hashable {
        enum Rest: Sendable, Hashable {
            /// What is left to be done; nothing where it is as it should be.
            case calls([ActionCall])
            /// The action will not do it any more.
            case refused(String)
        }

        /// Of the image.
        let hash: String
        let rest: Rest
        let standing: Standing
    }

    /// What the guardrail says of the finding now.
    enum Standing: Sendable, Hashable {
        case violates
        /// Nothing violates any more, or it is nobody's concern.
        case over(String)
        case unknown(String)
        /// It is not judged here.
        case notAsked
    }

    enum Step: Sendable, Hashable {
        /// Records that these are to be sent, and then sends the first.
        case intend([ActionCall])
        /// Sends the first of these, which are what is left of the intent.
        case send([ActionCall])
        /// Reads again soon.
        case read(String)
        case end(ChangeState, String?)
    }

    /// Whether a person approved exactly these calls.
    let isDecided: Bool
    let planned: [ActionCall]
    /// Of what the plan rests on.
    let beforeHash: String
    var progress: Progress

    /// Whether something may have been sent.
    var isBegun: Bool { progress != .planned }

    /// - Parameter isOverdue: whether it was read often enough.
    func next(_ seen: Seen, isOverdue: Bool) -> Step {
        switch progress {
        case .planned: begin(seen, isOverdue)
        case .sending(let calls, let hash, let sent, let isInDoubt):
            goOn(seen, calls, hash, sent, isInDoubt, isOverdue)
        }
    }

    /// Nothing was sent: it is compared with what the plan rests on.
    private func begin(_ seen: Seen, _ isOverdue: Bool) -> Step {
        switch seen.standing {
        case .over(let reason): return .end(.noOp, reason)
        case .unknown(let reason): return .read(reason)
        case .violates, .notAsked: break
        }
        switch seen.rest {
        case .calls([]): return .end(.noOp, "it is as it should be already")
        case .refused(let reason): return .end(.conflict, reason)
        case .calls(let rest):
            // What is aside may have moved.
            if seen.hash == beforeHash { return .intend(isDecided ? planned : rest) }
            // Something is done already: what was approved, or less.
            if planned.count > rest.count, planned.suffix(rest.count) == rest[...] {
                return .intend(rest)
            }
            return isDecided
                ? .end(.conflict, "somebody changed it since it was proposed") : .intend(rest)
        }
    }

    /// Some may have been sent: what is there tells.
    private func goOn(
        _ seen: Seen,
        _ calls: [ActionCall],
        _ hash: String,
        _ sent: Int,
        _ isInDoubt: Bool,
        _ isOverdue: Bool
    ) -> Step {
        switch seen.rest {
        case .refused(let reason):
            return isOverdue ? .end(.conflict, reason) : .read(reason)
        case .calls([]):
            switch seen.standing {
            case .violates:
                let reason = "the calls took effect, and it violates still"
                return isOverdue ? .end(.failed, reason) : .read(reason)
            case .unknown(let reason):
                return isOverdue ? .end(.failed, "not verified: \(reason)") : .read(reason)
            case .over, .notAsked: return .end(.done, nil)
            }
        case .calls(let rest):
            let left = calls.count - sent
            let isOfOurs = rest.count <= calls.count && calls.suffix(rest.count) == rest[...]
            if isOfOurs, rest.count < left { return .intend(rest) }
            if isOfOurs, rest.count == left, left > 0 {
                if sent == 0, seen.hash != hash {
                    return .end(.conflict, "somebody changed it while it was changed")
                }
                guard isInDoubt, rest.first?.isRepeatable != true else { return .send(rest) }
                // The call may have arrived, and not show yet. It did not: a switch that was pulled
                // since counts, and the intent asks for it.
                return isOverdue ? .intend(rest) : .read("a call may have arrived")
            }
            // AWS may show an older state for a while.
            guard isOverdue else { return .read("it does not show yet") }
            return isOfOurs && left == 0
                ? .end(.failed, "AWS took the calls, and nothing changed")
                : .end(.conflict, "it is neither as it was before nor as it should be")
        }
    }
}
