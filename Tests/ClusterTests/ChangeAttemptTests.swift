import AWS
import Guardrails
import Testing

@testable import Cluster

/// What an attempt of a change does next, for each thing that it may find.
@Suite struct ChangeAttemptTests {
    private typealias Seen = ChangeAttempt.Seen
    private typealias Step = ChangeAttempt.Step

    private static let add = ActionCall("ec2", "AuthorizeSecurityGroupIngress", ["GroupId": "sg-1"])
    private static let take = ActionCall("ec2", "RevokeSecurityGroupIngress", ["GroupId": "sg-1"])
    private static let other = ActionCall("ec2", "CreateTags", [:])

    private func attempt(
        _ progress: ChangeAttempt.Progress,
        decided isDecided: Bool = true
    ) -> ChangeAttempt {
        ChangeAttempt(
            isDecided: isDecided,
            planned: [Self.add, Self.take],
            beforeHash: "before",
            progress: progress
        )
    }

    private func seen(
        _ hash: String,
        _ rest: [ActionCall],
        _ standing: ChangeAttempt.Standing = .violates
    ) -> Seen {
        Seen(hash: hash, rest: .calls(rest), standing: standing)
    }

    private func sending(
        _ calls: [ActionCall],
        sent: Int,
        inDoubt: Bool = false,
        to hash: String = "before"
    ) -> ChangeAttempt.Progress {
        .sending(calls, to: hash, sent: sent, isInDoubt: inDoubt)
    }

    /// What is left of a plan is its rest, whatever pause was planned before it.
    @Test func aPauseIsNoPartOfACall() throws {
        let paused = ActionCall("ec2", "CreateTags", ["a": "b"], pauseSeconds: 2)
        let other = ActionCall("ec2", "CreateTags", ["a": "b"])
        #expect(paused == other && Set([paused, other]).count == 1)
        let kept = try #require(ActionCall(paused.json))
        #expect(kept.pauseSeconds == 2 && kept.json == paused.json)
        #expect(try #require(ActionCall(other.json)).pauseSeconds == 0)
    }

    @Test func beforeTheFirstCall() {
        let both = [Self.add, Self.take]
        for decided in [true, false] {
            let planned = attempt(.planned, decided: decided)
            #expect(planned.next(seen("before", both), isOverdue: false) == .intend(both))
            // What is done already is not done again: less than was approved.
            #expect(planned.next(seen("x", [Self.take]), isOverdue: false) == .intend([Self.take]))
            #expect(
                planned.next(seen("x", []), isOverdue: false)
                    == .end(.noOp, "it is as it should be already")
            )
            #expect(
                planned.next(seen("before", both, .over("excepted")), isOverdue: false)
                    == .end(.noOp, "excepted")
            )
            #expect(
                planned.next(seen("before", both, .unknown("denied")), isOverdue: true)
                    == .read("denied")
            )
            #expect(
                planned.next(
                    Seen(hash: "x", rest: .refused("it has one"), standing: .violates),
                    isOverdue: false
                ) == .end(.conflict, "it has one")
            )
        }
        let changed = seen("x", [Self.add, Self.other])
        #expect(
            attempt(.planned).next(changed, isOverdue: false)
                == .end(.conflict, "somebody changed it since it was proposed")
        )
        #expect(
            attempt(.planned, decided: false).next(changed, isOverdue: false)
                == .intend([Self.add, Self.other])
        )
        // The same calls for what is not the same any more.
        #expect(
            attempt(.planned).next(seen("x", both), isOverdue: false)
                == .end(.conflict, "somebody changed it since it was proposed")
        )
    }

    /// What may be sent again is, at once; what may not waits until it shows whether it arrived.
    @Test(arguments: [true, false]) func whatIsInDoubt(isRepeatable: Bool) {
        let call = ActionCall("ec2", "DoSomething", ["a": "b"], isRepeatable: isRepeatable)
        let attempt = ChangeAttempt(
            isDecided: false,
            planned: [call],
            beforeHash: "before",
            progress: .sending([call], to: "before", sent: 0, isInDoubt: true)
        )
        let next = attempt.next(seen("before", [call]), isOverdue: false)
        #expect(next == (isRepeatable ? .send([call]) : .read("a call may have arrived")))
    }

    /// What is aside may have moved since it was planned: of what nobody approved, the calls are those of now.
    @Test func whatIsAsideCountsUntilTheFirstCall() {
        for decided in [true, false] {
            let planned = attempt(.planned, decided: decided)
            let next = planned.next(seen("before", [Self.other, Self.add]), isOverdue: false)
            #expect(next == .intend(decided ? [Self.add, Self.take] : [Self.other, Self.add]))
        }
    }

    /// By the hashes of what is there, what was before and what was left, and what is left to be done.
    @Test func whatIsToBeTakenBack() {
        let calls = [Self.take]
        for now in ["before", "after"] {
            let found = TakingBack(now: now, before: "before", after: "after", calls)
            #expect(found == .calls(calls), "an undo that stopped halfway goes on: \(now)")
            #expect(TakingBack(now: now, before: "before", after: "after", []) == .nothing)
        }
        for after in ["after", nil] {
            let found = TakingBack(now: "other", before: "before", after: after, calls)
            #expect(found == .changedSince)
        }
    }

    /// Of an instance that is gone nothing is what it was left as, and nobody changed it.
    @Test func whatIsGoneIsNotTakenBack() {
        let calls = [Self.take]
        func back(_ gone: WhenGone, _ calls: [ActionCall]) -> TakingBack {
            TakingBack(now: "other", before: "before", after: "after", calls, gone: gone)
        }
        #expect(back(.nothing, calls) == .gone)
        #expect(back(.rest, calls) == .calls(calls), "what was made beside it goes")
        #expect(back(.rest, []) == .gone)
        #expect(back(.stays("its subnet"), []) == .stays("its subnet"))
    }

    @Test func afterACrash() {
        let both = [Self.add, Self.take]
        // It is as it was before: the call did not arrive, or does not show yet.
        let fresh = attempt(sending(both, sent: 0, inDoubt: true))
        #expect(
            fresh.next(seen("before", both), isOverdue: false) == .read("a call may have arrived")
        )
        // It is not sent again before the switches were asked.
        #expect(fresh.next(seen("before", both), isOverdue: true) == .intend(both))
        let second = attempt(sending(both, sent: 1, inDoubt: true))
        #expect(
            second.next(seen("x", [Self.take]), isOverdue: true) == .intend([Self.take])
        )
        // The first arrived.
        #expect(fresh.next(seen("x", [Self.take]), isOverdue: false) == .intend([Self.take]))
        // All of it did.
        #expect(fresh.next(seen("x", [], .over("gone")), isOverdue: false) == .end(.done, nil))
        // Somebody else was there.
        #expect(
            fresh.next(seen("x", both), isOverdue: false)
                == .end(.conflict, "somebody changed it while it was changed")
        )
        #expect(
            fresh.next(seen("x", [Self.other]), isOverdue: true)
                == .end(.conflict, "it is neither as it was before nor as it should be")
        )
    }

    @Test func whileItIsSent() {
        let both = [Self.add, Self.take]
        let half = attempt(sending(both, sent: 1))
        #expect(half.next(seen("x", [Self.take]), isOverdue: false) == .send([Self.take]))
        // AWS shows an older state.
        #expect(half.next(seen("before", both), isOverdue: false) == .read("it does not show yet"))
        #expect(
            half.next(seen("before", both), isOverdue: true)
                == .end(.conflict, "it is neither as it was before nor as it should be")
        )
    }

    @Test func afterTheLastCall() {
        let all = attempt(sending([Self.take], sent: 1))
        #expect(all.next(seen("x", [], .over("fixed")), isOverdue: false) == .end(.done, nil))
        #expect(all.next(seen("x", [], .notAsked), isOverdue: false) == .end(.done, nil))
        let still = "the calls took effect, and it violates still"
        #expect(all.next(seen("x", []), isOverdue: false) == .read(still))
        #expect(all.next(seen("x", []), isOverdue: true) == .end(.failed, still))
        #expect(
            all.next(seen("x", [], .unknown("denied")), isOverdue: true)
                == .end(.failed, "not verified: denied")
        )
        #expect(
            all.next(seen("before", [Self.take]), isOverdue: true)
                == .end(.failed, "AWS took the calls, and nothing changed")
        )
    }
}
