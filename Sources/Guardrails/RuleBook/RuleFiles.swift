/// What lies where rules are kept: texts, and in place of what cannot be read why that is so. One such
/// file says nothing of the others.
public struct RuleFiles: Sendable, Hashable {
    public enum Found: Sendable, Hashable {
        case text(RuleTexts.File)
        /// A file, or a folder with all that was in it.
        case unread(String, Problem)

        /// What problems call it.
        public var name: String {
            switch self {
            case .text(let file): file.file
            case .unread(let name, _): name
            }
        }

        var file: RuleTexts.File? { if case .text(let file) = self { file } else { nil } }

        func read() throws(Problems) -> RuleTexts.File {
            switch self {
            case .text(let file): return file
            case .unread(_, let problem): throw Problems([problem])
            }
        }

        /// Whether a text that was read once is what cannot be read now, or was in it.
        func stoodFor(_ file: RuleTexts.File) -> Bool {
            file.file == name || file.file.hasPrefix(name + "/")
        }
    }

    public let configuration: Found
    /// Sorted by name.
    public let guardrails: [Found]
    /// Environment, or `default`, to its file; empty where the configuration does not say which.
    public let baselines: [String: Found]
    /// Sorted by name.
    public let frameworks: [Found]
    /// Sorted by name.
    public let playbooks: [Found]

    public init(
        configuration: Found,
        guardrails: [Found],
        baselines: [String: Found] = [:],
        frameworks: [Found] = [],
        playbooks: [Found] = []
    ) {
        self.configuration = configuration
        self.guardrails = guardrails.sorted { $0.name < $1.name }
        self.baselines = baselines
        self.frameworks = frameworks.sorted { $0.name < $1.name }
        self.playbooks = playbooks.sorted { $0.name < $1.name }
    }

    public init(_ texts: RuleTexts) {
        self.init(
            configuration: .text(texts.configuration),
            guardrails: texts.guardrails.map { .text($0) },
            baselines: texts.baselines.mapValues { .text($0) },
            frameworks: texts.frameworks.map { .text($0) },
            playbooks: texts.playbooks.map { .text($0) }
        )
    }
}
