import Platform
import Rehearsal
import Store
import Testing

/// A database of its own for one test, with the schema in place, and connections in each role.
struct Stage: Sendable {
    static var isThere: Bool { ScratchDatabase.server != nil }
    static let folder = ScratchDatabase.migrations

    let name: String
    /// As the owner of the schema.
    let owner: Database
    let worker: Database
    let coordinator: Database
    let feed: Database
    let operators: Database
    let reader: Database
    let logins = Logins()

    /// Lends a database and drops it afterwards, whatever happens.
    static func with(
        migrated: Bool = true,
        _ body: (Stage) async throws -> Void
    ) async throws {
        try await ScratchDatabase.with(migrated: migrated) { scratch in
            let stage = Stage(
                name: scratch.name,
                owner: scratch.owner,
                worker: scratch.database(role: "parapet_worker"),
                coordinator: scratch.database(role: "parapet_coordinator"),
                feed: scratch.database(role: "parapet_feed"),
                operators: scratch.database(role: "parapet_operator"),
                reader: scratch.database(role: "parapet_reader")
            )
            var failure: (any Error)?
            do { try await body(stage) } catch { failure = error }
            for each in [
                stage.worker, stage.coordinator, stage.feed, stage.operators, stage.reader,
            ] {
                await each.close()
            }
            try await stage.logins.drop(stage.owner)
            if let failure { throw failure }
        }
    }

    /// By name, there or not.
    static func database(_ name: String) -> Database {
        let configuration = DatabaseConfiguration(url: ScratchDatabase.url(name))
        return Database(configuration: configuration, maxConnections: 4)
    }

    /// A group without login, of this test alone.
    func group(_ name: String = "sec") async throws -> String {
        try await logins.group(name, owner)
    }

    /// A login that is a member of these groups and nothing more.
    func login(_ name: String = "someone", in groups: String...) async throws -> Login {
        try await logins.login(name, in: groups, of: self.name, owner)
    }

    func queue(_ secret: String) async throws -> Queue {
        let queue = Queue(database: worker, process: Process(.worker, secret: secret))
        try await queue.heartbeat(host: "here")
        return queue
    }

    func lead(_ secret: String = "c-1") async throws -> Int64 {
        let leadership = leadership(secret)
        return try #require(try await leadership.acquire(leaseSeconds: 300))
    }

    func leadership(_ secret: String) -> Leadership {
        Leadership(database: coordinator, process: Process(.coordinator, secret: secret))
    }

    var sweeps: Sweeps { Sweeps(database: coordinator) }
    var leading: SweepLeading { SweepLeading(database: coordinator) }
    var ledger: Ledger { Ledger(database: coordinator) }

    func count(_ table: String) async throws -> Int64 {
        try #require(try await value("select count(*) from \(table)").int)
    }

    /// The first cell of an answer, as the owner.
    func value(_ sql: String) async throws -> Cell {
        let rows = try await owner.query(sql)
        return try #require(rows.first)[0]
    }

    /// The first column of an answer, as the owner.
    func column(_ sql: String) async throws -> [String] {
        try await owner.query(sql).map { $0[0].string ?? "" }
    }

    /// Waits until so many statements wait for a lock.
    func blocks(_ count: Int64) async throws {
        let waiting = """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """
        try await eventually("nothing waits") { try await value(waiting).int == count }
    }

    /// Changes with every row that is written, however it is written.
    func versions(_ table: String) async throws -> String {
        try await value(
            """
            select coalesce(md5(string_agg(
                tableoid || ctid::text || xmin, ',' order by tableoid, ctid
            )), '') from \(table)
            """
        ).string ?? ""
    }
}

/// Why a statement was refused; nil where it was not.
func sqlState(_ database: Database, _ sql: String, _ parameters: [Parameter] = []) async -> String?
{
    do throws(DatabaseError) {
        _ = try await database.query(sql, parameters)
        return nil
    } catch {
        return error.sqlState
    }
}

/// The refusal of what the body asks for; nil where there was none.
func refusal(_ body: () async throws -> Void) async -> StoreError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? StoreError
    }
}
