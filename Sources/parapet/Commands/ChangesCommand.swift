import ArgumentParser
import Document
import Platform
import Store

struct ChangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes",
        abstract: "Look at changes of AWS, decide on them, ask for them, stop them.",
        discussion: """
            Guardrails propose them; what is proposed, made and undone stays in this ledger. Who acts \
            is the database user of the connection: a change is approved by a member of a role that \
            its guardrail's 'approval' names, never by who asked for it.
            """,
        subcommands: [
            List.self, Show.self, Propose.self, Approve.self, Reject.self, Undo.self, Retry.self,
            Stop.self, Resume.self,
        ]
    )

    static func with<Answer>(
        _ body: (Changes) async throws -> Answer
    ) async throws -> Answer {
        try await Wiring().withDatabase { try await body(Changes(database: $0)) }
    }

    /// The rows of these ids, in their order, each once.
    ///
    /// - Throws: where nobody knows one of them; nothing is done with any then.
    static func rows(_ ids: [String], _ changes: Changes) async throws -> [JSON] {
        let found = try await changes.list(ids: ids)
        let byID = Dictionary(
            found.map { ($0["id"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var seen: Set<String> = []
        return try ids.filter { seen.insert($0).inserted }.map { id in
            guard let row = byID[id] else {
                throw Failure(
                    "PAR-CHG-01 there is no change '\(id)'",
                    hint: "parapet changes list"
                )
            }
            return row
        }
    }
}
