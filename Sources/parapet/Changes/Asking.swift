import ArgumentParser
import Document
import Platform
import Records
import Store

/// Asks for a change, and waits for what a worker plans.
struct Asking: ParsableArguments {
    @Option(help: "Why.")
    var reason: String?

    @Flag(help: "Do not wait for the plan.")
    var noWait = false

    @Option(help: "table or json.")
    var format = ListFormat.table

    private static let patienceSeconds = 30
    private static let pollMilliseconds = 200

    /// - Parameter subject: the id of a finding, or of a change.
    func ask(
        _ what: Changes.Asking,
        _ subject: String,
        _ database: Database
    ) async throws {
        let changes = Changes(database: database)
        let job = try await changes.ask(what, subject, reason: reason)
        guard !noWait, let answer = try await answer(to: job, changes) else {
            if !noWait { Terminal.say("no worker has answered yet; it goes on") }
            Terminal.say("what is planned shows in 'parapet changes list'")
            if format == .json { Output.line("[]") }
            return
        }
        let views = try await ChangesCommand.rows(answer.changes, changes).map {
            try ChangeView($0)
        }
        switch format {
        case .json: Output.line(JSON.array(views.map(\.change.json)).prettyText)
        case .table where views.isEmpty: Output.line("no changes")
        case .table: Output.line(ChangeView.table(views).text())
        }
        if views.isEmpty {
            Terminal.say(
                answer.error ?? "nothing is to be changed any more: the finding has moved on"
            )
        }
        if let first = views.first(where: { $0.change.state == .awaitingApproval }) {
            let roles = first.approvers.joined(separator: ", ")
            Terminal.say(
                "another person in \(roles.isEmpty ? "no role: none is named" : roles) approves: "
                    + "parapet changes approve \(first.id)"
            )
            for line in first.again { Terminal.say(line) }
        }
        if views.allSatisfy({ $0.change.state == .refused || $0.change.state.isFailure }) {
            throw ExitCode.failure
        }
    }

    private func answer(
        to job: Int64,
        _ changes: Changes
    ) async throws -> (changes: [String], error: String?)? {
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(Self.patienceSeconds) {
            if let answer = try await changes.answer(to: job) { return answer }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
        }
        return nil
    }
}
