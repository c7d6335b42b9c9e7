import AWS
import Guardrails
import Store

/// A run that a guardrail asks for, once it is let through: the finding is looked at again, and the
/// database starts the run with the change, so that nothing is started twice.
struct PlaybookStart: Sendable {
    let attempt: Attempt
    let row: ChangeWork.Row
    let guardrail: Guardrail
    let account: Account
    let tools: JobTools

    private static let waitSeconds = 5.0

    func perform() async throws(StoreError) -> Ending {
        // One that was started is only told so.
        if !row.isIntended {
            switch try await standing() {
            case .success(.violates), .success(.notAsked): break
            case .success(.over(let reason)): return end(.noOp, reason)
            case .success(.unknown): return .snooze(seconds: Self.waitSeconds)
            case .failure(let failure): return Ending(failure)
            }
        }
        switch try await tools.changes.startRun(attempt.job) {
        case .started(let run):
            return .done(
                Effects(
                    change: ChangeEnd(.done, reason: "run \(run)", after: ["run": .string(run)])
                )
            )
        case .goesOn(let run): return end(.noOp, "run \(run) of this finding goes on")
        case .refused(let reason): return end(.failed, reason)
        // Its state says so already.
        case .stopped: return .done(Effects())
        }
    }

    private func standing() async throws(StoreError) -> Result<
        ChangeAttempt.Standing, CredentialFailure
    > {
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(tools.sessions)
        } catch {
            return .failure(error)
        }
        let cause = GuardrailCause(
            guardrail: guardrail,
            account: account,
            attempt: attempt,
            tools: tools
        )
        return .success(try await cause.standing(of: row, reader, isBegun: false))
    }

    private func end(_ state: ChangeState, _ reason: String) -> Ending {
        .done(Effects(change: ChangeEnd(state, reason: reason)))
    }
}
