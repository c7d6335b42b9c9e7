import AWS
import Document
import Guardrails
import Platform
import Playbooks
import Store

/// Makes one attempt at one step of a run, or at taking it back, and tells the run how it ended.
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
        let responding: StepResponding?
        let reader: Reader?
        do throws(CredentialFailure) {
            reader = try await self.reader(for: step, work, attempt)
            responding = try await self.responding(step, work, attempt, reader)
        } catch {
            let isMissing = error.kind == .noRoleForResponses
            return error.isRefusal || isMissing
                ? tell(work, .failed("\(error)", isFinal: isMissing)) : Ending(error)
        }
        let context = StepContext(
            inputs: work.inputs,
            inventory: SweptInventory(
                tools.inventories,
                batch: attempt.job.batch,
                accounts: attempt.estate.estate.accounts.filter { !$0.isSuspended }.map(\.id)
            ),
            reader: reader,
            run: StepRun(work),
            outside: StepOutside(
                providers: await tools.providers(attempt.rules.configuration),
                web: tools.web
            )
        )
        if let responding { return try await perform(responding, context) }
        guard case .analysis(let analysis) = step.performance, !work.isUndo else {
            return tell(work, .failed("'\(work.type)' has nothing to take back", isFinal: true))
        }
        return end(work, await analysis(context))
    }

    /// Nil for a step that asks AWS for nothing, or where the role refuses and it only reads.
    private func reader(
        for step: Step,
        _ work: RunWork.Step,
        _ attempt: Attempt
    ) async throws(CredentialFailure) -> Reader? {
        guard let account = work.account, !step.type.permissions.isEmpty else { return nil }
        do throws(CredentialFailure) {
            let roles = attempt.rules.configuration.roles
            return try await tools.sessions.reader(in: account, roles: roles)
        } catch {
            guard error.isRefusal, step.type.kind == .analyse else { throw error }
            return nil
        }
    }

    /// Nil for a step that only reads.
    private func responding(
        _ step: Step,
        _ work: RunWork.Step,
        _ attempt: Attempt,
        _ reader: Reader?
    ) async throws(CredentialFailure) -> StepResponding? {
        guard case .response(let response) = step.performance else { return nil }
        let configuration = attempt.rules.configuration
        var writer: Writer?
        if let account = work.account, !step.type.permissions.isEmpty {
            writer = try await tools.sessions.responder(
                in: account,
                roles: configuration.roles,
                for: Set(step.type.permissions)
            )
        }
        return StepResponding(
            job: attempt.job,
            work: work,
            response: response,
            writesPerSecond: step.type.limits.writesPerSecond,
            roles: configuration.roles,
            tools: tools,
            planner: try await tools.changePlanner(configuration),
            writer: writer,
            reader: reader
        )
    }

    private func perform(
        _ responding: StepResponding,
        _ context: StepContext
    ) async throws(StoreError) -> Ending {
        let work = responding.work
        let outcome =
            work.isUndo ? try await responding.undo() : try await responding.respond(context)
        switch outcome {
        case .changed(let changed):
            return end(work, .done(responding.response.answer(context, changed)))
        case .takenBack(let left): return end(work, .done([:]), left: left)
        case .failed(let message, let isFinal):
            return end(work, .failed(message, isFinal: isFinal))
        case .later(let seconds):
            return end(work, .later(seconds: Int(seconds.rounded(.up))))
        case .cancelled: return .snooze(seconds: 0)
        }
    }

    private func end(
        _ work: RunWork.Step,
        _ answer: StepAnswer,
        left: [String] = []
    ) -> Ending {
        switch answer {
        case .done(let outputs):
            let text = JSON.object(outputs).canonicalText
            guard text.utf8.count <= Self.mostOutputBytes else {
                return tell(work, .failed("its answer is larger than 1 MiB", isFinal: true))
            }
            let digest = SHA256.hexDigest(Array(text.utf8))
            return tell(work, .done(outputs: outputs, outputsDigest: digest), left: left)
        case .later(let seconds):
            let now = Timestamp.now()
            let then = Timestamp(seconds: now.seconds + Int64(seconds)) ?? now
            return tell(work, .snoozed(until: then))
        case .failed(let message, let isFinal):
            return tell(work, .failed(message, isFinal: isFinal))
        }
    }

    private func tell(
        _ work: RunWork.Step,
        _ outcome: RunEvent.Outcome,
        left: [String] = []
    ) -> Ending {
        let event = RunEvent.json(ofEnd: work, outcome, left: left)
        let end =
            switch outcome {
            case .done(_, let digest): StepEnd(.done, outputsDigest: digest, event: event)
            case .failed(let message, _): StepEnd(.failed, message: message, event: event)
            case .snoozed: StepEnd(.snoozed, event: event)
            }
        return .done(Effects(step: end))
    }
}

extension RunWork.Step {
    /// The account that it works in; nil for a step of the whole estate.
    fileprivate var account: String? { inputs["account"]?.string }
}

extension StepRun {
    fileprivate init(_ work: RunWork.Step) {
        self.init(
            id: work.run,
            key: work.key,
            caseName: work.caseName,
            reason: work.reason,
            startedBy: work.startedBy,
            started: work.started
        )
    }
}
