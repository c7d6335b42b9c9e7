import AWS
import Cluster
import Guardrails
import Logging
import Platform
import Rehearsal
import Store
import Testing

/// What a job costs the database in questions and answers, however fast the machine is.
@Suite(.enabled(if: ScratchDatabase.server != nil))
struct RoundTripTests {
    private static let (accounts, regions) = (10, 10)
    private static let scans = accounts * regions
    /// A worker's beginning and end, and whatever the server does by itself.
    private static let besides = 90

    /// Claim, exceptions, whether that is known, what stands, what is kept, finish; and neither of
    /// the two before the last once it is known.
    @Test func aScanTakesSixRoundTripsAndFourOnceItsResultIsKnown() async throws {
        try await ScratchDatabase.with { scratch in
            let server = AnswerServer(
                SyntheticEstate(accounts: Self.accounts, regions: Self.regions)
            )
            defer { server.stop() }
            let first = try await roundTrips(scratch, server)
            #expect(first <= 6 * Self.scans + Self.besides)
            let second = try await roundTrips(scratch, server)
            #expect(second <= 4 * Self.scans + Self.besides)
        }
    }

    /// Transactions, each a statement, of a worker that does all scans of a sweep one by one.
    private func roundTrips(
        _ scratch: ScratchDatabase,
        _ server: AnswerServer
    ) async throws -> Int {
        let leader = scratch.database(role: "parapet_coordinator")
        let finish = try await plan(leader, server)
        let before = try await transactions(scratch)
        let reads = server.counts["ec2.DescribeSecurityGroups"] ?? 0
        let database = scratch.database(role: "parapet_worker")
        var pace = Pace()
        pace.concurrency = 1
        // It does nothing because time goes by: neither looks for jobs nor says that it lives.
        pace.pollSeconds = 3600
        pace.leaseSeconds = 14_400
        let worker = Worker(
            database: database,
            sessions: try sessions(server),
            pace: pace,
            host: "here",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        async let end: Void = worker.run()
        try await eventually("not all scans are done") {
            server.counts["ec2.DescribeSecurityGroups"] ?? 0 >= reads + Self.scans
        }
        worker.drain()
        try await end
        await database.close()
        let after = try await transactions(scratch)
        try await finish()
        await leader.close()
        return after - before
    }

    /// A sweep whose scans wait for a worker; answers what ends it.
    private func plan(
        _ database: Database,
        _ server: AnswerServer
    ) async throws -> () async throws -> Void {
        let leadership = Leadership(
            database: database,
            process: Process(.coordinator, secret: "leader")
        )
        let token = try #require(try await leadership.acquire(leaseSeconds: 300))
        let book = try Self.book()
        let estate = SyntheticEstate(accounts: Self.accounts, regions: Self.regions)
        let found = try book.estate(
            discovered: estate.members.map { Account(id: $0.id, name: $0.name) }
        )
        let leading = SweepLeading(database: database)
        let sweep = try await Sweeps(database: database).request(Narrowing()).sweep
        try await leading.begin(
            sweep,
            rules: try await RuleBooks(database: database).store(book, token: token),
            estate: try await Estates(database: database).store(found, token: token),
            known: nil,
            discover: [],
            token: token
        )
        let regions = Dictionary(
            estate.members.map { ($0.id, estate.regions) },
            uniquingKeysWith: { $1 }
        )
        let scans = Guardrails.plan(
            book.guardrails,
            estate: found,
            regions: regions,
            narrowing: Narrowing()
        )
        #expect(try await leading.enqueue(sweep, scans: scans, token: token) == Self.scans)
        return { _ = try await leading.finish(sweep, token: token) }
    }

    private static func book() throws -> RuleBook {
        let file = "ssh-open-to-the-world.yaml"
        let texts = RuleTexts(
            configuration: RuleTexts.File(
                file: "parapet.yaml",
                text: "organization: {}\nenvironments: { prod: { names: [\"*\"] } }"
            ),
            guardrails: [
                RuleTexts.File(
                    file: file,
                    text: try String(
                        contentsOfFile: "\(Repository.folder)/ops/guardrails/\(file)",
                        encoding: .utf8
                    )
                )
            ]
        )
        return try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
    }

    private func sessions(_ server: AnswerServer) throws -> Sessions {
        let client = Client(endpoints: Endpoints(environment: server.environment))
        return Sessions(
            client: client,
            caller: try Caller(environment: server.environment, client: client) { _ in nil }
        )
    }

    /// Of the database so far. A session counts its own in when it ends, if not before.
    private func transactions(_ scratch: ScratchDatabase) async throws -> Int {
        let server = try #require(ScratchDatabase.server)
        let admin = Database(configuration: DatabaseConfiguration(url: server), maxConnections: 1)
        let workers = """
            select from pg_stat_activity where datname = $1 and query like '%parapet.retire%'
            """
        while try await !admin.query(workers, [.text(scratch.name)]).isEmpty {
            try await Task.sleep(for: .milliseconds(10))
        }
        let rows = try await admin.query(
            "select xact_commit from pg_stat_database where datname = $1",
            [.text(scratch.name)]
        )
        await admin.close()
        return Int(try #require(rows.first?["xact_commit"].int))
    }
}
