import Document
import Platform

/// Where credentials come from. Those it gives are valid for minutes yet.
public protocol CredentialSource: Sendable {
    func credentials() async throws(CredentialFailure) -> Credentials
    /// AWS refuses the last ones as expired: fetch others.
    func discard()
    /// Whether they stay as they are for as long as the process lives: what AWS says of them once,
    /// it says for good.
    var isFixed: Bool { get }
    /// Why it will never give any that AWS accepts, once that is known.
    var ended: CredentialFailure? { get }
}

extension CredentialSource {
    public var ended: CredentialFailure? { nil }
}

/// Credentials that do not change. Those of a session end for good.
public final class FixedCredentials: CredentialSource {
    let fixed: Credentials
    private let hasEnded = Lock(false)

    public init(_ credentials: Credentials) { fixed = credentials }

    public func credentials() async throws(CredentialFailure) -> Credentials {
        if let ended { throw ended }
        return fixed
    }

    public func discard() { hasEnded.withLock { $0 = true } }
    public var isFixed: Bool { true }
    public var ended: CredentialFailure? { hasEnded.withLock { $0 } ? .expired : nil }
}

/// Credentials that expire: fetched when asked for first and again before they end, one fetch at a
/// time however many ask. A failure is remembered for half a minute.
final class ExpiringCredentials: CredentialSource {
    struct Issued: Sendable {
        let credentials: Credentials
        /// Nil: for good.
        let expires: Timestamp?
        /// By the clock here.
        let issued: Timestamp

        init(credentials: Credentials, expires: Timestamp?, issued: Timestamp = .now()) {
            self.credentials = credentials
            self.expires = expires
            self.issued = issued
        }

        /// Whether they may still be used: not in the last five minutes of theirs, nor in the last
        /// quarter of a life that is short.
        func isFresh(at now: Timestamp) -> Bool {
            guard let expires else { return true }
            let life = max(0, expires.seconds - issued.seconds)
            return expires.seconds - now.seconds > min(Self.marginSeconds, life / 4)
        }

        private static let marginSeconds: Int64 = 300
    }

    typealias Outcome = Result<Issued, CredentialFailure>

    private enum State {
        case empty
        case fetching(Task<Outcome, Never>)
        case ended(Outcome, at: Timestamp)
    }

    let isFixed = false
    private let state = Lock(State.empty)
    private let now: @Sendable () -> Timestamp
    private let fetch: @Sendable () async -> Outcome

    private static let failureSeconds: Int64 = 30

    init(
        now: @escaping @Sendable () -> Timestamp = { .now() },
        _ fetch: @escaping @Sendable () async -> Outcome
    ) {
        self.now = now
        self.fetch = fetch
    }

    func credentials() async throws(CredentialFailure) -> Credentials {
        let now = now()
        let (task, outcome) = state.withLock { state -> (Task<Outcome, Never>?, Outcome?) in
            switch state {
            case .ended(let outcome, let time) where Self.isFresh(outcome, time, now):
                return (nil, outcome)
            case .fetching(let task): return (task, nil)
            default:
                let fetch = fetch
                let task = Task { await fetch() }
                state = .fetching(task)
                return (task, nil)
            }
        }
        if let outcome { return try outcome.get().credentials }
        guard let task else { preconditionFailure("neither an outcome nor a task") }
        let fetched = await task.value
        // A failure counts from when it was known: what hung is not waited for again at once.
        let end = self.now()
        state.withLock { state in
            if case .fetching(task) = state { state = .ended(fetched, at: end) }
        }
        return try fetched.get().credentials
    }

    func discard() {
        state.withLock { state in if case .ended = state { state = .empty } }
    }

    /// Those that it is fetched with may have ended.
    var ended: CredentialFailure? {
        state.withLock { state in
            if case .ended(.failure(let failure), _) = state, failure.isFinal {
                failure
            } else {
                nil
            }
        }
    }

    private static func isFresh(_ outcome: Outcome, _ at: Timestamp, _ now: Timestamp) -> Bool {
        switch outcome {
        case .success(let issued): issued.isFresh(at: now)
        case .failure: now.seconds - at.seconds < failureSeconds
        }
    }
}
