import AWS
import ArgumentParser
import Document
import Platform
import Store

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is missing around Parapet, and what to do about it.",
        subcommands: [Events.self]
    )

    struct Events: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the way of AWS's events, from each account and region to the queue.",
            discussion: """
                Reads the queues that 'events:' names with Parapet's own identity: whether they answer, \
                who may send, what lies in the dead-letter queue, how long the oldest message waits. \
                Then by the audit role, in each account and region that the last sweep discovered: \
                the rule that hands events on, and a trail that logs. What is wrong in several accounts in \
                the same way is one line; --all writes one for each account. Exit code 1: something is \
                wrong; 4: nothing is, but not everything could be read.

                Example:
                  parapet doctor events
                  parapet doctor events --all
                  parapet doctor events --format json
                """
        )

        @Flag(help: "One line for each account.")
        var all = false

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let wiring = Wiring()
            let configuration = try wiring.configuration()
            let discovered = try await wiring.withDatabase {
                try await Accounts(database: $0).all()
            }
            var path = EventPath()
            if !configuration.eventQueues.isEmpty {
                let sessions = try await wiring.sessions()
                let reader = EventPathReader(sessions: sessions, roles: configuration.roles)
                for queue in configuration.eventQueues {
                    path.queues.append(
                        try await reader.queue(queue.url, region: queue.region.name, now: .now())
                    )
                }
                let accounts = discovered.filter { !$0.account.isSuspended }
                (path.places, path.unread) = await reader.places(
                    of: accounts.map { ($0.account.id, $0.regions) }
                )
            }
            try tell(path)
        }

        private func tell(_ path: EventPath) throws {
            let faults = path.faults(byAccount: all)
            switch format {
            case .json:
                let list = faults.map { fault -> JSON in
                    [
                        "code": .string(fault.code), "text": .string(fault.text),
                        "hint": .string(fault.hint),
                    ]
                }
                Output.line(JSON.array(list).prettyText)
            case .table where faults.isEmpty:
                let accounts = Set(path.places.map(\.account)).count
                Output.line(
                    "nothing is missing: \(path.queues.count) queues, \(accounts) accounts, "
                        + "\(path.places.count) regions of theirs"
                )
            case .table: for fault in faults { Output.line("\(fault)".visible) }
            }
            guard !faults.isEmpty else { return }
            throw faults.allSatisfy(\.isUnknown) ? ExitCode.incomplete : ExitCode.failure
        }
    }
}
