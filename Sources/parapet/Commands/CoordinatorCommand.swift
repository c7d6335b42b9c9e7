import ArgumentParser
import Cluster
import Foundation
import Platform
import ServiceLifecycle

struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Lead sweeps until told to stop; of several, one leads.",
        discussion: """
            Reads $PARAPET_CONFIG (default: parapet.yaml) and the guardrails in \
            $PARAPET_GUARDRAILS (default: ops/guardrails) anew for each sweep, and asks for sweeps \
            itself when a guardrail's 'every:' or 'cron:' says that it is time.

            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet parapet coordinator
            """
    )

    @OptionGroup var lease: LeaseOptions

    @Flag(inversion: .prefixedNo, help: "Ask for sweeps when guardrails' own clocks say so.")
    var schedule = true

    func run() async throws {
        let wiring = Wiring()
        _ = try wiring.sweepFiles().check()
        let database = try await wiring.database()
        let logger = wiring.logger()
        let coordinator = wiring.coordinator(
            database,
            try await wiring.sessions(),
            logger,
            pace: lease.pace,
            isScheduling: schedule
        )
        let listener = Listener(
            configuration: try wiring.databaseConfiguration(),
            channels: ["parapet_sweeps"]
        ) { _ in coordinator.wake() }
        defer { listener.stop() }
        let group = ServiceGroup(
            services: [coordinator],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await group.run()
        await database.close()
    }
}
