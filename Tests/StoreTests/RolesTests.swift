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
