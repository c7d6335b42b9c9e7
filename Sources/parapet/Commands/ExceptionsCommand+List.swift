import ArgumentParser
import Document
import Guardrails

extension ExceptionsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List exceptions, the newest first.",
            discussion: "Example:\n  parapet exceptions list --state requested"
        )

        @Option(help: "Only those: requested, granted, refused, revoked or expired.")
        var state: State?

        @Option(help: "table or json.")
        var format = ListFormat.table

        enum State: String, ExpressibleByArgument, CaseIterable {
            case requested, granted, refused, revoked, expired
        }

        func run() async throws {
            var found = try await ExceptionsCommand.with { try await $0.all() }
            if let state { found.removeAll { $0["state"]?.string != state.rawValue } }
            switch format {
            case .json: print(JSON.array(found).prettyText)
            case .table:
                guard !found.isEmpty else {
                    print("no exceptions")
                    return
                }
                print(Self.table(found).text())
            }
        }

        private static func table(_ exceptions: [JSON]) -> Table {
            var table = Table(
                titles: ["ID", "STATE", "GUARDRAIL", "COVERS", "UNTIL", "ASKED BY", "FINDINGS"]
            )
            for exception in exceptions {
                table.rows.append([
                    exception["id"]?.string ?? "", exception["state"]?.string ?? "",
                    exception["guardrail"]?.string ?? "", scope(exception["scope"]),
                    exception["until"]?.string.map(day) ?? "",
                    exception["requested_by"]?.string ?? "",
                    exception["findings"]?.int.map { String($0) } ?? "",
                ])
            }
            return table
        }

        private static func day(_ time: String) -> String { String(time.prefix(16)) }
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
                    "PAR-EXC-01 there is no exception \(id)",
                    hint: "parapet exceptions list"
                )
            }
            switch format {
            case .json: print(found.prettyText)
            case .table:
                let lines: [(String, String?)] = [
                    ("exception", id), ("state", found["state"]?.string),
                    ("guardrail", found["guardrail"]?.string),
                    ("covers", ExceptionsCommand.scope(found["scope"])),
                    ("reason", found["reason"]?.string), ("ticket", found["ticket"]?.string),
                    ("asked", Self.by(found, "requested")), ("until", found["until"]?.string),
                    ("decided", Self.by(found, "decided")), ("note", found["note"]?.string),
                    ("ended", found["ended_at"]?.string),
                    ("findings", found["findings"]?.int.map { String($0) }),
                ]
                for case (let name, let value?) in lines {
                    print(name + String(repeating: " ", count: 11 - name.count) + value)
                }
            }
        }

        private static func by(_ found: JSON, _ what: String) -> String? {
            guard let who = found["\(what)_by"]?.string, let when = found["\(what)_at"]?.string
            else { return nil }
            return "by \(who), \(when)"
        }
    }

    /// `account 111122223333, resource site-*`
    static func scope(_ scope: JSON?) -> String {
        var texts: [String] = []
        for name in ["account", "unit", "environment", "region", "resource", "condition"] {
            if let value = scope?[name]?.string { texts.append("\(name) \(value)") }
        }
        if let key = scope?["tag"]?["key"]?.string, let value = scope?["tag"]?["value"]?.string {
            texts.append("tag \(key)=\(value)")
        }
        return texts.isEmpty ? "everything" : texts.joined(separator: ", ")
    }
}
