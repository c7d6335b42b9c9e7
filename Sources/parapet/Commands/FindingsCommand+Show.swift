import ArgumentParser
import Document
import Foundation
import Platform
import Records
import Store

extension FindingsCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one finding: why it matters, how to mend it, what happened to it.",
            discussion: "Example:\n  parapet findings show 3f2a91bc"
        )

        @Argument(help: "The finding's id, or as much of its beginning as no other has.")
        var id: String

        @ParentCommand var list: FindingsCommand

        private static let events = 20

        func run() async throws {
            let format = list.format.format
            guard format.name == TableFormat.name || format.name == JSONFormat.name else {
                throw ValidationError("one finding is shown as table or json")
            }
            try await Wiring().withDatabase { database in
                let ledger = Ledger(database: database)
                let finding = try await TypedFinding(id).find(ledger)
                let notices = Notices(database: database)
                let kept = try await notices.kept(finding.id)
                let runs = try await Runs(database: database).about(finding: finding.id)
                guard format.name == TableFormat.name else {
                    var json = finding.json.object ?? [:]
                    json["workflow"] = .optional(kept.compactMap { $0["workflow"]?.string }.first)
                    json["runs"] = .array(runs)
                    Output.line(JSON.object(json).prettyText)
                    return
                }
                let history = try await ledger.history(of: finding.id, limit: Self.events)
                let granted = try await exception(of: finding, database)
                let page = FindingPage(
                    finding: finding,
                    history: history,
                    exception: granted,
                    changes: try await changes(of: finding, database),
                    tickets:
                        try await notices
                        .tickets(guardrail: finding.guardrail, account: finding.account),
                    kept: kept,
                    runs: runs,
                    width: Terminal.width
                )
                Output.line(page.text(now: .now()))
            }
        }

        private func changes(
            of finding: FindingRecord,
            _ database: Database
        ) async throws -> [ChangeView] {
            var filter = Changes.Filter()
            filter.findings = [finding.id]
            var views: [ChangeView] = []
            try await Changes(database: database).each(
                filter,
                limit: Self.events,
                withDocuments: false
            ) { views.append(try ChangeView($0)) }
            return views
        }

        /// The granted exception that it stands under.
        private func exception(
            of finding: FindingRecord,
            _ database: Database
        ) async throws -> ExceptionRecord? {
            guard let source = finding.exception?.source, source != "tag" else { return nil }
            return try await Exceptions(database: database).all(id: source).first
                .map { try ExceptionRecord($0) }
        }
    }
}
