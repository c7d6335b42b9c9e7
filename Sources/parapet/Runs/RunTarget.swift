import Document
import Playbooks
import Store

/// What somebody means by a text, by what sweeps have seen in all accounts.
enum RunTarget {
    /// Nil for an orchestration.
    ///
    /// - Throws: none, or several, after what there is on standard output.
    static func find(
        _ text: String?,
        for playbook: Playbook,
        _ runs: Runs
    ) async throws -> Runs.Target? {
        guard let type = playbook.target else {
            guard text == nil else {
                throw Failure(
                    "PAR-RUN-04 '\(playbook.name)' has no target: it finds what it works on itself",
                    hint: "leave --target out"
                )
            }
            return nil
        }
        guard let text else {
            throw Failure(
                "PAR-RUN-04 '\(playbook.name)' needs a target: \(type.title)",
                hint: "--target ID, an ARN, an address, a DNS name, or tag:KEY=VALUE"
            )
        }
        let found = try await runs.targets(text, type: type.name)
        if found.count == 1 { return found[0] }
        let candidates: JSON = ["candidates": .array(found.map(\.json))]
        Output.line(candidates.prettyText)
        guard !found.isEmpty else {
            throw Failure(
                "PAR-RUN-04 no \(type.name) is '\(text)', as far as sweeps have seen",
                hint: "sweep its account first, or see report.inventory"
            )
        }
        throw Failure(
            "PAR-RUN-05 \(found.count) of \(type.name) are '\(text)'",
            hint: "name the one that is meant by its id or ARN"
        )
    }
}
