import Document

/// A run while one event is taken.
struct Advance {
    let playbook: Playbook
    var run: Run
    let now: Timestamp
    private(set) var effects: [RunEffect] = []

    init(playbook: Playbook, run: Run, now: Timestamp) {
        self.playbook = playbook
        self.run = run
        self.now = now
    }

    mutating func effect(_ effect: RunEffect) { effects.append(effect) }

    /// False: it means nothing to the run as it is.
    mutating func take(_ event: RunEvent) -> Bool {
        switch event {
        // not begun -> running
        case .begun:
            guard run.started == nil else { return false }
            run.started = now
            return true
        // task: running -> done | failed | resting
        case .stepEnded(let attempt, let outcome, let changes):
            return stepEnded(attempt, outcome, changes)
        // step: waiting at its gate -> its tasks run; or run: running, waiting -> refused
        case .decided(let step, let decision):
            return decided(step, decision)
        // run: failed -> running; failed tasks -> pending
        case .resumed(let person, let round):
            return resumed(by: person, round: round)
        // run: any but undone -> running, backwards
        case .undoAsked(let person, let round):
            return undoAsked(by: person, round: round)
        // task: undoing -> undone | undo resting | what it was
        case .undoEnded(let attempt, let outcome, let changes, let left):
            return undoEnded(attempt, outcome, changes, left)
        // task: resting -> running | failed; undo resting -> undoing
        case .timePassed:
            return timePassed()
        }
    }

    /// Starts what can start, and says where the run stands.
    mutating func goOn() {
        for index in run.steps.indices { settle(index) }
        switch run.undoing {
        case .going: goBack()
        case .notAsked where !run.status.isFinal: startWhatIsReady()
        case .notAsked, .stuck, .over: break
        }
        conclude()
    }

    private mutating func conclude() {
        for index in run.steps.indices { settle(index) }
        let next = nextStatus
        let isNew = next != run.status
        run.status = next
        guard next.isFinal, !run.isOut, isNew || run.ended == nil else { return }
        run.ended = now
        effect(.finished(next))
    }

    private var nextStatus: Run.Status {
        switch run.undoing {
        case .going: return .running
        case .over: return .undone
        case .stuck: return .failed
        case .notAsked: break
        }
        // What was refused stays so while the last of it ends.
        guard run.status != .refused else { return .refused }
        let tasks = run.steps.flatMap(\.tasks)
        if tasks.contains(where: { $0.isOut || $0.isResting }) { return .running }
        if run.steps.contains(where: \.isAtGate) { return .waiting }
        let isFailed = run.steps.contains { step in
            step.status == .failed && playbook[step: step.name]?.mayFail == false
        }
        return isFailed ? .failed : .done
    }

    /// A step's status by those of its tasks.
    mutating func settle(_ index: Int) {
        let phases = run.steps[index].tasks.map(\.phase)
        guard !phases.isEmpty, !run.steps[index].isAtGate else { return }
        let status: RunStep.Status? =
            if phases.contains(.running) || phases.contains(.undoing) {
                .running
            } else if phases.contains(.resting) || phases.contains(.undoResting) {
                .waiting
            } else if phases.contains(.pending) {
                .pending
            } else if phases.contains(.undone) {
                .undone
            } else if phases.contains(.failed) {
                .failed
            } else {
                phases.contains(.done) ? .done : .skipped
            }
        guard let status, status != run.steps[index].status else { return }
        run.steps[index].status = status
        let messages = run.steps[index].tasks.compactMap(\.message)
        run.steps[index].reason = [.failed, .skipped].contains(status) ? messages.first : nil
    }
}
