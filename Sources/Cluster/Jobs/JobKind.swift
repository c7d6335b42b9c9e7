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
        // This worker's own keys are wrong, and it stops: the job is another worker's.
        if failure.isFinal {
            self = .snooze(seconds: Self.handOverSeconds)
            return
        }
        self = .retry(
            failure.kind == .throttled ? .throttle : .failure,
            reason: failure.description
        )
    }

    private static let handOverSeconds = 1.0

    init(_ gap: Gap) {
        self = .retry(
            gap.reason == .throttled ? .throttle : .failure,
            reason: "\(gap.summary) \(gap.detail)"
        )
    }

    /// The estate that the job was planned for does not have its account.
    static func notInTheEstate(_ account: String) -> Ending {
        .giveUp(reason: "account \(account) is not in the estate")
    }
}
