import ArgumentParser
import Document
import Guardrails
import Records

extension ExceptionsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List exceptions, the newest first.",
            discussion: "Example:\n  parapet exceptions list --state requested"
        )

        @Option(help: "Only those: requested, granted, refused, revoked or expired.")
        var state: ExceptionRecord.State?

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            var found = try await ExceptionsCommand.with { try await $0.all() }
                .map { try ExceptionRecord($0) }
            if let state { found.removeAll { $0.state != state } }
            switch format {
            case .json: Output.line(JSON.array(found.map(\.json)).prettyText)
            case .table:
                guard !found.isEmpty else {
                    Output.line("no exceptions")
                    return
                }
                Output.line(Self.table(found).text())
            }
        }

        private static func table(_ exceptions: [ExceptionRecord]) -> Table {
            var table = Table(
                titles: ["ID", "STATE", "GUARDRAIL", "COVERS", "UNTIL", "ASKED BY", "FINDINGS"]
            )
            for exception in exceptions {
                table.rows.append([
                    exception.id, exception.state.rawValue, exception.guardrail,
                    scope(exception.scope), String(exception.until.rfc3339.prefix(16)),
                    exception.requestedBy, String(exception.findings),
                ])
            }
            return table
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one exception with all that is known of it.",
            discussion: "Example:\n  parapet exceptions show e-0123456789"
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            guard let found = try await ExceptionsCommand.with({ try await $0.all(id: id) }).first
            else {
                throw Failure(
                    "PAR-EXC-04 there is no exception \(id)",
                    hint: "parapet exceptions list"
                )
            }
            let record = try ExceptionRecord(found)
            switch format {
            case .json: Output.line(record.json.prettyText)
            case .table:
                let lines: [(String, String?)] = [
                    ("exception", id), ("state", record.state.rawValue),
                    ("guardrail", record.guardrail),
                    ("covers", ExceptionsCommand.scope(record.scope)),
                    ("reason", record.reason), ("ticket", record.ticket),
                    ("asked", Self.by(record.requestedBy, record.requestedAt)),
                    ("until", record.until.rfc3339),
                    ("decided", Self.by(record.decidedBy, record.decidedAt)),
                    ("note", record.note), ("ended", record.endedAt?.rfc3339),
                    ("findings", String(record.findings)),
                ]
                for case (let name, let value?) in lines {
                    Output.line(
                        name + String(repeating: " ", count: 11 - name.count) + value.visible
                    )
                }
            }
        }

        private static func by(_ who: String?, _ when: Timestamp?) -> String? {
            guard let who, let when else { return nil }
            return "by \(who), \(when.rfc3339)"
        }
    }

    /// `account 111122223333, resource site-*`
    static func scope(_ scope: Object) -> String {
        var texts: [String] = []
        for name in ["account", "unit", "environment", "region", "resource", "condition"] {
            if let value = scope[name]?.string { texts.append("\(name) \(value)") }
        }
        if let key = scope["tag"]?["key"]?.string, let value = scope["tag"]?["value"]?.string {
            texts.append("tag \(key)=\(value)")
        }
        return texts.isEmpty ? "everything" : texts.joined(separator: ", ")
    }
}

extension ExceptionRecord.State: ExpressibleByArgument {}
