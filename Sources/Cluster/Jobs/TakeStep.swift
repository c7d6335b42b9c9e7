import AWS
import Document
import Platform
import Playbooks
import Store

/// Makes one attempt at one step of a run, and tells the run how it ended.
struct TakeStep: JobKind {
    static let kind = Job.Kind.step

    /// What a run keeps of one step.
    private static let mostOutputBytes = 1 << 20

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let work = try await tools.runs.beginStep(attempt.job)
        guard let step = Step.named(work.type) else {
            return .retry(.failure, reason: "this program does not know the step \(work.type)")
        }
        guard !work.isUndo else {
            return tell(work, .failed("'\(work.type)' has nothing to take back", isFinal: true))
        }
        let context = StepContext(
            inputs: work.inputs,
            inventory: SweptInventory(
                tools.inventories,
                batch: attempt.job.batch,
                accounts: attempt.estate.accounts.filter { !$0.isSuspended }.map(\.id)
            )
        )
        switch step.performance {
        case .analysis(let analysis): return end(work, await analysis(context))
        case .response: return tell(work, .failed("nothing responds yet", isFinal: true))
        }
    }

    private func end(_ work: RunWork.Step, _ answer: StepAnswer) -> Ending {
        switch answer {
        case .done(let outputs):
            let text = JSON.object(outputs).canonicalText
            guard text.utf8.count <= Self.mostOutputBytes else {
                return tell(work, .failed("its answer is larger than 1 MiB", isFinal: true))
            }
            let digest = SHA256.hexDigest(Array(text.utf8))
            return tell(work, .done(outputs: outputs, outputsDigest: digest))
        case .later(let seconds):
            let now = Timestamp.now()
            let then = Timestamp(seconds: now.seconds + Int64(seconds)) ?? now
            return tell(work, .snoozed(until: then))
        case .failed(let message, let isFinal):
            return tell(work, .failed(message, isFinal: isFinal))
        }
    }

    private func tell(_ work: RunWork.Step, _ outcome: RunEvent.Outcome) -> Ending {
        let event = RunEvent.json(ofEnd: work, outcome, changes: [])
        let end =
            switch outcome {
            case .done(_, let digest): StepEnd(.done, outputsDigest: digest, event: event)
            case .failed(let message, _): StepEnd(.failed, message: message, event: event)
            case .snoozed: StepEnd(.snoozed, event: event)
            }
        return .done(Effects(step: end))
    }
}
