import AWS
import Guardrails
import Store

/// Whether an account lets us in, and which regions it has enabled.
struct Discover: JobKind {
    static let kind = Job.Kind.discover

    private let sessions: Sessions

    init(_ tools: JobTools) { sessions = tools.sessions }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        let configuration = attempt.rules.configuration
        let account = attempt.job.account
        func answer(
            _ state: RoleState,
            _ detail: String?,
            _ regions: [String],
            reads: Int
        ) -> Ending {
            let role = RoleAnswer(
                state: state,
                detail: detail,
                regions: regions,
                settings: configuration.discoverySettings(of: account)
            )
            return .done(Effects(role: role, reads: reads))
        }
        let reader: Reader
        do throws(CredentialFailure) {
            reader = try await attempt.reader(sessions)
        } catch {
            guard error.isRefusal else { return Ending(error) }
            return answer(.refused, error.message, [], reads: 0)
        }
        var enabled: [String] = []
        if configuration.sweepsAllRegions(of: account) {
            switch await reader.enabledRegions(askedIn: sessions.region) {
            case .success(let regions): enabled = regions
            case .failure(let gap) where gap.reason == .denied:
                let detail = "\(gap.summary) \(gap.detail)"
                return answer(.failed, detail, [], reads: reader.requests)
            case .failure(let gap): return Ending(gap)
            }
        }
        let regions = configuration.regions(of: account, enabled: enabled)
        return answer(.assumed, nil, regions, reads: reader.requests)
    }
}
