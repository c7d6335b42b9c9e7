import Platform

/// One migration, within its transaction.
struct Migration {
    let connection: Connection
    let files: SchemaFiles

    func run() async throws(DatabaseError) -> Result<Migrator.Outcome, StoreError> {
        try await takeTurn()
        // Builds of thousands of rows and waits for running statements take their time.
        _ = try await connection.query("set local statement_timeout = 0")
        let applied: [Int: String]
        switch try await known() {
        case .success(let found): applied = found
        case .failure(let error): return .failure(error)
        }
        for file in files.tables {
            guard let digest = applied[file.version] else { continue }
            guard digest == file.digest else {
                return .failure(
                    StoreError(
                        .migrationAltered,
                        "\(file.name) is not what was applied as version \(file.version)"
                    )
                )
            }
        }
        let missing = files.tables.filter { applied[$0.version] == nil }
        for file in missing { try await apply(file) }
        let isCodeApplied = try await applyCode()
        return .success(
            Migrator.Outcome(tables: missing.map(\.name), isCodeApplied: isCodeApplied)
        )
    }

    /// Another migration waits here for the end of this one. Of a table that only its owner can lock so:
    /// anybody who may log in can hold an advisory lock.
    private func takeTurn() async throws(DatabaseError) {
        let table = try await connection.query("select to_regclass('parapet.migration') as there")
        guard table.first?["there"].isNull == false else { return }
        _ = try await connection.query("lock table parapet.migration in exclusive mode")
    }

    /// By version, the digest of what was applied.
    private func known() async throws(DatabaseError) -> Result<[Int: String], StoreError> {
        let tables = try await connection.query(
            """
            select to_regclass('parapet.migration') is not null as known,
                to_regclass('parapet.code') is not null as laid_out
            """
        )
        guard tables.first?["known"].bool == true else { return .success([:]) }
        guard tables.first?["laid_out"].bool == true else { return .failure(.beforeTables) }
        let rows = try await connection.query("select version, sha256 from parapet.migration")
        var applied: [Int: String] = [:]
        for row in rows { applied[Int(row["version"].int ?? 0)] = row["sha256"].string ?? "" }
        let newest = applied.keys.max() ?? 0
        guard newest <= files.version else {
            return .failure(
                StoreError(
                    .schemaTooNew,
                    "the database has schema \(newest), the files end at \(files.version)"
                )
            )
        }
        return .success(applied)
    }

    private func apply(_ file: SchemaFiles.Table) async throws(DatabaseError) {
        try await script(file.text, file.name)
        _ = try await connection.query(
            "insert into parapet.migration (version, name, sha256) values ($1::int, $2, $3)",
            [.int(file.version), .text(file.name), .text(file.digest)]
        )
    }

    /// Everything is put in place of what is there; what is in no file is dropped.
    private func applyCode() async throws(DatabaseError) -> Bool {
        let digest = files.codeDigest
        let known = try await connection.query(
            "select from parapet.code where sha256 = $1",
            [.text(digest)]
        )
        guard known.isEmpty else { return false }
        try await connection.script(Self.noteWhatIsThere)
        _ = try await connection.query("savepoint before_code")
        do throws(DatabaseError) {
            try await replaceCode()
        } catch  where Self.changesItsForm.contains(error.sqlState ?? "") {
            // A function or a view answers in another form than before: nothing depends on it but
            // code.
            _ = try await connection.query("rollback to savepoint before_code")
            try await connection.script(Self.drop(keeping: Self.dependents))
            try await replaceCode()
        }
        // What still depends on one of these is not ours.
        try await connection.script(Self.drop(keeping: nil))
        _ = try await connection.query(
            """
            insert into parapet.code (sha256) values ($1)
            on conflict (only_row) do update set sha256 = excluded.sha256, applied_at = now()
            """,
            [.text(digest)]
        )
        return true
    }

    private static let changesItsForm: Set<String> = ["42P13", "42P16"]
    private static let dependents = "dependent_objects_still_exist"

    private func replaceCode() async throws(DatabaseError) {
        // Functions call each other in any order.
        _ = try await connection.query("set local check_function_bodies = off")
        let rights = files.code.firstIndex { $0.name.hasPrefix("rights/") } ?? files.code.endIndex
        for file in files.code[..<rights] { try await script(file.text, file.name) }
        // Before rights are given: that writes every function anew, and knows them by name alone.
        try await connection.script(Self.keepWhatIsWritten)
        try await connection.script(Self.drop(keeping: Self.dependents))
        for file in files.code[rights...] { try await script(file.text, file.name) }
    }

    private func script(_ text: String, _ name: String) async throws(DatabaseError) {
        do throws(DatabaseError) {
            try await connection.script(text)
        } catch {
            throw DatabaseError(
                error.kind,
                "\(name): \(error.message)",
                sqlState: error.sqlState,
                detail: error.detail,
                hint: error.hint
            )
        }
    }

    /// Writing a view or a function anew gives its row another version.
    private static let noteWhatIsThere = """
        create temporary table parapet_code_before on commit drop as
        select 'view' as kind, c.oid, r.xmin::text as version
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_rewrite r on r.ev_class = c.oid
        where n.nspname = 'report' and c.relkind = 'v'
        union all
        select 'function', p.oid, p.xmin::text
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'parapet'
        """

    /// What is left of the note is in no file.
    private static let keepWhatIsWritten = """
        delete from pg_temp.parapet_code_before b
        where case kind
            when 'view' then exists (
                select from pg_rewrite r where r.ev_class = b.oid and r.xmin::text <> b.version
            )
            else exists (
                select from pg_proc p where p.oid = b.oid and p.xmin::text <> b.version
            )
        end
        """

    /// Drops the views and functions that are noted.
    ///
    /// - Parameter condition: what keeps one from being dropped, and is passed over. Nil: nothing;
    ///   somebody's own view over one that is gone then keeps the migration from being done.
    private static func drop(keeping condition: String?) -> String {
        """
        do $$
        declare
            v_object record;
        begin
            for v_object in
                select case kind when 'view' then 'view ' || oid::regclass
                    else 'function ' || oid::regprocedure end as name
                from pg_temp.parapet_code_before b
                where exists (select from pg_class c where c.oid = b.oid and kind = 'view')
                    or exists (select from pg_proc p where p.oid = b.oid and kind = 'function')
                -- What was made later may depend on what was made before.
                order by kind desc, oid desc
            loop
                begin
                    execute 'drop ' || v_object.name;
                exception when \(condition ?? "no_data_found") then null;
                end;
            end loop;
        end $$
        """
    }
}
