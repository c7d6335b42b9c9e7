import Logging
import Store

/// Tells owners that their exception ends soon.
struct AnnounceExpiry: Duty {
    let everySeconds: Double
    let exceptions: Exceptions
    let logger: Logger

    /// How long before its end.
    private static let days = 14

    func perform(token: Int64) async throws(StoreError) -> Bool {
        let count = try await exceptions.announceExpiry(withinDays: Self.days, token: token)
        if count > 0 {
            logger.notice(
                "exceptions end soon: parapet report notices",
                metadata: ["exceptions": "\(count)"]
            )
        }
        return false
    }
}
