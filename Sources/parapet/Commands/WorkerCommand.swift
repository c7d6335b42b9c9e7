import AWS
import ArgumentParser
import Cluster
import Foundation
import Platform
import ServiceLifecycle

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Work off jobs until told to stop; run as many as you like.",
        discussion: """
            On SIGTERM it takes no more jobs, ends or gives back those it has, and exits within \
            30 seconds. Exit code 1: AWS does not know Parapet's own keys.

            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet \\
                parapet worker --concurrency 16
              parapet worker --check
            """
    )

    @Option(help: "Jobs at the same time.")
    var concurrency = 8

    @OptionGroup var lease: LeaseOptions

    @OptionGroup var connections: ConnectionOptions

    @Option(help: "How it logs, on standard error: text or json. $PARAPET_LOG: which level.")
    var logFormat = LogFormat.text

    @Option(help: "A change that does not show in AWS's answers after so many seconds has failed.")
    var verifySeconds = Int(Pace().verifySeconds)

    @Flag(help: "Start nothing: say whether the database answers and its schema fits.")
    var check = false

    func validate() throws {
        guard (1...1000).contains(concurrency) else {
            throw ValidationError("--concurrency is 1 to 1000")
        }
        guard (1...300).contains(verifySeconds) else {
            throw ValidationError("--verify-seconds is 1 to 300")
        }
    }

    func run() async throws {
        let wiring = Wiring()
        guard !check else {
            try await wiring.withDatabase { _ in }
            Output.line("the database answers, and its schema fits")
            return
        }
        // One listens.
        let database = try await wiring.database(maxConnections: connections.connections - 1)
        let logger = wiring.logger(logFormat)
        var pace = lease.pace
        pace.concurrency = concurrency
        pace.verifySeconds = Double(verifySeconds)
        let worker = wiring.worker(database, try await wiring.sessions(), logger, pace: pace)
        let listener = Listener(
            configuration: try wiring.directConfiguration(),
            channels: ["parapet_jobs"]
        ) { _ in worker.wake() }
        defer { listener.stop() }
        do {
            try await ServiceGroup(untilDone: [worker], logger).run()
        } catch let failure as CredentialFailure {
            throw Failure(failure)
        }
        await database.close()
    }
}
