import Document
import Guardrails
import Platform
import Store
import Testing

extension Stage {
    /// A sweep whose accounts let us in and whose jobs wait for workers.
    func runningSweep(
        _ scopes: [Scope],
        joins: [Scope] = [],
        estateJoins: [Scope] = [],
        narrowing: Narrowing = Narrowing(),
        accounts: [String] = ["111111111111"]
    ) async throws -> (id: String, token: Int64) {
        let (sweep, token) = try await discoveringSweep(narrowing: narrowing, accounts: accounts)
        let count = try await leading.enqueue(
            sweep,
            scans: try Self.plan(of: scopes),
            joins: try Self.plan(of: joins, over: .account),
            estateJoins: try Self.plan(of: estateJoins, over: .estate),
            token: token
        )
        try #require(count == scopes.count + joins.count + estateJoins.count)
        return (sweep, token)
    }

    /// A sweep whose accounts let us in.
    func discoveringSweep(
        narrowing: Narrowing = Narrowing(),
        accounts: [String] = ["111111111111"],
        accountJobs: Int = 20
    ) async throws -> (id: String, token: Int64) {
        let token = try await lead()
        let sweep = try await Sweeps(database: operators).request(narrowing).sweep
        try await leading.begin(
            sweep,
            rules: try await rules(token: token),
            estate: try await Estates(database: coordinator).store(
                Self.estate(accounts),
                token: token
            ),
            known: nil,
            discover: accounts,
            accountJobs: accountJobs,
            token: token
        )
        let queue = try await queue("w-discovery")
        let role = RoleAnswer(
            state: .assumed,
            regions: ["us-east-1", "eu-west-1"],
            settings: "role"
        )
        for job in try await claim(queue, limit: 100) {
            let end = try await queue.end(job, .done(Effects(role: role, reads: 2)))
            try #require(end == .committed(changes: 0))
        }
        return (sweep, token)
    }

    /// The number of a stored rule book; by default that of ``TestRules``.
    func rules(_ book: RuleBook? = nil, token: Int64) async throws -> Int64 {
        try await RuleBooks(database: coordinator)
            .store(try book ?? TestRules.book(), token: token)
    }

    /// A sweep that scans, without what came before; answers its batch.
    @discardableResult
    func runs(
        _ id: String,
        _ scopes: [Scope],
        kind: Job.Kind = .scan,
        priority: Sweeps.Priority = .onDemand,
        accountJobs: Int = 20,
        state: Sweeps.State = .running,
        book: RuleBook? = nil
    ) async throws -> Int64 {
        let rules = try await rules(book, token: try await lead())
        let rows = try await owner.query(
            """
            insert into parapet.batch (lane, priority, state, account_jobs, rules)
            values ('sweep', $1, 'open', $2::int, $3::int) returning id
            """,
            [.text(priority.rawValue), .int(Int64(accountJobs)), .int(rules)]
        )
        let batch = try #require(rows.first?["id"].int)
        _ = try await owner.query(
            """
            insert into parapet.sweep (id, batch, requested_by, narrowing, is_full, state)
            select $1, $2::bigint, 'me', jsonb_object_agg(x, '[]'::jsonb), false, $3
            from unnest('{accounts,regions,guardrails,environments}'::text[]) x
            """,
            [.text(id), .int(batch), .text(state.rawValue)]
        )
        try await add(scopes, kind: kind, to: batch)
        return batch
    }

    /// More jobs for a batch.
    func add(_ scopes: [Scope], kind: Job.Kind = .scan, to batch: Int64) async throws {
        for scope in scopes {
            _ = try await owner.query(
                """
                insert into parapet.account (id, name, status) values ($1, 'n', 'active')
                on conflict do nothing
                """,
                [.text(scope.account)]
            )
            _ = try await owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload)
                values ($1::bigint, $2, $3, $4,
                    jsonb_build_object('region', $5::text, 'service', $6::text))
                """,
                [
                    .int(batch), .text(kind.rawValue), .text(scope.account),
                    .text("\(scope.account)/\(scope.region)/\(scope.service)"),
                    .text(scope.region), .text(scope.service),
                ]
            )
        }
    }

    /// What a sweep closes at its end, a piece; answers how many.
    func close(
        _ sweep: String,
        at places: [SweepLeading.Place: Guardrails.Finding.Reason] = [:],
        limit: Int = SweepLeading.closingLimit,
        token: Int64
    ) async throws -> Int {
        var closed = try await leading.close(
            places.map { ($0.key, $0.value) },
            of: sweep,
            limit: limit,
            token: token
        )
        var position: [String]? = []
        while closed == 0, let after = position {
            (closed, position) = try await leading.closeUnplanned(
                of: sweep,
                after: after,
                limit: limit,
                token: token
            )
        }
        return closed
    }

    func batch(of sweep: String) async throws -> Int64 {
        try #require(
            try await value("select batch from parapet.sweep where id = '\(sweep)'").int
        )
    }

    func claim(_ queue: Queue, limit: Int = 10) async throws -> [Job] {
        var cursors = ClaimCursors(turn: 0)
        return try await queue.claim(limit: limit, deadlineSeconds: 60, cursors: &cursors)
    }

    /// How often somebody wrote of a scope.
    func generation(of scope: Scope) async throws -> Int64 {
        let rows = try await owner.query(
            """
            select generation from parapet.scope
            where account = $1 and region = $2 and service = $3
            """,
            [.text(scope.account), .text(scope.region), .text(scope.service)]
        )
        return rows.first?["generation"].int ?? 0
    }

    /// How a scan ends that came to these changes, judged with the exceptions as they are now.
    func effects(
        _ changes: [Change],
        coverage: [Coverage] = [],
        digest: String? = nil,
        isKnown: Bool = false,
        inventory: InventoryChanges? = nil,
        reads: Int = 1,
        unknown: Int = 0,
        at scope: Scope = ec2
    ) async throws -> Effects {
        let version = try await Exceptions(database: worker).inForce(in: ec2.account, []).version
        return Effects(
            look: LookResult(
                exceptions: version,
                generation: try await generation(of: scope),
                changes: changes,
                digest: digest,
                isKnown: isKnown
            ),
            coverage: coverage,
            inventory: inventory,
            reads: reads,
            unknown: unknown
        )
    }

    /// One look at the scope by a sweep of its own, ended with these changes.
    @discardableResult
    func look(
        _ changes: [Change],
        at scope: Scope = ec2,
        coverage: [Coverage] = [],
        digest: String? = nil,
        isKnown: Bool = false,
        book: RuleBook? = nil
    ) async throws -> Ended {
        try await runs("s-\(hex(randomBytes(4)))", [scope], book: book)
        let queue = try await queue("w-1")
        let job = try #require(try await claim(queue, limit: 1).first)
        let effects = try await effects(
            changes,
            coverage: coverage,
            digest: digest,
            isKnown: isKnown,
            at: scope
        )
        return try await queue.end(job, .done(effects))
    }

    static func estate(_ accounts: [String]) -> Estate {
        Estate(
            accounts: accounts.map {
                Account(id: $0, name: "n", environment: "prod", tags: ["owner": "a \"b\""])
            },
            knownNetworks: ["10.0.0.0/8"]
        )
    }

    /// A plan of exactly these scopes: as many regions and services in each account.
    static func plan(
        of scopes: [Scope],
        over ground: Guardrail.Ground = .scope
    ) throws -> Plan {
        let services = Set(scopes.map(\.service))
        let guardrails = try TestRules.book(TestRules.files + [TestRules.far]).guardrails.filter {
            services.contains($0.type.service) && $0.ground == ground
        }
        let estate = Self.estate(Set(scopes.map(\.account)).sorted())
        let regions = Dictionary(grouping: scopes, by: \.account).mapValues { scopes in
            Set(scopes.map(\.region)).subtracting([Scope.global]).sorted()
        }
        let plan =
            ground == .scope
            ? Guardrails.plan(
                guardrails,
                estate: estate,
                regions: regions,
                narrowing: Narrowing()
            )
            : planJoins(
                guardrails,
                over: ground,
                estate: estate,
                regions: regions,
                narrowing: Narrowing()
            )
        try #require(Set(plan.scopes) == Set(scopes))
        return plan
    }
}

extension Effects {
    /// Of a scan that came to nothing, where nobody has written before.
    static let nothingNew = Effects(
        look: LookResult(exceptions: 0, generation: 0, changes: []),
        coverage: [],
        reads: 1
    )
}
