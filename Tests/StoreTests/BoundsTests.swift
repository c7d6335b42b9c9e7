import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What a worker's login may write, with nothing else to its name.
    @Suite struct BoundsTests {
        /// A worker under a login that is a member of `parapet_worker` alone, with jobs to do.
        struct Worker: Sendable {
            let stage: Stage
            let login: Login
            let queue: Queue

            static func with(_ body: (Worker) async throws -> Void) async throws {
                try await Stage.with { stage in
                    let login = try await stage.login("wilma", in: "parapet_worker")
                    let queue = Queue(
                        database: login.database,
                        process: Process(.worker, secret: "w-1")
                    )
                    try await queue.heartbeat(host: "here")
                    try await body(Worker(stage: stage, login: login, queue: queue))
                }
            }

            func job(_ scope: Scope = ec2, kind: Job.Kind = .scan) async throws -> Job {
                try await stage.runs("s-\(hex(randomBytes(4)))", [scope], kind: kind)
                return try #require(try await stage.claim(queue, limit: 1).first)
            }

            /// Ends a job of its own with these effects; answers why that was refused.
            func refused(
                _ effects: Effects,
                of job: Job
            ) async throws -> StoreError.Kind? {
                let error = await refusal { _ = try await queue.end(job, .done(effects)) }
                return error?.kind
            }

            func refused(_ change: Change, of job: Job) async throws -> StoreError.Kind? {
                try await refused(try await stage.effects([change]), of: job)
            }
        }

        @Test func findingsAreThoseOfItsJob() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                let strangers = [
                    finding("sg-1", account: "222222222222"),
                    finding("sg-1", region: "eu-west-1"),
                    finding("sg-1", guardrail: "unheard-of"),
                    finding("sg-1", type: "ec2.box"),
                    finding("b", guardrail: "bucket", type: "s3.bucket"),
                ]
                for stranger in strangers {
                    let refused = try await worker.refused(Change(.opened, stranger), of: job)
                    #expect(refused == .outOfBounds, "\(stranger.identity)")
                }
                // One among many takes the others with it.
                let mixed = strangers.prefix(1) + [finding("sg-1")]
                let effects = try await worker.stage.effects(mixed.map { Change(.opened, $0) })
                #expect(try await worker.refused(effects, of: job) == .outOfBounds)
                let renamed = Change(.renamed, finding("sg-1"))
                #expect(try await worker.refused(renamed, of: job) == .outOfBounds)
                #expect(try await worker.stage.count("parapet.finding") == 0)
                #expect(try await worker.stage.count("parapet.scope") == 0)
                // The job is still there, and what is its own goes in.
                let own = try await worker.stage.effects([Change(.opened, finding("sg-1"))])
                let end = try await worker.queue.end(job, .done(own))
                #expect(end == .committed(changes: 1))
            }
        }

        @Test func exceptionsAreThoseInForce() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                _ = try await worker.stage.owner.query(
                    """
                    insert into parapet.exception (id, guardrail, scope, reason, state,
                        requested_by, requested_at, decided_at, until)
                    select x ->> 'id', x ->> 'guardrail', x -> 'scope', 'r', x ->> 'state', 'ada',
                        now(), '2026-01-01', '2099-01-01'
                    from jsonb_array_elements('[
                        {"id": "e-1", "guardrail": "ssh", "state": "granted", "scope": {}},
                        {"id": "e-2", "guardrail": "ssh", "state": "requested", "scope": {}},
                        {"id": "e-3", "guardrail": "ssh", "state": "revoked", "scope": {}},
                        {"id": "e-4", "guardrail": "strict", "state": "granted", "scope": {}},
                        {"id": "e-5", "guardrail": "ssh", "state": "granted",
                            "scope": {"account": "222222222222"}},
                        {"id": "e-6", "guardrail": "ssh", "state": "granted",
                            "scope": {"resource": "tg-*"}},
                        {"id": "e-7", "guardrail": "ssh", "state": "granted",
                            "scope": {"region": "eu-west-1"}}
                    ]') x
                    """
                )
                func excepted(_ source: String?, guardrail: String = "ssh") throws -> Change {
                    var finding = finding("sg-1", status: .excepted, guardrail: guardrail)
                    finding.reason = "exception"
                    finding.exception = source.map {
                        Finding.Exception(source: $0, owner: "eve", from: .epoch, until: nil)
                    }
                    return Change(.excepted, finding)
                }
                for source in [nil, "e-0", "e-2", "e-3", "e-4", "e-5", "e-6", "e-7", ""] {
                    let refused = try await worker.refused(try excepted(source), of: job)
                    #expect(refused == .outOfBounds, "\(source ?? "none")")
                }
                let byTag = try excepted("tag", guardrail: "strict")
                #expect(try await worker.refused(byTag, of: job) == .outOfBounds)
                let good = try await worker.stage.effects([try excepted("e-1")])
                let end = try await worker.queue.end(job, .done(good))
                #expect(end == .committed(changes: 1))
                // In the words of the exception, not of the worker.
                let words = try await worker.stage.value(
                    "select exception ->> 'owner' || ' ' || left(exception ->> 'until', 4)"
                        + " from parapet.finding"
                )
                #expect(words.string == "ada 2099")
            }
        }

        @Test func theSeverityIsTheRuleBooks() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                var claimed = [finding("sg-1"), finding("sg-1", guardrail: "strict")]
                for index in claimed.indices { claimed[index].severity = .info }
                let effects = try await worker.stage.effects(claimed.map { Change(.opened, $0) })
                let end = try await worker.queue.end(job, .done(effects))
                #expect(end == .committed(changes: 2))
                let found = try await worker.stage.column(
                    "select guardrail || ' ' || severity from parapet.finding order by 1"
                )
                #expect(found == ["ssh high", "strict low"])
            }
        }

        @Test func inventoryIsThatOfItsService() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                func draft(_ type: ResourceType, region: String) -> InventoryChanges {
                    let name = ResourceName(
                        type: type.name,
                        account: ec2.account,
                        region: region,
                        id: "x"
                    )
                    return InventoryChanges(
                        InventoryDraft(
                            Collection(resources: [Resource(name: name, document: [:])]),
                            types: [type],
                            attributes: [:]
                        ),
                        known: [:]
                    )
                }
                let unread = ResourceType(
                    "ec2.unread",
                    title: "Unread",
                    service: "ec2",
                    isGlobal: false,
                    listPermissions: [],
                    fields: []
                )
                for changes in [
                    draft(TestRules.bucket, region: "us-east-1"),
                    draft(TestRules.box, region: "eu-west-1"), draft(unread, region: "us-east-1"),
                ] {
                    let effects = try await worker.stage.effects([], inventory: changes)
                    #expect(try await worker.refused(effects, of: job) == .outOfBounds)
                }
                #expect(try await worker.stage.count("parapet.inventory") == 0)
                let own = draft(TestRules.box, region: "us-east-1")
                let effects = try await worker.stage.effects([], inventory: own)
                let end = try await worker.queue.end(job, .done(effects))
                #expect(end == .committed(changes: 0))
            }
        }

        @Test func effectsAreThoseOfTheKind() async throws {
            try await Worker.with { worker in
                let nobody = InventoryChanges(
                    InventoryDraft(Collection(), types: [], attributes: [:]),
                    known: [:]
                )
                let role = RoleAnswer(state: .assumed, regions: ["us-east-1"], settings: "")
                let look = LookResult(exceptions: 1, generation: 0, changes: [])
                let scan = try await worker.job()
                #expect(try await worker.refused(Effects(role: role), of: scan) == .outOfBounds)
                let discover = try await worker.job(
                    Scope(account: "3", region: "global", service: "sts"),
                    kind: .discover
                )
                for effects in [
                    Effects(look: look), Effects(coverage: []), Effects(inventory: nobody),
                ] { #expect(try await worker.refused(effects, of: discover) == .outOfBounds) }
                let join = try await worker.job(
                    Scope(account: "4", region: "us-east-1", service: "ec2"),
                    kind: .join
                )
                for effects in [
                    Effects(role: role), Effects(coverage: []), Effects(inventory: nobody),
                ] { #expect(try await worker.refused(effects, of: join) == .outOfBounds) }
                #expect(try await worker.stage.count("parapet.job where state = 'running'") == 3)
            }
        }

        /// Its public name is what everybody sees of a process; what it acts with is a secret.
        @Test func nobodyActsInTheNameOfAnother() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                let name = worker.queue.process.name
                let thief = try await worker.stage.login("thief", in: "parapet_worker").database
                let fence = "'\(name)', \(job.id), \(job.batch), \(job.attempt)"
                for call in [
                    "finish(\(fence), '{\"reads\": 0}')", "retry(\(fence), 'failure', 'x', 1)",
                    "snooze(\(fence), 1000)", "give_up(\(fence), 'x')",
                ] {
                    let state = await sqlState(thief, "select parapet.\(call)")
                    #expect(state == "PA001", "\(call)")
                }
                let claimed = await sqlState(
                    thief,
                    "select * from parapet.claim('\(name)', '{scan}', 9, 60)"
                )
                #expect(claimed == "PA004")
                for call in [
                    "retire('\(name)', 1)", "return_unheld('\(name)', '{}', 60, 0, 1)",
                    "heartbeat('\(name)', 'worker', 'there')",
                ] {
                    let state = await sqlState(thief, "select parapet.\(call)")
                    #expect(state == nil, "\(call)")
                }
                // That was done to a process that there is not.
                let held = "select count(*) from parapet.job where worker = '\(name)'"
                #expect(try await worker.stage.value(held).int == 1)
                let host = "select host from parapet.member where process = '\(name)'"
                #expect(try await worker.stage.value(host).string == "here")
                let leader = await sqlState(
                    thief,
                    "select parapet.heartbeat('x', 'coordinator', 'y')"
                )
                #expect(leader == "42501")
                let done = try await worker.stage.effects([])
                #expect(try await worker.queue.end(job, .done(done)) == .committed(changes: 0))
            }
        }

        @Test func jobsAreClaimedByTheirRoleAlone() async throws {
            try await Worker.with { worker in
                let job = try await worker.job()
                let coordinator = try await worker.stage.login("cora", in: "parapet_coordinator")
                let secret = worker.queue.process.secret
                let fence = "'\(secret)', \(job.id), \(job.batch), \(job.attempt)"
                for call in ["claim('\(secret)', '{scan}', 1, 60)", "finish(\(fence), '{}')"] {
                    let state = await sqlState(coordinator.database, "select parapet.\(call)")
                    #expect(state == "42501", "\(call)")
                }
                // A kind that is another group's is not handed out.
                _ = try await worker.stage.owner.query(
                    "update parapet.job_kind set claimed_by = 'parapet_coordinator'"
                        + " where kind = 'look'"
                )
                try await worker.stage.runs("s-look", [s3], kind: .look)
                #expect(try await worker.stage.claim(worker.queue).isEmpty)
            }
        }

        @Test func itReadsNoTableAndLeadsNothing() async throws {
            try await Worker.with { worker in
                let stage = worker.stage
                let tables = try await stage.column(
                    """
                    select format('%s.%I', relnamespace::regnamespace, relname) from pg_class
                    where relnamespace in ('parapet'::regnamespace, 'report'::regnamespace)
                        and relkind in ('r', 'p', 'v')
                    """
                )
                #expect(tables.count > 30)
                let mayBeRead: Set = ["parapet.migration", "parapet.code"]
                for table in tables where !mayBeRead.contains(table) {
                    let state = await sqlState(worker.login.database, "select * from \(table)")
                    #expect(state == "42501", "\(table)")
                }
                let token = try await stage.lead()
                for call in [
                    "acquire_leadership('w-1', 60)", "expire_exceptions(\(token))",
                    "store_rules(\(token), 'h', '{}', '{}')", "reap(\(token), 20, 1)",
                    "close_findings(\(token), 's', '{}', 9)", "follow_up(\(token), '{}', '[]')",
                    "request_sweep('{}', 'event', false)", "grant_exception('e', null)",
                    "log_action('a', 's', '{}')", "write_findings('[]', 'x', null)",
                    "turn_exceptions()", "actor()",
                ] {
                    let state = await sqlState(worker.login.database, "select parapet.\(call)")
                    #expect(state == "42501", "\(call)")
                }
            }
        }
    }
}
