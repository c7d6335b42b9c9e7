import Guardrails
import Platform
import Store

/// Sweeps that are asked of the store alone.
struct Stage: Sendable {
    let database: Database
    let token: Int64

    static func scopes(accounts: Int, regions: Int) -> [Scope] {
        (0..<accounts).flatMap { account in
            (0..<regions).map { region in
                Scope(
                    account: String(100_000_000_000 + account),
                    region: "region-\(region)",
                    service: "ec2"
                )
            }
        }
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
    func sweep(_ id: String, _ scopes: [Scope], joins: [Scope] = []) async throws -> Double {
        _ = try await database.query(
            """
            insert into parapet.sweep (id, requested_by, narrowing, is_full, state, started_at)
            values ($1, 'bench', '{}', false, 'discovering', now())
            """,
            [.text(id)]
        )
        let sweeps = Sweeps(database: database)
        let start = ContinuousClock.now
        let count = try await sweeps.enqueue(id, token: token, scopes: scopes, joins: joins)
        let seconds = start.duration(to: .now) / .seconds(1)
        precondition(count == scopes.count + joins.count)
        if !joins.isEmpty { _ = try await sweeps.openWaiting(id, token: token) }
        return seconds
    }

    /// Eight workers until nothing is left; answers how many seconds it took.
    func drain(
        _ body: @escaping @Sendable (Queue, LeasedJob) async throws -> Void
    ) async throws -> Double {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let queue = Queue(database: database, process: "w-\(number)")
                    try await queue.heartbeat(role: .worker, host: "bench")
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
