import ArgumentParser
import Store

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check the log of who did what (report.audit).",
        subcommands: [Verify.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that no entry was changed or taken out.",
            discussion: """
                Each entry's hash covers the one before. Entries cut off at the end show only \
                beside an earlier last hash: keep what this prints, and give it with --head. Exit \
                code 1: the log is not what was written.

                Example:
                  parapet audit verify
                  parapet audit verify --head 5f2c…
                """
        )

        @Option(help: "A last hash that this printed earlier.")
        var head: String?

        func run() async throws {
            let (check, isKnown) = try await Wiring().withDatabase { database in
                let log = AuditLog(database: database)
                let check = try await log.verify()
                guard let head else { return (check, true) }
                return (check, try await log.contains(head: head))
            }
            if let broken = check.broken {
                throw Failure(
                    "PAR-AUD-01 entry \(broken) of the audit log is not what was written",
                    hint: "compare report.audit with a backup",
                    exitCode: .failure
                )
            }
            guard isKnown else {
                throw Failure(
                    "PAR-AUD-02 the audit log does not hold the entry with that hash any more",
                    hint: "compare report.audit with a backup",
                    exitCode: .failure
                )
            }
            guard check.entries > 0 else {
                Output.line("0 entries: nothing was done yet")
                return
            }
            let entries = "\(check.entries) \(check.entries == 1 ? "entry" : "entries")"
            Output.line("\(entries), unbroken; the last hash is \(check.head)")
        }
    }
}
