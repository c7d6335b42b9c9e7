import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform
import Store

struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "List the accounts as the last sweep discovered them.",
        discussion: """
            Example:
              parapet accounts
              parapet accounts --format json
              parapet accounts --unclassified
            """
    )

    @Flag(help: "Only those that match no environment: observed, and never changed.")
    var unclassified = false

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() async throws {
        let database = try await Wiring().database(maxConnections: 1)
        let all = try await Accounts(database: database).all()
        await database.close()
        let accounts = all.filter {
            !unclassified || ($0.account.environment == nil && !$0.account.isSuspended)
        }
        if all.isEmpty {
            Terminal.say("no accounts yet: run 'parapet sweep --wait'")
        } else if accounts.isEmpty {
            Terminal.say("every account matches an environment")
        }
        switch format {
        case .json: Output.line(JSON.array(accounts.map(Self.json)).prettyText)
        case .table where accounts.isEmpty: break
        case .table:
            let table = Self.table(accounts)
            Output.line(table.text(within: Terminal.width, leavingOut: ["UNIT", "REGIONS"]))
        }
    }

    static func table(_ accounts: [Accounts.Discovered]) -> Table {
        var table = Table(titles: ["ACCOUNT", "NAME", "ENVIRONMENT", "UNIT", "ROLE", "REGIONS"])
        for found in accounts {
            table.rows.append([
                found.account.id, found.account.name, found.account.environment ?? "-",
                found.account.unit ?? "-",
                found.account.isSuspended ? "suspended" : found.role?.rawValue ?? "not tried",
                found.role == .assumed ? String(found.regions.count) : "-",
            ])
        }
        return table
    }

    static func json(_ found: Accounts.Discovered) -> JSON {
        let tags = found.account.tags.sorted { $0.key < $1.key }
        return [
            "id": .string(found.account.id), "name": .string(found.account.name),
            "environment": found.account.environment.map { .string($0) } ?? .null,
            "tags": .object(Object(tags.map { ($0.key, .string($0.value)) })),
            "unit": found.account.unit.map { .string($0) } ?? .null,
            "suspended": .bool(found.account.isSuspended),
            "role": found.role.map { .string($0.rawValue) } ?? .null,
            "detail": found.detail.map { .string($0) } ?? .null,
            "regions": .array(found.regions.map { .string($0) }),
        ]
    }
}
