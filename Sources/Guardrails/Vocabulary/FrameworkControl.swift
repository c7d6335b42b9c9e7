import Document

/// A control of a framework that a guardrail, or one of its parts, serves: `cis-5.0` 5.3.
public struct FrameworkControl: Sendable, Hashable {
    public let framework: String
    public let control: String
    /// What keeps the guardrail from saying all that the control asks; nil: it says all of it.
    public let partly: String?
    /// The key of the guardrail's part that serves it, as written; nil: the whole guardrail.
    public let part: String?

    public init(
        framework: String,
        control: String,
        partly: String? = nil,
        part: String? = nil
    ) {
        self.framework = framework
        self.control = control
        self.partly = partly
        self.part = part
    }

    /// `cis-5.0 5.3 partly (port 22 alone)`
    var text: String {
        "\(framework) \(control)" + (partly.map { " partly (\($0))" } ?? "")
    }

    var json: JSON {
        [
            "framework": .string(framework), "control": .string(control),
            "partly": .optional(partly), "part": .optional(part),
        ]
    }
}
