import Document

extension Advance {
    /// The task that an attempt is of; nil where it is not the latest, or no worker has it.
    func position(
        of attempt: RunEvent.Attempt,
        in phase: RunTask.Phase
    ) -> (step: Int, task: Int)? {
        guard let index = run.steps.firstIndex(where: { $0.name == attempt.step }),
            run.steps[index].tasks.indices.contains(attempt.task)
        else { return nil }
        let task = run.steps[index].tasks[attempt.task]
        guard task.attempt == attempt.number, task.phase == phase else { return nil }
        return (index, attempt.task)
    }

    mutating func stepEnded(
        _ attempt: RunEvent.Attempt,
        _ outcome: RunEvent.Outcome,
        _ changes: [String]
    ) -> Bool {
        guard let (index, number) = position(of: attempt, in: .running),
            let step = playbook[step: attempt.step]
        else { return false }
        var task = run.steps[index].tasks[number]
        let isNew = !changes.allSatisfy(task.changes.contains)
        task.changes += changes.filter { !task.changes.contains($0) }
        switch outcome {
        case .done(let outputs, let digest):
            if let problem = step.type.problem(withOutputs: outputs) {
                end(&task, .failed, "a wrong answer: \(problem)")
            } else {
                task.outputs = outputs
                task.outputsDigest = digest
                end(&task, .done, nil)
            }
        case .failed(let message, let isFinal):
            task.failures += 1
            let isOver = isFinal || task.failures >= step.retry.attempts
            let wait = step.retry.waitSeconds << min(task.failures - 1, 10)
            rest(&task, isOver ? nil : later(wait), step, message)
        case .snoozed(let until):
            rest(&task, until, step, nil)
        }
        if isNew || task.phase == .done {
            run.endings += 1
            task.ending = run.endings
        }
        run.steps[index].tasks[number] = task
        return true
    }

    /// task: running -> resting, or -> failed where it may not go on
    private mutating func rest(
        _ task: inout RunTask,
        _ until: Timestamp?,
        _ step: PlaybookStep,
        _ message: String?
    ) {
        let mayGoOn = run.status != .refused && run.undoing == .notAsked
        guard let until, mayGoOn else {
            return end(&task, .failed, message ?? "it was stopped before it was over")
        }
        guard let deadline = deadline(of: task, step), until < deadline else {
            let late = "it takes longer than \(step.timeoutSeconds) s"
            return end(&task, .failed, message.map { "\($0); \(late)" } ?? late)
        }
        task.phase = .resting
        task.message = message
        task.wakes = until
        effect(.wake(at: until))
    }

    private func end(_ task: inout RunTask, _ phase: RunTask.Phase, _ message: String?) {
        task.phase = phase
        task.message = message
        task.wakes = nil
        task.ended = now
    }

    func later(_ seconds: Int) -> Timestamp? {
        Timestamp(seconds: now.seconds + Int64(seconds), nanoseconds: now.nanoseconds)
    }

    mutating func timePassed() -> Bool {
        var isWoken = false
        for (index, state) in run.steps.enumerated() {
            guard let step = playbook[step: state.name] else { continue }
            for (number, task) in state.tasks.enumerated() {
                guard task.isResting, let wakes = task.wakes, wakes <= now else { continue }
                isWoken = true
                if task.phase == .undoResting {
                    undo(index, number, step)
                } else if let deadline = deadline(of: task, step), deadline <= now {
                    let message = "it takes longer than \(step.timeoutSeconds) s"
                    end(&run.steps[index].tasks[number], .failed, message)
                } else {
                    start(index, number, step)
                }
            }
        }
        return isWoken
    }
}
