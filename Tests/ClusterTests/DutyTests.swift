import AWS
import Document
import Guardrails
import Logging
import Platform
import Rehearsal
import Testing

@testable import Cluster
@testable import Store

/// Duties one by one, by a leader's token over a real database, with no coordinator around them.
@Suite(.enabled(if: ScratchDatabase.server != nil))
struct DutyTests {
    private struct Stage {
        let database: ScratchDatabase
        let tools: LeaderTools
        let token: Int64

        static let guardrail = RuleTexts.File(
            file: "g.yaml",
            text: """
                guardrail: g
                title: t
                severity: low
                education: e
                resource: ec2.security-group
                criteria: resource.name == 'open'
                triggers: [{ every: 1h }]
                tests:
                  - violates: { resource: { name: open } }
                  - passes: { resource: { name: shut } }
                """
        )

        /// As a coordinator may: no right that it lacks is used.
        static func with(_ body: (Stage) async throws -> Void) async throws {
            try await ScratchDatabase.with { scratch in
                let database = scratch.database(role: "parapet_coordinator")
                let leadership = Leadership(database: database, process: Process(.coordinator))
                let client = Client(endpoints: Endpoints(environment: [:]))
                let caller = try Caller(
                    environment: [
                        "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "-",
                        "AWS_REGION": "us-east-1",
                    ],
                    client: client
                ) { _ in nil }
                let texts = RuleTexts(
                    configuration: RuleTexts.File(
                        file: "parapet.yaml",
                        text: "accounts: [{ id: \"111111111111\" }]"
                    ),
                    guardrails: [guardrail]
                )
                var failure: (any Error)?
                do {
                    try await body(
                        Stage(
                            database: scratch,
                            tools: LeaderTools(
                                database: database,
                                leadership: leadership,
                                sessions: Sessions(client: client, caller: caller),
                                rules: CurrentRules { RuleFiles(texts) },
                                pace: Pace(),
                                isScheduling: true,
                                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                            ),
                            token: try #require(try await leadership.acquire(leaseSeconds: 300))
                        )
                    )
                } catch { failure = error }
                await database.close()
                if let failure { throw failure }
            }
        }

        func perform(_ duty: any Duty.Type) async throws -> Turn {
            try await duty.init(tools).perform(token: token)
        }

        func run(_ statement: String) async throws {
            _ = try await database.owner.query(statement)
        }

        func count(_ rows: String) async throws -> Int {
            try await database.count("select count(*) from \(rows)")
        }
    }

    @Test func whereThereIsNothingToDoEveryDutyRests() async throws {
        try await Stage.with { stage in
            for type in Duties.all {
                let duty = type.init(stage.tools)
                _ = try await duty.perform(token: stage.token)
                let turn = try await duty.perform(token: stage.token)
                #expect(!turn.isSoon && turn.alongside.isEmpty, "\(type)")
            }
        }
    }

    /// Whoever led before writes nothing any more, whatever it had begun.
    @Test func anOldTermIsRefused() async throws {
        try await Stage.with { stage in
            try await stage.run("update parapet.leader set token = token + 1")
            for type in Duties.all {
                do throws(StoreError) {
                    let turn = try await type.init(stage.tools).perform(token: stage.token)
                    // These two ask the database nothing where no queue and no organization is named.
                    #expect(type == WelcomeAccounts.self || type == KeepEstate.self, "\(type)")
                    #expect(turn.alongside.isEmpty)
                } catch {
                    #expect(error.kind == .leaseLost, "\(type): \(error)")
                }
            }
        }
    }

    @Test func jobsOfTheSilentGoBack() async throws {
        try await Stage.with { stage in
            try await stage.run(
                """
                insert into parapet.member (process, role, host, heartbeat) values
                    ('w-silent', 'worker', 'here', now() - interval '1 minute'),
                    ('w-lively', 'worker', 'here', now());
                """
            )
            try await stage.run(
                """
                insert into parapet.job (batch, kind, account, gate, state, worker, attempt, deadline)
                select b.id, 'look', '1', worker, 'running', worker, 1, now() + interval '1 hour'
                from parapet.batch b, unnest(array['w-silent', 'w-lively']) worker
                where b.lane = 'event'
                """
            )
            #expect(try await !stage.perform(ReapJobs.self).isSoon)
            #expect(
                try await stage.count("parapet.job where state = 'ready' and failures = 1") == 1
            )
            #expect(try await stage.count("parapet.job where worker = 'w-lively'") == 1)
        }
    }

    @Test func aClockAsksWhenItIsTime() async throws {
        try await Stage.with { stage in
            _ = try await stage.perform(AnnounceRules.self)
            let first = try await stage.perform(RequestScheduled.self)
            let due = try #require(first.due)
            #expect(due > .now())
            let sweeps = try await stage.count("parapet.sweep")
            #expect(try await stage.perform(RequestScheduled.self).due != nil)
            #expect(try await stage.count("parapet.sweep") == sweeps, "it was asked for already")

            try await stage.run("update parapet.sweep set state = 'done'")
            try await stage.run("update parapet.schedule set last = now() - interval '2 hours'")
            _ = try await stage.perform(RequestScheduled.self)
            #expect(try await stage.count("parapet.sweep") == sweeps + 1)
        }
    }

    @Test func whatIsOverIsClearedPieceByPiece() async throws {
        try await Stage.with { stage in
            let sweep = try await Sweeps(database: stage.database.owner).request(Narrowing()).sweep
            _ = try await Sweeps(database: stage.database.owner).cancel(sweep)
            _ = try await stage.perform(ClearSweeps.self)
            #expect(
                try await stage.count(
                    "parapet.batch b join parapet.sweep s on s.batch = b.id where b.state = 'cleared'"
                ) == 1
            )
            #expect(try await !stage.perform(ClearSweeps.self).isSoon)
        }
    }

    @Test func theMonthsToComeHaveRoom() async throws {
        try await Stage.with { stage in
            let months = "pg_inherits where inhparent = 'parapet.finding_event'::regclass"
            let before = try await stage.count(months)
            let last = try await stage.database.owner.query(
                """
                delete from parapet.event_partition where name = (
                    select name from parapet.event_partition where parent = 'finding_event'
                    order by until desc limit 1
                ) returning name
                """
            )
            let name = try #require(last.first?["name"].string)
            try await stage.run("drop table parapet.\(name)")
            _ = try await stage.perform(RollPartitions.self)
            #expect(try await stage.count(months) == before)
        }
    }

    @Test func whatWasNotAnsweredIsAskedForAgainOnce() async throws {
        try await Stage.with { stage in
            _ = try await stage.perform(AnnounceRules.self)
            try await stage.run(
                """
                insert into parapet.account (id, name, status)
                values ('111111111111', 'n', 'active') on conflict do nothing
                """
            )
            try await stage.run(
                """
                insert into parapet.unread (account, region, service, due)
                values ('111111111111', 'us-east-1', 'ec2', now() - interval '1 second')
                """
            )
            _ = try await stage.perform(LookAgain.self)
            #expect(try await stage.count("parapet.sweep") == 1)
            _ = try await stage.perform(LookAgain.self)
            #expect(try await stage.count("parapet.sweep") == 1)
        }
    }
}
