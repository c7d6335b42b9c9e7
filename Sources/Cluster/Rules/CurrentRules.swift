import AWS
import Guardrails
import Platform
import Store

/// The rule book that the files of this process make, compiled again only when they differ; the
/// guardrails' own tests run then, and never again. A file that does not load is replaced by its last
/// good text, or left out.
public final class CurrentRules: Sendable {
    /// What cannot be read is among what is found.
    public typealias Files = @Sendable () -> RuleFiles

    private let files: Files
    private let state = Lock(State())

    private struct State {
        /// What was read last, and what became of it.
        var newest: (files: RuleFiles, accepted: RuleAcceptance)?
        /// What was accepted last, by this process or one before it.
        var good: RuleTexts?
    }

    public init(files: @escaping Files) { self.files = files }

    /// What a process before this one accepted; counts where this one has accepted nothing yet.
    public func remember(_ texts: RuleTexts) {
        state.withLock { $0.good = $0.good ?? texts }
    }

    /// - Throws: what is wrong with a configuration that has no good text before, and where there is
    ///   no guardrail to judge by.
    public func accepted() throws -> RuleAcceptance {
        let found = files()
        let known = state.withLock { $0 }
        if let newest = known.newest, newest.files == found { return newest.accepted }
        let accepted = try RuleAcceptance(
            found,
            lastGood: known.good,
            catalogue: .aws,
            playbook: { file, tests throws(Problems) in
                let playbook = try file.playbook(running: tests)
                return NamedInFile(playbook.name, at: playbook.place)
            },
            hash: RuleBooks.hash
        )
        state.withLock { state in
            state.newest = (found, accepted)
            state.good = accepted.book.texts
        }
        return accepted
    }

    public func book() throws -> RuleBook { try accepted().book }

    /// - Throws: everything that is wrong with any file that is judged by; for whoever is there to mend it.
    public func check() throws {
        let problems = try accepted().unjudged.flatMap(\.problems)
        guard problems.isEmpty else { throw Problems(problems) }
    }
}
