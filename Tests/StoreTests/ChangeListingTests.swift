import Document
import Guardrails
import Platform
import Records
import Store
import Testing

extension DatabaseTests {
    /// The ledger as people see it.
    @Suite struct ChangeListingTests {
        private func ids(
            _ changes: Changes,
            limit: Int? = nil,
            _ narrow: (inout Changes.Filter) -> Void = { _ in }
        ) async throws -> [String] {
            var filter = Changes.Filter()
            narrow(&filter)
            var ids: [String] = []
            try await changes.each(filter, limit: limit, withDocuments: false) {
                ids.append($0["id"]?.string ?? "")
            }
            return ids
        }

        @Test func theNewestFirstAndAsItIsNarrowed() async throws {
            try await Deciding.with { people in
                let finding = try await people.finding(1)
                try await people.change("c-1", .done)
                try await people.change("c-2", account: "222222222222")
                try await people.change("c-3", .failed)
                _ = try await people.stage.owner.query(
                    "update parapet.change set finding = '\(finding)' where id = 'c-1'"
                )
                let changes = people.asking
                #expect(try await ids(changes) == ["c-3", "c-2", "c-1"])
                #expect(try await ids(changes, limit: 2) == ["c-3", "c-2"])
                #expect(
                    try await ids(changes) { $0.states = ["done", "failed"] } == ["c-3", "c-1"]
                )
                #expect(try await ids(changes) { $0.accounts = ["222222222222"] } == ["c-2"])
                #expect(try await ids(changes) { $0.findings = [finding] } == ["c-1"])
                #expect(try await ids(changes) { $0.guardrails = ["other"] } == [])
            }
        }

        @Test func aRowIsTheRecordOfThePromise() async throws {
            try await Deciding.with { people in
                try await people.change("c-1", .done)
                var whole: [ChangeRecord] = []
                var light: [ChangeRecord] = []
                let changes = people.asking
                try await changes.each(Changes.Filter(), withDocuments: true) {
                    whole.append(try ChangeRecord(report: $0))
                }
                try await changes.each(Changes.Filter(), withDocuments: false) {
                    light.append(try ChangeRecord(report: $0))
                }
                let change = try #require(whole.first)
                #expect(change.state == .done && change.part == "tcp/22")
                #expect(change.target.id == "sg-1" && change.target.name == "web")
                #expect(change.before == ["open": true] && change.after == ["open": false])
                #expect(change.planned.map(\.operation) == ["Revoke"])
                #expect(change.decided == nil)
                #expect(try ChangeRecord(change.json) == change)
                #expect(light.first?.before == nil && light.first?.planned == [])
                #expect(light.first?.id == change.id)
            }
        }

        @Test func aScopedReaderSeesHisAccountsAlone() async throws {
            try await Deciding.with { people in
                try await people.change("c-1")
                try await people.change("c-2", account: "222222222222")
                let reader = try await people.stage.login("rea", in: "parapet_reader")
                let changes = Changes(database: reader.database)
                #expect(try await ids(changes) == ["c-2", "c-1"])
                _ = try await people.stage.owner.query(
                    """
                    insert into parapet.reader_scope (reader, account)
                    values ('\(reader.name)', '222222222222')
                    """
                )
                #expect(try await ids(changes) == ["c-2"])
                #expect(try await changes.list(ids: ["c-1"]) == [])
            }
        }

        @Test func whatNamesATargetIsFoundInItsAccount() async throws {
            try await Deciding.with { people in
                let rows = [
                    ("111111111111", "ec2.instance", "i-1", #"{"groups":[{"id":"sg-1"}]}"#),
                    (
                        "111111111111", "ec2.instance", "i-2",
                        #"{"groups":["sg-12"],"note":"a sg-1"}"#
                    ),
                    ("222222222222", "ec2.instance", "i-3", #"{"groups":["sg-1"]}"#),
                    ("111111111111", "ec2.security-group", "sg-1", #"{"id":"sg-1"}"#),
                    (
                        "111111111111", "ec2.security-group", "sg-2",
                        #"{"ingress":[{"source":"sg-1"}]}"#
                    ),
                ]
                for (account, type, id, document) in rows {
                    _ = try await people.stage.owner.query(
                        """
                        insert into parapet.inventory (account, type, region, id, scope_region,
                            service, document, hash, first_seen, changed)
                        values ($1, $2, 'us-east-1', $3, 'us-east-1', 'ec2', $4::jsonb, '', now(),
                            now())
                        """,
                        [.text(account), .text(type), .text(id), .text(document)]
                    )
                }
                let users = { (limit: Int) in
                    try await Inventories(database: people.asker.database).users(
                        of: ["sg-1"],
                        type: "ec2.security-group",
                        account: "111111111111",
                        limit: limit
                    ).map(\.id)
                }
                #expect(try await users(10) == ["i-1", "sg-2"])
                #expect(try await users(1) == ["i-1"])
            }
        }

        @Test func theOverviewCountsWhatWaitsAndForWhat() async throws {
            try await Deciding.with { people in
                try await people.change("c-1")
                try await people.change("c-2", .executing)
                try await people.change("c-3", .failed)
                try await people.change("c-4", .conflict)
                try await people.change("c-5", .proposed)
                try await people.change("c-6", .stopped)
                for statement in [
                    "update parapet.change set waits = 'limit' where id = 'c-5'",
                    """
                    update parapet.change set executed = now() - interval '2 days' where id = 'c-4'
                    """,
                ] { _ = try await people.stage.owner.query(statement) }
                _ = try await people.asking.stop("ssh", reason: "why")
                let overview = try await Overview(database: people.asker.database).read(sweeps: 1)
                let changes = overview["changes"]
                #expect(changes?["awaiting_approval"] == 1 && changes?["executing"] == 1)
                #expect(changes?["failed_last_day"] == 1)
                #expect(
                    changes?["waiting"] == [
                        ["waits": "limit", "changes": 1], ["waits": "stop", "changes": 1],
                    ]
                )
                #expect(changes?["stops"]?.array?.first?["by"]?.string == people.asker.name)
            }
        }

        @Test func aSweepIsFollowedWhileItsOwnGoOn() async throws {
            try await Deciding.with { people in
                let changes = people.asking
                #expect(try await changes.moving(ofSweep: "s-1") == nil)
                #expect(try await !changes.hasAny(ofSweep: "s-1"))
                try await people.change("c-1", quota: "s-1")
                try await people.change("c-2", .failed, quota: "s-1")
                // A person is awaited by nobody.
                #expect(try await changes.moving(ofSweep: "s-1") == nil)
                #expect(try await changes.hasAny(ofSweep: "s-1"))
                try await people.change("c-3", .executing, quota: "s-1")
                let moving = try await changes.moving(ofSweep: "s-1")
                #expect(moving?.failed == 1 && moving?.moving == 1)
                #expect(try await changes.moving(ofSweep: "s-2") == nil)
            }
        }
    }
}
