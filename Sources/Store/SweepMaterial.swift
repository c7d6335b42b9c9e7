import Document
import Guardrails

/// What a sweep judges with: stored with it, so that every worker judges alike.
public struct SweepMaterial: Sendable, Hashable {
    /// One file of guardrails, as it was read.
    public struct Source: Sendable, Hashable {
        public let file: String
        public let text: String

        public init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    /// The text of parapet.yaml.
    public let configuration: String
    public let guardrails: [Source]
    public let estate: Estate
    public let narrowing: Narrowing

    public init(
        configuration: String,
        guardrails: [Source],
        estate: Estate,
        narrowing: Narrowing
    ) {
        self.configuration = configuration
        self.guardrails = guardrails
        self.estate = estate
        self.narrowing = narrowing
    }
}

extension SweepMaterial.Source {
    var json: JSON { ["file": .string(file), "text": .string(text)] }

    init?(_ json: JSON) {
        guard let file = json["file"]?.string, let text = json["text"]?.string else { return nil }
        self.init(file: file, text: text)
    }
}
