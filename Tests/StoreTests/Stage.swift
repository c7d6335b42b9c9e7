import Glibc
import Guardrails
import Platform
import Store
import Testing

/// A database of its own for one test, with the schema in place, and connections in each role.
struct Stage: Sendable {
    static let url = getenv("PARAPET_TEST_DATABASE_URL").map { String(cString: $0) }
    static var isThere: Bool { url != nil }

    /// The folder with the migrations: that of the repository.
    static let folder: String = {
        let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/" + path + "/sql"
    }()

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
        let url = try #require(Self.url)
        let name = "parapet_test_\(UInt32.random(in: 0...UInt32.max))"
        let server = Database(configuration: DatabaseConfiguration(url: url))
        _ = try await server.query("create database \(name)")
        let stage = Stage(
            name: name,
            owner: database(name),
            worker: database(name, role: "parapet_worker"),
            coordinator: database(name, role: "parapet_coordinator"),
            operators: database(name, role: "parapet_operator"),
            reader: database(name, role: "parapet_reader")
        )
        var failure: (any Error)?
        do {
            if migrated {
                let files = try MigrationFile.read(folder: folder)
                _ = try await Migrator(database: stage.owner).migrate(files)
            }
            try await body(stage)
        } catch {
            failure = error
        }
        for each in [stage.owner, stage.worker, stage.coordinator, stage.operators, stage.reader] {
            await each.close()
        }
        _ = try await server.query("drop database \(name) with (force)")
        await server.close()
        if let failure { throw failure }
    }

    static func database(_ name: String, role: String? = nil) -> Database {
        let url = Self.url ?? ""
        let settings: String
        if url.contains("://") {
            let role = role.map { "&options=-c%20role%3D\($0)" } ?? ""
            settings = url + (url.contains("?") ? "&" : "?") + "dbname=\(name)" + role
        } else {
            settings = url + " dbname=\(name)" + (role.map { " options='-c role=\($0)'" } ?? "")
        }
        return Database(configuration: DatabaseConfiguration(url: settings), maxConnections: 4)
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
        var cursor: Int64 = 0
        for job in try await queue.claim(limit: 100, deadlineSeconds: 60, cursor: &cursor) {
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
