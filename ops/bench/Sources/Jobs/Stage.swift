import AWS
import Guardrails
import Platform
import Store

/// Sweeps that are asked of the store alone.
struct Stage: Sendable {
    let database: Database
    let token: Int64
    private let claimers: Int
    /// The numbers of what jobs are done with.
    private let rules: Int64
    private let exceptions: Int64

    init(database: Database, token: Int64, claimers: Int) async throws {
        self.database = database
        self.token = token
        self.claimers = claimers
        rules = try await RuleBooks(database: database).store(Self.book, token: token)
        exceptions = try await Exceptions(database: database).inForce(in: "", []).version
    }

    private static let book: RuleBook = {
        let texts = RuleTexts(
            configuration: RuleTexts.File(file: "parapet.yaml", text: "organization: {}"),
            guardrails: [
                RuleTexts.File(
                    file: "ssh.yaml",
                    text: """
                        guardrail: ssh
                        title: SSH is open
                        severity: high
                        education: Close it.
                        resource: ec2.security-group
                        each: { rule: resource.ingress }
                        criteria: rule.from('0.0.0.0/0')
                        tests: []
                        """
                )
            ]
        )
        do {
            return try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
        } catch {
            fatalError("\(error)")
        }
    }()

    static func plan(accounts: Int, regions: Int) -> Plan {
        let estate = Estate(
            accounts: (0..<accounts).map {
                Account(id: String(100_000_000_000 + $0), name: "a-\($0)", environment: "prod")
            }
        )
        let names = (0..<regions).map { "region-\($0)" }
        return Guardrails.plan(
            book.guardrails,
            estate: estate,
            regions: Dictionary(uniqueKeysWithValues: estate.accounts.map { ($0.id, names) }),
            narrowing: Narrowing()
        )
    }

    static func finding(_ resource: String, _ scope: Scope) -> Finding {
        Finding(
            identity: Finding.Identity(
                guardrail: "ssh",
                account: scope.account,
                region: scope.region,
                type: "ec2.security-group",
                resource: resource,
                part: "tcp/22-22/0.0.0.0/0"
            ),
            status: .open,
            severity: .high,
            environment: "prod",
            because: [Because(text: "tcp 22 from 0.0.0.0/0", path: "ingress")]
        )
    }

    /// Answers how many seconds its jobs took to get into the queue.
    func sweep(_ id: String, _ plan: Plan) async throws -> Double {
        _ = try await database.query(
            """
            with batch as (
                insert into parapet.batch (lane, priority, state, rules)
                values ('sweep', 'on-demand', 'open', $2::int) returning id
            )
            insert into parapet.sweep (id, batch, requested_by, narrowing, is_full, state)
            select $1, id, 'bench', '{"guardrails":[]}', false, 'discovering' from batch
            """,
            [.text(id), .int(rules)]
        )
        let start = ContinuousClock.now
        let count = try await SweepLeading(database: database)
            .enqueue(id, scans: plan, token: token)
        let seconds = start.duration(to: .now) / .seconds(1)
        precondition(count == plan.count)
        return seconds
    }

    func look(
        _ changes: [Change] = [],
        digest: String? = nil,
        isKnown: Bool = false
    ) -> LookResult {
        LookResult(exceptions: exceptions, changes: changes, digest: digest, isKnown: isKnown)
    }

    func finish(_ job: Job, _ queue: Queue, _ effects: Effects) async throws {
        let ended = try await queue.end(job, .done(effects))
        precondition(ended == .committed(changes: effects.look?.changes.count ?? 0))
    }

    /// Several workers until nothing is left; answers how many seconds it took.
    func drain(
        _ body: @escaping @Sendable (Queue, Job) async throws -> Void
    ) async throws -> Double {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<claimers {
                group.addTask {
                    let queue = Queue(
                        database: database,
                        process: Process(.worker, secret: "\(number)")
                    )
                    try await queue.heartbeat(host: "bench")
                    var cursors = ClaimCursors()
                    while true {
                        let jobs = try await queue.claim(
                            limit: 50,
                            deadlineSeconds: 900,
                            cursors: &cursors
                        )
                        if jobs.isEmpty { return }
                        for job in jobs { try await body(queue, job) }
                    }
                }
            }
            try await group.waitForAll()
        }
        return start.duration(to: .now) / .seconds(1)
    }

    /// The end of the log, and a transaction that later ones come after.
    func marks() async throws -> (wal: Double, transaction: Int64) {
        let rows = try await database.query(
            """
            select (pg_current_wal_insert_lsn() - '0/0')::float8 as wal,
                txid_current()::bigint as transaction
            """
        )
        guard let row = rows.first, let transaction = row["transaction"].int,
            let wal = row["wal"].string.flatMap({ Double($0) })
        else { fatalError("no log") }
        return (wal, transaction)
    }

    /// Findings, events and inventory rows that were written since.
    func rowsWritten(since transaction: Int64) async throws -> Double {
        let rows = try await database.query(
            """
            select (select count(*) from parapet.finding where xmin::text::bigint > $1::bigint)
                + (select count(*) from parapet.finding_event
                    where xmin::text::bigint > $1::bigint)
                + (select count(*) from parapet.inventory
                    where xmin::text::bigint > $1::bigint) as rows
            """,
            [.int(transaction)]
        )
        return Double(rows.first?["rows"].int ?? -1)
    }
}
