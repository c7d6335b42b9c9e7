import ArgumentParser
import Platform
import Records
import Store

/// Which of the ledger; each may be given more than once.
struct ChangeFilterOptions: ParsableArguments {
    @Option(help: "Only in this state, such as awaiting-approval, done or failed.")
    var state: [TypedChangeState] = []

    @Option(help: "Only of this guardrail, by its name.")
    var guardrail: [String] = []

    @Option(help: "Only in this account, by its id.")
    var account: [String] = []

    @Option(help: "Only of this finding, by its id or as much of its beginning as no other has.")
    var finding: [String] = []

    var isEmpty: Bool {
        state.isEmpty && guardrail.isEmpty && account.isEmpty && finding.isEmpty
    }

    /// - Throws: every name that nobody knows.
    func checked(_ database: Database) async throws -> Changes.Filter {
        try await Names(database).check([(.formerGuardrail, guardrail), (.account, account)])
        var filter = Changes.Filter()
        filter.states = state.map(\.state.rawValue)
        filter.guardrails = guardrail
        filter.accounts = account
        for id in finding {
            let found = try await TypedFinding(id).find(Ledger(database: database))
            filter.findings.append(found.id)
        }
        return filter
    }
}

/// A state as people type it: `awaiting-approval`, with a space or a hyphen.
struct TypedChangeState: ExpressibleByArgument {
    let state: ChangeRecord.State

    init?(argument: String) {
        let word = argument.lowercased().replacing(" ", with: "-")
        guard let state = Self.stored.first(where: { Self.word($0) == word }) else { return nil }
        self.state = state
    }

    static let allValueStrings = stored.map(word)

    private static let stored = ChangeRecord.State.allCases.filter { $0 != .planned }

    private static func word(_ state: ChangeRecord.State) -> String {
        state.rawValue.replacing(" ", with: "-")
    }
}
