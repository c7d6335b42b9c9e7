import Document
import Playbooks
import Store

extension RunMove {
    /// What an advance left to do, for the database.
    init(_ run: Run, _ effects: [RunEffect], version: Int64, taken: [Int64]) {
        self.init(
            version: version,
            state: run.json,
            status: run.status.rawValue,
            round: run.round,
            ended: run.ended,
            taken: taken
        )
        for effect in effects {
            switch effect {
            case .doStep(let work): self.work.append(Work(work, isUndo: false))
            case .undoStep(let work): self.work.append(Work(work, isUndo: true))
            case .askGate(let step, let by, let needsTwo, let reason):
                gates.append(Gate(step: step, by: by, needsTwo: needsTwo, reason: reason))
            case .wake(let at): wakes.append(at)
            case .notice(let text): notices.append(text)
            // It may have gone on since, by a later event of the same advance.
            case .finished(let status): isFinished = status == run.status && run.ended != nil
            }
        }
        closed = run.steps.filter { $0.gate != nil && !$0.isAtGate }.map(\.name)
    }
}

extension RunMove.Work {
    fileprivate init(_ work: RunEffect.Work, isUndo: Bool) {
        self.init(
            step: work.attempt.step,
            task: work.attempt.task,
            attempt: work.attempt.number,
            type: work.type,
            key: work.key,
            isUndo: isUndo,
            inputs: work.inputs
        )
    }
}
