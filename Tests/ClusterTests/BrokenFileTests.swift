import Document
import Foundation
import Glibc
import Rehearsal
import Testing

extension SweepSuite {
    /// A cluster that runs goes on with what was good, and says so everywhere.
    struct BrokenFileTests {
        private static let files = [
            "parapet.yaml", "dir.yaml", "link.yaml", "pipe.yaml", "latin.yaml",
        ]

        /// One of each kind beside the guardrails, and a key in parapet.yaml that nobody knows.
        private static func breakFiles(_ scene: Scene) throws {
            try scene.configure { $0 + "\nnonsense: 1\n" }
            let files = FileManager.default
            let folder = scene.guardrails
            try files.createDirectory(
                atPath: folder + "/dir.yaml",
                withIntermediateDirectories: false
            )
            try files.createSymbolicLink(
                atPath: folder + "/link.yaml",
                withDestinationPath: "/nowhere/at/all.yaml"
            )
            #expect(mkfifo(folder + "/pipe.yaml", 0o600) == 0)
            try Data([0xe9, 0x0a]).write(to: URL(filePath: folder + "/latin.yaml"))
        }

        private static func expectAllIsSaid(_ text: String) {
            for file in files { #expect(text.contains(file), "\(file) in \(text)") }
        }

        @Test func filesThatAreBrokenStopNothing() async throws {
            try await Scene.with { scene in
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                let before = try await scene.parapet("sweep", "--wait", "--format", "json")
                let whole = try JSON.parse(before.output)["findings"]
                try Self.breakFiles(scene)
                let sweep = try await scene.parapet("sweep", "--wait", "--format", "json")
                #expect(sweep.status == 4, "\(sweep.error)")
                Self.expectAllIsSaid(sweep.error)
                #expect(sweep.error.contains("does not load: its last good text is used"))
                let summary = try JSON.parse(sweep.output)
                #expect(summary["findings"]?["open"] == whole?["open"])
                try await scene.expectWhatWasPlanted()
                try await coordinator.await("the view says so") {
                    try await scene.database.count("select count(*) from report.rules")
                        == Self.files.count
                }
                Self.expectAllIsSaid(try await scene.parapet("status").output)
                // One that starts now has no good text but the database's.
                coordinator.kill()
                let second = try scene.start("coordinator")
                defer { second.kill() }
                let again = try await scene.parapet("sweep", "--wait")
                #expect(again.status == 4, "\(again.error)")
                Self.expectAllIsSaid(again.error)
                try await scene.expectWhatWasPlanted()
            }
        }

        @Test func withoutAnythingBeforeItSaysSoAndStops() async throws {
            try await Scene.with { scene in
                let audit = try await scene.parapet("audit", "verify")
                #expect(audit.output == "0 entries: nothing was done yet\n")
                try Self.breakFiles(scene)
                let outcome = try await scene.parapet("coordinator")
                #expect(outcome.status == 2)
                #expect(outcome.error.contains("PAR-CFG-02 unknown key 'nonsense'"))
            }
        }
    }
}
