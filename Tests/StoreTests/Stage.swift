import Guardrails
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
    let operators: Database
    let reader: Database

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
                operators: scratch.database(role: "parapet_operator"),
                reader: scratch.database(role: "parapet_reader")
            )
            var failure: (any Error)?
            do { try await body(stage) } catch { failure = error }
            for each in [stage.worker, stage.coordinator, stage.operators, stage.reader] {
                await each.close()
            }
            if let failure { throw failure }
        }
    }

    /// By name, there or not.
    static func database(_ name: String) -> Database {
        let configuration = DatabaseConfiguration(url: ScratchDatabase.url(name))
        return Database(configuration: configuration, maxConnections: 4)
    }

    func queue(_ process: String) async throws -> Queue {
        let queue = Queue(database: worker, process: process)
        try await queue.heartbeat(role: .worker, host: "here")
        return queue
    }

    func lead(_ process: String = "c-1") async throws -> Int64 {
        let leadership = Leadership(database: coordinator, process: process)
        return try #require(try await leadership.acquire(leaseSeconds: 60))
    }

    var sweeps: Sweeps { Sweeps(database: coordinator) }
    var ledger: Ledger { Ledger(database: coordinator) }

    /// A sweep whose accounts let us in and whose scan jobs wait for workers.
    func runningSweep(
        _ scopes: [Scope],
        narrowing: Narrowing = Narrowing(),
        accounts: [String] = ["111111111111"]
    ) async throws -> (id: String, token: Int64) {
        let token = try await lead()
        let sweep = try await Sweeps(database: operators).request(narrowing).sweep
        try await sweeps.begin(
            sweep,
            token: token,
            material: Self.material(accounts, narrowing),
            discover: accounts
        )
        let queue = try await queue("w-discovery")
        var cursors = ClaimCursors()
        for job in try await queue.claim(limit: 100, deadlineSeconds: 60, cursors: &cursors) {
            let end = try await queue.completeDiscovery(
                job,
                role: .assumed,
                detail: nil,
                regions: ["us-east-1", "eu-west-1"],
                reads: 2
            )
            try #require(end == .committed(changes: 0))
        }
        let count = try await sweeps.enqueue(sweep, token: token, scopes: scopes)
        try #require(count == scopes.count)
        return (sweep, token)
    }

    /// A sweep that scans, without what came before.
    func runs(
        _ id: String,
        _ scopes: [Scope],
        priority: Sweeps.Priority = .onDemand,
        accountJobs: Int = 20
    ) async throws {
        _ = try await owner.query(
            """
            insert into parapet.sweep
                (id, requested_by, narrowing, is_full, state, priority, account_jobs)
            values ($1, 'me', '{}', false, 'running', $2, $3::int)
            """,
            [.text(id), .text(priority.rawValue), .int(Int64(accountJobs))]
        )
        for scope in scopes {
            _ = try await owner.query(
                """
                insert into parapet.job (sweep, kind, account, region, service)
                values ($1, 'scan', $2, $3, $4)
                """,
                [.text(id), .text(scope.account), .text(scope.region), .text(scope.service)]
            )
        }
    }

    static func material(_ accounts: [String], _ narrowing: Narrowing) -> SweepMaterial {
        SweepMaterial(
            configuration: "database: here\n",
            guardrails: [SweepMaterial.Source(file: "a.yaml", text: "guardrail: a\n")],
            estate: Estate(
                accounts: accounts.map {
                    Account(id: $0, name: "n", environment: "prod", tags: ["owner": "a \"b\""])
                },
                knownNetworks: ["10.0.0.0/8"]
            ),
            narrowing: narrowing
        )
    }

    func count(_ table: String) async throws -> Int64 {
        let rows = try await owner.query("select count(*) as count from \(table)")
        return try #require(rows.first?["count"].int)
    }
}

let ec2 = Scope(account: "111111111111", region: "us-east-1", service: "ec2")
let s3 = Scope(account: "111111111111", region: Scope.global, service: "s3")

func finding(
    _ resource: String,
    status: Finding.Status = .open,
    account: String = "111111111111",
    region: String = "us-east-1"
) -> Finding {
    Finding(
        identity: Finding.Identity(
            guardrail: "ssh",
            account: account,
            region: region,
            type: "ec2.security-group",
            resource: resource,
            part: "tcp/22"
        ),
        status: status,
        severity: .high,
        environment: "prod",
        arn: "arn:aws:ec2:\(resource)",
        because: [Because(text: "tcp 22 from \"anywhere\"", path: "ingress")]
    )
}
