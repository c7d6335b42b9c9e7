import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct RolesTests {
        @Test func aWorkerHasOnlyItsFunctions() async throws {
            let statements = [
                "insert into parapet.finding_event (finding) values (gen_random_uuid())",
                "update parapet.finding set status = 'resolved'",
                "delete from parapet.job",
                "insert into parapet.job (batch, kind, account, gate)"
                    + " values (1, 'scan', '1', '1/r/ec2')",
                "update parapet.leader set token = 9",
                "select parapet.write_findings('[]', 's', null)",
                "select parapet.acquire_leadership('w', 60)",
                "select parapet.request_sweep('{}', 'event', false)",
                "select parapet.cancel_sweep('s')",
            ]
            try await Stage.with { stage in
                for sql in statements {
                    #expect(await sqlState(stage.worker, sql) == "42501", "\(sql)")
                }
            }
        }

        @Test func theOthersHaveOnlyTheirs() async throws {
            try await Stage.with { stage in
                let forged =
                    "insert into parapet.job (batch, kind, account, gate, state)"
                    + " values (1, 'scan', '1', '1/r/ec2', 'running')"
                #expect(await sqlState(stage.coordinator, forged) == "42501")
                #expect(await sqlState(stage.coordinator, "delete from parapet.finding") == "42501")
                #expect(await sqlState(stage.operators, "delete from parapet.sweep") == "42501")
                #expect(await sqlState(stage.reader, "select parapet.cancel_sweep('s')") == "42501")
                // The configuration may hold what is not for everybody.
                #expect(
                    await sqlState(stage.reader, "select texts from parapet.rule_book") == "42501"
                )
                #expect(await sqlState(stage.reader, "delete from parapet.finding") == "42501")
                #expect(await sqlState(stage.reader, "select * from report.findings") == nil)
                #expect(await sqlState(stage.operators, "select * from report.coverage") == nil)
            }
        }

        @Test func historyIsAppendOnlyEvenForItsOwner() async throws {
            try await Stage.with { stage in
                let sql = "delete from parapet.finding_event"
                #expect(await sqlState(stage.owner, sql) == "PA006")
                #expect(await sqlState(stage.owner, "truncate parapet.finding_event") == "PA006")
            }
        }

        /// Nobody keeps others waiting who may not write: anybody can hold an advisory lock.
        @Test func whatIsWaitedForOnlyFunctionsCanHold() async throws {
            try await Stage.with { stage in
                let advisory =
                    "select proname from pg_proc where prosrc like '%advisory%'"
                    + " and pronamespace = 'parapet'::regnamespace"
                let held = try await stage.column(advisory)
                #expect(held.isEmpty)
                let tables = ["turn", "leader", "job", "exception_version", "migration", "account"]
                for database in [
                    stage.worker, stage.coordinator, stage.feed, stage.operators, stage.reader,
                ] {
                    for table in tables {
                        let lock =
                            "do $$ begin lock table parapet.\(table) in row exclusive mode; end $$"
                        #expect(await sqlState(database, lock) == "42501", "\(table)")
                        let rows = "select from parapet.\(table) for key share"
                        #expect(await sqlState(database, rows) == "42501", "\(table)")
                    }
                }
            }
        }

        /// Nobody keeps the lead, a job or a silent process's jobs for ever.
        @Test func leasesHaveAnEnd() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                _ = try await stage.queue("w-1")
                for seconds in [0, -1, 301, 2_000_000_000] {
                    let sql = "select parapet.acquire_leadership('c-9', \(seconds))"
                    #expect(await sqlState(stage.coordinator, sql) == "PA003", "\(seconds)")
                }
                for seconds in [0, 3, 3601, 2_000_000_000] {
                    let sql = "select parapet.reap(\(token), \(seconds), 5)"
                    #expect(await sqlState(stage.coordinator, sql) == "PA003", "\(seconds)")
                }
                for seconds in [0, 86401, 2_000_000_000] {
                    let sql = "select parapet.claim('w-1', '{scan}', 1, \(seconds))"
                    #expect(await sqlState(stage.worker, sql) == "PA003", "\(seconds)")
                }
                // A sign of life is of now, whoever gives it.
                let ahead =
                    "select count(*) from parapet.member where heartbeat > clock_timestamp()"
                #expect(try await stage.value(ahead).int == 0)
            }
        }

        @Test func nothingIsLeftOpenOrUnexplained() async throws {
            try await Stage.with { stage in
                let open = try await stage.owner.query(
                    """
                    select oid::regprocedure::text as name from pg_proc
                    where pronamespace = 'parapet'::regnamespace and (
                        has_function_privilege('public', oid, 'execute')
                        or proconfig is null and prosecdef
                    )
                    """
                )
                #expect(open.compactMap { $0["name"].string } == [])
                let unexplained = try await stage.owner.query(
                    """
                    select c.relname || '.' || a.attname as name
                    from pg_attribute a join pg_class c on c.oid = a.attrelid
                    where c.relnamespace = 'report'::regnamespace and a.attnum > 0
                        and col_description(c.oid, a.attnum) is null
                    union all
                    select relname from pg_class
                    where relnamespace = 'report'::regnamespace
                        and obj_description(oid, 'pg_class') is null
                    """
                )
                #expect(unexplained.compactMap { $0["name"].string } == [])
            }
        }
    }
}
