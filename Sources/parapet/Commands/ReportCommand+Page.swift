import ArgumentParser
import Document
import Foundation
import Platform
import Records
import Store

extension ReportCommand {
    struct Page: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "html",
            abstract: "Write a page about the whole estate, for mail and build servers.",
            discussion: """
                Totals, what needs somebody, coverage, and every open and excepted finding with why it \
                matters. One file without scripts and without anything from elsewhere.

                Example:
                  parapet report html --output report.html
                """
        )

        @Option(help: "The file to write, in place of one that is there; - for standard output.")
        var output: String

        func run() async throws {
            try await Wiring().withDatabase { database in
                guard output != "-" else {
                    let text = OutputText()
                    try await write(database, text.write)
                    text.flush()
                    return
                }
                let file = try AtomicFile(output)
                do {
                    try await write(database, file.write)
                    try file.finish()
                } catch {
                    file.abandon()
                    throw error
                }
                Terminal.say("wrote \(output)")
            }
        }

        private func write(_ database: Database, _ write: @escaping (String) -> Void) async throws {
            let standing = try await Standings(database: database).read()
            var report = HTMLReport(standing, now: .now(), write: write)
            report.begin()
            try await Ledger(database: database).each(Ledger.Filter()) {
                report.row(try FindingRecord($0))
            }
            report.end()
        }
    }
}
