import Logging
import Store

/// Findings whose exception ran out are open again.
struct ExpireExceptions: Duty {
    let everySeconds: Double
    let exceptions: Exceptions
    let logger: Logger

    func perform(token: Int64) async throws(StoreError) -> Bool {
        let count = try await exceptions.expire(token: token)
        if count > 0 { logger.info("exceptions ended", metadata: ["reopened": "\(count)"]) }
        return false
    }
}
