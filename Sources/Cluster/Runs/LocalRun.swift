import AWS
import Document
import Guardrails
import Platform
import Playbooks

/// A run of a playbook in this process alone, without a database: it looks into something, and changes
/// nothing, for there is no ledger.
public struct LocalRun: Sendable {
    private let playbook: Playbook
    private let sessions: Sessions
    private let roles: Configuration.Roles
    private let inventory: any StepInventory

    public init(
        _ playbook: Playbook,
        sessions: Sessions,
        roles: Configuration.Roles,
        inventory: any StepInventory
    ) {
        self.playbook = playbook
        self.sessions = sessions
        self.roles = roles
        self.inventory = inventory
    }

    /// Until it has ended, or waits for somebody: nobody can decide here.
    ///
    /// - Precondition: it only analyses, or is dry.
    public func run(_ begun: Run) async -> Run {
        precondition(begun.onlyAnalyses || begun.isDry, "nothing is changed without a ledger")
        var (run, effects) = playbook.advance(begun, .begun, at: .now())
        await withTaskGroup(of: RunEvent.self) { group in
            var going = begin(effects, in: &group, of: run)
            while going > 0, let event = await group.next() {
                going -= 1
                (run, effects) = playbook.advance(run, event, at: .now())
                going += begin(effects, in: &group, of: run)
            }
        }
        return run
    }

    /// Answers how many things are awaited more.
    private func begin(
        _ effects: [RunEffect],
        in group: inout TaskGroup<RunEvent>,
        of run: Run
    ) -> Int {
        var begun = 0
        for effect in effects {
            switch effect {
            case .doStep(let work):
                begun += 1
                group.addTask { await end(work, run) }
            case .wake(let time):
                begun += 1
                group.addTask {
                    let now = Timestamp.now()
                    let seconds = max(0, time.seconds - now.seconds + 1)
                    try? await Task.sleep(for: .seconds(seconds))
                    return .timePassed
                }
            case .askGate, .notice, .finished, .undoStep: break
            }
        }
        return begun
    }

    private func end(_ work: RunEffect.Work, _ run: Run) async -> RunEvent {
        let answer: StepAnswer =
            if let step = Step.named(work.type) {
                await StepAlone(step, sessions: sessions, roles: roles, inventory: inventory)
                    .answer(work.inputs, StepRun(work, of: run))
            } else {
                .failed("this program does not know the step \(work.type)", isFinal: true)
            }
        return .stepEnded(work.attempt, RunEvent.Outcome(answer), changes: [])
    }
}

extension StepRun {
    fileprivate init(_ work: RunEffect.Work, of run: Run) {
        self.init(
            id: run.id,
            key: work.key,
            caseName: run.caseName,
            reason: run.reason,
            startedBy: run.startedBy,
            started: run.started ?? .now()
        )
    }
}

extension RunEvent.Outcome {
    fileprivate init(_ answer: StepAnswer) {
        switch answer {
        case .done(let outputs):
            let text = JSON.object(outputs).canonicalText
            self = .done(outputs: outputs, outputsDigest: SHA256.hexDigest(Array(text.utf8)))
        case .later(let seconds):
            let now = Timestamp.now()
            self = .snoozed(until: Timestamp(seconds: now.seconds + Int64(seconds)) ?? now)
        case .failed(let message, let isFinal): self = .failed(message, isFinal: isFinal)
        }
    }
}
