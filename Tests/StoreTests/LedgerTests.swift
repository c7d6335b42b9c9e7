import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct LedgerTests {
        /// One job of its own for the scope, ended with these changes; answers how many were written.
        func commit(
            _ stage: Stage,
            _ changes: [Change],
            coverage: [Coverage] = [],
            sweep: String
        ) async throws -> Ended {
            try await stage.add([ec2], to: try await stage.batch(of: sweep))
            let queue = try await stage.queue("w-1")
            let job = try #require(try await stage.claim(queue, limit: 1).first)
            let effects = try await stage.effects(
                changes,
                coverage: coverage,
                reads: 3,
                unknown: 1
            )
            return try await queue.end(job, .done(effects))
        }

        @Test func theSameChangesTwiceWriteNothingTwice() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                var excepted = finding("sg-2", status: .excepted)
                let start = try #require(Timestamp("2026-01-01T00:00:00Z"))
                excepted.exception = Finding.Exception(
                    source: "tag",
                    owner: "net",
                    from: start,
                    until: nil
                )
                let changes = [
                    Change(.opened, finding("sg-1")), Change(.excepted, excepted),
                    Change(.unknown, finding("sg-3", status: .unknown)),
                ]
                #expect(try await commit(stage, changes, sweep: sweep) == .committed(changes: 3))
                let before = try await stage.owner.query(
                    "select id, xmin, changed from parapet.finding order by id"
                )
                #expect(try await commit(stage, changes, sweep: sweep) == .committed(changes: 0))
                let after = try await stage.owner.query(
                    "select id, xmin, changed from parapet.finding order by id"
                )
                #expect(before.map { $0["xmin"].string } == after.map { $0["xmin"].string })
                #expect(try await stage.count("parapet.finding_event") == 3)

                let ledger = Ledger(database: stage.worker)
                let standing = try await ledger.findings(of: ec2, guardrails: ["ssh", "other"])
                #expect(Set(standing) == Set(changes.map(\.finding)))
                #expect(try await ledger.findings(of: ec2, guardrails: ["other"]).isEmpty)
                #expect(try await ledger.findings(of: s3, guardrails: ["ssh"]).isEmpty)
            }
        }

        @Test func aFindingKeepsItsIdAndFirstSeenForLife() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                var resolved = finding("sg-1", status: .resolved)
                resolved.reason = "fixed"
                _ = try await commit(stage, [Change(.opened, finding("sg-1"))], sweep: sweep)
                let opened = try await stage.reader.query(
                    "select id, first_seen from report.findings"
                )
                _ = try await commit(stage, [Change(.resolved, resolved)], sweep: sweep)
                _ = try await commit(stage, [Change(.opened, finding("sg-1"))], sweep: sweep)
                let reopened = try await stage.reader.query(
                    "select id, first_seen from report.findings"
                )
                #expect(opened.first?["id"].string == reopened.first?["id"].string)
                #expect(opened.first?["first_seen"].string == reopened.first?["first_seen"].string)
                let events = try await stage.reader.query(
                    "select event from report.finding_events order by id"
                )
                #expect(events.map { $0["event"].string } == ["opened", "resolved", "reopened"])
            }
        }

        @Test func onlyAnUnknownCanBeWithdrawn() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                let unknown = finding("sg-2", status: .unknown)
                let given = [Change(.opened, finding("sg-1")), Change(.unknown, unknown)]
                _ = try await commit(stage, given, sweep: sweep)
                let withdrawn = [Change(.withdrawn, finding("sg-1")), Change(.withdrawn, unknown)]
                #expect(try await commit(stage, withdrawn, sweep: sweep) == .committed(changes: 1))
                let left = try await stage.reader.query("select resource_id from report.findings")
                #expect(left.map { $0["resource_id"].string } == ["sg-1"])
            }
        }

        @Test func anUnknownThatEndsUncoversTheResolvedFinding() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                var resolved = finding("sg-1", status: .resolved)
                resolved.reason = "fixed"
                let unknown = finding("sg-1", status: .unknown)
                _ = try await commit(stage, [Change(.opened, finding("sg-1"))], sweep: sweep)
                _ = try await commit(stage, [Change(.resolved, resolved)], sweep: sweep)
                let ledger = Ledger(database: stage.worker)
                #expect(try await ledger.findings(of: ec2, guardrails: ["ssh"]).isEmpty)
                _ = try await commit(stage, [Change(.unknown, unknown)], sweep: sweep)
                #expect(try await ledger.findings(of: ec2, guardrails: ["ssh"]) == [unknown])
                _ = try await commit(stage, [Change(.withdrawn, unknown)], sweep: sweep)
                let rows = try await stage.reader.query(
                    "select status, reason from report.findings"
                )
                #expect(rows.map { $0["status"].string } == ["resolved"])
                #expect(rows.map { $0["reason"].string } == ["fixed"])
            }
        }

        @Test func aJobCannotWriteForAnotherAccount() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                let foreign = Change(.opened, finding("sg-1", account: "222222222222"))
                let error = await refusal {
                    _ = try await commit(stage, [foreign], sweep: sweep)
                }
                #expect(error?.kind == .outOfBounds)
                #expect(try await stage.count("parapet.finding") == 0)
            }
        }

        @Test func coverageSaysWhatCouldNotBeRead() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                let gap = Gap(reason: .denied, permission: "ec2:DescribeX", detail: "explicit deny")
                let coverage = [
                    Coverage(
                        type: "ec2.x",
                        attribute: nil,
                        permission: "ec2:DescribeXs",
                        complete: 4
                    ),
                    Coverage(
                        type: "ec2.x",
                        attribute: "policy",
                        permission: "ec2:DescribeX",
                        complete: 3,
                        gaps: [gap: 1]
                    ),
                ]
                _ = try await commit(stage, [], coverage: coverage, sweep: sweep)
                let rows = try await stage.reader.query(
                    """
                    select attribute, state, permission, detail, resources, missing, sweep
                    from report.coverage order by attribute nulls first
                    """
                )
                #expect(rows.map { $0["state"].string } == ["complete", "denied"])
                #expect(rows.map { $0["resources"].int } == [4, 3])
                #expect(rows.map { $0["missing"].int } == [0, 1])
                #expect(rows.last?["detail"].string == "explicit deny")
                #expect(rows.allSatisfy { $0["sweep"].string == sweep })
            }
        }

        private func list(_ ledger: Ledger, _ filter: Ledger.Filter) async throws -> [JSON] {
            var found: [JSON] = []
            try await ledger.each(filter) { found.append($0) }
            return found
        }

        @Test func listsAsTheContractSays() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([]).id
                let opened = [
                    finding("sg-0", guardrail: "strict"), finding("sg-1"), finding("sg-2"),
                ]
                _ = try await commit(stage, opened.map { Change(.opened, $0) }, sweep: sweep)
                let resolved = Change(.resolved, finding("sg-2", status: .resolved))
                _ = try await commit(stage, [resolved], sweep: sweep)
                let ledger = Ledger(database: stage.reader)
                let all = try await list(ledger, Ledger.Filter())
                #expect(all.map { $0["resource"]?["id"]?.string } == ["sg-1", "sg-0"])
                let first = try #require(all.first?.object)
                #expect(
                    first.keys == [
                        "id", "guardrail", "title", "education", "frameworks", "status",
                        "unverified", "severity", "account", "environment", "region", "resource",
                        "part", "because", "exception", "reason", "first_seen", "changed",
                    ]
                )
                #expect(first["resource"]?["name"] == .null)
                #expect(first["changed"]?.string.flatMap { Timestamp($0) } != nil)
                #expect(try await list(ledger, Ledger.Filter(severities: [.low])).count == 1)
                #expect(try await list(ledger, Ledger.Filter(statuses: [.resolved])).count == 1)
                #expect(try await list(ledger, Ledger.Filter(environments: ["dev"])).isEmpty)
            }
        }
    }
}
