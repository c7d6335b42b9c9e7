import AWS
import Guardrails
import Platform
import Store

/// One attempt of a job, with what it is done with. What it asks AWS is remembered until it ends, so
/// that a look that has to be made again reads nothing again.
final class Attempt: Sendable {
    let job: Job
    let material: Batches.Material
    let rules: RuleBook
    let estate: EstateIndex
    /// Of its scope, before anything was read.
    let generation: Int64
    /// When that was asked, by the database's clock, where an attempt before was overtaken.
    let since: String?
    private let asked = Lock<Reader?>(nil)

    init(
        _ job: Job,
        material: Batches.Material,
        rules: RuleBook,
        estate: EstateIndex,
        generation: Int64,
        since: String? = nil
    ) {
        self.job = job
        self.material = material
        self.rules = rules
        self.estate = estate
        self.generation = generation
        self.since = since
    }

    /// The job's account by its audit role, with what was asked so far.
    func reader(_ sessions: Sessions) async throws(CredentialFailure) -> Reader {
        if let reader = asked.withLock({ $0 }) { return reader }
        let reader = try await sessions.reader(
            in: job.account,
            roles: rules.configuration.roles
        )
        asked.withLock { $0 = reader }
        return reader
    }
}
