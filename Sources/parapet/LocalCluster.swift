import AWS
import Cluster
import Foundation
import Logging
import Platform
import Store

/// Coordinator and worker inside this process.
struct LocalCluster {
    private let coordinator: Coordinator
    private let worker: Worker
    private let listener: Listener

    private static let concurrency = 16

    init(_ wiring: Wiring, _ database: Database) async throws {
        let files = try wiring.sweepFiles()
        // What is wrong with the files is said now, not by a sweep that fails.
        _ = try files.check()
        var logger = wiring.logger()
        if wiring.environment["PARAPET_LOG"] == nil { logger.logLevel = .warning }
        let sessions = try await wiring.sessions()
        let coordinator = wiring.coordinator(database, sessions, logger, isScheduling: false)
        var pace = Pace()
        pace.concurrency = Self.concurrency
        let worker = wiring.worker(database, sessions, logger, pace: pace)
        self.coordinator = coordinator
        self.worker = worker
        listener = Listener(
            configuration: try wiring.databaseConfiguration(),
            channels: ["parapet_sweeps", "parapet_jobs"]
        ) { _ in
            coordinator.wake()
            worker.wake()
        }
    }

    /// Runs both for as long as the body does.
    func run(_ body: () async throws -> Void) async throws {
        defer { listener.stop() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await coordinator.run() }
            group.addTask { try await worker.run() }
            let outcome: (any Error)?
            do {
                try await body()
                outcome = nil
            } catch {
                outcome = error
            }
            worker.drain()
            coordinator.stop()
            try await group.waitForAll()
            if let outcome { throw outcome }
        }
    }
}
