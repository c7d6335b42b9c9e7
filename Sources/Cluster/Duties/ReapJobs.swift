import Logging
import Store

/// Takes jobs back from workers that fell silent and from those that take too long.
struct ReapJobs: Duty {
    let everySeconds: Double
    let queue: Queue
    let pace: Pace
    let logger: Logger

    func perform(token: Int64) async throws(StoreError) -> Bool {
        let count = try await queue.reap(
            leaseSeconds: pace.leaseSeconds,
            budget: pace.budgets.failures
        )
        if count > 0 { logger.warning("jobs taken back", metadata: ["jobs": "\(count)"]) }
        return false
    }
}
