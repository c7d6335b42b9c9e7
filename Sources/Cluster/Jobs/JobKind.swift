import AWS
import Guardrails
import Logging
import Platform
import Store

/// How one kind of job is done. One file a kind; `AllJobKinds.swift` lists them.
protocol JobKind: Sendable {
    static var kind: Job.Kind { get }

    init(_ tools: JobTools)

    /// Does it and says how it ended; the queue commits that. A database that fails is thrown, and
    /// costs an attempt.
    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending
}

/// What jobs are done with.
struct JobTools: Sendable {
    /// Those that a configuration names, with what they need to be asked.
    typealias Providers = @Sendable (Configuration) async -> ActionProviders

    let sessions: Sessions
    let ledger: Ledger
    let inventories: Inventories
    let exceptions: Exceptions
    let incomplete = IncompleteAccounts()
    let changes: ChangeWork
    let runs: RunWork
    /// How long a change may take to show.
    let verifySeconds: Double
    let providers: Providers
    let web: HTTPClient

    init(
        database: Database,
        queue: Queue,
        sessions: Sessions,
        verifySeconds: Double,
        providers: @escaping Providers,
        web: HTTPClient
    ) {
        self.sessions = sessions
        self.providers = providers
        self.web = web
        changes = ChangeWork(queue: queue)
        runs = RunWork(queue: queue)
        self.verifySeconds = verifySeconds
        ledger = Ledger(database: database)
        inventories = Inventories(database: database)
        exceptions = Exceptions(database: database)
    }
}

extension Ending {
    /// The role did not let us in, or could not be asked.
    init(_ failure: CredentialFailure) {
        // This worker's own keys are wrong, and it stops; or its clock is, and it claims nothing for a
        // while: the job is another worker's.
        if failure.isFinal || failure.kind == .clock {
            self = .snooze(seconds: Self.handOverSeconds)
            return
        }
        let cause: Cause =
            switch failure.kind {
            case .throttled: .throttle
            default: failure.isPassing ? .unanswered : .failure
            }
        self = .retry(cause, reason: failure.description)
    }

    private static let handOverSeconds = 1.0

    init(_ gap: Gap) {
        let cause: Cause =
            switch gap.reason {
            case .throttled: .throttle
            default: gap.prospect == .passing ? .unanswered : .failure
            }
        self = .retry(cause, reason: "\(gap.summary) \(gap.detail)")
    }

    /// It read what it could.
    ///
    /// - Parameter coverage: how its reads ended. What AWS was too busy for was waited for already: it
    ///   is asked again later. What nobody answered is worth another attempt.
    init(_ effects: Effects, reading coverage: [Coverage]) {
        let passing = coverage.flatMap(\.gaps.keys).filter { $0.prospect == .passing }
        var effects = effects
        effects.isUnread = !passing.isEmpty
        let unanswered = passing.filter { $0.reason != .throttled }.map {
            "\($0.summary) \($0.detail)"
        }
        self = unanswered.min().map { .unread(effects, reason: $0) } ?? .done(effects)
    }

    /// The estate that the job was planned for does not have its account.
    static func notInTheEstate(_ account: String) -> Ending {
        .giveUp(reason: "account \(account) is not in the estate")
    }
}
