import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform
import Store

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Write what was done in a run into a file that proves itself, and check one.",
        subcommands: [Export.self, Verify.self]
    )

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all that a run did, was given and answered into one file.",
            discussion: """
                Signed with the key that 'signing' in parapet.yaml names (openssl genpkey -algorithm \
                ed25519); unsigned where it names none, and that is said.

                Example:
                  parapet evidence export r-0123456789ab --output case-4711.json
                """
        )

        @Argument(help: "The run's id.")
        var id: String

        @Option(help: "The file to write.")
        var output: String

        func run() async throws {
            let key = try Self.key()
            var file = try await Wiring().withDatabase { database in
                let runs = Runs(database: database)
                let row = try await RunFollower(runs: runs, run: id).row()
                let report = try await RunReport.read(row, database)
                return EvidenceFile(
                    row: row,
                    entries: try await runs.evidence(of: id),
                    attempts: try await runs.attempts(of: id),
                    changes: report.changes
                )
            }
            // Of accounts that the reader may not see it has less.
            if let problem = file.problem() {
                throw Failure(
                    "PAR-RUN-06 the evidence of \(id) is not whole here: \(problem)",
                    hint: "have somebody export it who may read every account of the run",
                    exitCode: .failure
                )
            }
            if let key {
                let signature = key.signature(of: file.signed(by: key.publicPEM))
                file.signature = .init(key: key.publicPEM, bytes: signature)
            } else {
                Terminal.say("not signed: parapet.yaml names no key under 'signing'")
            }
            do {
                try file.json.prettyText.appending("\n")
                    .write(toFile: output, atomically: true, encoding: .utf8)
            } catch {
                throw Failure(
                    "PAR-OUT-02 \(output) cannot be written",
                    hint: "check that its folder exists, and that you may write there",
                    exitCode: .failure
                )
            }
            Output.line("\(output): \(file.entries.count) entries, the last hash is \(file.head)")
        }

        private static func key() throws -> Ed25519.PrivateKey? {
            let wiring = Wiring()
            guard wiring.hasConfiguration,
                let path = try wiring.configuration().signingKeyFile
            else { return nil }
            let text = try TextFile.read(path, code: "PAR-RUN-08")
            do throws(Ed25519.NoKey) {
                return try Ed25519.PrivateKey(pem: text)
            } catch {
                throw Failure(
                    "PAR-RUN-08 \(path): \(error.text)",
                    hint: "openssl genpkey -algorithm ed25519 -out \(path.shellWord)"
                )
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that a file of evidence is what was written; needs no database.",
            discussion: """
                A file that is not signed is said to be so, and is checked all the same. Exit code \
                1: something in it is not what was written.

                Example:
                  parapet evidence verify case-4711.json
                  parapet evidence verify case-4711.json --key security.pem
                """
        )

        @Argument(help: "The file.")
        var file: String

        @Option(help: "The public key that it has to be signed with, in PEM.")
        var key: String?

        func run() throws {
            let text = try TextFile.read(file, code: "PAR-RUN-07", isExact: true)
            guard let json = try? JSON.parse(text), let evidence = EvidenceFile(json) else {
                throw Failure(
                    "PAR-RUN-07 \(file) is no file of evidence",
                    hint: "'parapet evidence export' writes one"
                )
            }
            if let problem = evidence.problem(key: try publicKey()) {
                throw Failure(
                    "PAR-RUN-06 \(file): \(problem)",
                    hint: "compare it with the database's own: parapet evidence export",
                    exitCode: .failure
                )
            }
            let signed = evidence.signature == nil ? "not signed" : "signed"
            if evidence.form == .signedChanges, evidence.signature == nil,
                !evidence.changes.isEmpty
            {
                Terminal.say("nothing vouches for its changes: it is of an older form, unsigned")
            }
            Output.line(
                "\(evidence.run): \(evidence.entries.count) entries, unbroken, \(signed); the last"
                    + " hash is \(evidence.head)"
            )
        }

        private func publicKey() throws -> Ed25519.PublicKey? {
            try key.map { try PublicKeyFile.read($0, code: "PAR-RUN-08") }
        }
    }
}
