import AWS
import ArgumentParser
import Cluster
import Platform
import ServiceLifecycle

struct NotifierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifier",
        abstract: "Send messages to people until told to stop; run as many as you like.",
        discussion: """
            Its login is a member of parapet_notifier, and can do nothing else. It reads the secrets \
            of the channels, from its own variables and files; parapet.yaml it gets from the \
            database. On SIGTERM it takes no more messages, ends those that it has, and exits within \
            30 seconds. Channels of AWS take Parapet's own keys; others do without.

            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet \\
                parapet notifier --concurrency 16
              parapet notifier --check
            """
    )

    @Option(help: "Messages at the same time, each through another channel.")
    var concurrency = 8

    @OptionGroup var lease: LeaseOptions

    @OptionGroup var connections: ConnectionOptions

    @Option(help: "How it logs, on standard error: text or json. $PARAPET_LOG: which level.")
    var logFormat = LogFormat.text

    @Flag(help: "Start nothing: say whether the database answers and its schema fits.")
    var check = false

    func validate() throws {
        guard (1...1000).contains(concurrency) else {
            throw ValidationError("--concurrency is 1 to 1000")
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
        let notifier = wiring.notifier(
            database,
            try await wiring.optionalSessions(),
            logger,
            pace: pace
        )
        let listener = Listener(
            configuration: try wiring.directConfiguration(),
            channels: ["parapet_jobs"]
        ) { _ in notifier.wake() }
        defer { listener.stop() }
        try await ServiceGroup(untilDone: [notifier], logger).run()
        await database.close()
    }
}
