import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What a reader of one unit may read, over everything that there is to read.
    @Suite struct ReadableRelationsTests {
        /// Tables that readers are given whole, and why. Every other one filters its rows.
        private static let withoutAccounts = [
            "audit_signature": "hashes of the log, and keys",
            "batch": "how jobs go together",
            "change_stop": "by guardrail",
            "code": "the schema's version",
            "guardrail_rule": "what guardrails are; where they apply goes through guardrail_reach",
            "member": "processes; their hosts go through report.members",
            "migration": "the schema's version",
            "rule_book": "hashes, and what guardrails are",
            "schedule": "clocks of guardrails",
            "sweep": "ids and states; the rest goes through report.sweeps",
        ]

        /// Views with the rights of their owner, and why.
        private static let ofTheOwner = [
            "jobs": "numbers alone", "members": "says hosts to who reads everything",
            "queue_health": "numbers alone",
            "sweeps": "says what may be read of each",
        ]

        /// Tables of which a reader of some accounts sees no row: it belongs to none.
        private static let ofNobody: Set = [
            "audit", "broken_rule", "dead_event", "dropped_event", "organization",
        ]

        private static let own = "111111111111"
        private static let foreign = "999999999999"

        /// The columns that readers may read, by relation; partitions are their table's.
        private static let readable = """
            select format('%I.%I', n.nspname, c.relname) as name, c.relname, n.nspname as schema,
                c.relrowsecurity as filters,
                coalesce('security_invoker=true' = any (c.reloptions), false) as is_invokers,
                string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where n.nspname in ('parapet', 'report') and c.relkind in ('r', 'p', 'v', 'm', 'f')
                and not c.relispartition
                and (has_column_privilege('parapet_reader', c.oid, a.attnum, 'select')
                    or has_column_privilege('parapet_responder', c.oid, a.attnum, 'select')
                    or has_column_privilege('parapet_console', c.oid, a.attnum, 'select'))
            group by c.oid, n.nspname order by 1
            """

        private struct Relation {
            let name: String
            let short: String
            let isView: Bool
            let isFiltered: Bool
            let columns: String
        }

        private static func relations(_ stage: Stage) async throws -> [Relation] {
            try await stage.owner.query(readable).map { row in
                let isView = row["schema"].string == "report"
                return Relation(
                    name: row["name"].string ?? "",
                    short: row["relname"].string ?? "",
                    isView: isView,
                    isFiltered: row[isView ? "is_invokers" : "filters"].bool == true,
                    columns: row["columns"].string ?? ""
                )
            }
        }

        @Test func everyRelationIsDecidedOn() async throws {
            try await Stage.with { stage in
                let relations = try await Self.relations(stage)
                #expect(relations.count > 60)
                let unfiltered = { (isView: Bool) in
                    Set(relations.filter { $0.isView == isView && !$0.isFiltered }.map(\.short))
                }
                // What is new here shows every row to everybody: filter it in rights/rows.sql, or
                // say why nobody's account is in it.
                #expect(unfiltered(false) == Set(Self.withoutAccounts.keys))
                #expect(unfiltered(true) == Set(Self.ofTheOwner.keys))
            }
        }

        @Test func aReaderOfOneUnitSeesNoOtherAccount() async throws {
            try await Stage.with { stage in
                for account in [Self.own, Self.foreign] {
                    for sql in ForeignRows.statements(account) {
                        _ = try await stage.owner.query(sql)
                    }
                }
                let reader = try await stage.login("rita", in: "parapet_reader").database
                let other = try await stage.login("otto", in: "parapet_reader")
                _ = try await stage.owner.query(
                    """
                    insert into parapet.reader_scope (reader, unit)
                    values ($1, 'unit of \(Self.own)')
                    """,
                    [.text(other.name)]
                )
                for relation in try await Self.relations(stage) {
                    let everything = try await text(of: relation, for: reader)
                    let theirs = try await text(of: relation, for: other.database)
                    #expect(!theirs.contains(Self.foreign), "\(relation.name)")
                    guard relation.isFiltered, !relation.isView else { continue }
                    // ForeignRows has a row of every such table.
                    #expect(everything.contains(Self.foreign), "\(relation.name)")
                    let isOwn = theirs.contains(Self.own)
                    #expect(isOwn == !Self.ofNobody.contains(relation.short), "\(relation.name)")
                }
            }
        }

        private func text(of relation: Relation, for reader: Database) async throws -> String {
            let rows = try await reader.query(
                """
                select coalesce(string_agg(x::text, chr(10)), '') as text
                from (select \(relation.columns) from \(relation.name)) x
                """
            )
            return rows.first?["text"].string ?? ""
        }

        private static func scope(
            _ account: String?,
            _ unit: String?
        ) -> GrantedException.Scope {
            var scope = GrantedException.Scope()
            (scope.account, scope.unit) = (account, unit)
            return scope
        }

        @Test func exceptionsAreAskedForWhereOneMayRead() async throws {
            try await People.with { people in
                let stage = people.stage
                let login = try await stage.login("otto", in: "parapet_reader")
                for statement in [
                    """
                    insert into parapet.account (id, name, unit, status)
                    values ('1', 'a', 'root/shop', 'active'), ('2', 'b', 'root/bank', 'active')
                    """,
                    "insert into parapet.reader_scope (reader, unit) values ('\(login.name)', 'shop')",
                ] { _ = try await stage.owner.query(statement) }
                let exceptions = Exceptions(database: login.database)
                func refused(_ scope: GrantedException.Scope) async throws -> StoreError.Kind? {
                    let until = try People.days(9)
                    return await refusal {
                        _ = try await exceptions.request(
                            from: "ssh",
                            scope: scope,
                            until: until,
                            reason: "r",
                            ticket: nil
                        )
                    }?.kind
                }
                for (account, unit) in [
                    (nil, nil), ("2", nil), ("3", nil), (nil, "root/bank"), (nil, "root"),
                ] as [(String?, String?)] {
                    let kind = try await refused(Self.scope(account, unit))
                    #expect(kind == .notYours, "\(account ?? "") \(unit ?? "")")
                }
                for (account, unit) in [
                    ("1", nil), (nil, "shop"), (nil, "root/shop"), ("1", "root/bank"),
                ] as [(String?, String?)] {
                    let kind = try await refused(Self.scope(account, unit))
                    #expect(kind == nil, "\(account ?? "") \(unit ?? "")")
                }
            }
        }
    }
}
