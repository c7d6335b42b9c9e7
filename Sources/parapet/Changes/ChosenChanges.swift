import ArgumentParser
import Document
import Foundation
import Platform
import Records
import Store

/// The changes that a person decides on: named one by one, or by what they have in common.
struct ChosenChanges: ParsableArguments {
    @Argument(help: "Changes by their ids.")
    var ids: [String] = []

    @OptionGroup var filter: ChangeFilterOptions

    @Flag(help: "Do not ask.")
    var yes = false

    /// More of them are shown in a line each.
    private static let shownWhole = 5

    func validate() throws {
        // Never "all".
        if ids.isEmpty, filter.isEmpty {
            throw ValidationError(
                "name changes by their ids, or by --guardrail, --account or the like"
            )
        }
        if !ids.isEmpty, !filter.isEmpty {
            throw ValidationError("name changes by their ids or by filters, not by both")
        }
    }

    /// One after the other: whether one is decided says nothing of the others.
    ///
    /// - Parameters:
    ///   - verb: as in "approve these?".
    ///   - done: as in "c-… approved".
    func decide(
        _ verb: String,
        _ done: String,
        _ decision: (Changes, String) async throws -> Void
    ) async throws {
        let missed = try await Wiring().withDatabase { database in
            let changes = Changes(database: database)
            let frozen = try await frozen(changes, database)
            guard !frozen.isEmpty else {
                Terminal.say("no change that fits awaits approval: nothing to \(verb)")
                return 0
            }
            try await show(frozen, changes, database)
            try confirm("\(verb) \(frozen.count == 1 ? "it" : "these \(frozen.count)")?", done)
            var missed = 0
            for view in frozen {
                do {
                    try await decision(changes, view.id)
                    Output.line("\(view.id) \(done)")
                } catch let failure as StoreError where failure.isOfOneChange {
                    Terminal.say("Error: \(view.id) not \(done): \(failure)")
                    missed += 1
                }
            }
            return missed
        }
        if missed > 0 { throw ExitCode.failure }
    }

    /// What is decided on: nothing that comes later is among it.
    private func frozen(_ changes: Changes, _ database: Database) async throws -> [ChangeView] {
        guard ids.isEmpty else {
            return try await ChangesCommand.rows(ids, changes).map { try ChangeView($0) }
        }
        var wanted = try await filter.checked(database)
        let decidable = ChangeRecord.State.awaitingApproval.rawValue
        guard wanted.states.isEmpty || wanted.states.contains(decidable) else { return [] }
        wanted.states = [decidable]
        var views: [ChangeView] = []
        try await changes.each(wanted, withDocuments: false) { views.append(try ChangeView($0)) }
        return views
    }

    private func show(
        _ frozen: [ChangeView],
        _ changes: Changes,
        _ database: Database
    ) async throws {
        guard frozen.count <= Self.shownWhole else {
            Terminal.say(ChangeView.table(frozen).text())
            Terminal.say("'parapet changes show ID' tells all of one")
            let again = frozen.count(where: \.isMadeAgain)
            if again > 0 {
                Terminal.say("undone and, where it is enforced, changed again at once: \(again)")
            }
            return
        }
        for row in try await ChangesCommand.rows(frozen.map(\.id), changes) {
            Terminal.say(try await ChangePage(row, database).text() + "\n")
        }
    }

    private func confirm(_ question: String, _ done: String) throws {
        guard !yes else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                "PAR-USE-04 nobody is there to be asked, and nothing was \(done)",
                hint: "say --yes where you have seen what it is about"
            )
        }
        Terminal.write("\(question) [y/N] ")
        guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
            Terminal.say("nothing was \(done)")
            throw ExitCode.failure
        }
    }
}

extension StoreError {
    /// Whether it says something of one change, and nothing of the next.
    fileprivate var isOfOneChange: Bool {
        switch kind {
        case .noChange, .changeMoved, .notYours: true
        default: false
        }
    }
}
