import Foundation
import Platform
import Rehearsal
import Testing

let testDatabaseURL = ProcessInfo.processInfo.environment["PARAPET_TEST_DATABASE_URL"]

@Suite(.enabled(if: testDatabaseURL != nil, "PARAPET_TEST_DATABASE_URL is not set"))
struct DatabaseTests {
    private func database(_ limit: Int = 4, timeoutMilliseconds: Int = 600_000) throws -> Database {
        Database(
            configuration: DatabaseConfiguration(
                url: try #require(testDatabaseURL),
                statementTimeoutMilliseconds: timeoutMilliseconds
            ),
            maxConnections: limit
        )
    }

    private func kind(_ body: () async throws -> Void) async -> DatabaseError.Kind? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? DatabaseError)?.kind
        }
    }

    @Test func carriesEveryKindOfValue() async throws {
        let rows = try await database().query(
            """
            SELECT $1::text AS a, $2::bigint AS b, $3::bool AS c, $4::float8 AS d, $5::bytea AS e,
                $6::text AS f, $7::text[] = ARRAY['x,"y', '\\z', ''] AS g
            """,
            [
                "ä'\\", 42, true, .double(0.1), .bytes([0, 255]), .null,
                .textArray(["x,\"y", "\\z", ""]),
            ]
        )
        let row = try #require(rows.first)
        #expect(row["a"].string == "ä'\\")
        #expect(row["b"].int == 42)
        #expect(row["c"].bool == true)
        #expect(row["d"].double == 0.1)
        #expect(row["e"].bytes == [0, 255])
        #expect(row["f"].isNull)
        #expect(row["g"].bool == true)
    }

    @Test func anErrorKeepsTheConnection() async throws {
        let database = try database(1)
        let before = try await database.query("SELECT pg_backend_pid()")[0][0].int
        #expect(await kind { _ = try await database.query("SELECT 1 / 0") } == .other)
        #expect(try await database.query("SELECT pg_backend_pid()")[0][0].int == before)
    }

    @Test func rollsBackWhatThrows() async throws {
        let database = try database(1)
        _ = try await database.query("CREATE TEMP TABLE t (n int PRIMARY KEY)")
        let kind = await kind {
            try await database.transaction { (connection) throws(DatabaseError) in
                _ = try await connection.query("INSERT INTO t VALUES (1)")
                _ = try await connection.query("INSERT INTO t VALUES (1)")
            }
        }
        #expect(kind == .constraint)
        #expect(try await database.query("SELECT count(*) FROM t")[0][0].int == 0)
    }

    @Test func copiesRows() async throws {
        let count = try await database(1).transaction { (connection) throws(DatabaseError) in
            try await connection.script("CREATE TEMP TABLE c (n bigint, t text) ON COMMIT DROP")
            let rows = (0..<100_000).map { number -> [Parameter] in
                [.int(number), number % 7 == 0 ? .null : .text("a\tb\\\n\(number)")]
            }
            #expect(try await connection.copyIn("COPY c FROM STDIN", rows) == 100_000)
            return try await connection.query(
                "SELECT count(*) FROM c WHERE t = E'a\\tb\\\\\\n' || n OR n % 7 = 0 AND t IS NULL"
            )[0][0].int
        }
        #expect(count == 100_000)
    }

    /// Two transactions that lock two rows in opposite order: one has to give way, and is done again.
    @Test func aTransactionThatGaveWayIsDoneAgainWhole() async throws {
        let database = try database(3)
        let table = "deadlock_\(hex(randomBytes(4)))"
        _ = try await database.query("CREATE TABLE \(table) (n int PRIMARY KEY, hits int)")
        _ = try await database.query("INSERT INTO \(table) VALUES (1, 0), (2, 0)")
        let attempts = Lock([1: 0, 2: 0])
        let bothHold = Lock(0)
        @Sendable func hit(_ first: Int, _ second: Int) async throws(DatabaseError) {
            try await database.transaction { (connection) async throws(DatabaseError) -> Void in
                attempts.withLock { $0[first, default: 0] += 1 }
                let hit = "UPDATE \(table) SET hits = hits + 1 WHERE n = "
                _ = try await connection.query(hit + "\(first)")
                bothHold.withLock { $0 += 1 }
                while bothHold.withLock({ $0 }) < 2 { await Task.yield() }
                _ = try await connection.query(hit + "\(second)")
            }
        }
        async let one: Void = hit(1, 2)
        async let two: Void = hit(2, 1)
        _ = try await (one, two)
        let hits = try await database.query("SELECT hits FROM \(table) ORDER BY n")
        #expect(hits.map { $0["hits"].int } == [2, 2])
        #expect(attempts.withLock { $0.values.sorted() } == [1, 2])
        _ = try await database.query("DROP TABLE \(table)")
    }

    /// A statement is a transaction too: it fails three times and then does not.
    @Test func aStatementThatGaveWayIsDoneAgain() async throws {
        let database = try database(1)
        _ = try await database.query("CREATE TEMP SEQUENCE attempts")
        try await database.withConnection { (connection) async throws(DatabaseError) -> Void in
            try await connection.script(
                """
                CREATE FUNCTION pg_temp.give_way(times int) RETURNS bigint LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('attempts') <= times THEN
                        RAISE EXCEPTION 'give way' USING errcode = '40001';
                    END IF;
                    RETURN currval('attempts');
                END $$
                """
            )
        }
        let four = try await database.query("SELECT pg_temp.give_way(3)")
        #expect(four[0][0].int == 4)
        // Not for ever, and only for what may work another time.
        let never = await kind { _ = try await database.query("SELECT pg_temp.give_way(1000)") }
        #expect(never == .serialization)
        #expect(try await database.query("SELECT last_value FROM attempts")[0][0].int == 9)
        let once = await kind {
            _ = try await database.query("SELECT nextval('attempts') / 0")
        }
        #expect(once == .other)
        #expect(try await database.query("SELECT last_value FROM attempts")[0][0].int == 10)
    }

    @Test func timesOut() async throws {
        let database = try database(1, timeoutMilliseconds: 50)
        #expect(
            await kind { _ = try await database.query("SELECT pg_sleep(30)") }
                == .statementTimeout
        )
    }

    @Test func aCancelledTaskCancelsItsStatement() async throws {
        let database = try database(2)
        let task = Task { await kind { _ = try await database.query("SELECT pg_sleep(590.25)") } }
        let running =
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(590.25)%' "
            + "AND state = 'active' AND pid <> pg_backend_pid()"
        try await eventually { try await database.query(running)[0][0].int == 1 }
        task.cancel()
        #expect(await task.value == .cancelled)
        try await eventually { try await database.query(running)[0][0].int == 0 }
        #expect(try await database.query("SELECT 1")[0][0].int == 1)
    }

    /// A server that takes connections and statements and says nothing, not even to a cancellation.
    @Test func whoWaitsForASilentServerCanBeCancelled() async throws {
        let folder = try #require(
            await database(1).query("SHOW unix_socket_directories").first?[0].string
        )
        let cable = Cable(to: "\(folder)/.s.PGSQL.5432")
        defer { cable.stop() }
        let far = Database(
            configuration: DatabaseConfiguration(
                url: "postgres://parapet@127.0.0.1:\(cable.port)/postgres"
            ),
            maxConnections: 2
        )
        #expect(try await far.query("SELECT 1")[0][0].int == 1)
        cable.unplug()
        // One waits for an answer, the other to be connected.
        let waiting = (0..<2).map { _ in
            Task { await kind { _ = try await far.query("SELECT 2") } }
        }
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value == .cancelled) }
        cable.plug()
        #expect(try await far.query("SELECT 3")[0][0].int == 3)
        await far.close()
    }

    @Test func aKilledBackendIsReplaced() async throws {
        let database = try database(1)
        let killed = await kind {
            _ = try await database.query("SELECT pg_terminate_backend(pg_backend_pid())")
        }
        #expect(killed == .connectionLost)
        #expect(try await database.query("SELECT 1")[0][0].int == 1)
    }

    @Test func neverOpensMoreThanItsLimit() async throws {
        let database = try database(2)
        let pids = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<50 {
                group.addTask { try await database.query("SELECT pg_backend_pid()")[0][0].int }
            }
            return try await group.reduce(into: Set<Int64?>()) { $0.insert($1) }
        }
        #expect(pids.count <= 2)
    }

    @Test func aWaiterCanBeCancelled() async throws {
        let database = try database(1)
        try await database.withConnection { (_) throws(DatabaseError) in
            let waiter = Task { await kind { _ = try await database.query("SELECT 1") } }
            waiter.cancel()
            #expect(await waiter.value == .cancelled)
        }
        #expect(try await database.query("SELECT 1")[0][0].int == 1)
    }

    /// A borrower waits for one that comes back, also where the server lets no more in than are lent.
    @Test func aFullServerIsWaitedFor() async throws {
        let admin = try database(1)
        let role = "parapet_full_\(hex(randomBytes(4)))"
        _ = try await admin.query("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 1")
        let crowded = Database(
            configuration: DatabaseConfiguration(
                url: try #require(testDatabaseURL) + "&user=\(role)"
            ),
            maxConnections: 4
        )
        let answers = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<12 {
                group.addTask { try await crowded.query("SELECT 1")[0][0].int }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 1, count: 12))
        await crowded.close()
        try await eventually {
            try await admin.query(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = $1",
                [.text(role)]
            )[0][0].int == 0
        }
        _ = try await admin.query("DROP ROLE \(role)")
    }

    @Test func whatIdlesGoesBack() async throws {
        let name = "parapet-idle-\(hex(randomBytes(4)))"
        let database = Database(
            configuration: DatabaseConfiguration(
                url: try #require(testDatabaseURL),
                applicationName: name,
                idleSeconds: 0.01
            ),
            maxConnections: 4
        )
        let admin = try self.database(1)
        for _ in 0..<2 {
            #expect(try await database.query("SELECT 1")[0][0].int == 1)
            try await eventually {
                try await admin.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1",
                    [.text(name)]
                )[0][0].int == 0
            }
        }
    }

    /// A pooler lends the session to a stranger after each transaction.
    @Test func aPooledSessionKeepsNothing() async throws {
        let pooled = Database(
            configuration: DatabaseConfiguration(
                url: try #require(testDatabaseURL),
                statementTimeoutMilliseconds: 4321,
                isPooled: true
            ),
            maxConnections: 1
        )
        let kept = """
            SELECT (SELECT count(*) FROM pg_prepared_statements)
                + (SELECT count(*) FROM pg_cursors WHERE is_holdable)
                + (SELECT count(*) FROM pg_settings
                    WHERE name = 'statement_timeout' AND source = 'session')
            """
        for _ in 0..<3 {
            #expect(try await pooled.query("SELECT $1::int", [7])[0][0].int == 7)
            let timeout = try await pooled.transaction { (connection) throws(DatabaseError) in
                try await connection.query("SHOW statement_timeout")[0][0].string
            }
            #expect(timeout == "4321ms")
            let cursor = try await pooled.cursor("SELECT generate_series(1, 5)")
            #expect(try await cursor.next(3).count == 3)
            #expect(try await cursor.next(3).count == 2)
            await cursor.close()
            #expect(try await pooled.query(kept)[0][0].int == 0)
        }
    }

    @Test func tellsWhatIsWrongWithAnAddress() async throws {
        for (url, expected): (String, DatabaseError.Kind) in [
            ("postgres://x:secret@127.0.0.1:1/d", .unavailable),
            (try #require(testDatabaseURL) + "&dbname=not_there", .noDatabase),
            (try #require(testDatabaseURL) + "&user=nobody_here", .authentication),
        ] {
            let database = Database(configuration: DatabaseConfiguration(url: url))
            do {
                _ = try await database.query("SELECT 1")
                Issue.record("connected to \(url)")
            } catch {
                #expect(error.kind == expected, "\(error)")
                #expect(!"\(error)".contains("secret"))
            }
        }
    }
}
