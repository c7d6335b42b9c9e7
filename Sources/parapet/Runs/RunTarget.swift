import Document
import Guardrails
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
            try none(text, for: playbook)
            return nil
        }
        guard let text else { throw missing(type, playbook) }
        var found = try await runs.targets(text, type: type.name)
        var place = "as far as sweeps have seen"
        if found.isEmpty, let search = search(text, type) {
            place += try await look(for: search, runs)
            found = try await runs.targets(text, type: type.name)
        }
        if found.count == 1 { return found[0] }
        throw ambiguous(text, type, found.map(\.json), place)
    }

    /// Where a text that is an id or an ARN may be looked for; nil for one that tells no id.
    static func search(_ text: String, _ type: ResourceType) -> Runs.Search? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            .map(String.init)
        if parts.count == 6, parts[0] == "arn" {
            let name = parts[5].split { $0 == "/" || $0 == ":" }.last.map(String.init)
            return Runs.Search(
                type: type.name,
                isGlobal: type.isGlobal,
                ids: [text] + [name].compactMap(\.self).filter { $0 != text },
                account: parts[4].isEmpty ? nil : parts[4],
                region: parts[3].isEmpty ? nil : parts[3]
            )
        }
        let isID = type.name == "ec2.instance" ? text.hasPrefix("i-") : !text.contains(":")
        guard isID, !text.isEmpty else { return nil }
        return Runs.Search(
            type: type.name,
            isGlobal: type.isGlobal,
            ids: [text],
            account: nil,
            region: nil
        )
    }

    private static let patienceSeconds = 60.0

    /// Has workers look; answers what is to be said of it.
    private static func look(for search: Runs.Search, _ runs: Runs) async throws -> String {
        let jobs = try await runs.look(for: search)
        guard !jobs.isEmpty else { return "" }
        Terminal.say("no sweep has seen it: workers look in \(jobs.count) places")
        let start = ContinuousClock.now
        var (waiting, failed) = try await runs.looks(jobs)
        while waiting > 0, start.duration(to: .now) < .seconds(patienceSeconds) {
            try await Task.sleep(for: .milliseconds(200))
            (waiting, failed) = try await runs.looks(jobs)
        }
        let unread = waiting + failed
        return ", and as AWS answered in \(jobs.count - Int(unread)) of \(jobs.count) places"
    }

    /// - Throws: where somebody names a target for what finds what it works on itself.
    static func none(_ text: String?, for playbook: Playbook) throws {
        guard text != nil else { return }
        throw Failure(
            "PAR-RUN-04 '\(playbook.name)' has no target: it finds what it works on itself",
            hint: "leave --target out"
        )
    }

    static func missing(_ type: ResourceType, _ playbook: Playbook) -> Failure {
        Failure(
            "PAR-RUN-04 '\(playbook.name)' needs a target: \(type.title)",
            hint: "--target ID, an ARN, an address, a DNS name, or tag:KEY=VALUE"
        )
    }

    /// What there is goes to standard output.
    static func ambiguous(
        _ text: String,
        _ type: ResourceType,
        _ candidates: [JSON],
        _ place: String
    ) -> Failure {
        let found: JSON = ["candidates": .array(candidates)]
        Output.line(found.prettyText)
        guard !candidates.isEmpty else {
            return Failure(
                "PAR-RUN-04 no \(type.name) is '\(text)', \(place)",
                hint: "sweep its account first, or see report.inventory"
            )
        }
        return Failure(
            "PAR-RUN-05 \(candidates.count) of \(type.name) are '\(text)'",
            hint: "name the one that is meant by its id or ARN"
        )
    }
}
