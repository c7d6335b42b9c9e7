import AWS
import ArgumentParser
import Cluster
import Foundation
import Platform
import ServiceLifecycle
import Store

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Receive AWS's events until told to stop; run as many as you like.",
        discussion: """
            Reads the queues that 'events:' of the newest rules names: a coordinator stores these. What \
            guardrails ask for is kept, and asks for looks at what changed. A coordinator \
            whose login may does the same unless it is told --no-feed. On SIGTERM it receives \
            nothing more, commits what it has, and exits. Exit code 1: AWS does not know Parapet's \
            own keys.

            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet parapet feed
              parapet feed --check
            """
    )

    @OptionGroup var lease: LeaseOptions

    @OptionGroup var connections: ConnectionOptions

    @Option(help: "How it logs, on standard error: text or json. $PARAPET_LOG: which level.")
    var logFormat = LogFormat.text

    @Flag(help: "Start nothing: say whether the database answers and its schema fits.")
    var check = false

    func run() async throws {
        let wiring = Wiring()
        guard !check else {
            try await wiring.withDatabase { _ in }
            Output.line("the database answers, and its schema fits")
            return
        }
        let database = try await wiring.database(maxConnections: connections.connections)
        let logger = wiring.logger(logFormat)
        let feed = wiring.feed(
            database,
            try await wiring.sessions(),
            logger,
            pace: lease.pace,
            isEager: true
        )
        do {
            try await ServiceGroup(untilDone: [feed], logger).run()
        } catch let failure as CredentialFailure {
            throw Failure(failure)
        }
        await database.close()
    }
}
