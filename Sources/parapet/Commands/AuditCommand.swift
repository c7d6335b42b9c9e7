import ArgumentParser
import Platform
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
                Each entry's hash covers the one before, and what a coordinator signed last covers \
                all up to it, where 'signing' in parapet.yaml names a key. Entries cut off behind \
                that show only beside an earlier last hash: keep what this prints, and give it with \
                --head. Keep the public key elsewhere, too, and give it with --key: one that is read \
                from the database proves only that the database fits itself. Exit code 1: the log is \
                not what was written.

                Example:
                  parapet audit verify
                  parapet audit verify --key security.pem
                  parapet audit verify --head 5f2c…
                """
        )

        @Option(help: "A last hash that this printed earlier.")
        var head: String?

        @Option(help: "The public key that it has to be signed with, in PEM.")
        var key: String?

        private struct Found {
            let log: AuditLog.Check
            let signatures: AuditSignatures.Check
            let changedRun: String?
            let isHeadKnown: Bool
        }

        func run() async throws {
            let key = try key.map { try PublicKeyFile.read($0, code: "PAR-AUD-04") }
            let found = try await Wiring().withDatabase { try await look(key, $0) }
            try check(found)
            let log = found.log
            guard log.entries > 0 else {
                Output.line("0 entries: nothing was done yet")
                return
            }
            let entries = "\(log.entries) \(log.entries == 1 ? "entry" : "entries")"
            let signed =
                found.signatures.last.map { "signed up to entry \($0)" }
                ?? "not signed: parapet.yaml names no key under 'signing', or no coordinator ran since"
            Output.line("\(entries), unbroken, \(signed); the last hash is \(log.head)")
        }

        private func look(_ key: Ed25519.PublicKey?, _ database: Database) async throws -> Found {
            let log = AuditLog(database: database)
            let signatures = AuditSignatures(database: database)
            var isHeadKnown = true
            if let head { isHeadKnown = try await log.contains(head: head) }
            return Found(
                log: try await log.verify(),
                signatures: try await signatures.verify(key: key),
                changedRun: try await signatures.changedEvidence(),
                isHeadKnown: isHeadKnown
            )
        }

        private func check(_ found: Found) throws {
            let compare = "compare report.audit with a backup"
            if let broken = found.log.broken {
                throw Failure(
                    "PAR-AUD-01 entry \(broken) of the audit log is not what was written",
                    hint: compare,
                    exitCode: .failure
                )
            }
            if let broken = found.signatures.broken {
                throw Failure(
                    "PAR-AUD-03 entry \(broken) of the audit log is not what was signed",
                    hint: compare,
                    exitCode: .failure
                )
            }
            guard found.isHeadKnown else {
                throw Failure(
                    "PAR-AUD-02 the audit log does not hold the entry with that hash any more",
                    hint: compare,
                    exitCode: .failure
                )
            }
            if let run = found.changedRun {
                throw Failure(
                    "PAR-AUD-05 the evidence of run \(run) is not what the audit log says of it",
                    hint: "compare report.evidence with a backup",
                    exitCode: .failure
                )
            }
            if let key, found.signatures.last == nil, found.log.entries > 0 {
                throw Failure(
                    "PAR-AUD-03 nothing of the audit log is signed with \(key)",
                    hint: "it has to be the public half of the key that 'signing' names",
                    exitCode: .failure
                )
            }
        }
    }
}
