import Document

/// Configuration, guardrails and playbooks of one moment, as text: what a rule book is compiled from and
/// stored as. Equal texts are equal in whatever order the files were found.
public struct RuleTexts: Sendable, Hashable {
    public struct File: Sendable, Hashable {
        /// What problems call it.
        public let file: String
        public let text: String

        public init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    public let configuration: File
    /// Sorted by name.
    public let guardrails: [File]
    /// Environment, or `default`, to the file that says what its accounts must have.
    public let baselines: [String: File]
    /// Versions of frameworks, sorted by name.
    public let frameworks: [File]
    /// Sorted by name. What they say is the business of the room `Playbooks`.
    public let playbooks: [File]

    public init(
        configuration: File,
        guardrails: [File],
        baselines: [String: File] = [:],
        frameworks: [File] = [],
        playbooks: [File] = []
    ) {
        self.configuration = configuration
        self.playbooks = playbooks.sorted { ($0.file, $0.text) < ($1.file, $1.text) }
        self.frameworks = frameworks.sorted { ($0.file, $0.text) < ($1.file, $1.text) }
        self.guardrails = guardrails.sorted { ($0.file, $0.text) < ($1.file, $1.text) }
        self.baselines = baselines
    }
}

extension RuleTexts {
    /// As JSON in one form: equal texts are equal bytes, so it is what to hash and to store.
    public var canonical: String {
        let baselines = Object(self.baselines.map { ($0.key, $0.value.json) })
        var texts: Object = [
            "configuration": configuration.json,
            "guardrails": .array(guardrails.map(\.json)),
            "baselines": .object(baselines),
        ]
        // Rule books from before there were any are still what they were.
        if !frameworks.isEmpty { texts["frameworks"] = .array(frameworks.map(\.json)) }
        if !playbooks.isEmpty { texts["playbooks"] = .array(playbooks.map(\.json)) }
        return JSON.object(texts).canonicalText
    }

    /// Nil unless it is what ``canonical`` says of some texts, byte for byte.
    public init?(canonical: String) {
        guard let json = try? JSON.parse(canonical),
            let configuration = json["configuration"].flatMap({ File($0) }),
            let guardrails = json["guardrails"]?.array?.compactMap({ File($0) }),
            let baselines = json["baselines"]?.object
        else { return nil }
        self.init(
            configuration: configuration,
            guardrails: guardrails,
            baselines: Dictionary(
                baselines.compactMap { name, file in File(file).map { (name, $0) } },
                uniquingKeysWith: { $1 }
            ),
            frameworks: json["frameworks"]?.array?.compactMap { File($0) } ?? [],
            playbooks: json["playbooks"]?.array?.compactMap { File($0) } ?? []
        )
        // Whatever was left out, added or written otherwise shows here.
        guard self.canonical == canonical else { return nil }
    }
}

extension RuleTexts.File {
    fileprivate var json: JSON { ["file": .string(file), "text": .string(text)] }

    fileprivate init?(_ json: JSON) {
        guard let file = json["file"]?.string, let text = json["text"]?.string else { return nil }
        self.init(file: file, text: text)
    }
}
