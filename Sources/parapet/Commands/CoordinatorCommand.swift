import AWS
import ArgumentParser
import Cluster
import Foundation
import Platform
import ServiceLifecycle
import Store

struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Lead sweeps until told to stop; of several, one leads.",
        discussion: """
            Reads $PARAPET_CONFIG (default: parapet.yaml) and the guardrails in \
            $PARAPET_GUARDRAILS (default: ops/guardrails) anew for each sweep, and asks for sweeps \
            itself when a guardrail's 'every:' or 'cron:' says that it is time. Where 'events:' names \
            queues and its login is in parapet_feed it receives AWS's events, too. Exit code 1: AWS \
            does not know Parapet's own keys.

            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet parapet coordinator
            """
    )

    @OptionGroup var lease: LeaseOptions

    @OptionGroup var connections: ConnectionOptions

    @Option(help: "How it logs, on standard error: text or json. $PARAPET_LOG: which level.")
    var logFormat = LogFormat.text

    @Flag(inversion: .prefixedNo, help: "Ask for sweeps when guardrails' own clocks say so.")
    var schedule = true

    @Flag(
        inversion: .prefixedNo,
        help: "Receive AWS's events, where the login may and queues are named."
    )
    var feed = true

    @Flag(inversion: .prefixedNo, help: "Send messages too, where the login may.")
    var notify = true

    func run() async throws {
        let wiring = Wiring()
        let rules = wiring.rules()
        // One listens, one keeps the lease.
        let database = try await wiring.database(maxConnections: connections.connections - 2)
        let logger = wiring.logger(logFormat)
        // A file that is broken now is replaced by what a coordinator before accepted.
        if let good = try await RuleBooks(database: database).newest() { rules.remember(good) }
        _ = try rules.book()
        let sessions = try await wiring.sessions()
        let coordinator = try wiring.coordinator(
            database,
            sessions,
            rules,
            logger,
            pace: lease.pace,
            isScheduling: schedule
        )
        let maySend = try await Notices(database: database).maySend()
        let notifier =
            notify && maySend
            ? wiring.notifier(database, sessions, logger, pace: lease.pace) {
                (try? rules.book().configuration.channels.isEmpty) == false
            } : nil
        let listener = Listener(
            configuration: try wiring.directConfiguration(),
            channels: ["parapet_sweeps", "parapet_duties"]
                + (notifier == nil ? [] : ["parapet_jobs"])
        ) { channel in
            switch channel {
            case "parapet_duties": coordinator.hurry()
            case "parapet_jobs": notifier?.wake()
            default: coordinator.wake()
            }
        }
        defer { listener.stop() }
        var services: [any Service] = [coordinator]
        if feed, try await Members(database: database).mayBe(.feed) {
            services.append(
                wiring.feed(database, sessions, logger, pace: lease.pace, isEager: false)
            )
        }
        do {
            if let notifier { services.append(notifier) }
            try await ServiceGroup(untilDone: services, logger).run()
        } catch let failure as CredentialFailure {
            throw Failure(failure)
        }
        await database.close()
    }
}
