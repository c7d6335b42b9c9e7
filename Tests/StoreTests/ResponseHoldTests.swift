import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What two runs rely on stays until the last of them lets it go.
    @Suite struct ResponseHoldTests {
        /// A run that changed a target, and one that found it changed; each with the job that takes it
        /// back, while nobody asked for that.
        private struct Pair {
            let first: String
            let second: String
            let change: String
            let backOfFirst: Job
            let backOfSecond: Job
        }

        private func pair(_ it: ResponseStage) async throws -> Pair {
            let first = try await it.runs.start(ResponseStage.start)
            let making = try await it.step()
            #expect(try await it.changes.hold(ResponseStage.proposal(), making))
            let made = try await it.make(ResponseStage.proposal(), making)
            try await it.end(making)
            let backOfFirst = try await it.step(isUndo: true, attempt: 2)
            let second = try await it.runs.start(ResponseStage.start)
            let finding = try await it.step()
            #expect(try await it.changes.hold(ResponseStage.proposal(), finding))
            try await it.end(finding)
            let told =
                "select event -> 'changes' ->> 0 from parapet.run_event where run = '\(second)' "
            let last = try await it.stage.column(told + "order by id desc")
            #expect(last.first == made.id, "so that it is taken back with this run, too")
            return Pair(
                first: first,
                second: second,
                change: made.id,
                backOfFirst: backOfFirst,
                backOfSecond: try await it.step(isUndo: true, attempt: 2)
            )
        }

        private func takeBack(_ pair: Pair, _ job: Job, _ it: ResponseStage) async throws {
            let proposal = ResponseStage.proposal()
            _ = try await it.changes.take(proposal, undoing: pair.change, job)
            _ = try await it.intend(job)
            try await it.changes.note(job, request: "r-2")
            _ = try await it.changes.end(job, ChangeEnd(.done, afterHash: "h"))
        }

        @Test(arguments: [true, false])
        func theLastRunTakesItBack(isFirstUndone: Bool) async throws {
            try await ResponseStage.with { it in
                let pair = try await pair(it)
                for run in [pair.first, pair.second] { try await it.runs.ask(.undo, run) }
                let order = [
                    (pair.first, pair.backOfFirst), (pair.second, pair.backOfSecond),
                ]
                let (early, late) = isFirstUndone ? (order[0], order[1]) : (order[1], order[0])
                let proposal = ResponseStage.proposal()
                let back = {
                    _ = try await it.changes.take(proposal, undoing: pair.change, early.1)
                }
                #expect(await refusal(back)?.kind == .overtaken, "the other relies on it")
                #expect(try await it.changes.letGo(pair.change, early.1) == [late.0])
                #expect(try await it.changes.letGo(pair.change, late.1) == [])
                try await takeBack(pair, late.1, it)
                let undone =
                    "select c.undone_by = u.id and u.run = '\(late.0)' from parapet.change c, "
                let join = "parapet.change u where u.undoes = c.id and c.id = '\(pair.change)'"
                #expect(try await it.stage.column(undone + join) == ["t"])
                let logged = try await it.runs.evidence(of: early.0).filter {
                    $0["entry"]?.string?.contains("change left") == true
                }
                #expect(logged.count == 1 && logged[0]["entry"]?.string?.contains(late.0) == true)
            }
        }

        /// Two names in a zone: each is taken back for itself, and one after the other.
        @Test func whatAnotherRunDidBesideIsNotReliedOn() async throws {
            try await ResponseStage.with { it in
                var made: [(run: String, change: String, back: Job, part: String)] = []
                for part in ["a.example.", "b.example."] {
                    let run = try await it.runs.start(ResponseStage.start)
                    let making = try await it.step()
                    let proposal = ResponseStage.proposal(part: part)
                    #expect(try await it.changes.hold(proposal, making))
                    let change = try await it.make(proposal, making)
                    try await it.end(making)
                    let back = try await it.step(isUndo: true, attempt: 2)
                    made.append((run, change.id, back, part))
                }
                for one in made { try await it.runs.ask(.undo, one.run) }
                for one in made {
                    #expect(try await it.changes.letGo(one.change, one.back) == [])
                    _ = try await it.changes.take(
                        ResponseStage.proposal(part: one.part),
                        undoing: one.change,
                        one.back
                    )
                }
                #expect(try await it.intend(made[0].back) == .go)
                #expect(try await it.intend(made[1].back) == .busy, "one writer a zone")
                try await it.changes.note(made[0].back, request: "r-2")
                _ = try await it.changes.end(made[0].back, ChangeEnd(.done, afterHash: "h"))
                #expect(try await it.intend(made[1].back) == .go)
            }
        }

        /// A look that may write nothing of what it sees would only fail.
        @Test(arguments: [true, false])
        func whatNoRuleAsksForIsNotLookedAt(isAskedFor: Bool) async throws {
            try await ResponseStage.with { it in
                let types = isAskedFor ? #"{"route53.hosted-zone": "route53"}"# : "{}"
                _ = try await it.stage.owner.query(
                    "update parapet.rule_book set rules = rules || "
                        + "jsonb_build_object('types', $1::jsonb)",
                    [.text(types)]
                )
                _ = try await it.runs.start(ResponseStage.start)
                let making = try await it.step()
                _ = try await it.changes.take(ResponseStage.proposal(), making)
                _ = try await it.intend(making)
                try await it.changes.note(making, request: "r-1")
                let zone = ResourceKey(type: "route53.hosted-zone", region: "global", id: "Z1")
                let look = ChangeEnd.Look(
                    kind: .look,
                    region: "global",
                    service: "route53",
                    resource: zone
                )
                _ = try await it.changes.end(
                    making,
                    ChangeEnd(.done, after: [:], afterHash: "h2", looks: [look])
                )
                let looks = "select count(*)::text from parapet.job where kind = 'look'"
                #expect(try await it.stage.column(looks) == [isAskedFor ? "1" : "0"])
            }
        }

        /// Nobody begins to rely on what is being taken back.
        @Test func whatIsBeingTakenBackIsNotHeld() async throws {
            try await ResponseStage.with { it in
                let first = try await it.runs.start(ResponseStage.start)
                let making = try await it.step()
                let made = try await it.make(ResponseStage.proposal(), making)
                try await it.end(making)
                let back = try await it.step(isUndo: true, attempt: 2)
                try await it.runs.ask(.undo, first)
                let proposal = ResponseStage.proposal()
                _ = try await it.changes.take(proposal, undoing: made.id, back)
                // The advance that the request for the undo brought.
                _ = try await it.stage.claim(it.queue)
                _ = try await it.runs.start(ResponseStage.start)
                let finding = try await it.step()
                #expect(try await it.changes.hold(proposal, finding) == false)
                #expect(try await it.changes.hold(ResponseStage.proposal("i-2"), finding))
            }
        }

        @Test func aStepLetsGoOfItsOwnAlone() async throws {
            try await ResponseStage.with { it in
                let pair = try await pair(it)
                for name in ["c-none", ""] {
                    let refused = await refusal {
                        _ = try await it.changes.letGo(name, pair.backOfSecond)
                    }
                    #expect(refused?.kind == .outOfBounds)
                }
                let held = await refusal {
                    _ = try await it.changes.hold(ResponseStage.proposal(), pair.backOfSecond)
                }
                #expect(held?.kind == .outOfBounds, "it is on its way back")
                let write = "update parapet.change_hold set released = now()"
                #expect(await sqlState(it.stage.worker, write) == "42501")
            }
        }
    }
}
