import AWS
import Guardrails
import Store

/// Makes one change of the ledger: reads again, records the intent, calls, and reads back. An attempt
/// that finds an intent of an earlier one verifies before it does anything.
struct MakeChange: JobKind {
    static let kind = Job.Kind.change

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let (row, stopped) = try await tools.changes.begin(attempt.job)
        // Its state says so already; nothing was sent.
        if stopped != nil, row.state == .approved { return .done(Effects()) }
        guard [.approved, .executing, .verifying].contains(row.state) else {
            return .done(Effects())
        }
        guard let account = attempt.estate.account(row.account),
            let guardrail = row.guardrail.flatMap({ attempt.rules.guardrail(named: $0) })
        else {
            return end(
                row,
                row.isIntended ? .conflict : .failed,
                "nobody knows its account or its guardrail any more"
            )
        }
        guard PlaybookUse.name(inAction: row.action) == nil else {
            let start = PlaybookStart(
                attempt: attempt,
                row: row,
                guardrail: guardrail,
                account: account,
                tools: tools
            )
            return try await start.perform()
        }
        let making: ChangeMaking
        do throws(CredentialFailure) {
            let roles = attempt.rules.configuration.roles
            guard
                let made = ChangeMaking(
                    job: attempt.job,
                    row: row,
                    cause: GuardrailCause(
                        guardrail: guardrail,
                        account: account,
                        attempt: attempt,
                        tools: tools
                    ),
                    roles: roles,
                    tools: tools,
                    writer: try await tools.sessions.writer(
                        in: row.account,
                        roles: roles,
                        for: Set(Catalogue.aws[action: row.action]?.permissions ?? [])
                    ),
                    planner: try await tools.changePlanner(attempt.rules.configuration)
                )
            else { return end(row, .failed, "what it was asked cannot be read") }
            making = made
        } catch {
            // Nothing was sent: whoever looks at the change sees why.
            return row.isIntended || !error.isRefusal
                ? Ending(error) : end(row, .failed, "the role for changes: \(error)")
        }
        switch try await making.run() {
        case .end(let end, let reads): return .done(Effects(change: end, reads: reads))
        case .stopped: return .done(Effects())
        case .later(let seconds): return .snooze(seconds: seconds)
        case .cancelled: return .snooze(seconds: 0)
        }
    }

    private func end(_ row: ChangeWork.Row, _ state: ChangeState, _ reason: String) -> Ending {
        .done(Effects(change: ChangeEnd(state, reason: reason)))
    }
}

extension JobTools {
    /// With which changes are planned and made.
    func changePlanner(
        _ configuration: Configuration
    ) async throws(CredentialFailure) -> ActionPlanner {
        do throws(CallFailure) {
            return try await planner(configuration)
        } catch {
            if let missing = error.missingCredentials { throw missing }
            throw CredentialFailure(
                .failed,
                "who changes things: \(error)",
                hint: "see that Parapet's own credentials can ask sts:GetCallerIdentity"
            )
        }
    }
}
