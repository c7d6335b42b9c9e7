import AWS
import Logging
import Platform
import Store

/// What duties are done with.
struct LeaderTools: Sendable {
    let leadership: Leadership
    let sweeps: SweepLeading
    let estates: Estates
    let books: RuleBooks
    let schedules: Schedules
    let exceptions: Exceptions
    let outbox: Outbox
    let telling: Telling
    let admissions: Admissions
    let retention: Retention
    let signatures: AuditSignatures
    let inventories: Inventories
    let news: AccountNews
    let unread: UnreadScopes
    let sessions: Sessions
    let rules: CurrentRules
    let shelf: RuleShelf
    let pace: Pace
    /// Whether the guardrails' own clocks ask for sweeps.
    let isScheduling: Bool
    let logger: Logger

    init(
        database: Database,
        leadership: Leadership,
        sessions: Sessions,
        rules: CurrentRules,
        pace: Pace,
        isScheduling: Bool,
        logger: Logger
    ) {
        self.leadership = leadership
        sweeps = SweepLeading(database: database)
        estates = Estates(database: database)
        books = RuleBooks(database: database)
        schedules = Schedules(database: database)
        exceptions = Exceptions(database: database)
        outbox = Outbox(database: database)
        telling = Telling(database: database)
        admissions = Admissions(database: database)
        retention = Retention(database: database)
        signatures = AuditSignatures(database: database)
        inventories = Inventories(database: database)
        news = AccountNews(database: database)
        unread = UnreadScopes(database: database)
        self.sessions = sessions
        self.rules = rules
        shelf = RuleShelf(database: database)
        self.pace = pace
        self.isScheduling = isScheduling
        self.logger = logger
    }
}
