import Document
import Guardrails
import Testing

@testable import Playbooks

/// What becomes of a run, event by event.
@Suite struct AdvanceTests {
    /// Plays one run, and remembers what came of it.
    struct Player {
        let playbook: Playbook
        var run: Run
        var effects: [RunEffect] = []
        var now = Timestamp.epoch

        init(_ playbook: Playbook, _ run: Run? = nil) {
            self.playbook = playbook
            self.run = run ?? PlaybookStage.run(playbook)
        }

        mutating func take(_ event: RunEvent) {
            (run, effects) = playbook.advance(run, event, at: now)
        }

        var works: [RunEffect.Work] {
            effects.compactMap { if case .doStep(let work) = $0 { work } else { nil } }
        }
        var undos: [RunEffect.Work] {
            effects.compactMap { if case .undoStep(let work) = $0 { work } else { nil } }
        }

        mutating func end(_ work: RunEffect.Work?, _ outputs: Object = [:], changes: [String] = [])
        {
            guard let work else { return }
            let outcome = RunEvent.Outcome.done(outputs: outputs, outputsDigest: "d")
            take(.stepEnded(work.attempt, outcome, changes: changes))
        }

        mutating func decide(_ step: String, _ by: String, _ isApproval: Bool = true) {
            let decision = RunStep.Gate.Decision(
                by: by,
                isApproval: isApproval,
                reason: "so",
                at: now
            )
            take(.decided(step: step, decision))
        }
    }

    static let gated = """
          - { step: look, do: t.look, with: { box: { cel: target.id } } }
          - step: mark
            do: t.mark
            each: steps.look.outputs.parts
            with: { part: { cel: item } }
            gate: { by: security, two-persons: account.environment == 'prod', reason: R }
          - { step: burn, do: t.burn }
        """

    /// With two parts, to where `mark` waits at its gate.
    private func atGate(_ environment: String? = "dev") throws -> Player {
        let playbook = try PlaybookStage.workflow(Self.gated)
        var player = Player(playbook, PlaybookStage.run(playbook, environment: environment))
        player.take(.begun)
        player.end(player.works.first, ["parts": ["x", "y"]])
        return player
    }

    @Test func aStepIsGivenWhatItsFileSaysAndWhereItWorks() throws {
        let playbook = try PlaybookStage.workflow(Self.gated)
        var player = Player(playbook)
        player.take(.begun)
        let work = try #require(player.works.first)
        #expect(
            work.inputs == ["box": "b-1", "account": "222222222222", "region": "eu-west-1"]
        )
        #expect(work.key == "r-1.look.0" && work.attempt.number == 1)
        #expect(work.deadline == Timestamp(seconds: 900))
        #expect(player.run.status == .running)
    }

    @Test func nothingPassesAGateBeforeSomebodySaysYes() throws {
        var player = try atGate()
        let ask = RunEffect.askGate(step: "mark", by: ["security"], needsTwo: false, reason: "R")
        #expect(player.effects == [ask])
        #expect(player.run.status == .waiting && player.run[step: "mark"]?.status == .waiting)
        player.decide("burn", "bob")
        #expect(player.effects.isEmpty)
        player.decide("mark", "bob")
        #expect(player.works.map(\.inputs["part"]) == ["x", "y"])
        #expect(player.works.map(\.inputs["loud"]) == [false, false])
        #expect(player.run.status == .running)
    }

    @Test(arguments: ["prod", nil])
    func twoPersonsAreTwoAlsoWhereNobodyCanTell(environment: String?) throws {
        var player = try atGate(environment)
        // The same twice counts once, and who started the run not at all.
        for person in ["ann", "bob", "ann", "bob"] {
            player.decide("mark", person)
            #expect(player.works.isEmpty && player.run.status == .waiting)
        }
        player.decide("mark", "cat")
        #expect(player.works.count == 2)
    }

    @Test func whatIsRefusedIsOverAndKeepsWhatWasDone() throws {
        var player = try atGate()
        player.decide("mark", "bob", false)
        #expect(player.run.status == .refused && player.effects.last == .finished(.refused))
        #expect(player.run[step: "mark"]?.reason == "bob said no: so")
        #expect(player.run[step: "look"]?.status == .done)
        player.take(.resumed(by: "ann", round: 0))
        #expect(player.effects.isEmpty)
    }

    @Test func aFailureIsTriedAgainLaterAndThenIsOne() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[1], ["mark": "m"], changes: ["c-2"])
        let failed = RunEvent.stepEnded(
            works[0].attempt,
            .failed("no", isFinal: false),
            changes: []
        )
        player.take(failed)
        #expect(player.effects == [.wake(at: try #require(Timestamp(seconds: 10)))])
        #expect(player.run[step: "mark"]?.status == .waiting && player.run.status == .running)
        player.take(.timePassed)
        #expect(player.effects.isEmpty)
        player.now = try #require(Timestamp(seconds: 10))
        player.take(.timePassed)
        let again = try #require(player.works.first)
        #expect(again.attempt.number == 2 && again.key == works[0].key)
        player.take(failed)
        #expect(player.effects.isEmpty)
        player.take(.stepEnded(again.attempt, .failed("no", isFinal: false), changes: ["c-1"]))
        #expect(player.run.status == .failed && player.effects == [.finished(.failed)])
        #expect(player.run[step: "mark"]?.reason == "no")
        #expect(player.run[step: "mark"]?.changes == ["c-1", "c-2"])
        #expect(player.run[step: "burn"]?.status == .pending)
    }

    @Test func whatFailedGoesOnWhereItWasAndAsksNobodyAgain() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[1], ["mark": "m"], changes: ["c-2"])
        player.take(.stepEnded(works[0].attempt, .failed("no", isFinal: true), changes: []))
        #expect(player.run.status == .failed)
        player.take(.resumed(by: "ann", round: 0))
        #expect(player.works.map(\.attempt) == [.init(step: "mark", task: 0, number: 2)])
        #expect(player.run.status == .running && player.run.ended == nil)
        let resumed = player.run
        player.take(.resumed(by: "ann", round: 0))
        #expect(player.run == resumed && player.effects.isEmpty)
    }

    /// What may fail too, and what was left out for want of it; what was done is not done again.
    @Test func everythingThatFailedIsTriedAgain() throws {
        let playbook = try PlaybookStage.workflow(
            """
              - { step: look, do: t.look, may-fail: true, with: { box: b } }
              - { step: mark, do: t.mark }
              - { step: tell, do: t.tell, with: { found: { cel: steps.look.outputs.found } } }
              - { step: burn, do: t.burn, after: [tell] }
            """
        )
        var player = Player(playbook)
        player.take(.begun)
        let fail = { (work: RunEffect.Work) in
            RunEvent.stepEnded(work.attempt, .failed("no", isFinal: true), changes: [])
        }
        player.take(fail(try #require(player.works.first)))
        player.end(player.works.first, ["mark": "m"], changes: ["c-1"])
        #expect(player.run[step: "tell"]?.status == .skipped)
        player.take(fail(try #require(player.works.first)))
        #expect(player.run.status == .failed)
        player.take(.resumed(by: "ann", round: 0))
        // What comes after the one that may fail waits for it again.
        #expect(player.works.map(\.attempt.step) == ["look"])
        player.end(player.works.first, ["found": [], "parts": [], "full": false])
        #expect(player.works.map(\.attempt.step) == ["tell"])
        player.end(player.works.first, ["text": "t"])
        #expect(player.works.map(\.attempt.step) == ["burn"])
        player.end(player.works.first)
        #expect(player.run.status == .done)
    }

    /// Nothing that a dry run told of is done when it is resumed.
    @Test func aDryRunThatIsResumedChangesNothing() throws {
        let playbook = try PlaybookStage.workflow(
            """
              - { step: look, do: t.look, with: { box: b } }
              - { step: mark, do: t.mark, after: [] }
              - { step: burn, do: t.burn, after: [look, mark] }
            """
        )
        var player = Player(playbook, PlaybookStage.run(playbook, isDry: true))
        player.take(.begun)
        let work = try #require(player.works.first)
        player.take(.stepEnded(work.attempt, .failed("no", isFinal: true), changes: []))
        player.take(.resumed(by: "ann", round: 0))
        #expect(player.works.map(\.attempt.step) == ["look"])
        player.end(player.works.first, ["found": [], "parts": [], "full": false])
        #expect(player.works.isEmpty && player.run.status == .done)
    }

    /// What another run relies on is said to stay.
    @Test func whatStaysForAnotherRunIsSaid() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[0], changes: ["c-1"])
        player.end(works[1])
        player.end(player.works.first)
        player.take(.undoAsked(by: "ann", round: 0))
        let attempt = try #require(player.undos.first).attempt
        let done = RunEvent.Outcome.done(outputs: [:], outputsDigest: "")
        player.take(.undoEnded(attempt, done, changes: [], left: ["c-1 stays"]))
        #expect(player.run.status == .undone)
        #expect(player.run[step: "mark"]?.tasks.map(\.left) == [["c-1 stays"], []])
        #expect(player.effects.contains(.notice("mark: c-1 stays")))
    }

    @Test func whatSnoozesHoldsNoWorkerAndHasAnEnd() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        for (index, work) in player.works.enumerated() {
            let until = try #require(Timestamp(seconds: 50 + 100 * Int64(index)))
            player.take(.stepEnded(work.attempt, .snoozed(until: until), changes: []))
        }
        #expect(player.run[step: "mark"]?.tasks.map(\.phase) == [.resting, .failed])
        #expect(player.run.status == .running)
        player.now = try #require(Timestamp(seconds: 60))
        player.take(.timePassed)
        #expect(player.works.map(\.attempt.number) == [2])
        player.end(player.works.first)
        #expect(player.run.status == .failed)
        #expect(player.run[step: "mark"]?.reason == "it takes longer than 100 s")
    }

    /// What waits for a time that it reckoned from `now` would wait for ever else.
    @Test(arguments: [true, false])
    func whatRestedIsGivenWhatItWasGivenFirst(isSnooze: Bool) throws {
        let steps = """
              - step: look
                do: t.look
                with: { box: { cel: string(now + duration('60s')) } }
            """
        var player = Player(try PlaybookStage.workflow(steps))
        player.take(.begun)
        let first = try #require(player.works.first)
        #expect(first.inputs["box"] == "1970-01-01T00:01:00Z")
        let wakes = try #require(Timestamp(seconds: 10))
        let outcome: RunEvent.Outcome =
            isSnooze ? .snoozed(until: wakes) : .failed("no", isFinal: false)
        player.take(.stepEnded(first.attempt, outcome, changes: []))
        player.now = wakes
        player.take(.timePassed)
        #expect(player.works.map(\.attempt.number) == [2])
        #expect(player.works.first?.inputs == first.inputs)
        player.take(
            .stepEnded(
                player.works[0].attempt,
                .failed("no", isFinal: true),
                changes: []
            )
        )
        // Whoever has it go on has it begin anew.
        player.take(.resumed(by: "ann", round: 0))
        #expect(player.works.first?.inputs["box"] == "1970-01-01T00:01:10Z")
    }

    @Test func itIsUndoneBackwardsAndOnlyWhatCanBe() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[1], changes: ["c-1"])
        player.end(works[0], changes: ["c-2"])
        player.end(player.works.first, changes: ["c-3"])
        #expect(player.run.status == .done && player.effects == [.finished(.done)])
        player.take(.undoAsked(by: "ann", round: 0))
        #expect(player.undos.map(\.attempt.task) == [0] && player.run.status == .running)
        #expect(player.undos.first?.inputs["part"] == "x")
        player.take(undone(player))
        #expect(player.undos.map(\.attempt.task) == [1])
        player.take(undone(player))
        let notice = RunEffect.notice("burn: what it changed stays: it cannot be undone")
        #expect(player.effects == [notice, .finished(.undone)])
        #expect(player.run.steps.map(\.status) == [.done, .undone, .done])
        #expect(player.run[step: "mark"]?.tasks.map(\.undoneBy) == [["u"], ["u"]])
    }

    private func undone(_ player: Player) -> RunEvent {
        let attempt = player.undos.first?.attempt ?? .init(step: "", task: 0, number: 0)
        return .undoEnded(attempt, .done(outputs: [:], outputsDigest: ""), changes: ["u"])
    }

    @Test func undoingWaitsForWhatIsInHandAndStartsNothing() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[0], changes: ["c-1"])
        player.take(.undoAsked(by: "ann", round: 0))
        #expect(player.undos.isEmpty && player.run.status == .running)
        player.take(.stepEnded(works[1].attempt, .failed("late", isFinal: false), changes: ["c-2"]))
        #expect(player.works.isEmpty && player.undos.map(\.attempt.task) == [1])
    }

    @Test func whatCannotBeUndoneStopsTheWayBackUntilItIsAskedAgain() throws {
        var player = try atGate()
        player.decide("mark", "bob")
        let works = player.works
        player.end(works[0], changes: ["c-1"])
        player.end(works[1], changes: ["c-2"])
        player.end(player.works.first)
        player.take(.undoAsked(by: "ann", round: 0))
        let attempt = try #require(player.undos.first).attempt
        player.take(.undoEnded(attempt, .failed("locked", isFinal: true), changes: []))
        #expect(player.run.status == .failed && player.undos.isEmpty)
        #expect(player.run[step: "mark"]?.tasks.map(\.phase) == [.done, .done])
        player.take(.undoAsked(by: "ann", round: 0))
        #expect(player.effects.isEmpty)
        player.take(.resumed(by: "ann", round: 1))
        #expect(player.undos.map(\.attempt.task) == [1])
    }

    @Test func aWrongAnswerIsAFailure() throws {
        var player = Player(try PlaybookStage.workflow(Self.gated))
        player.take(.begun)
        player.end(player.works.first, ["parts": "x"])
        #expect(player.run.status == .failed)
        let reason = "a wrong answer: the output 'parts' of 't.look' is no list of text"
        #expect(player.run[step: "look"]?.reason == reason)
    }

    @Test func whatIsUnknownIsNeverActedOn() throws {
        let playbook = try PlaybookStage.workflow(
            """
              - { step: mark, do: t.mark, when: target.colour == 'red' }
              - { step: burn, do: t.burn, after: [] }
            """
        )
        var box = PlaybookStage.box
        box.unread["lid"] = Gap(reason: .denied, permission: "t:GetLid")
        let run = Run(id: "r", of: playbook, textDigest: "", target: box, startedBy: "ann")
        var player = Player(playbook, run)
        player.take(.begun)
        #expect(player.works.map(\.type) == ["t.burn"])
        #expect(player.run[step: "mark"]?.reason == "its condition: nobody knows lid")
        player.end(player.works.first)
        #expect(player.run.status == .failed)
    }

    @Test func whatIsLeftOutLeavesOutWhatNeedsIt() throws {
        let playbook = try PlaybookStage.workflow(
            """
              - { step: mark, do: t.mark }
              - step: tell
                do: t.tell
                with: { text: { cel: steps.mark.outputs.mark } }
              - { step: end, do: t.tell, when: steps.mark.status == 'skipped' }
            """
        )
        var player = Player(playbook, PlaybookStage.run(playbook, onlyAnalyses: true))
        player.take(.begun)
        #expect(player.works.map(\.attempt.step) == ["end"])
        #expect(player.run.steps.map(\.status) == [.skipped, .skipped, .running])
        var dry = Player(playbook, PlaybookStage.run(playbook, isDry: true))
        dry.take(.begun)
        let told = RunEffect.notice(
            "mark: t.mark would be done with "
                + #"{"loud":false,"account":"222222222222","region":"eu-west-1"}"#
        )
        #expect(dry.effects.first == told && dry.works.map(\.attempt.step) == ["end"])
    }
}
