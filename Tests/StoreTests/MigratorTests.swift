import Platform
import Testing

@testable import Store

extension DatabaseTests {
    @Suite struct MigratorTests {
        @Test func appliesEverythingOnce() async throws {
            try await Stage.with(migrated: false) { stage in
                let migrator = Migrator(database: stage.owner)
                let files = try SchemaFiles(folder: Stage.folder)
                let empty = await refusal { try await migrator.check() }
                #expect(empty?.kind == .schemaTooOld)
                #expect(empty?.description.hasSuffix("| hint: run: parapet migrate") == true)

                let first = try await migrator.migrate(files)
                #expect(first.tables == files.tables.map(\.name) && first.isCodeApplied)
                try await migrator.check()
                let second = try await migrator.migrate(files)
                #expect(second.tables.isEmpty && !second.isCodeApplied)
                try await Migrator(database: stage.worker).check()
                try await Migrator(database: stage.reader).check()
            }
        }

        @Test func twoAtOnceWaitForEachOther() async throws {
            try await Stage.with(migrated: false) { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                let other = Stage.database(stage.name)
                async let first = Migrator(database: stage.owner).migrate(files)
                async let second = Migrator(database: other).migrate(files)
                let outcomes = try await [first, second]
                await other.close()
                #expect(outcomes.flatMap(\.tables) == files.tables.map(\.name))
                #expect(outcomes.count(where: \.isCodeApplied) == 1)
                #expect(try await stage.count("parapet.migration") == Int64(files.version))
            }
        }

        @Test func refusesANewerSchema() async throws {
            try await Stage.with { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                _ = try await stage.owner.query(
                    "insert into parapet.migration (version, name, sha256) values (99, 'later', '')"
                )
                let migrator = Migrator(database: stage.owner)
                let check = await refusal { try await migrator.check() }
                #expect(check?.kind == .schemaTooNew)
                let migrate = await refusal { _ = try await migrator.migrate(files) }
                #expect(migrate?.kind == .schemaTooNew)
            }
        }

        @Test func refusesAnAlteredFile() async throws {
            try await Stage.with { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                let first = files.tables[0]
                let altered = SchemaFiles.Table(
                    version: 1,
                    name: first.name,
                    text: first.text + "\n-- more"
                )
                let error = await refusal {
                    _ = try await Migrator(database: stage.owner)
                        .migrate(
                            SchemaFiles(
                                tables: [altered] + files.tables.dropFirst(),
                                code: files.code
                            )
                        )
                }
                #expect(error?.code == "PAR-DB-06")
            }
        }

        /// A database of the time of eleven numbered files, which held tables and code together.
        @Test func refusesADatabaseOfTheFormerLayout() async throws {
            try await Stage.with(migrated: false) { stage in
                for sql in [
                    "create schema parapet",
                    """
                    create table parapet.migration (
                        version integer primary key, name text not null, sha256 text not null
                    )
                    """,
                    "insert into parapet.migration select n, n || '.sql', 'x'"
                        + " from generate_series(1, 11) n",
                ] { _ = try await stage.owner.query(sql) }
                let migrator = Migrator(database: stage.owner)
                let files = try SchemaFiles(folder: Stage.folder)
                let migrate = await refusal { _ = try await migrator.migrate(files) }
                #expect(migrate?.code == "PAR-DB-15")
                #expect(migrate?.hint.contains("make a new database") == true)
                let check = await refusal { try await migrator.check() }
                #expect(check?.code == "PAR-DB-15")
                #expect(try await stage.count("parapet.migration") == 11)
            }
        }

        @Test func aFileThatFailsLeavesNothing() async throws {
            try await Stage.with { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                let broken = SchemaFiles.Table(
                    version: files.version + 1,
                    name: "9999_broken.sql",
                    text: "create table parapet.half (); select 1 / 0;"
                )
                let migrator = Migrator(database: stage.owner)
                let error = await refusal {
                    _ = try await migrator.migrate(
                        SchemaFiles(tables: files.tables + [broken], code: files.code)
                    )
                }
                #expect(error?.kind == .failed)
                #expect(error?.message.hasPrefix("9999_broken.sql: ") == true)
                #expect(try await migrator.currentVersion() == files.version)
                #expect(try await stage.value("select to_regclass('parapet.half')").isNull)
            }
        }

        /// Half of the code is in place when the server loses the connection.
        @Test func oneThatIsKilledLeavesNothingAndIsDoneAgain() async throws {
            try await Stage.with(migrated: false) { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                var code = files.code
                code.insert(
                    SchemaFiles.Code(name: "functions/pause.sql", text: "select pg_sleep(60);"),
                    at: code.count / 2
                )
                let slow = SchemaFiles(tables: files.tables, code: code)
                let other = Stage.database(stage.name)
                let running = Task { try await Migrator(database: other).migrate(slow) }
                var killed = 0
                while killed == 0 {
                    killed = try await stage.owner.query(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and wait_event = 'PgSleep'
                        """
                    ).count
                    try await Task.sleep(for: .milliseconds(20))
                }
                await #expect(throws: StoreError.self) { try await running.value }
                await other.close()
                let left =
                    "select count(*) from pg_namespace where nspname in ('parapet', 'report')"
                #expect(try await stage.value(left).int == 0)
                let migrator = Migrator(database: stage.owner)
                #expect(try await migrator.migrate(files).tables == files.tables.map(\.name))
                try await migrator.check()
            }
        }

        @Test func saysWhichDatabaseIsMissing() async throws {
            let missing = Stage.database("parapet_test_not_there")
            let error = await refusal { try await Migrator(database: missing).check() }
            #expect(error?.kind == .noDatabase)
            await missing.close()
        }
    }
}
