import Foundation
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    @Suite struct UpgradeTests {
        @Test(
            .enabled(if: !LandedStates.commits.isEmpty, "there is no checkout with a history"),
            arguments: LandedStates.commits
        )
        func aLandedStateUpgradedIsAFreshDatabase(commit: String) async throws {
            let files = try SchemaFiles(folder: Stage.folder)
            try await Stage.with { fresh in
                let expected = try LandedStates.schema(of: fresh.name)
                #expect(expected.count > 1000)
                try await LandedStates.with(commit) { landed in
                    try await Stage.with(migrated: false) { stage in
                        let migrator = Migrator(database: stage.owner)
                        _ = try await migrator.migrate(landed)
                        _ = try await migrator.migrate(files)
                        let found = try LandedStates.schema(of: stage.name)
                        #expect(found.difference(from: expected).isEmpty)
                    }
                }
            }
        }

        /// The next version: columns more, and a `claim` under another name beside that of today.
        private static func next() throws -> SchemaFiles {
            let files = try SchemaFiles(folder: Stage.folder)
            let version = files.version + 1
            let columns = SchemaFiles.Table(
                version: version,
                name: "000\(version)_hints.sql",
                text: """
                    alter table parapet.job add column hint text;
                    alter table parapet.finding add column hint text;
                    """
            )
            let code = files.code.map { file in
                var text = file.text
                if file.name == "functions/claiming.sql" {
                    let parts = text.components(separatedBy: "function parapet.claim(")
                    text += "\ncreate or replace function parapet.claim_next(" + parts[1]
                }
                if file.name == "rights/functions.sql" {
                    text = text.replacing(
                        "('claim',                   1, null,",
                        with: "('claim_next', \(version), null, '{worker}'),\n"
                            + "        ('claim', 1, \(version),"
                    )
                }
                return SchemaFiles.Code(name: file.name, text: text)
            }
            return SchemaFiles(tables: files.tables + [columns], code: code)
        }

        /// Programs of this version go on through an upgrade to the next, and see it.
        @Test func programsOfTwoVersionsRunBesideEachOther() async throws {
            try await Stage.with { stage in
                let next = try Self.next()
                #expect(Migrator.versions == (next.version - 1)...next.version)
                let scopes = (0..<60).map {
                    Scope(account: "\($0)", region: "us-east-1", service: "ec2")
                }
                try await stage.runs("s", scopes)
                let migrator = Migrator(database: stage.owner)
                let queue = try await stage.queue("w-1")
                try await migrator.check()
                try await work(3, queue, stage)
                let held = try await stage.claim(queue, limit: 3)
                async let upgrade = migrator.migrate(next)
                try await work(47, queue, stage)
                let outcome = try await upgrade
                #expect(outcome.tables == ["000\(next.version)_hints.sql"] && outcome.isCodeApplied)
                try await end(held, queue, stage)
                try await work(7, queue, stage)
                #expect(try await stage.count("parapet.job") == 0)
                #expect(try await stage.count("report.findings where status = 'open'") == 60)

                try await Migrator(database: stage.worker).check()
                #expect(try await queue.heartbeat(host: "here") == next.version)
                let both = await sqlState(
                    stage.worker,
                    "select parapet.claim_next('\(queue.process.secret)', '{scan}', 1, 60)"
                )
                #expect(both == nil)
                _ = try await stage.owner.query(
                    """
                    insert into parapet.migration (version, name, sha256)
                    values (\(next.version + 1), 'x', '')
                    """
                )
                let newer = await refusal { try await migrator.check() }
                #expect(newer?.code == "PAR-DB-05")
            }
        }

        private func work(_ count: Int, _ queue: Queue, _ stage: Stage) async throws {
            for _ in 0..<count {
                let jobs = try await stage.claim(queue, limit: 1)
                try #require(jobs.count == 1)
                try await end(jobs, queue, stage)
            }
        }

        private func end(_ jobs: [Job], _ queue: Queue, _ stage: Stage) async throws {
            for job in jobs {
                let opened = Change(.opened, finding("sg-1", account: job.account))
                let end = try await queue.end(job, .done(try await stage.effects([opened])))
                try #require(end == .committed(changes: 1))
            }
        }
    }
}
