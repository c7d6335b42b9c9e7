import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct MigratorTests {
        @Test func appliesEachFileOnce() async throws {
            try await Stage.with(migrated: false) { stage in
                let migrator = Migrator(database: stage.owner)
                let files = try MigrationFile.read(folder: Stage.folder)
                #expect(files.count == Migrator.version)
                let empty = await #expect(throws: StoreError.self) { try await migrator.check() }
                #expect(empty?.kind == .schemaTooOld)
                #expect("\(try #require(empty))".hasSuffix("| hint: run: parapet migrate"))

                #expect(try await migrator.migrate(files) == files)
                try await migrator.check()
                #expect(try await migrator.migrate(files).isEmpty)
                try await Migrator(database: stage.worker).check()
                try await Migrator(database: stage.reader).check()
            }
        }

        @Test func twoAtOnceWaitForEachOther() async throws {
            try await Stage.with(migrated: false) { stage in
                let files = try MigrationFile.read(folder: Stage.folder)
                let other = Stage.database(stage.name)
                async let first = Migrator(database: stage.owner).migrate(files)
                async let second = Migrator(database: other).migrate(files)
                let applied = try await first + second
                await other.close()
                #expect(applied.sorted { $0.version < $1.version } == files)
                #expect(try await stage.count("parapet.migration") == Int64(files.count))
            }
        }

        @Test func refusesANewerSchema() async throws {
            try await Stage.with { stage in
                let files = try MigrationFile.read(folder: Stage.folder)
                _ = try await stage.owner.query(
                    "insert into parapet.migration (version, name, sha256) values (99, 'later', '')"
                )
                let migrator = Migrator(database: stage.owner)
                let check = await #expect(throws: StoreError.self) { try await migrator.check() }
                #expect(check?.kind == .schemaTooNew)
                let migrate = await #expect(throws: StoreError.self) {
                    try await migrator.migrate(files)
                }
                #expect(migrate?.kind == .schemaTooNew)
            }
        }

        @Test func refusesAnAlteredFile() async throws {
            try await Stage.with { stage in
                var files = try MigrationFile.read(folder: Stage.folder)
                let first = files[0]
                files[0] = MigrationFile(
                    version: 1,
                    name: first.name,
                    text: first.text + "\n-- more"
                )
                let altered = files
                let error = await #expect(throws: StoreError.self) {
                    try await Migrator(database: stage.owner).migrate(altered)
                }
                #expect(error?.kind == .migrationAltered)
            }
        }

        @Test func aFileThatFailsLeavesNothing() async throws {
            try await Stage.with { stage in
                let files = try MigrationFile.read(folder: Stage.folder)
                let broken = MigrationFile(
                    version: files.count + 1,
                    name: "9999_broken.sql",
                    text: "create table parapet.half (); select 1 / 0;"
                )
                let migrator = Migrator(database: stage.owner)
                let error = await #expect(throws: StoreError.self) {
                    try await migrator.migrate(files + [broken])
                }
                #expect(error?.kind == .failed)
                #expect(error?.message.hasPrefix("9999_broken.sql: ") == true)
                #expect(try await migrator.currentVersion() == files.count)
                let left = try await stage.owner.query("select to_regclass('parapet.half') as half")
                #expect(left.first?["half"].isNull == true)
            }
        }

        @Test func oneThatIsInterruptedResumes() async throws {
            try await Stage.with(migrated: false) { stage in
                var files = try MigrationFile.read(folder: Stage.folder)
                let half = files.count / 2
                let name = files[half].name
                let text = files[half].text
                files[half] = MigrationFile(
                    version: half + 1,
                    name: name,
                    text: text + "\nselect pg_sleep(60);"
                )
                let slow = files
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
                    try await Task.sleep(for: .milliseconds(50))
                }
                await #expect(throws: StoreError.self) { try await running.value }
                await other.close()
                let migrator = Migrator(database: stage.owner)
                #expect(try await migrator.currentVersion() == half)
                let rest = try MigrationFile.read(folder: Stage.folder)
                #expect(try await migrator.migrate(rest).count == rest.count - half)
                try await migrator.check()
            }
        }

        @Test func saysWhichDatabaseIsMissing() async throws {
            let missing = Stage.database("parapet_test_not_there")
            let error = await #expect(throws: StoreError.self) {
                try await Migrator(database: missing).check()
            }
            #expect(error?.kind == .noDatabase)
            await missing.close()
        }
    }
}

@Suite struct MigrationFileTests {
    @Test func aFolderWithoutFilesIsAnError() {
        let error = #expect(throws: StoreError.self) {
            try MigrationFile.read(folder: "/not/there")
        }
        #expect(error?.code == "PAR-DB-07")
    }

    @Test func theFilesAreThoseThisProgramWasWrittenFor() throws {
        let files = try MigrationFile.read(folder: Stage.folder)
        #expect(files.count == Migrator.version)
        #expect(files.allSatisfy { $0.name.count > 8 && !$0.text.isEmpty })
    }
}
