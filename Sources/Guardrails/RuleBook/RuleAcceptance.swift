/// What became of the texts that somebody wrote: a rule book of all that load. One file that does not
/// costs itself alone.
public struct RuleAcceptance: Sendable {
    /// A file that cannot be read or does not load.
    public struct Broken: Sendable, Hashable {
        public let file: String
        public let problems: [Problem]
        /// Its last good text stands in for it; else it is left out.
        public let isReplaced: Bool
        /// Nothing is judged by it.
        public let isPlaybook: Bool

        init(
            file: String,
            problems: [Problem],
            isReplaced: Bool,
            isPlaybook: Bool = false
        ) {
            self.file = file
            self.problems = problems
            self.isReplaced = isReplaced
            self.isPlaybook = isPlaybook
        }
    }

    public let book: RuleBook
    public let broken: [Broken]

    /// Those without which something is not judged, or by an older text.
    public var unjudged: [Broken] { broken.filter { !$0.isPlaybook } }

    /// Loads a playbook, and answers its name.
    ///
    /// - Parameter tests: whether its own tests are run.
    public typealias LoadPlaybook =
        (RuleTexts.File, _ running: Bool) throws(Problems) -> NamedInFile

    /// Runs the guardrails' own tests, and those of the playbooks.
    ///
    /// - Parameters:
    ///   - good: the texts that were accepted last.
    ///   - playbook: how one is loaded.
    ///   - hash: what a rule book of these texts is called by.
    /// - Throws: what is wrong with the configuration, or a baseline, that has no good text before, or
    ///   with every guardrail.
    public init(
        _ files: RuleFiles,
        lastGood good: RuleTexts?,
        catalogue: Catalogue,
        playbook: LoadPlaybook,
        hash: (RuleTexts) -> String
    ) throws(Problems) {
        var accepting = Accepting(files, good, catalogue)
        let (configuration, baselines) = try accepting.surroundings()
        let frameworks = accepting.frameworks()
        let accepted = RuleTexts(
            configuration: configuration,
            guardrails: try accepting.guardrails(under: configuration),
            baselines: baselines,
            frameworks: frameworks,
            playbooks: accepting.playbooks(playbook)
        )
        // Nothing to judge by, and a reason for it: no sweep over that would mean anything.
        let reasons = accepting.broken.filter { !$0.isPlaybook }
        if accepted.guardrails.isEmpty, !reasons.isEmpty {
            throw Problems(reasons.flatMap(\.problems))
        }
        book = try RuleBook(accepted, hash: hash(accepted), catalogue: catalogue)
        broken = accepting.broken
    }
}

extension RuleFiles {
    /// Those that good texts name: as they are found, where they are still what is meant.
    fileprivate func baselines(namedBy good: RuleTexts?) -> [String: Found] {
        let named = (good?.baselines ?? [:]).map { environment, file in
            let found = baselines[environment].flatMap { $0.name == file.file ? $0 : nil }
            return (environment, found ?? .text(file))
        }
        return Dictionary(uniqueKeysWithValues: named)
    }
}

/// An acceptance while it is made.
private struct Accepting {
    private let files: RuleFiles
    private let good: RuleTexts?
    private let catalogue: Catalogue
    private(set) var broken: [RuleAcceptance.Broken] = []
    /// What guardrails' controls are held to.
    private var known: [Framework]

    init(_ files: RuleFiles, _ good: RuleTexts?, _ catalogue: Catalogue) {
        self.files = files
        self.good = good
        self.catalogue = catalogue
        known = catalogue.frameworks
    }

    /// The configuration, and the baselines that it names.
    mutating func surroundings() throws(Problems) -> (RuleTexts.File, [String: RuleTexts.File]) {
        let configuration = try configuration()
        // With the last good text go the baselines that it names, as they are now.
        let isNew = configuration == files.configuration.file
        let named = isNew ? files.baselines : files.baselines(namedBy: good)
        do throws(Problems) {
            return (configuration, try baselines(named))
        } catch {
            // A new text that names what is not there is broken like any other.
            guard isNew, let good, good.configuration != configuration, isUsable(good.configuration)
            else { throw error }
            broken.append(
                .init(file: configuration.file, problems: error.all, isReplaced: true)
            )
            return (good.configuration, try baselines(files.baselines(namedBy: good)))
        }
    }

    private mutating func configuration() throws(Problems) -> RuleTexts.File {
        // What a new text says of guardrails and cannot be is its mistake, not theirs, as long as the
        // last good one fits them.
        if let good = good?.configuration, let new = files.configuration.file, good != new,
            let problems = misfits(of: new), !problems.isEmpty, misfits(of: good)?.isEmpty == true
        {
            broken.append(.init(file: new.file, problems: problems, isReplaced: true))
            return good
        }
        let catalogue = catalogue
        return try orLastGood(files.configuration, good?.configuration) {
            file throws(Problems) in
            try Self.check(file, catalogue)
        }
    }

    private func isUsable(_ file: RuleTexts.File) -> Bool {
        (try? Self.check(file, catalogue)) != nil
    }

    private static func check(
        _ file: RuleTexts.File,
        _ catalogue: Catalogue
    ) throws(Problems) {
        let configuration = try Configuration(yaml: file.text, file: file.file)
        let problems = configuration.problems(in: catalogue)
        guard problems.isEmpty else { throw Problems(problems) }
    }

    /// What a configuration says of the guardrails that they cannot take; nil where it does not load.
    private func misfits(of file: RuleTexts.File) -> [Problem]? {
        guard let configuration = try? Configuration(yaml: file.text, file: file.file),
            configuration.problems(in: catalogue).isEmpty
        else { return nil }
        guard !configuration.overrides.isEmpty else { return [] }
        let loaded = files.guardrails.compactMap(\.file).compactMap { file in
            try? Guardrail.load(
                yaml: file.text,
                file: file.file,
                catalogue: catalogue,
                running: false
            )
        }
        // A name may be that of a file that does not load.
        let unknown =
            loaded.count == files.guardrails.count ? configuration.problems(among: loaded) : []
        return unknown
            + configuration.overrides.flatMap { override in
                loaded.filter { $0.name == override.name.name }
                    .flatMap { $0.problems(with: override) }
            }
    }

    private mutating func baselines(
        _ found: [String: RuleFiles.Found]
    ) throws(Problems) -> [String: RuleTexts.File] {
        var accepted: [String: RuleTexts.File] = [:]
        for (environment, file) in found.sorted(by: { $0.key < $1.key }) {
            accepted[environment] = try orLastGood(file, good?.baselines[environment]) {
                file throws(Problems) in
                _ = try BaselineFile.items(yaml: file.text, file: file.file)
            }
        }
        return accepted
    }

    /// A version that is broken and was never good is left out, and then nobody's controls are held
    /// to what is known: they may be that version's.
    mutating func frameworks() -> [RuleTexts.File] {
        let named = files.frameworks.compactMap(\.file)
            .compactMap { try? Framework(yaml: $0.text, file: $0.file) }
        let all = catalogue.frameworks(beside: named)
        var accepted: [RuleTexts.File] = []
        for file in files.frameworks {
            let before = good?.frameworks.first { $0.file == file.name }
            do throws(Problems) {
                accepted.append(
                    try orLastGood(file, before) { file throws(Problems) in
                        let framework = try Framework(yaml: file.text, file: file.file)
                        let problems = framework.problems(in: all)
                        guard problems.isEmpty else { throw Problems(problems) }
                    }
                )
            } catch {
                broken.append(.init(file: file.name, problems: error.all, isReplaced: false))
            }
        }
        let isWhole = accepted.count == files.frameworks.count
        accepted += frameworksBesideUnread(accepted)
        let read = accepted.compactMap { try? Framework(yaml: $0.text, file: $0.file) }
        known = isWhole ? catalogue.frameworks(beside: read) : []
        return accepted
    }

    /// They are in the guardrails' folder, and go with it when that cannot be read.
    private func frameworksBesideUnread(_ accepted: [RuleTexts.File]) -> [RuleTexts.File] {
        let unread = files.guardrails.filter { $0.file == nil }
        return (good?.frameworks ?? []).filter { framework in
            unread.contains { $0.stoodFor(framework) }
                && !accepted.contains { $0.file == framework.file }
        }
    }

    /// The new text, or the last good one where that is broken.
    private mutating func orLastGood(
        _ found: RuleFiles.Found,
        _ good: RuleTexts.File?,
        _ check: (RuleTexts.File) throws(Problems) -> Void
    ) throws(Problems) -> RuleTexts.File {
        do throws(Problems) {
            let file = try found.read()
            try check(file)
            return file
        } catch {
            guard let good, (try? check(good)) != nil else { throw error }
            broken.append(.init(file: found.name, problems: error.all, isReplaced: true))
            return good
        }
    }

    mutating func guardrails(
        under file: RuleTexts.File
    ) throws(Problems) -> [RuleTexts.File] {
        let configuration = try Configuration(yaml: file.text, file: file.file)
        var names = Names()
        var accepted: [RuleTexts.File] = []
        for found in files.guardrails {
            do throws(Problems) {
                let file = try found.read()
                try names.add(try load(file, configuration, running: true))
                accepted.append(file)
            } catch {
                let before = good?.guardrails.filter(found.stoodFor) ?? []
                let stand = before.filter { accept($0, configuration, &names) }
                accepted += stand
                broken.append(
                    .init(
                        file: found.name,
                        problems: error.all,
                        isReplaced: !before.isEmpty && stand.count == before.count
                    )
                )
            }
        }
        return accepted
    }

    /// One that does not load is replaced by its last good text, or left out.
    mutating func playbooks(_ load: RuleAcceptance.LoadPlaybook) -> [RuleTexts.File] {
        var names: [String: Place] = [:]
        func add(_ file: RuleTexts.File, running tests: Bool) throws(Problems) {
            let name = try load(file, tests)
            if let other = names[name.name] {
                let message = "the name '\(name.name)' is taken by \(other.file)"
                throw Problems([Problem(code: "PAR-PLB-07", place: name.place, message: message)])
            }
            names[name.name] = name.place
        }
        var accepted: [RuleTexts.File] = []
        for found in files.playbooks {
            do throws(Problems) {
                let file = try found.read()
                try add(file, running: true)
                accepted.append(file)
            } catch {
                let before = good?.playbooks.filter(found.stoodFor) ?? []
                // They ran their tests when they were accepted.
                let stand = before.filter { (try? add($0, running: false)) != nil }
                accepted += stand
                broken.append(
                    .init(
                        file: found.name,
                        problems: error.all,
                        isReplaced: !before.isEmpty && stand.count == before.count,
                        isPlaybook: true
                    )
                )
            }
        }
        return accepted
    }

    private func accept(
        _ file: RuleTexts.File,
        _ configuration: Configuration,
        _ names: inout Names
    ) -> Bool {
        do throws(Problems) {
            // It ran its tests when it was accepted.
            try names.add(try load(file, configuration, running: false))
            return true
        } catch {
            return false
        }
    }

    private func load(
        _ file: RuleTexts.File,
        _ configuration: Configuration,
        running tests: Bool
    ) throws(Problems) -> Guardrail {
        let guardrail = try Guardrail.load(
            yaml: file.text,
            file: file.file,
            catalogue: catalogue,
            running: tests
        )
        let problems = guardrail.problems(in: configuration) + guardrail.problems(in: known)
        guard problems.isEmpty else { throw Problems(problems) }
        return guardrail
    }
}

/// The names that guardrails have, and had, each once.
private struct Names {
    private var taken: [String: Place] = [:]
    private var given: [String: Place] = [:]

    mutating func add(_ guardrail: Guardrail) throws(Problems) {
        if let other = taken[guardrail.name] {
            throw Self.problem(
                guardrail,
                "the name '\(guardrail.name)' is taken by \(other.file)"
            )
        }
        if let other = given[guardrail.name] {
            throw Self.problem(guardrail, "'\(guardrail.name)' is what \(other.file) says it was")
        }
        for name in guardrail.was where taken[name] != nil {
            throw Self.problem(
                guardrail,
                "'\(name)' is still a guardrail: it is not what '\(guardrail.name)' was"
            )
        }
        taken[guardrail.name] = guardrail.place
        for name in guardrail.was { given[name] = guardrail.place }
    }

    private static func problem(_ guardrail: Guardrail, _ message: String) -> Problems {
        Problems([Problem(code: "PAR-GRD-07", place: guardrail.place, message: message)])
    }
}
