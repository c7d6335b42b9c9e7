import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform
import Store

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "List what violates a guardrail.",
        discussion: """
            All but resolved, the most severe first; filters may be given more than once.

            Example:
              parapet findings --severity high --environment prod
              parapet findings --status resolved --format csv > resolved.csv
              parapet findings --format json --fail-on critical
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, json, junit, sarif, ocsf, asff
    }

    @OptionGroup var narrowing: NarrowingOptions

    @Option(help: "Only this status: open, excepted, resolved or unknown.")
    var status: [Finding.Status] = []

    @Option(help: "Only this severity: critical, high, medium, low or info.")
    var severity: [Severity] = []

    @Option(help: "Exit with 3 when an open finding listed is at least this severe.")
    var failOn: Severity?

    @Option(help: "table, csv, json, junit, sarif, ocsf or asff.")
    var format = Format.table

    private static let pageSize = 10_000

    func run() async throws {
        let database = try await Wiring().database(maxConnections: 1)
        let findings = try await list(Ledger(database: database))
        let titles = try await Reports(database: database).titles()
        await database.close()
        let report = FindingReport(
            findings: findings,
            titles: titles,
            time: String(Timestamp.now().rfc3339.prefix(19)) + "Z"
        )
        switch format {
        case .json: print(JSON.array(findings).prettyText)
        case .csv: print(Self.csv(findings).text())
        case .table: printTable(findings)
        case .junit: print(report.junit)
        case .sarif: print(report.sarif.prettyText)
        case .ocsf: print(report.ocsf.prettyText)
        case .asff: print(report.asff.prettyText)
        }
        if let failOn {
            let severe = Set(failOn.andAbove.map(\.rawValue))
            let isReached = findings.contains { finding in
                finding["status"]?.string == "open"
                    && finding["severity"]?.string.map(severe.contains) == true
            }
            if isReached { throw ExitCode.findings }
        }
    }

    private func list(_ ledger: Ledger) async throws -> [JSON] {
        let filter = Ledger.Filter(
            guardrails: narrowing.guardrail,
            statuses: status,
            severities: severity,
            accounts: narrowing.account,
            regions: narrowing.region,
            environments: narrowing.environment
        )
        var findings: [JSON] = []
        while true {
            let page = try await ledger.list(
                filter,
                limit: Self.pageSize,
                offset: findings.count
            )
            findings += page
            if page.count < Self.pageSize { return findings }
        }
    }

    private func printTable(_ findings: [JSON]) {
        guard !findings.isEmpty else {
            print("no findings")
            return
        }
        print(Self.table(findings).text { coloured(severity: severities(findings)[$0], $1) })
        print("\(findings.count) \(findings.count == 1 ? "finding" : "findings")")
    }

    private func severities(_ findings: [JSON]) -> [String] {
        findings.map { $0["severity"]?.string ?? "" }
    }

    static func table(_ findings: [JSON]) -> Table {
        var table = Table(
            titles: [
                "SEVERITY", "GUARDRAIL", "STATUS", "ACCOUNT", "ENVIRONMENT", "REGION", "RESOURCE",
                "BECAUSE",
            ]
        )
        for finding in findings {
            let text = { (key: String) in finding[key]?.string ?? "" }
            let isUnverified = finding["unverified"]?.bool == true
            let because = finding["because"]?.array?.compactMap { $0["text"]?.string } ?? []
            table.rows.append([
                text("severity"), text("guardrail"),
                text("status") + (isUnverified ? " (unverified)" : ""), text("account"),
                finding["environment"]?.string ?? "-", text("region"),
                finding["resource"]?["id"]?.string ?? "", because.joined(separator: "; "),
            ])
        }
        return table
    }

    /// The columns of `report.findings`.
    static func csv(_ findings: [JSON]) -> CSV {
        var csv = CSV(
            titles: [
                "id", "guardrail", "status", "unverified", "severity", "account", "environment",
                "region", "resource_type", "resource_id", "resource_arn", "resource_name", "part",
                "because", "reason", "first_seen", "changed",
            ]
        )
        for finding in findings {
            csv.rows.append(
                csv.titles.map { title in
                    let value =
                        title.hasPrefix("resource_")
                        ? finding["resource"]?[String(title.dropFirst("resource_".count))]
                        : finding[title]
                    switch value {
                    case nil, .null: return ""
                    case .string(let text): return text
                    case .array(let items) where title == "because":
                        return items.compactMap { $0["text"]?.string }.joined(separator: "; ")
                    case let value?: return value.text
                    }
                }
            )
        }
        return csv
    }
}
