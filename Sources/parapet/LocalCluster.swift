import AWS
import Cluster
import Foundation
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Coordinator and worker inside this process.
struct LocalCluster {
    /// What the files of this process say.
    let book: RuleBook

    private let coordinator: Coordinator
    private let worker: Worker
    private let listener: Listener

    private static let concurrency = 16

    init(_ wiring: Wiring, _ database: Database) async throws {
        let rules = wiring.rules()
        // What is wrong with the files is said now, not by a sweep that fails.
        try rules.check()
        book = try rules.book()
        var logger = wiring.logger()
        if wiring.environment["PARAPET_LOG"] == nil { logger.logLevel = .error }
        let sessions = try await wiring.sessions()
        try await sessions.checkKeys()
        let coordinator = try wiring.coordinator(
            database,
            sessions,
            rules,
            logger,
            isScheduling: false
        )
        var pace = Pace()
        pace.concurrency = Self.concurrency
        let worker = wiring.worker(database, sessions, logger, pace: pace)
        self.coordinator = coordinator
        self.worker = worker
        listener = Listener(
            configuration: try wiring.directConfiguration(),
            channels: ["parapet_sweeps", "parapet_duties", "parapet_jobs"]
        ) { channel in
            if channel == "parapet_duties" { coordinator.hurry() } else { coordinator.wake() }
            worker.wake()
        }
    }

    /// Runs both for as long as the body does.
    ///
    /// - Throws: what the body throws, or why one of them had to end before it.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        defer { listener.stop() }
        let following = Task {
            defer {
                worker.drain()
                coordinator.stop()
            }
            try await body()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in [coordinator, worker] as [any Service] {
                group.addTask {
                    do {
                        try await service.run()
                    } catch {
                        following.cancel()
                        throw error
                    }
                }
            }
            let outcome = await following.result
            try await group.waitForAll()
            try outcome.get()
        }
    }
}
