import Document

/// How a run goes when every step answers at once.
struct PlaybookCourse {
    /// In the order in which they began.
    private(set) var runs: [String] = []
    private(set) var undoes: [String] = []
    private(set) var run: Run
    private let test: PlaybookTest
    private let playbook: Playbook
    /// Of the run before it was undone.
    private(set) var waits: [String] = []

    var skips: [String] { run.steps.filter { $0.status == .skipped }.map(\.name) }
    var status: Run.Status { run.status }

    /// Why steps were skipped or failed, for people.
    var said: String {
        let reasons = run.steps.compactMap { step in step.reason.map { "\(step.name): \($0)" } }
        return reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
    }

    init(of test: PlaybookTest, _ playbook: Playbook) {
        self.test = test
        self.playbook = playbook
        run = Run(
            id: "test",
            of: playbook,
            textDigest: "",
            target: test.target,
            account: test.account,
            inputs: test.inputs,
            caseName: test.caseName,
            startedBy: "starter",
            forensics: test.forensics,
            onlyAnalyses: test.onlyAnalyses
        )
        play([.begun])
        waits = run.steps.filter(\.isAtGate).map(\.name)
        if test.undoes != nil { play([.undoAsked(by: "starter", round: run.round)]) }
    }

    private mutating func play(_ events: [RunEvent]) {
        var events = events
        while !events.isEmpty {
            let (next, effects) = playbook.advance(run, events.removeFirst(), at: test.now)
            run = next
            for effect in effects { events += answers(to: effect) }
        }
    }

    private mutating func answers(to effect: RunEffect) -> [RunEvent] {
        switch effect {
        case .doStep(let work):
            let step = work.attempt.step
            if runs.last != step { runs.append(step) }
            let changes = isChanging(step) ? ["\(step).\(work.attempt.task)"] : []
            return [.stepEnded(work.attempt, outcome(of: work.attempt), changes: changes)]
        case .undoStep(let work):
            if undoes.last != work.attempt.step { undoes.append(work.attempt.step) }
            let outcome = RunEvent.Outcome.done(outputs: Object(), outputsDigest: "")
            return [.undoEnded(work.attempt, outcome, changes: [])]
        case .askGate(let step, _, let needsTwo, _):
            if test.rejects.contains(step) { return [decision(step, "first", isApproval: false)] }
            guard test.approves.contains(step) else { return [] }
            let persons = needsTwo ? ["first", "second"] : ["first"]
            return persons.map { decision(step, $0, isApproval: true) }
        case .wake, .notice, .finished: return []
        }
    }

    private func isChanging(_ step: String) -> Bool {
        playbook[step: step]?.type.kind == .respond
    }

    private func outcome(of attempt: RunEvent.Attempt) -> RunEvent.Outcome {
        guard !test.fails.contains(attempt.step) else {
            return .failed("the test has it fail", isFinal: true)
        }
        let given = test.outputs[attempt.step] ?? []
        let outputs = given.indices.contains(attempt.task) ? given[attempt.task] : Object()
        return .done(outputs: outputs, outputsDigest: "")
    }

    private func decision(_ step: String, _ person: String, isApproval: Bool) -> RunEvent {
        .decided(
            step: step,
            .init(by: person, isApproval: isApproval, reason: "the test", at: test.now)
        )
    }
}

extension PlaybookTest {
    func course(of playbook: Playbook) -> PlaybookCourse { PlaybookCourse(of: self, playbook) }
}
