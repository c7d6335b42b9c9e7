import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Every command line of the pages is run, against a running cluster, and says what the page
    /// shows; every document has the keys that the program writes.
    struct DocumentedCommandsTests {
        /// A line, and the lines that are shown to come out.
        private struct Step {
            let command: String
            var shown: [String] = []

            /// Only what is shown to fail may.
            var mayFail: Bool { shown.contains { $0.contains("PAR-") } }
        }

        /// The exception that pages ask for and decide on.
        private static let exception = "e-3f0c2d9a41"
        /// The change that pages show and decide on.
        private static let change = "c-3f0c2d9a41b7"

        private static func steps(_ page: Documentation.Page) throws -> [Step] {
            var steps: [Step] = []
            for line in try page.fences("console").flatMap({ $0.split(separator: "\n") }) {
                if line.hasPrefix("$ ") {
                    steps.append(Step(command: String(line.dropFirst(2))))
                } else if !steps.isEmpty {
                    steps[steps.count - 1].shown.append(String(line))
                }
            }
            return steps
        }

        @Test func theyRunAndSayWhatIsShown() async throws {
            let pages = try Documentation.pages.map { ($0, try Self.steps($0)) }
            #expect(pages.reduce(0) { $0 + $1.1.count } > 40)
            try await Scene.with { scene in
                try scene.proposeChanges(of: "ssh-open-to-the-world")
                _ = try await scene.sweep()
                let cluster = [try scene.start("coordinator"), try scene.start("worker")]
                let granter = try await scene.people().granter
                for (page, steps) in pages where !steps.isEmpty {
                    try await run(steps, of: page, scene, granter: granter)
                }
                for process in cluster { #expect(await process.stop() == 0) }
            }
        }

        /// In a folder of the page's own, beside the repository's.
        private func run(
            _ steps: [Step],
            of page: Documentation.Page,
            _ scene: Scene,
            granter: [String: String]
        ) async throws {
            let files = FileManager.default
            let folder = files.temporaryDirectory
                .appending(path: "parapet-page-\(hex(randomBytes(5)))").path
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? files.removeItem(atPath: folder) }
            for name in ["ops", "sql"] {
                try files.createSymbolicLink(
                    atPath: "\(folder)/\(name)",
                    withDestinationPath: "\(Repository.folder)/\(name)"
                )
            }
            let programs = URL(filePath: Program.parapet).deletingLastPathComponent().path
            var environment = scene.environment
            environment["PATH"] = "\(programs):/usr/bin:/bin"
            var exception = Self.exception
            let change = try await scene.awaitingChange() ?? Self.change
            let named = { (text: String) in
                text.replacing(Self.exception, with: exception).replacing(Self.change, with: change)
            }
            for step in steps {
                guard step.command.hasPrefix("parapet ") else {
                    let program = step.command.prefix { $0 != " " }
                    let path = "\(Repository.folder)/\(program)"
                    #expect(files.isExecutableFile(atPath: path), "\(page): \(step.command)")
                    continue
                }
                let command = named(step.command)
                let other = step.command.contains("# as another user") ? granter : [:]
                let process = try Program(
                    "/bin/bash",
                    ["-c", "cd \"$0\" && \(command)", folder],
                    environment: environment.merging(other) { $1 }
                )
                let status = await process.wait()
                let output = process.output + process.error
                if command.hasPrefix("parapet exceptions request"),
                    let id = process.output.split(separator: "\n").first
                {
                    exception = String(id)
                }
                let isDone = [0, 3, 4].contains(status)
                #expect(isDone != step.mayFail, "\(page): \(command): \(output)")
                for line in step.shown {
                    for part in named(line).split(separator: "…") {
                        let part = part.trimmingCharacters(in: .whitespaces)
                        #expect(output.contains(part), "\(page): \(command): \(output)")
                    }
                }
            }
        }

        @Test func documentsHaveTheProgramsKeys() async throws {
            try await Scene.with { scene in
                let swept = try await scene.sweep().summary
                let sweep = try JSON.parse(try #require(Documentation.fences("json sweep").first))
                expect(sweep, hasTheKeysOf: swept)
                let text = try #require(Documentation.fences("json finding").first)
                let finding = try JSON.parse(text)
                let found = try await scene.findings("--guardrail", "s3-public-bucket")
                let same = try #require(found.first { $0["id"] == finding["id"] })
                expect(finding, hasTheKeysOf: same)
                #expect(finding["because"] == same["because"])
                #expect(finding["resource"] == same["resource"])
            }
        }

        private func expect(_ document: JSON, hasTheKeysOf other: JSON) {
            #expect(document.object?.keys == other.object?.keys)
            for key in document.object?.keys ?? [] where other[key]?.object != nil {
                #expect(document[key]?.object?.keys == other[key]?.object?.keys, "\(key)")
            }
        }
    }
}
