import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What joins over all accounts ask: by name alone, and nothing else is read.
    @Suite struct EstateLookupTests {
        /// In each of 50 accounts 200 buckets and 200 boxes; `logs` and its like are bucket 7 of one.
        private static let fill = """
            insert into parapet.inventory (
                account, type, region, id, scope_region, service, arn, document, hash,
                first_seen, changed
            )
            select lpad(a::text, 12, '0'), t, 'global', a || '-' || n, 'global', 's3',
                case t when 's3.bucket' then 'arn:aws:s3:::' || a || '-' || n end, '{}', '',
                now(), now()
            from generate_series(1, 50) a, generate_series(1, 200) n,
                unnest('{s3.bucket,ec2.box}'::text[]) t
            """

        private static func id(_ name: String, in account: String? = nil) -> EstateLookup {
            EstateLookup(type: "s3.bucket", name: .id(name), account: account, region: nil)
        }

        private static func arn(_ name: String) -> EstateLookup {
            EstateLookup(
                type: "s3.bucket",
                name: .arn("arn:aws:s3:::\(name)"),
                account: nil,
                region: nil
            )
        }

        private func found(_ stage: Stage, _ lookups: EstateLookup...) async throws -> [String] {
            try await Inventories(database: stage.worker)
                .named(Set(lookups), types: [TestRules.bucket]).resources
                .map { "\($0.name.account.suffix(2)) \($0.name.id)" }.sorted()
        }

        @Test func onlyWhatIsAskedForComes() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(Self.fill)
                #expect(try await found(stage) == [])
                #expect(try await found(stage, Self.arn("7-7")) == ["07 7-7"])
                #expect(
                    try await found(stage, Self.id("7-7"), Self.id("8-1")) == ["07 7-7", "08 8-1"]
                )
                #expect(try await found(stage, Self.id("7-7", in: "000000000007")) == ["07 7-7"])
                #expect(try await found(stage, Self.id("7-7", in: "000000000008")) == [])
                #expect(try await found(stage, Self.arn("lost"), Self.id("it's \"\0")) == [])
                _ = try await stage.owner.query(
                    "update parapet.inventory set gone = now() where id = '7-7'"
                )
                #expect(try await found(stage, Self.arn("7-7"), Self.id("7-7")) == [])
            }
        }

        @Test func whatIsNotKeptIsNamedAlone() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(Self.fill)
                _ = try await stage.owner.query(
                    "update parapet.inventory set omitted = 'big' where id = '7-7'"
                )
                let named = try await Inventories(database: stage.worker)
                    .named([Self.arn("7-7")], types: [TestRules.bucket])
                #expect(named.resources.isEmpty)
                #expect(named.omitted.map(\.arn) == ["arn:aws:s3:::7-7"])
            }
        }

        /// By index, before the table was ever analyzed and after: 20,000 rows are there, and of each
        /// name that is asked for one is read.
        @Test(arguments: [false, true])
        func nothingElseIsRead(isAnalyzed: Bool) async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(Self.fill)
                if isAnalyzed { _ = try await stage.owner.query("analyze parapet.inventory") }
                let names = """
                    [{"type": "s3.bucket", "arn": "arn:aws:s3:::7-7"},
                    {"type": "s3.bucket", "id": "8-1"},
                    {"type": "s3.bucket", "id": "9-1", "account": "000000000009"},
                    {"type": "s3.bucket", "id": "lost"}]
                    """
                let read = try await stage.owner.transaction {
                    (connection) async throws(DatabaseError) in
                    let before = try await Self.reads(connection)
                    let rows = try await connection.query(
                        "select * from parapet.named_inventory($1::jsonb)",
                        [.text(names)]
                    )
                    let after = try await Self.reads(connection)
                    return [Int64(rows.count)] + zip(after, before).map { $0 - $1 }
                }
                #expect(read == [3, 0, 0, 3])
            }
        }

        /// Scans of the whole inventory, rows that these read, and rows that were read by index, as this
        /// session counts them.
        private static func reads(_ connection: Connection) async throws(DatabaseError) -> [Int64] {
            let counts = try await connection.query(
                """
                select coalesce(seq_scan, 0) as scans, coalesce(seq_tup_read, 0) as scanned,
                    coalesce(idx_tup_fetch, 0) as fetched
                from pg_stat_xact_user_tables
                where schemaname = 'parapet' and relname = 'inventory'
                """
            ).first
            return ["scans", "scanned", "fetched"].map { counts?[$0].int ?? 0 }
        }

        /// Three accounts that are complete but for what the case says of the second.
        private static let accounts = """
            insert into parapet.account (id, name, status, role_state, regions)
            select a, 'n', 'active', 'assumed', '{r-1,r-2}' from unnest('{1,2,3}'::text[]) a;
            insert into parapet.scope (
                account, region, service, sweep, evaluated_at, coverage, reads, unknown
            )
            select a, r, s, '', now(), jsonb_build_array(
                jsonb_build_object('type', s || '.thing', 'attribute', null,
                    'permission', s || ':List', 'complete', 1, 'gaps', '[]'::jsonb),
                jsonb_build_object('type', s || '.thing', 'attribute', 'lid',
                    'permission', s || ':Get', 'complete', 1, 'gaps', '[{"reason": "denied"}]'::jsonb)
            ), 1, 0
            from unnest('{1,2,3}'::text[]) a,
                (values ('global', 's3'), ('r-1', 'ec2'), ('r-2', 'ec2')) as p (r, s);
            insert into parapet.batch (lane, priority, state) values ('sweep', 'event', 'open');
            """

        private static let denied = """
            update parapet.scope set coverage = jsonb_set(
                coverage, '{0,gaps}',
                '[{"reason": "denied", "permission": "x", "detail": "", "count": 1}]'
            )
            """

        /// What happens, and where the type is then not known: in the global scope, in the first
        /// region, in any.
        @Test(arguments: [
            ("select 1", false, false, false),
            ("\(denied) where account = '2' and service = 's3'", true, false, false),
            ("\(denied) where account = '2' and region = 'r-2'", false, false, true),
            ("delete from parapet.scope where account = '2' and region = 'r-1'", false, true, true),
            ("update parapet.scope set coverage = '[]' where account = '2'", true, true, true),
            ("update parapet.account set role_state = 'refused' where id = '2'", true, true, true),
            ("update parapet.account set role_state = null where id = '2'", true, true, true),
            ("update parapet.account set status = 'suspended' where id = '2'", true, true, true),
            ("update parapet.account set status = 'left' where id = '2'", false, false, false),
            (
                "update parapet.account set regions = '{r-1,r-2,r-3}' where id = '2'", false, false,
                true
            ),
            ("update parapet.account set regions = '{}' where id = '2'", false, true, true),
            (
                """
                insert into parapet.job_result (batch, kind, account, gate, region, service, outcome)
                select max(id), 'scan', '2', '2/r-1/ec2', 'r-1', 'ec2', 'failed' from parapet.batch
                """, false, true, true
            ),
        ])
        func anAccountIsCompleteOrNamed(
            happens: String,
            globally: Bool,
            first: Bool,
            anywhere: Bool
        ) async throws {
            try await Stage.with { stage in
                for statement in Self.accounts.split(separator: ";") + [Substring(happens)] {
                    let text = statement.trimmingCharacters(in: .whitespacesAndNewlines)
                    if !text.isEmpty { _ = try await stage.owner.query(text) }
                }
                let batch = try #require(
                    try await stage.value("select max(id) from parapet.batch").int
                )
                let inventories = Inventories(database: stage.worker)
                func without(_ service: String, _ region: String?) async throws -> [String] {
                    let type = Self.thing(service, isGlobal: service == "s3")
                    let found = try await inventories.accounts(
                        without: type,
                        region: region,
                        limit: 9,
                        batch: batch
                    )
                    let among = try await inventories.accounts(
                        without: type,
                        region: region,
                        among: ["1", "3"],
                        limit: 9,
                        batch: batch
                    )
                    #expect(among == [])
                    // The rule is written twice: as one account is asked about, it is the same.
                    for known in try await inventories.known(
                        ["1", "2", "3"],
                        types: [type],
                        batch: batch
                    ) {
                        let listing = EstateListing(
                            of: type,
                            in: known.account,
                            regions: known.regions,
                            isWhole: true,
                            coverage: known.coverage,
                            refusal: known.refusal
                        )
                        let isMissing = listing.gap(in: region) != nil
                        let hasLeft = happens.contains("'left'") && known.account == "2"
                        #expect(hasLeft || isMissing == found.contains(known.account))
                    }
                    return found
                }
                #expect(try await without("s3", Scope.global) == (globally ? ["2"] : []))
                #expect(try await without("ec2", "r-1") == (first ? ["2"] : []))
                #expect(try await without("ec2", nil) == (anywhere ? ["2"] : []))
            }
        }

        private static func thing(_ service: String, isGlobal: Bool) -> ResourceType {
            ResourceType(
                "\(service).thing",
                title: "Thing",
                service: service,
                isGlobal: isGlobal,
                listPermissions: ["\(service):List"],
                fields: []
            )
        }

        @Test func whatRefusesSaysWhy() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status, role_state, role_detail)
                    values ('1', 'n', 'active', 'refused', 'no'), ('2', 'n', 'active', 'failed', ''),
                        ('3', 'n', 'suspended', 'assumed', null), ('4', 'n', 'active', null, null)
                    """
                )
                let known = try await Inventories(database: stage.worker)
                    .known(["1", "2", "3", "4", "5"], types: [TestRules.bucket], batch: 0)
                #expect(
                    known.sorted { $0.account < $1.account }.map { $0.refusal?.reason }
                        == [.denied, .failed, .notCollected, .notCollected]
                )
            }
        }
    }
}
