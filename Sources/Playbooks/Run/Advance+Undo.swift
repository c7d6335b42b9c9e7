import Document

extension Advance {
    mutating func undoAsked(by person: String, round: Int) -> Bool {
        guard round == run.round, run.started != nil,
            run.undoing == .notAsked || run.undoing == .stuck
        else { return false }
        run.round += 1
        run.undoing = .going
        run.ended = nil
        stopResting("\(person) asked for the run to be undone")
        for index in run.steps.indices where run.steps[index].isAtGate {
            run.steps[index].status = .pending
        }
        effect(.notice("\(person) asked for it to be undone"))
        return true
    }

    /// One after the other, the latest ending first; not before the last worker is back.
    mutating func goBack() {
        guard !run.isOut, !run.steps.contains(where: { $0.tasks.contains(where: \.isResting) })
        else { return }
        var latest: (step: Int, task: Int, ending: Int)?
        for (index, state) in run.steps.enumerated() where canBeUndone(state) {
            for (number, task) in state.tasks.enumerated() {
                guard let ending = task.ending, !task.changes.isEmpty, task.phase != .undone,
                    ending > latest?.ending ?? 0
                else { continue }
                latest = (index, number, ending)
            }
        }
        guard let latest, let step = playbook[step: run.steps[latest.step].name] else {
            return endUndoing()
        }
        run.steps[latest.step].tasks[latest.task].failures = 0
        undo(latest.step, latest.task, step)
    }

    private func canBeUndone(_ state: RunStep) -> Bool {
        playbook[step: state.name]?.type.undo != nil
    }

    private mutating func endUndoing() {
        run.undoing = .over
        for state in run.steps where !canBeUndone(state) && !state.changes.isEmpty {
            effect(.notice("\(state.name): what it changed stays: it cannot be undone"))
        }
    }

    /// task: done, failed, undo resting -> undoing
    mutating func undo(_ index: Int, _ number: Int, _ step: PlaybookStep) {
        run.steps[index].tasks[number].phase = .undoing
        run.steps[index].tasks[number].attempt += 1
        run.steps[index].tasks[number].wakes = nil
        effect(.undoStep(work(index, number, step)))
    }

    mutating func undoEnded(
        _ attempt: RunEvent.Attempt,
        _ outcome: RunEvent.Outcome,
        _ changes: [String],
        _ left: [String]
    ) -> Bool {
        guard let (index, number) = position(of: attempt, in: .undoing),
            let step = playbook[step: attempt.step]
        else { return false }
        var task = run.steps[index].tasks[number]
        task.undoneBy += changes.filter { !task.undoneBy.contains($0) }
        switch outcome {
        case .done:
            task.phase = .undone
            task.message = nil
            task.left = left
            for text in left { effect(.notice("\(step.name): \(text)")) }
            task.ended = now
        case .failed(let message, let isFinal):
            task.failures += 1
            task.message = "it could not be undone: \(message)"
            let wait = step.retry.waitSeconds << min(task.failures - 1, 10)
            if !isFinal, task.failures < step.retry.attempts, let wakes = later(wait) {
                rest(&task, until: wakes)
            } else {
                // What came before it may depend on it: nothing more is taken back.
                task.phase = task.outputs == nil ? .failed : .done
                run.undoing = .stuck
                effect(.notice("\(step.name): it could not be undone: \(message)"))
            }
        case .snoozed(let until): rest(&task, until: until)
        }
        run.steps[index].tasks[number] = task
        return true
    }

    private mutating func rest(_ task: inout RunTask, until wakes: Timestamp) {
        task.phase = .undoResting
        task.wakes = wakes
        effect(.wake(at: wakes))
    }
}
