import ArgumentParser
import CEL
import Document

struct ErrorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "errors",
        abstract: "Explain the codes that messages begin with.",
        discussion: """
            A code never changes its meaning.

            Example:
              parapet errors
              parapet errors PAR-DB-04
            """
    )

    @Argument(help: "A code such as PAR-DB-04; all of them without it.")
    var code: String?

    @Option(help: "table or json.")
    var format = ListFormat.table

    func run() throws {
        let chosen = try code.map { [try find($0)] } ?? ErrorCode.all
        switch format {
        case .json:
            let list = chosen.map { entry -> JSON in
                [
                    "code": .string(entry.code), "meaning": .string(entry.meaning),
                    "remedy": .string(entry.remedy),
                ]
            }
            Output.line(JSON.array(list).prettyText)
        case .table where code != nil:
            for entry in chosen { Output.line("\(entry.code)\n\(entry.meaning)\n\(entry.remedy)") }
        case .table:
            var table = Table(titles: ["CODE", "MEANING"])
            table.rows = chosen.map { [$0.code, $0.meaning] }
            Output.line(table.text())
        }
    }

    private func find(_ code: String) throws -> ErrorCode {
        if let entry = ErrorCode.all.first(where: { $0.code == code.uppercased() }) { return entry }
        // What all codes begin with makes no two of them alike.
        let start = "PAR-"
        let typed = code.uppercased()
        let near = Suggestion.nearest(
            to: typed.hasPrefix(start) ? String(typed.dropFirst(start.count)) : typed,
            in: ErrorCode.all.map { String($0.code.dropFirst(start.count)) }
        ).map { start + $0 }
        throw Failure(
            "PAR-NAM-01 there is no code '\(code)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "parapet errors"
        )
    }
}
