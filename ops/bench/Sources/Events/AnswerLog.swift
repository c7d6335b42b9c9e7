import Platform

/// When which operation was answered to whom.
final class AnswerLog: Sendable {
    struct Answer: Sendable {
        let operation: String
        let account: String
        let at: ContinuousClock.Instant
    }

    private let noted = Lock<[Answer]>([])

    func note(_ operation: String, _ account: String) {
        noted.withLock { $0.append(Answer(operation: operation, account: account, at: .now)) }
    }

    func forget() { noted.withLock { $0 = [] } }

    /// With the roles that were assumed meanwhile, for which nobody's account is asked but Parapet's own.
    func answers(of account: String) -> [Answer] {
        noted.withLock {
            $0.filter { $0.account == account || $0.operation == "sts.AssumeRole" }
        }
    }
}
