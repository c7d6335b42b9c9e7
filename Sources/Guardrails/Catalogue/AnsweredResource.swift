import Synchronization

/// A resource whose facts are asked once each, however often conditions and reasons look at them.
final class AnsweredResource: Sendable {
    let value: Resource
    let facts: [ResourceType.Fact]
    private let answers = Mutex<[String: ResourceType.Fact.Answer]>([:])

    init(_ value: Resource, _ type: ResourceType) {
        self.value = value
        facts = type.facts
    }

    /// Nil where it has no such fact.
    func answer(_ name: String) -> ResourceType.Fact.Answer? {
        guard let fact = facts.first(where: { $0.name == name }) else { return nil }
        if let answer = answers.withLock({ $0[name] }) { return answer }
        let answer = fact.judge(value)
        answers.withLock { $0[name] = answer }
        return answer
    }
}
