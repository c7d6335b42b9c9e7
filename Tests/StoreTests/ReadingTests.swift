import Document
import Guardrails
import Platform
import Rehearsal
import Store
import Testing

extension DatabaseTests {
    /// No statement on the way of a duty, a listing or a report reads everything.
    @Suite struct ReadingTests {
        /// A sweep's or an account's part of the database is far less, all of it is 1.
        private static let most = 0.25
        private static let account = "000000000004"
        private static let guardrail = "ec2.thing-0-rule-0"
        private static let token = BigDatabase.token

        /// Figures over everything, each by one pass over what it is made of.
        private static let whole: Set = [
            "compliance", "coverage_totals", "finding_days", "jobs", "queue_health",
            "time_to_remediate",
        ]

        private struct Way: Sendable {
            let name: String
            let body: @Sendable (Database) async throws -> Void

            init(_ name: String, _ body: @escaping @Sendable (Database) async throws -> Void) {
                self.name = name
                self.body = body
            }
        }

        private static let sweepDuties: [Way] = [
            Way("what stands") { _ = try await SweepLeading(database: $0).standing(token: token) },
            Way("where a guardrail stands") {
                _ = try await SweepLeading(database: $0)
                    .accounts(with: guardrail, among: [account], token: token)
            },
            Way("closing places") {
                let place = SweepLeading.Place(guardrail: guardrail, account: account)
                let closed = try await SweepLeading(database: $0).close(
                    [(place, .outOfScope)],
                    of: "s-small",
                    token: token
                )
                #expect(closed > 0)
            },
            Way("closing a piece") {
                let piece = try await SweepLeading(database: $0)
                    .closeUnplanned(of: "s-ending", after: [], limit: 100, token: token)
                #expect(piece.closed == 0 && piece.reached?.count == 3)
            },
            Way("how far a sweep is") {
                _ = try await SweepLeading(database: $0).position("s-half", token: token)
            },
            Way("opening what waits") {
                _ = try await SweepLeading(database: $0).openWaiting("s-half", token: token)
            },
            Way("figures of a sweep") { _ = try await Sweeps(database: $0).summary("s-small") },
            Way("the end of a sweep") {
                _ = try await SweepLeading(database: $0).finish("s-small", token: token)
            },
            Way("gaps of all") {
                let gaps = try await Gaps(database: $0).of(sweep: "s-done")
                #expect(!gaps.isEmpty)
            },
            Way("gaps of a sweep") { _ = try await Gaps(database: $0).of(sweep: "s-small") },
        ]

        private static let duties: [Way] = [
            Way("exceptions that end") {
                let exceptions = Exceptions(database: $0)
                let told = try await exceptions.announceExpiry(withinDays: 14, token: token)
                let ended = try await exceptions.expire(token: token)
                #expect(told > 0 && ended == 0)
            },
            Way("following up") {
                _ = try await Outbox(database: $0).waiting(limit: 100, token: token)
            },
            Way("proposing") {
                let admissions = Admissions(database: $0)
                try await admissions.turn(token: token)
                _ = try await admissions.waiting(token: token)
                _ = try await admissions.unfollowed(token: token)
            },
            Way("telling") {
                let telling = Telling(database: $0)
                try await telling.warn(token: token)
                _ = try await telling.renew(limit: 100, token: token)
                _ = try await telling.untold(limit: 100, token: token)
                _ = try await telling.due(limit: 100, token: token)
                _ = try await telling.lastHour(token: token)
            },
            Way("forgetting") {
                try await Inventories(database: $0).forget(afterDays: 30, token: token)
                try await Retention(database: $0).forgetMaterial(afterDays: 90, token: token)
                _ = try await Telling(database: $0)
                    .forget(afterDays: 400, limit: 100, token: token)
            },
        ]

        private static let listings: [Way] = [
            Way("the worst findings") {
                try await Ledger(database: $0).each(.init(), limit: 20) { _ in }
            },
            Way("findings of an account") {
                try await Ledger(database: $0).each(.init(accounts: [account])) { _ in }
            },
            Way("findings of a guardrail") {
                try await Ledger(database: $0).each(.init(guardrails: [guardrail])) { _ in }
            },
            Way("one finding") {
                _ = try await Ledger(database: $0).findings(withIDPrefix: "abc", limit: 2)
            },
            Way("a history") {
                _ = try await Ledger(database: $0)
                    .history(of: "00000000-0000-0000-0000-000000000000", limit: 20)
            },
            Way("a name that nobody has") {
                let unknown = try await KnownNames(database: $0)
                    .unknown(["no-such"], .formerGuardrail)
                #expect(unknown == ["no-such"])
            },
            Way("what was not looked at") {
                _ = try await Looks(database: $0).missing(Narrowing(accounts: [account]))
            },
            Way("the latest changes") {
                try await Changes(database: $0)
                    .each(.init(), limit: 20, withDocuments: false) { _ in }
            },
            Way("the latest notices") {
                _ = try await Notices(database: $0).list(.init(), limit: 20)
            },
            Way("exceptions") {
                let exceptions = try await Exceptions(database: $0).all()
                #expect(!exceptions.isEmpty)
            },
            Way("a resource by its name") {
                let found = try await Inventories(database: $0)
                    .reported(named: "thing-30", of: nil, types: [thing])
                #expect(!found.resources.isEmpty)
            },
        ]

        private static let thing = ResourceType(
            "ec2.thing-0",
            title: "Thing",
            service: "ec2",
            isGlobal: false,
            listPermissions: ["ec2:DescribeThings"],
            fields: [.init("size", .int, "how big")]
        )

        @Test func nothingReadsEverything() async throws {
            try await BigDatabase.with { big in
                func hold(_ ways: [Way], _ role: String) async throws {
                    for way in ways {
                        let (share, table) = try await big.share(role: role, way.body)
                        #expect(share < Self.most, "\(way.name) reads \(share) of \(table)")
                    }
                }
                try await hold(Self.listings, "parapet_reader")
                let views = try await Reports(database: big.stage.reader).all().map(\.name)
                #expect(views.count > 40 && Self.whole.isSubset(of: views))
                try await hold(
                    views.filter { !Self.whole.contains($0) }.map { view in
                        Way("report.\(view)") {
                            _ = try await Reports(database: $0).rows(of: view, limit: 20)
                        }
                    },
                    "parapet_reader"
                )
                try await hold(Self.sweepDuties + Self.duties, "parapet_coordinator")
                // The measure itself: a figure over everything is more.
                let (all, _) = try await big.share(role: "parapet_reader") {
                    _ = try await Reports(database: $0).rows(of: "coverage_totals", limit: 20)
                }
                #expect(all > Self.most)
            }
        }

        /// A clock that may answer anew for each row keeps every index from being of use.
        @Test func noColumnOfALargeTableIsComparedWithAClockThatMovesOn() throws {
            let comparison = /\n.*[ (](?!p_|v_)[a-z_]+(?:\.[a-z_]+)? [<>]=? clock_timestamp\(\)/
            // Of a leader, members, held jobs, news of accounts and growing evidence there are few.
            let small: Set = [
                "audit.sql", "ending.sql", "events.sql", "leadership.sql", "members.sql",
            ]
            let code = try SchemaFiles(folder: Stage.folder).code
            #expect(code.contains { $0.name == "functions/telling.sql" })
            for file in code where !small.contains(String(file.name.split(separator: "/")[1])) {
                let found = file.text.matches(of: comparison).map { String($0.output) }
                #expect(found == [], "\(file.name)")
            }
        }

        /// A big sweep is polled all the time: by the database's own counts, whatever there is to count.
        @Test func theProgressOfABigSweepCountsNothing() async throws {
            try await Stage.with { stage in
                let (sweep, _) = try await stage.discoveringSweep()
                let batch = try await stage.batch(of: sweep)
                // In one transaction, as a sweep is loaded: what it counts is not counted twice.
                try await stage.owner.transaction { (connection) async throws(DatabaseError) in
                    try await connection.script(
                        """
                        create table parapet.job_\(batch) (
                            like parapet.job including defaults including constraints,
                            check (batch = \(batch))
                        );
                        insert into parapet.job_\(batch) (batch, kind, account, gate)
                        select \(batch), 'scan', '1', n::text from generate_series(1, 30000) n;
                        select parapet.attach_partition(\(batch));
                        insert into parapet.job_result_\(batch) (
                            batch, kind, account, gate, outcome, reads
                        )
                        select \(batch), 'scan', '1', 'g' || n,
                            case when n <= 7 then 'failed' else 'done' end, 3
                        from generate_series(1, 1000) n;
                        """
                    )
                }
                _ = try await stage.owner.query("select pg_stat_force_next_flush()")
                try await eventually("the database has not counted") {
                    try await stage.sweeps.progress(sweep).ready >= 30_000
                }
                let progress = try await stage.sweeps.progress(sweep)
                #expect(progress.ready == 30_000 && progress.running == 0, "\(progress)")
                // One account was discovered before.
                #expect(progress.failed == 7 && progress.done == 994)
                #expect(progress.reads == 3002)
            }
        }
    }
}
