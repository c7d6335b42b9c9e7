import Guardrails

/// Which resources of one type hold one of some texts, in whichever accounts they are.
public struct EstateQuestion: Sendable, Hashable {
    /// A catalogue type.
    public let type: String
    /// The field, member by member; a text, or a list of texts.
    public let path: [String]
    /// Upper and lower case are the same.
    public let texts: [String]

    public init(_ type: String, _ path: String..., holds texts: [String]) {
        self.type = type
        self.path = path
        self.texts = texts
    }
}

/// What there is in all accounts, as far as sweeps have seen.
public struct EstateAnswer: Sendable {
    public let resources: [Resource]
    /// The first accounts of which not all is known.
    public let unknownIn: [String]

    public init(_ resources: [Resource], unknownIn: [String] = []) {
        self.resources = resources
        self.unknownIn = unknownIn
    }

    /// What people have to know of an answer that may not be whole.
    func notes(on type: String) -> [String] {
        guard !unknownIn.isEmpty else { return [] }
        let accounts = unknownIn.joined(separator: ", ")
        return ["not all is known of \(type) in every account, such as \(accounts)"]
    }
}

/// What an estate answered to several questions of one type, each resource once.
struct EstateFindings {
    private(set) var resources: [Resource] = []
    private(set) var notes: [String] = []

    mutating func add(_ answer: EstateAnswer, _ question: EstateQuestion) {
        let known = Set(resources.map(\.name))
        resources += answer.resources.filter { !known.contains($0.name) }
        for note in answer.notes(on: question.type) where !notes.contains(note) {
            notes.append(note)
        }
    }
}

extension StepContext {
    func ask(
        _ questions: [EstateQuestion]
    ) async throws(StepInventoryFailure) -> EstateFindings {
        var found = EstateFindings()
        for question in questions where !question.texts.isEmpty {
            found.add(try await inventory.resources(question), question)
        }
        return found
    }
}
