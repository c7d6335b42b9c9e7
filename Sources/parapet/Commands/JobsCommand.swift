import ArgumentParser
import Document
import Platform
import Store

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Look at jobs that ran out of attempts, and put them back.",
        subcommands: [Dead.self, Show.self, Retry.self]
    )

    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the jobs that ran out of attempts, the newest first.",
            discussion: "Example:\n  parapet jobs dead"
        )

        @Option(help: "Only those of this sweep.")
        var sweep: String?

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let found = try await Wiring().withDatabase { database in
                if let sweep { try await check(sweep, database) }
                return try await DeadJobs(database: database).all(sweep: sweep)
            }
            switch format {
            case .json: Output.line(JSON.array(found).prettyText)
            case .table:
                guard !found.isEmpty else {
                    Output.line("no dead jobs")
                    return
                }
                var table = Table(
                    titles: ["JOB", "FAILED", "KIND", "ACCOUNT", "REGION", "SERVICE", "ERROR"]
                )
                for job in found {
                    let text = { (key: String) in job[key]?.string ?? "" }
                    table.rows.append([
                        job["job"]?.int.map { String($0) } ?? "",
                        String(text("failed_at").prefix(19)), text("kind"), text("account"),
                        text("region"), text("service"), text("error"),
                    ])
                }
                Output.line(table.text())
            }
        }

        private func check(_ sweep: String, _ database: Database) async throws {
            guard try await Sweeps(database: database).status(sweep) == nil else { return }
            throw Failure("PAR-SWP-04 there is no sweep '\(sweep)'", hint: "parapet status")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one such job with its last error."
        )

        @Argument(help: "The job's number.")
        var job: Int

        func run() async throws {
            let found = try await JobsCommand.with { try await $0.all(job: job) }.first
            guard let found else {
                throw Failure(
                    "PAR-JOB-01 job \(job) is not among those that ran out of attempts",
                    hint: "parapet jobs dead"
                )
            }
            Output.line(found.prettyText)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a job back into the queue, while its sweep still runs.",
            discussion: "Example:\n  parapet jobs retry 4711"
        )

        @Argument(help: "The job's number.")
        var job: Int

        func run() async throws {
            let isBack = try await JobsCommand.with { try await $0.retry(job) }
            guard isBack else {
                throw Failure(
                    "PAR-JOB-02 the sweep of job \(job) does not run any more",
                    hint: "ask for a new one: parapet sweep",
                    exitCode: .failure
                )
            }
            Output.line("job \(job) is in the queue again")
        }
    }

    private static func with<Answer>(
        _ body: (DeadJobs) async throws -> Answer
    ) async throws -> Answer {
        try await Wiring().withDatabase { try await body(DeadJobs(database: $0)) }
    }
}
