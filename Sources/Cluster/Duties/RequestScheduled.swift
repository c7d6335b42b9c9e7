import Document
import Guardrails
import Logging
import Platform
import Store

/// Asks for a sweep when a guardrail's `every:` or `cron:` says that it is time.
final class RequestScheduled: Duty {
    let everySeconds: Double
    private let schedules: Schedules
    private let files: Coordinator.Files
    private let logger: Logger
    /// Checking runs every guardrail's tests: only what has changed is checked again.
    private let checked = Lock<(files: SweepFiles, timed: [Guardrail])?>(nil)

    init(
        everySeconds: Double,
        schedules: Schedules,
        files: @escaping Coordinator.Files,
        logger: Logger
    ) {
        self.everySeconds = everySeconds
        self.schedules = schedules
        self.files = files
        self.logger = logger
    }

    func perform(token: Int64) async throws(StoreError) -> Bool {
        let timed = timed()
        guard !timed.isEmpty else { return false }
        let last = try await schedules.last(token: token)
        let now = Timestamp.now()
        let due = timed.filter { $0.isDue(since: last[$0.name], now: now) }.map(\.name)
        let seen = timed.map(\.name).filter { last[$0] == nil }
        guard !due.isEmpty || !seen.isEmpty else { return false }
        if let sweep = try await schedules.request(due, seen: seen, token: token) {
            logger.info("sweep requested", metadata: ["sweep": "\(sweep)"])
        }
        return false
    }

    /// The guardrails with a clock. None where the files are wrong: whoever asks for a sweep is told.
    private func timed() -> [Guardrail] {
        do {
            let files = try files()
            if let known = checked.withLock({ $0 }), known.files == files { return known.timed }
            let timed = try files.check().guardrails.filter(\.isTimed)
            checked.withLock { $0 = (files, timed) }
            return timed
        } catch {
            logger.warning("nothing is scheduled: \(error)")
            return []
        }
    }
}
