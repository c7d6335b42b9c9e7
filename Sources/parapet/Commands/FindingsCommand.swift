import ArgumentParser
import Document
import Guardrails
import Platform
import Records
import Store

struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "List what violates a guardrail; show one finding with how to mend it.",
        discussion: """
            Open and excepted ones, the most severe first; filters may be given more than once. What \
            could not be judged is counted, and listed with --status unknown. As a table the list \
            fits the terminal; elsewhere, and with --wide, it is as wide as need be.

            Exit codes: 3 findings at or above --fail-on, 4 --fail-on over what nobody looked at yet.

            Example:
              parapet findings --severity high --environment prod
              parapet findings --since 1d --sort age --limit 20
              parapet findings --columns id,status,resource,exception
              parapet findings show 3f2a91bc
              parapet findings --status resolved --format csv > resolved.csv
              parapet findings --format json --fail-on critical
            """,
        subcommands: [Show.self]
    )

    @OptionGroup var narrowing: NarrowingOptions

    @Option(help: "Only this status: open, excepted, resolved or unknown.")
    var status: [Finding.Status] = []

    @Option(help: "Only this severity: critical, high, medium, low or info.")
    var severity: [Severity] = []

    @Option(help: "Only what changed since: 1d, 12h, a date or a time.")
    var since: String?

    @Option(
        help: """
            What comes first: severity, age, changed, account, environment, guardrail, region, \
            resource or status.
            """
    )
    var sort = Ledger.Order.severity

    @Option(parsing: .unconditional, help: "At most so many.")
    var limit: Int?

    @Option(help: "The table's columns, with commas between, such as id,account,because.")
    var columns: String?

    @Flag(help: "A table as wide as need be, with more columns.")
    var wide = false

    @Option(help: "Exit with 3 when an open finding listed is at least this severe.")
    var failOn: Severity?

    @Option(help: "table, csv, json, junit, sarif, ocsf or asff.")
    var format = FindingFormatChoice.table

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is 1 or more") }
        if columns != nil, format.format.name != TableFormat.name {
            throw ValidationError("--columns are those of a table; leave out --format")
        }
    }

    func run() async throws {
        let listing = FindingListing(
            time: .now(),
            columns: try columns.map(FindingColumn.parse),
            isWide: wide,
            width: Terminal.width
        )
        let since = try since.map { try TypedTime(since: $0).timestamp }
        try await Wiring().withDatabase { database in
            try await Names(database).check(narrowing.narrowing)
            let list = FindingList(
                database: database,
                filter: filter(since: since),
                order: sort,
                limit: limit
            )
            let answer = try await list.write(format.format, listing, failOn: failOn)
            try await end(answer, database)
        }
    }

    private func filter(since: Timestamp?) -> Ledger.Filter {
        var filter = Ledger.Filter(narrowing.narrowing)
        filter.statuses = status
        filter.severities = severity
        filter.since = since
        return filter
    }

    /// What the rows do not tell, and the exit code.
    private func end(_ answer: FindingList.Answer, _ database: Database) async throws {
        let looks = Looks(database: database)
        let unseen = try await looks.missing(narrowing.narrowing)
        if let unseen { Terminal.say(unseen) }
        if answer.count == 0, unseen == nil {
            Terminal.say(try await looks.whyEmpty(narrowing.narrowing))
        }
        if answer.unknown > 0 {
            Terminal.say("\(answer.unknown) could not be judged: --status unknown lists them")
        }
        if let limit, answer.count == limit {
            Terminal.say("these are the first \(limit), as --limit asks; there may be more")
        }
        if answer.isReached { throw ExitCode.findings }
        if failOn != nil, unseen != nil { throw ExitCode.incomplete }
    }
}

extension Ledger.Order: ExpressibleByArgument {}
