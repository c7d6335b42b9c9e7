import Platform
import Rehearsal
import Store
import Testing

extension DatabaseTests {
    /// Whoever owns the schema can write the audit log anew, but not unseen.
    @Suite struct AuditSignatureTests {
        private static func key() async throws -> Ed25519.PrivateKey {
            var key: Ed25519.PrivateKey?
            try await SigningKey.with { key = try $0.read() }
            return try #require(key)
        }

        private func log(_ stage: Stage, _ count: Int) async throws {
            _ = try await stage.owner.query(
                "select parapet.log_action('a', 's', '{}') from generate_series(1, \(count))"
            )
        }

        /// As its owner can: another word, and every hash from there on computed anew.
        private func forge(_ stage: Stage, from entry: Int) async throws {
            for sql in [
                "alter table parapet.audit disable trigger all",
                "update parapet.audit set actor = 'eve' where id = \(entry)",
                """
                do $$
                declare
                    v_row parapet.audit;
                    v_previous text := coalesce(
                        (select hash from parapet.audit where id = \(entry) - 1), '');
                begin
                    for v_row in select * from parapet.audit where id >= \(entry) order by id loop
                        update parapet.audit set previous = v_previous,
                            hash = parapet.audit_hash(v_previous, id, at, actor, action, subject,
                                detail)
                        where id = v_row.id returning hash into v_previous;
                    end loop;
                end $$
                """,
                "alter table parapet.audit enable trigger all",
            ] { _ = try await stage.owner.query(sql) }
        }

        @Test func whatWasSignedCannotBeWrittenAnew() async throws {
            let (key, other) = (try await Self.key(), try await Self.key())
            try await Stage.with { stage in
                let token = try await stage.lead()
                let leader = AuditSignatures(database: stage.coordinator)
                let signatures = AuditSignatures(database: stage.reader)
                #expect(
                    try await leader.sign(with: key, after: nil, token: token) == .unchanged(.start)
                )
                try await log(stage, 3)
                #expect(try await signatures.verify().last == nil)
                let first = try await leader.sign(with: key, after: nil, token: token)
                guard case .signed(let head) = first else {
                    Issue.record("\(first)")
                    return
                }
                #expect(head.entry == 3)
                #expect(
                    try await leader.sign(with: key, after: head, token: token) == .unchanged(head)
                )
                try await log(stage, 2)
                let check = try await signatures.verify(key: Ed25519.PublicKey(pem: key.publicPEM))
                #expect(check.last == 3 && check.broken == nil)
                let strange = try Ed25519.PublicKey(pem: other.publicPEM)
                #expect(try await signatures.verify(key: strange).last == nil)

                try await forge(stage, from: 2)
                // Every hash fits, here and in the database.
                #expect(try await AuditLog(database: stage.reader).verify().broken == nil)
                #expect(try await signatures.verify().broken == 3)
                #expect(
                    try await leader.sign(with: key, after: head, token: token) == .broken(entry: 3)
                )
                // And where its signatures are gone, too: the leader remembers.
                for sql in [
                    "alter table parapet.audit_signature disable trigger all",
                    "delete from parapet.audit_signature",
                ] { _ = try await stage.owner.query(sql) }
                #expect(
                    try await leader.sign(with: key, after: head, token: token) == .broken(entry: 3)
                )
            }
        }

        @Test func onlyTheLeaderSignsAndOnlyWhatIsThere() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await log(stage, 1)
                let text = String(repeating: "0", count: 128)
                for (call, state) in [
                    ("\(token), 1, 'no hash', 'k', '\(text)'", "PA003"),
                    ("\(token), 2, '', 'k', '\(text)'", "PA003"),
                    ("\(token - 1), 1, '', 'k', '\(text)'", "PA001"),
                ] {
                    let sql = "select parapet.sign_audit(\(call))"
                    #expect(await sqlState(stage.coordinator, sql) == state, "\(call)")
                    #expect(await sqlState(stage.operators, sql) == "42501")
                }
                let delete = "delete from parapet.audit_signature"
                #expect(await sqlState(stage.owner, delete) == "PA006")
            }
        }

        /// The log vouches for each run's evidence.
        @Test func evidenceThatWasWrittenAnewIsTold() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                for sql in [
                    """
                    insert into parapet.run (id, playbook, text, sha256, account, started_by, rules)
                    values ('r-1', 'p', 't', 's', '', 'x', 1)
                    """,
                    "select parapet.log_evidence('r-1', 'a', '{}')",
                    "select parapet.log_evidence('r-1', 'b', '{}')",
                ] { _ = try await stage.owner.query(sql) }
                let leader = AuditSignatures(database: stage.coordinator)
                #expect(try await leader.logGrownEvidence(limit: 9, token: token) == 0)
                _ = try await stage.owner.query("update parapet.run set ended = now()")
                #expect(try await leader.logGrownEvidence(limit: 9, token: token) == 1)
                #expect(try await leader.logGrownEvidence(limit: 9, token: token) == 0)
                let signatures = AuditSignatures(database: stage.operators)
                #expect(try await signatures.changedEvidence() == nil)
                for sql in [
                    "alter table parapet.evidence disable trigger all",
                    "update parapet.evidence set hash = 'h' where number = 2",
                ] { _ = try await stage.owner.query(sql) }
                #expect(try await signatures.changedEvidence() == "r-1")
            }
        }

        @Test func rulesScopesAndRequestsAreLogged() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let books = RuleBooks(database: stage.coordinator)
                for _ in 0..<2 { _ = try await books.store(TestRules.book(), token: token) }
                let operators = Sweeps(database: stage.operators)
                for _ in 0..<2 {
                    _ = try await operators.request(.init(), priority: .onDemand)
                }
                let schedules = Schedules(database: stage.coordinator)
                _ = try await schedules.request(["ssh"], seen: [], token: token)
                for sql in [
                    "insert into parapet.reader_scope (reader, account) values ('rita', '1')",
                    "update parapet.reader_scope set account = '2'",
                    "delete from parapet.reader_scope",
                ] { _ = try await stage.owner.query(sql) }
                let found = try await stage.column(
                    """
                    select concat_ws(' ', action, case when action like 'reader%'
                        then subject || ' ' || (detail ->> 'account') else detail ->> 'joined' end)
                    from parapet.audit order by id
                    """
                )
                #expect(
                    found == [
                        "rules changed", "sweep requested false", "sweep requested true",
                        "reader scope given rita 1", "reader scope taken rita 1",
                        "reader scope given rita 2", "reader scope taken rita 2",
                    ]
                )
            }
        }
    }
}
