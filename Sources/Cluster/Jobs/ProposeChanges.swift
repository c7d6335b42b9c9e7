import AWS
import Document
import Guardrails
import Store

/// Reads a finding's resource again and plans what its guardrail wants done; or how a change is undone.
/// It changes nothing: what it planned is frozen, and waits for what lets it through.
struct ProposeChanges: JobKind {
    static let kind = Job.Kind.propose

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let (job, rules) = (attempt.job, attempt.rules)
        guard let account = attempt.estate.account(job.account) else {
            return .notInTheEstate(job.account)
        }
        guard let subject = try await tools.changes.subject(of: job),
            let guardrail = rules.guardrail(named: subject.identity.guardrail)
        else { return .done(Effects(proposals: [])) }
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(tools.sessions)
        } catch {
            return Ending(error)
        }
        let planner: ActionPlanner
        do throws(CallFailure) {
            planner = try await tools.planner(rules.configuration)
        } catch {
            return .retry(.failure, reason: "who changes things: \(error)")
        }
        let planning = ChangePlanning(
            job: job,
            rules: rules,
            guardrail: guardrail,
            subject: subject,
            account: account,
            stage: try await tools.stage(of: guardrail, for: account, reader: reader, attempt),
            planner: planner,
            playbooks: PlaybookPlanning(
                rules: rules,
                inventories: tools.inventories
            ),
            region: tools.sessions.region,
            now: .now()
        )
        switch try await planning.answer() {
        case .proposals(let proposals):
            return .done(Effects(proposals: proposals, reads: reader.requests))
        // Nothing is proposed about what is not known.
        case .unknown(let reason): return .retry(.failure, reason: "unknown: \(reason)")
        }
    }
}

extension JobTools {
    func planner(_ configuration: Configuration) async throws(CallFailure) -> ActionPlanner {
        ActionPlanner(
            own: try await sessions.ownPrincipals(configuration.roles),
            region: sessions.region,
            providers: await providers(configuration)
        )
    }
}
