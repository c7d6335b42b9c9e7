import ArgumentParser
import Document
import Foundation
import Platform
import Store
import UnixSignals

/// Follows one sweep to its end.
struct Follower {
    let database: Database
    let sweep: String
    let isLocal: Bool

    private static let pollSeconds = 0.25

    /// The sweep's status once it is done. Throws where it failed, and when interrupted.
    func follow() async throws -> Sweeps.Status {
        try await withThrowingTaskGroup(of: Sweeps.Status.self) { group in
            group.addTask { try await watch() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                    Terminal.say(
                        isLocal
                            ? "\nstopped; 'parapet sweep --local' goes on where it was"
                            : "\nthe sweep goes on; see 'parapet status'"
                    )
                    throw ExitCode.interrupted
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let status = try await group.next() else { throw CancellationError() }
            return status
        }
    }

    private func watch() async throws -> Sweeps.Status {
        let sweeps = Sweeps(database: database)
        let coordinators = Coordinators(database)
        var progress = Progress()
        var lastSeen = ContinuousClock.now
        while true {
            guard let status = try await sweeps.status(sweep) else {
                throw Failure(
                    "PAR-SWP-02 sweep \(sweep) is gone",
                    hint: "ask for another",
                    exitCode: .failure
                )
            }
            if status.state == .failed { throw try failure(status) }
            if status.state == .cancelled {
                progress.end()
                Terminal.say("sweep \(sweep) was \(status.error ?? "cancelled")")
                throw ExitCode.failure
            }
            if status.state == .done {
                progress.end()
                try await settle()
                return status
            }
            progress.show(status, try await sweeps.progress(sweep))
            let isLed = try await coordinators.isOneAlive()
            if isLed || isLocal {
                lastSeen = .now
            } else if lastSeen.duration(to: .now) > .seconds(Coordinators.patienceSeconds) {
                progress.end()
                throw Coordinators.noneAlive
            }
            try await Task.sleep(for: .seconds(Self.pollSeconds))
        }
    }

    /// Waits until what its findings led to goes on by itself no more.
    private func settle() async throws {
        let changes = Changes(database: database)
        let coordinators = Coordinators(database)
        var progress = Progress()
        var lastSeen = ContinuousClock.now
        while let moving = try await changes.moving(ofSweep: sweep) {
            progress.show(moving)
            let isLed = try await coordinators.isOneAlive()
            if isLed || isLocal {
                lastSeen = .now
            } else if lastSeen.duration(to: .now) > .seconds(Coordinators.patienceSeconds) {
                progress.end()
                throw Coordinators.noneAlive
            }
            try await Task.sleep(for: .seconds(Self.pollSeconds))
        }
        progress.end()
    }

    /// What was written for people to mend is a matter of configuration.
    private func failure(_ status: Sweeps.Status) throws -> any Error {
        let text = status.error ?? "no reason was given"
        Terminal.say("sweep \(sweep) failed: \(text)")
        let isConfiguration = ["PAR-CFG", "PAR-GRD", "PAR-SWP"].contains { text.contains($0) }
        return isConfiguration ? ExitCode.configuration : ExitCode.failure
    }
}

/// Whether anybody leads sweeps.
struct Coordinators {
    private let sweeps: Sweeps

    static let patienceSeconds = 10
    /// A heartbeat comes every five seconds.
    private static let silenceSeconds = 12

    static let noneAlive = Failure(
        "PAR-SWP-03 no coordinator is alive",
        hint: "start one with 'parapet coordinator', or use 'parapet sweep --local'",
        exitCode: .failure
    )

    init(_ database: Database) { sweeps = Sweeps(database: database) }

    func isOneAlive() async throws -> Bool {
        try await sweeps.hasCoordinator(withinSeconds: Self.silenceSeconds)
    }

    func waitForOne() async throws {
        let start = ContinuousClock.now
        while try await !isOneAlive() {
            guard start.duration(to: .now) < .seconds(Self.patienceSeconds) else {
                throw Self.noneAlive
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}
