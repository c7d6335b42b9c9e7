import Document

/// Configuration and guardrails of one moment, compiled: what jobs are planned and judged with.
public struct RuleBook: Sendable {
    public let texts: RuleTexts
    /// SHA-256 of ``RuleTexts/canonical``, as the caller took it: what jobs and changes name.
    public let hash: String
    public let configuration: Configuration
    /// In the order of their files, each as it is under the configuration.
    public let guardrails: [Guardrail]
    /// Which of them an event concerns.
    public let events: EventIndex
    /// What the accounts of each environment, or of `default`, must have.
    public let baselines: [String: [JSON]]
    /// The versions of frameworks whose controls are known, those of the catalogue among them.
    public let frameworks: [Framework]

    /// - Parameter tests: whether the guardrails' own tests are run. Texts are accepted with them
    ///   once; whoever judges with what was accepted does not run them again.
    /// - Throws: everything that is wrong with any of the texts, and then with all of them together.
    public init(
        _ texts: RuleTexts,
        hash: String,
        catalogue: Catalogue,
        running tests: Bool = false
    ) throws(Problems) {
        var found: [Problem] = []
        let configuration = found.collect { () throws(Problems) in
            try Configuration(yaml: texts.configuration.text, file: texts.configuration.file)
        }
        let guardrails = found.collect { () throws(Problems) in
            try Guardrail.load(
                files: texts.guardrails.map { ($0.file, $0.text) },
                catalogue: catalogue,
                running: tests
            )
        }
        var baselines: [String: [JSON]] = [:]
        for (environment, file) in texts.baselines.sorted(by: { $0.key < $1.key }) {
            baselines[environment] = found.collect { () throws(Problems) in
                try BaselineFile.items(yaml: file.text, file: file.file)
            }
        }
        let frameworks = texts.frameworks.compactMap { file in
            found.collect { () throws(Problems) in
                try Framework(yaml: file.text, file: file.file)
            }
        }
        guard found.isEmpty, let configuration, let guardrails else { throw Problems(found) }
        let problems =
            guardrails.flatMap { $0.problems(in: configuration) }
            + configuration.problems(in: catalogue)
        guard problems.isEmpty else { throw Problems(problems) }
        self.texts = texts
        self.hash = hash
        self.configuration = configuration
        let inForce = guardrails.map { $0.inForce(under: configuration) }
        self.guardrails = inForce
        events = EventIndex(inForce)
        self.baselines = baselines
        self.frameworks = catalogue.frameworks(beside: frameworks)
    }

    public func guardrail(named name: String) -> Guardrail? {
        guardrails.first { $0.name == name }
    }

    /// All accounts, with what this book says of their surroundings.
    ///
    /// - Parameter discovered: as ``Configuration/estate(discovered:baselines:)`` has it.
    /// - Throws: an account that two environments match and whose own entry does not decide.
    public func estate(discovered: [Account]) throws(Problems) -> Estate {
        try configuration.estate(discovered: discovered, baselines: baselines)
    }
}

extension [Problem] {
    /// What `read` answers; nil where it threw, and then its problems are among these.
    fileprivate mutating func collect<Answer>(
        _ read: () throws(Problems) -> Answer
    ) -> Answer? {
        do throws(Problems) {
            return try read()
        } catch {
            self += error.all
            return nil
        }
    }
}
