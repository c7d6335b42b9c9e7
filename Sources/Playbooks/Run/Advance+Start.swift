import CEL
import Document
import Guardrails

extension Advance {
    /// Until nothing more can start: a step that is skipped lets others begin.
    mutating func startWhatIsReady() {
        var isMoving = true
        while isMoving {
            isMoving = false
            for index in run.steps.indices {
                guard let step = playbook[step: run.steps[index].name] else { continue }
                if run.steps[index].tasks.isEmpty, run.steps[index].status == .pending,
                    isReady(step)
                {
                    open(index, step)
                    isMoving = true
                }
                if startTasks(index, step) { isMoving = true }
            }
        }
    }

    /// Where everything that it comes after is over, however far before it: a run that is resumed has
    /// steps again that others, which are done, came after.
    private func isReady(_ step: PlaybookStep) -> Bool {
        var past: Set<String> = []
        var next = step.after
        while let name = next.popLast() {
            guard past.insert(name).inserted else { continue }
            guard isOver(name), let before = playbook[step: name] else { return false }
            next += before.after
        }
        return true
    }

    private func isOver(_ name: String) -> Bool {
        switch run[step: name]?.status {
        case .done, .skipped: true
        case .failed: playbook[step: name]?.mayFail == true
        case .pending, .running, .waiting, .undone, nil: false
        }
    }

    /// step: pending -> skipped | failed | done (of an empty list) | waiting (at its gate) | open
    private mutating func open(_ index: Int, _ step: PlaybookStep) {
        if run.onlyAnalyses, step.type.kind == .respond {
            return close(index, .skipped, "only what reads is done")
        }
        let bindings = playbook.bindings(for: run, at: now)
        switch step.when.map({ $0.evaluate(bindings) }) {
        case nil, .value(.bool(true)): break
        case .value(.bool(false)):
            let condition = step.when?.source ?? ""
            return close(index, .skipped, "it is done only where \(condition)")
        case let outcome?:
            return close(index, missing(outcome), "its condition: \(text(outcome))")
        }
        var items: [JSON?] = [nil]
        if let each = step.each {
            let outcome = each.evaluate(bindings)
            guard let list = outcome.value?.document?.array else {
                return close(index, missing(outcome), "its list: \(text(outcome))")
            }
            guard list.count <= step.atMost else {
                let most = "at most \(step.atMost) are let through, and none was done"
                return close(index, .failed, "\(list.count) items: \(most)")
            }
            guard !list.isEmpty else { return close(index, .done, "there is nothing to do it for") }
            items = list
        }
        run.steps[index].tasks = items.map { RunTask(item: $0) }
        if run.isDry, step.type.kind == .respond { return tell(index, step) }
        guard let gate = step.gate, run.steps[index].gate?.isPassed != true else { return }
        let needsTwo = gate.needsTwo(bindings)
        run.steps[index].gate = RunStep.Gate(needsTwo: needsTwo)
        run.steps[index].status = .waiting
        effect(.askGate(step: step.name, by: gate.by, needsTwo: needsTwo, reason: gate.reason))
    }

    private mutating func close(_ index: Int, _ status: RunStep.Status, _ reason: String) {
        run.steps[index].status = status
        run.steps[index].reason = reason
    }

    /// tasks: pending -> skipped, with what would have been done
    private mutating func tell(_ index: Int, _ step: PlaybookStep) {
        for task in run.steps[index].tasks.indices {
            let item = run.steps[index].tasks[task].item
            let planned: String
            switch inputs(of: step, item: item) {
            case .known(let inputs): planned = JSON.object(inputs).text
            case .missing(_, let reason): planned = reason
            }
            run.steps[index].tasks[task].phase = .skipped
            run.steps[index].tasks[task].message = Run.dryPrefix + planned
            effect(.notice("\(step.name): \(step.type.name) would be done with \(planned)"))
        }
        settle(index)
    }

    /// tasks: pending -> running | failed | skipped. Whether any was.
    private mutating func startTasks(_ index: Int, _ step: PlaybookStep) -> Bool {
        guard run.steps[index].gate?.isPassed != false, isReady(step) else { return false }
        var isStarted = false
        for task in run.steps[index].tasks.indices
        where run.steps[index].tasks[task].phase == .pending {
            start(index, task, step)
            isStarted = true
        }
        return isStarted
    }

    /// task: pending, resting -> running | failed | skipped. One that rested is given what it was given
    /// first: `now` has moved on meanwhile, and what it waits for has not.
    mutating func start(_ index: Int, _ task: Int, _ step: PlaybookStep) {
        var new = run.steps[index].tasks[task]
        new.wakes = nil
        new.started = new.started ?? now
        let kept = new.phase == .resting ? new.inputs : nil
        switch kept.map(Given.known) ?? inputs(of: step, item: new.item) {
        case .known(let inputs):
            new.phase = .running
            new.attempt += 1
            new.inputs = inputs
            new.message = nil
        case .missing(let isSkipped, let reason):
            new.phase = isSkipped ? .skipped : .failed
            new.message = reason
            new.ended = now
        }
        run.steps[index].tasks[task] = new
        settle(index)
        guard new.phase == .running else { return }
        effect(.doStep(work(index, task, step)))
    }

    func work(_ index: Int, _ task: Int, _ step: PlaybookStep) -> RunEffect.Work {
        let state = run.steps[index].tasks[task]
        return RunEffect.Work(
            attempt: .init(step: step.name, task: task, number: state.attempt),
            type: step.type.name,
            key: "\(run.id).\(step.name).\(task)",
            inputs: state.inputs ?? Object(),
            deadline: state.isBackwards ? nil : deadline(of: state, step)
        )
    }

    func deadline(of task: RunTask, _ step: PlaybookStep) -> Timestamp? {
        task.started.flatMap { Timestamp(seconds: $0.seconds + Int64(step.timeoutSeconds)) }
    }
}

extension PlaybookStep.Gate {
    fileprivate func needsTwo(_ bindings: Bindings) -> Bool {
        switch persons {
        case .one: false
        case .two: true
        case .twoWhen(let program): program.evaluate(bindings).bool ?? true
        }
    }
}
