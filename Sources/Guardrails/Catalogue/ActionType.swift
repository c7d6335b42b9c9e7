import Document

/// Something that a guardrail may ask for by `do:`: for what, with what, and what it takes. How it is
/// done is the business of the room `AWS`.
public struct ActionType: Sendable {
    /// What it is done to.
    public enum Subject: Sendable, Hashable {
        /// Resources of one of these types: the guardrail's own, or those that `on:` names.
        case resources([String])
        /// The part of a resource that `each:` found, by its element.
        case element(String)
        /// The account in one region: a part of which `{region}` is in the key.
        case region
    }

    public struct Parameter: Sendable {
        public let name: String
        public let shape: Shape
        public let isRequired: Bool
        public let meaning: String
        /// What it is where nobody says; nil: it has no value then.
        public let standard: JSON?
        /// What is wrong with a value of its shape; nil: nothing.
        public let problem: @Sendable (JSON) -> String?

        public init(
            _ name: String,
            _ shape: Shape,
            required isRequired: Bool = false,
            standard: JSON? = nil,
            _ meaning: String,
            problem: @escaping @Sendable (JSON) -> String? = { _ in nil }
        ) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
            self.standard = standard
            self.meaning = meaning
            self.problem = problem
        }
    }

    /// Such as `ec2.restrict-ingress`.
    public let name: String
    public let title: String
    public let subject: Subject
    public let parameters: [Parameter]
    /// Whether it takes back what the event of a finding brought: it is for guardrails of events alone.
    public let isOfEvents: Bool
    /// The IAM actions of its calls, those that undo it among them.
    public let permissions: [String]
    /// The IAM actions of what it reads when it is planned.
    public let readPermissions: [String]
    /// How it is undone, for people.
    public let undo: String
    /// When it is refused, for people.
    public let refuses: String

    public init(
        _ name: String,
        title: String,
        subject: Subject,
        parameters: [Parameter] = [],
        isOfEvents: Bool = false,
        permissions: [String],
        readPermissions: [String],
        undo: String,
        refuses: String
    ) {
        self.name = name
        self.title = title
        self.subject = subject
        self.parameters = parameters
        self.isOfEvents = isOfEvents
        self.permissions = permissions
        self.readPermissions = readPermissions
        self.undo = undo
        self.refuses = refuses
    }

    public subscript(parameter name: String) -> Parameter? {
        parameters.first { $0.name == name }
    }
}

extension ActionType.Subject {
    /// For people: what it is for.
    public var text: String {
        switch self {
        case .resources(let types): types.joined(separator: ", ")
        case .element(let name): "each \(name)"
        case .region: "a part with {region}"
        }
    }
}
