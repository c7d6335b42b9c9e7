import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What the database holds of changes of runs whatever a worker says.
    @Suite struct ResponseFenceTests {
        @Test func aTargetHasOneChangeHoweverOftenItIsTaken() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step()
                let first = try await it.changes.take(ResponseStage.proposal(), job)
                #expect(first.state == .approved && first.isDecided)
                var other = ResponseStage.proposal()
                other.planned = []
                other.beforeHash = "h3"
                let again = try await it.changes.take(other, job)
                #expect(again.id == first.id && again.planned == first.planned)
                let done = try await it.make(ResponseStage.proposal(), job)
                #expect(done.id == first.id && done.state == .done && done.afterHash == "h2")
                #expect(try await it.changes.take(other, job).state == .done)
                try await it.end(job)
                let told = "select event -> 'changes' ->> 0 from parapet.run_event order by id desc"
                #expect(try await it.stage.column(told).first == first.id)
                let kept = "select changes[1] from parapet.run_step"
                #expect(try await it.stage.column(kept) == [first.id])
                let row = "select run || ' ' || step || ' ' || decided_by from report.changes"
                let id = try #require(try await it.runs.list().first?["id"]?.string)
                #expect(try await it.stage.column(row) == ["\(id) act \(it.responder.name)"])
                let entries = try await it.runs.evidence(of: id)
                #expect(entries.contains { $0["entry"]?.string?.contains("change done") == true })
            }
        }

        @Test(
            arguments: [
                ResponseStage.proposal(account: "222222222222"),
                ResponseStage.proposal(region: "eu-west-1"),
                ResponseStage.proposal(action: "t.other"),
                withTarget("i-2", of: ResponseStage.proposal()),
            ]
        )
        func aStepChangesItsOwnPlaceByItsOwnAction(proposal: ChangeProposal) async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step()
                let refused = await refusal { _ = try await it.changes.take(proposal, job) }
                #expect(refused?.kind == .outOfBounds)
                #expect(try await it.stage.count("parapet.change") == 0)
            }
        }

        /// The request is about another one than the row.
        private static func withTarget(_ id: String, of proposal: ChangeProposal) -> ChangeProposal
        {
            var forged = proposal
            forged.request = ResponseStage.proposal(id).request
            return forged
        }

        /// What a worker says that the playbook is does not count.
        @Test(arguments: [
            ("look", "t.look"), ("act", "t.other"), ("gated", "t.act"), ("b", "t.act"),
        ])
        func aStepThatNobodyLetChangeAnythingDoesNot(step: String, type: String) async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step(step, type: type)
                let proposal = ResponseStage.proposal(action: type)
                let refused = await refusal { _ = try await it.changes.take(proposal, job) }
                #expect(refused?.kind == .outOfBounds)
                #expect(try await it.stage.count("parapet.change") == 0)
            }
        }

        @Test(arguments: [(true, false), (false, true)])
        func aRunThatOnlyLooksChangesNothing(isDry: Bool, onlyAnalyses: Bool) async throws {
            try await ResponseStage.with { it in
                let start = Runs.Start(
                    playbook: "p",
                    digest: ResponseStage.start.digest,
                    target: nil,
                    inputs: [:],
                    caseName: nil,
                    reason: nil,
                    onlyAnalyses: onlyAnalyses,
                    isDry: isDry
                )
                _ = try await it.runs.start(start)
                let job = try await it.step()
                let refused = await refusal {
                    _ = try await it.changes.take(ResponseStage.proposal(), job)
                }
                #expect(refused?.kind == .outOfBounds)
            }
        }

        @Test func aGateIsPassedByPeopleAndNotByWorkers() async throws {
            try await ResponseStage.with { it in
                let id = try await it.runs.start(ResponseStage.start)
                let gate = RunMove.Gate(
                    step: "gated",
                    by: [it.group],
                    needsTwo: false,
                    reason: "r"
                )
                let job = try await it.step("gated", gates: [gate])
                let take = { _ = try await it.changes.take(ResponseStage.proposal(), job) }
                #expect(await refusal(take)?.kind == .outOfBounds)
                var names: [String] = []
                for name in ["ann", "bea"] {
                    let login = try await it.stage.login(name, in: "parapet_operator", it.group)
                    names.append(login.name)
                    _ = try await Runs(database: login.database).decide(
                        id,
                        step: "gated",
                        isApproval: true,
                        reason: name
                    )
                    // The playbook asks for two, whatever the worker said of the gate.
                    if name == "ann" { #expect(await refusal(take)?.kind == .outOfBounds) }
                }
                try await take()
                let by = try await it.stage.column("select decided_by from parapet.change")
                #expect(by == [names.joined(separator: ", ")])
            }
        }

        /// Neither at the gate nor by what a worker makes of it; where one is asked, it may be oneself.
        @Test(arguments: [true, false])
        func whoStartsARunIsNoneOfTwoPersons(needsTwo: Bool) async throws {
            try await ResponseStage.with { it in
                let asked: JSON = ["by": [.string(it.group)], "two_persons": .bool(needsTwo)]
                try await it.stage.know(playbook: [
                    "gated": ["type": "t.act", "responds": true, "in_aws": true, "gate": asked]
                ])
                _ = try await it.stage.owner.query("grant \(it.group) to \(it.responder.name)")
                let id = try await it.runs.start(ResponseStage.start)
                let gate = RunMove.Gate(
                    step: "gated",
                    by: [it.group],
                    needsTwo: needsTwo,
                    reason: "r"
                )
                let job = try await it.step("gated", gates: [gate])
                let decide = { (runs: Runs) in
                    _ = try await runs.decide(id, step: "gated", isApproval: true, reason: "r")
                }
                let own = await refusal { try await decide(it.runs) }
                #expect(own?.kind == (needsTwo ? .notYours : nil))
                let take = { _ = try await it.changes.take(ResponseStage.proposal(), job) }
                guard needsTwo else { return try await take() }
                // As if it had been said in spite of that.
                _ = try await it.stage.owner.query(
                    """
                    insert into parapet.run_event (run, event) values ($1, jsonb_build_object(
                        'event', 'decided', 'step', 'gated', 'by', $2::text, 'approved', true))
                    """,
                    [.text(id), .text(it.responder.name)]
                )
                for name in ["ann", "bea"] {
                    #expect(await refusal(take)?.kind == .outOfBounds)
                    let login = try await it.stage.login(name, in: "parapet_operator", it.group)
                    try await decide(Runs(database: login.database))
                }
                try await take()
            }
        }

        @Test func aGateIsWhatThePlaybookSays() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let gate = RunMove.Gate(
                    step: "gated",
                    by: ["parapet_responder"],
                    needsTwo: false,
                    reason: "r"
                )
                let refused = await refusal { _ = try await it.step("gated", gates: [gate]) }
                #expect(refused?.kind == .outOfBounds)
            }
        }

        @Test func aJobIsAboutTheChangesOfItsOwnTask() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step()
                #expect(await refusal { _ = try await it.intend(job) }?.kind == .outOfBounds)
                let own = try await it.changes.take(ResponseStage.proposal(), job)
                // As if somebody had it name another's.
                _ = try await it.stage.owner.query("update parapet.change set step = 'other'")
                let intent = await refusal { _ = try await it.intend(job) }
                #expect(intent?.kind == .outOfBounds, "\(own.id)")
                let end = await refusal { _ = try await it.changes.end(job, ChangeEnd(.noOp)) }
                #expect(end?.kind == .outOfBounds)
                let write = "update parapet.change set state = 'done'"
                #expect(await sqlState(it.stage.worker, write) == "42501")
            }
        }

        @Test func whatIsStoppedGoesOnWithItsStep() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step()
                _ = try await it.changes.take(ResponseStage.proposal(), job)
                let stop = "insert into parapet.change_stop (guardrail, by) values ('', 'sam')"
                _ = try await it.stage.owner.query(stop)
                #expect(try await it.intend(job) == .stopped)
                let proposal = ResponseStage.proposal()
                #expect(try await it.changes.take(proposal, job).state == .stopped)
                // No leader lets it through meanwhile.
                let token = try await it.stage.lead()
                let waiting = "select parapet.changes_to_admit($1::bigint) -> 'changes'"
                let rows = try await it.stage.coordinator.query(waiting, [.int(token)])
                #expect(rows.first?[0].string == "[]")
                _ = try await it.stage.owner.query("delete from parapet.change_stop")
                #expect(try await it.changes.take(proposal, job).state == .approved)
                #expect(try await it.intend(job) == .go)
            }
        }

        @Test func onlyWhatTheTaskChangedIsTakenBackAndOnlyOnRequest() async throws {
            try await ResponseStage.with { it in
                let id = try await it.runs.start(ResponseStage.start)
                let first = try await it.step()
                let made = try await it.make(ResponseStage.proposal(), first)
                try await it.end(first)
                let undo = try await it.step(isUndo: true, attempt: 2)
                let proposal = ResponseStage.proposal()
                let back = { _ = try await it.changes.take(proposal, undoing: made.id, undo) }
                #expect(await refusal(back)?.kind == .outOfBounds, "nobody asked for it")
                try await it.runs.ask(.undo, id)
                for forged in [nil, "c-none"] {
                    let refused = await refusal {
                        _ = try await it.changes.take(proposal, undoing: forged, undo)
                    }
                    #expect(refused?.kind == .outOfBounds, "\(forged ?? "none")")
                }
                try await back()
                _ = try await it.intend(undo)
                try await it.changes.note(undo, request: "r-2")
                _ = try await it.changes.end(undo, ChangeEnd(.done, afterHash: "h"))
                let undone =
                    "select undone_by is not null from parapet.change where id = '\(made.id)'"
                #expect(try await it.stage.column(undone) == ["t"])
                #expect(await refusal(back)?.kind == .outOfBounds, "it is undone")
            }
        }

        @Test func whatNobodyBroughtToAnEndIsOverWithItsStep() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let job = try await it.step()
                _ = try await it.changes.take(ResponseStage.proposal(), job)
                _ = try await it.intend(job)
                _ = try await it.queue.end(job, .giveUp(reason: "no worker"))
                let state = "select state || ' ' || reason from parapet.change"
                let said = try await it.stage.column(state)
                #expect(said == ["conflict nobody could bring it to an end: no worker"])
                let told = "select event -> 'changes' ->> 0 is not null from parapet.run_event "
                #expect(try await it.stage.column(told + "order by id desc").first == "t")
            }
        }

        @Test func aChangeOfARunIsTakenBackWithItsRun() async throws {
            try await ResponseStage.with { it in
                _ = try await it.runs.start(ResponseStage.start)
                let made = try await it.make(ResponseStage.proposal(), try await it.step())
                let asked = await refusal {
                    _ = try await Changes(database: it.stage.operators)
                        .ask(.undo, made.id, reason: nil)
                }
                #expect(asked?.kind == .changeMoved)
                #expect(asked?.hint.hasPrefix("parapet playbook undo r-") == true)
            }
        }
    }
}
