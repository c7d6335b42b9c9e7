import Document

extension Advance {
    mutating func decided(_ name: String, _ decision: RunStep.Gate.Decision) -> Bool {
        guard !run.status.isFinal, run.undoing == .notAsked,
            let index = run.steps.firstIndex(where: { $0.name == name }),
            run.steps[index].isAtGate, var gate = run.steps[index].gate,
            !gate.decisions.contains(where: { $0.by == decision.by && $0.isApproval })
                || !decision.isApproval,
            !(decision.isApproval && gate.needsTwo && decision.by == run.startedBy)
        else { return false }
        gate.decisions.append(decision)
        run.steps[index].gate = gate
        guard decision.isApproval else {
            run.steps[index].status = .pending
            run.steps[index].reason = "\(decision.by) said no: \(decision.reason)"
            run.status = .refused
            stopResting("the run was refused")
            effect(.notice("\(name): refused by \(decision.by): \(decision.reason)"))
            return true
        }
        if gate.isPassed {
            run.steps[index].status = .pending
            effect(.notice("\(name): approved by \(decision.by)"))
        } else {
            effect(.notice("\(name): approved by \(decision.by); another person has to agree"))
        }
        return true
    }

    /// tasks: resting -> failed: nobody wakes them any more
    mutating func stopResting(_ reason: String) {
        for index in run.steps.indices {
            for number in run.steps[index].tasks.indices
            where run.steps[index].tasks[number].phase == .resting {
                run.steps[index].tasks[number].phase = .failed
                run.steps[index].tasks[number].wakes = nil
                run.steps[index].tasks[number].message = reason
                run.steps[index].tasks[number].ended = now
            }
        }
    }

    /// What failed is tried again with a fresh budget, what may fail too, and what was left out after it
    /// is looked at again; of a run that is stuck on its way back, the way back goes on.
    mutating func resumed(by person: String, round: Int) -> Bool {
        guard round == run.round, run.status == .failed, !run.isOut else { return false }
        run.round += 1
        run.status = .running
        run.ended = nil
        effect(.notice("resumed by \(person)"))
        guard run.undoing == .notAsked else {
            run.undoing = .going
            return true
        }
        let behind = stepsBehindFailures()
        for index in run.steps.indices {
            switch run.steps[index].status {
            case .failed: tryAgain(index)
            // It may have lacked what failed.
            case .skipped where behind.contains(run.steps[index].name):
                run.steps[index].status = .pending
                run.steps[index].reason = nil
                run.steps[index].tasks = []
            default: break
            }
        }
        return true
    }

    /// The steps that come after one that failed, however far.
    private func stepsBehindFailures() -> Set<String> {
        var reached = Set(run.steps.filter { $0.status == .failed }.map(\.name))
        var count = 0
        while count < reached.count {
            count = reached.count
            for step in playbook.steps where step.after.contains(where: reached.contains) {
                reached.insert(step.name)
            }
        }
        return reached
    }

    /// step: failed -> pending, with its tasks that came to nothing
    private mutating func tryAgain(_ index: Int) {
        run.steps[index].status = .pending
        run.steps[index].reason = nil
        for number in run.steps[index].tasks.indices
        where [.failed, .skipped].contains(run.steps[index].tasks[number].phase) {
            run.steps[index].tasks[number].phase = .pending
            run.steps[index].tasks[number].failures = 0
            run.steps[index].tasks[number].started = nil
            run.steps[index].tasks[number].ended = nil
            run.steps[index].tasks[number].message = nil
        }
    }
}
