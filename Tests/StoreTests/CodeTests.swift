import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// Functions, views and rights are what the files say, whatever they were before.
    @Suite struct CodeTests {
        private static func files(_ more: [(name: String, text: String)]) throws -> SchemaFiles {
            let files = try SchemaFiles(folder: Stage.folder)
            let code = files.code + more.map { SchemaFiles.Code(name: $0.name, text: $0.text) }
            return SchemaFiles(tables: files.tables, code: code.sorted { $0.name < $1.name })
        }

        private static func function(_ answer: String, _ body: String) -> (String, String) {
            (
                "functions/extra.sql",
                "create or replace function parapet.extra() returns \(answer) language sql"
                    + " return \(body);"
            )
        }

        private static func view(_ columns: String) -> (String, String) {
            ("report/extra.sql", "create or replace view report.extra as select \(columns);")
        }

        private func isThere(_ stage: Stage) async throws -> [Bool?] {
            [
                try await stage.value("select to_regproc('parapet.extra') is not null").bool,
                try await stage.value("select to_regclass('report.extra') is not null").bool,
            ]
        }

        @Test func aChangedFileIsAppliedAndWhatIsInNoneIsDropped() async throws {
            try await Stage.with { stage in
                let migrator = Migrator(database: stage.owner)
                func migrate(_ files: SchemaFiles) async throws {
                    let outcome = try await migrator.migrate(files)
                    #expect(outcome.isCodeApplied && outcome.tables.isEmpty)
                }
                let view = Self.view("1 as one")
                try await migrate(try Self.files([Self.function("int", "1"), view]))
                #expect(try await isThere(stage) == [true, true])
                try await migrate(try Self.files([Self.function("int", "2"), view]))
                #expect(try await stage.value("select parapet.extra()").int == 2)
                let read = await sqlState(stage.reader, "select one from report.extra")
                #expect(read == nil)
                let called = await sqlState(stage.reader, "select parapet.extra()")
                #expect(called == "42501")
                try await migrate(try Self.files([]))
                #expect(try await isThere(stage) == [false, false])
                try await migrator.check()
            }
        }

        @Test func whatAnswersInAnotherFormIsReplaced() async throws {
            try await Stage.with { stage in
                let migrator = Migrator(database: stage.owner)
                func migrate(_ code: (name: String, text: String)...) async throws {
                    _ = try await migrator.migrate(try Self.files(code))
                }
                try await migrate(Self.function("int", "1"), Self.view("1 as a, 2 as b"))
                try await migrate(Self.function("text", "'x'"), Self.view("1 as a, 2 as b"))
                #expect(try await stage.value("select parapet.extra()").string == "x")
                try await migrate(Self.function("text", "'x'"), Self.view("'y' as b"))
                #expect(try await stage.value("select b from report.extra").string == "y")
                // What else was dropped on the way is there again, with its rights.
                let other = await sqlState(stage.reader, "select * from report.findings")
                #expect(other == nil)
                #expect(
                    try await stage.queue("w-1").heartbeat(host: "here")
                        == Migrator.versions.lowerBound
                )
            }
        }

        /// The rights of a function are given by its name.
        @Test func whatTakesOtherArgumentsLeavesNoOldOneBehind() async throws {
            try await Stage.with { stage in
                let files = try SchemaFiles(folder: Stage.folder)
                let code = files.code.map { file in
                    SchemaFiles.Code(
                        name: file.name,
                        text: file.text.replacing(
                            "function parapet.account_regions(",
                            with: "function parapet.account_regions(p_batch bigint, "
                        )
                    )
                }
                _ = try await Migrator(database: stage.owner)
                    .migrate(SchemaFiles(tables: files.tables, code: code))
                let found = try await stage.column(
                    "select pronargs::text from pg_proc where proname = 'account_regions'"
                )
                #expect(found == ["2"])
            }
        }

        @Test func somebodysOwnViewOverADroppedOneKeepsEverythingAsItWas() async throws {
            try await Stage.with { stage in
                let migrator = Migrator(database: stage.owner)
                _ = try await migrator.migrate(try Self.files([Self.view("1 as one")]))
                _ = try await stage.owner.query(
                    "create view public.mine as select one from report.extra"
                )
                let digest = try await stage.value("select sha256 from parapet.code").string
                let gone = try Self.files([Self.function("int", "1")])
                let error = await refusal { _ = try await migrator.migrate(gone) }
                #expect(error?.kind == .failed)
                #expect(error?.message.contains("view mine depends on") == true)
                #expect(try await isThere(stage) == [false, true])
                #expect(try await stage.value("select one from public.mine").int == 1)
                #expect(try await stage.value("select sha256 from parapet.code").string == digest)
                _ = try await stage.owner.query("drop view public.mine")
                _ = try await migrator.migrate(gone)
                #expect(try await isThere(stage) == [true, false])
            }
        }
    }
}
