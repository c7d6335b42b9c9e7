import AWS
import Document
import Guardrails
import Store

/// A change that a guardrail asks for: it is made while the guardrail finds a violation, within what it
/// may do, and the finding is looked at again.
struct GuardrailCause: ChangeCause {
    let guardrail: Guardrail
    let account: Account
    let attempt: Attempt
    let tools: JobTools

    var writesPerSecond: Int { conduct.limits.writesPerSecond }
    var keepsToPlan: Bool { true }

    private var conduct: Conduct {
        attempt.rules.conduct(of: guardrail, in: account.environment)
    }

    func secondsUntilOpen(at now: Timestamp) -> Double { conduct.secondsUntilOpen(at: now) }

    func standing(
        of row: ChangeWork.Row,
        _ reader: Reader,
        isBegun: Bool
    ) async throws(StoreError) -> ChangeAttempt.Standing {
        // What joins several resources is judged over what is committed of them, after the looks that
        // follow.
        guard !isBegun || guardrail.ground == .scope else { return .notAsked }
        let stage = try await tools.stage(of: guardrail, for: account, reader: reader, attempt)
        let answer = await Reexamination(guardrail, stage, region: tools.sessions.region)
            .answer(row.resource.id, in: row.resource.region, part: row.part)
        return switch answer {
        case .violates: .violates
        case .over(let reason): .over(reason)
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// A part of the account: what the service has there.
    func look(insteadOf request: ActionRequest, _ row: ChangeWork.Row) -> ChangeEnd.Look? {
        row.planned.first.flatMap { ActionCall($0) }.map { call in
            ChangeEnd.Look(
                kind: .scan,
                region: request.region,
                service: call.service,
                resource: nil
            )
        }
    }

    func looks(after row: ChangeWork.Row) -> [ChangeEnd.Look] {
        switch guardrail.ground {
        case .scope: return [.init(at: row.resource, guardrail.type)]
        case .account, .estate:
            return [
                ChangeEnd.Look(
                    kind: guardrail.ground == .account ? .join : .estate,
                    region: guardrail.type.isGlobal ? Scope.global : row.resource.region,
                    service: guardrail.type.service,
                    resource: nil
                )
            ]
        }
    }
}
