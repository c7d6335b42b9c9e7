import CEL
import Cluster
import Guardrails
import Playbooks
import Store

/// The playbook that is run by a name: that of the rules in force, never that of a folder of one's own.
enum RunPlaybook {
    /// - Parameter folder: one whose playbook has to be the same; nil: where the usual one has another,
    ///   it is said.
    /// - Returns: with the SHA-256 of its text.
    static func find(
        _ name: String,
        _ runs: Runs,
        folder: String?
    ) async throws -> (Playbook, digest: String) {
        let known = try await runs.playbooks()
        guard let found = known.first(where: { $0.name == name }) else {
            throw Failure(
                "PAR-RUN-10 the rules in force have no playbook '\(name)'",
                hint: Suggestion.nearest(to: name, in: known.map(\.name))
                    .map { "did you mean '\($0)'?" }
                    ?? "a coordinator stores those of its PARAPET_PLAYBOOKS: parapet report playbooks"
            )
        }
        let own = PlaybooksFolder([folder].compactMap(\.self)).text(of: name)
        if let folder, own != found.text {
            throw Failure(
                own == nil
                    ? "PAR-RUN-11 there is no playbook '\(name)' in \(folder)"
                    : "PAR-RUN-11 the playbook '\(name)' in \(folder) is not the one in force",
                hint: "leave --folder out to run the one in force: parapet report playbooks",
                exitCode: .failure
            )
        }
        if let own, own != found.text {
            Terminal.say("what is run is the playbook in force: '\(name)' differs in this folder")
        }
        let file = RuleTexts.File(file: found.file, text: found.text)
        return (try file.playbook(), found.digest)
    }

    private static let patienceSeconds = 15.0

    /// Until the coordinator of this process has stored its rules.
    static func waitForRules(of book: RuleBook, _ runs: Runs) async throws {
        let start = ContinuousClock.now
        let wanted = Set(book.playbookBounds.compactMap { $0.1["sha256"]?.string })
        while start.duration(to: .now) < .seconds(patienceSeconds) {
            let known = try await runs.playbooks().map(\.digest)
            if wanted.isSubset(of: known) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure(
            "PAR-RUN-31 this process leads nothing: another coordinator has other playbooks",
            hint: "leave --local out, and the cluster runs it",
            exitCode: .failure
        )
    }
}
