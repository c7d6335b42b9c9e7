import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// What the program of commit 0d25e75 found on the stand-in, and with how many reads.
    ///
    /// `PARAPET_GOLDEN=write swift test --filter GoldenTests` writes the listings anew.
    struct GoldenTests {
        private static let isWriting =
            ProcessInfo.processInfo.environment["PARAPET_GOLDEN"] == "write"

        /// Each with the guardrails that its own tests judge.
        @Test(arguments: ["small", "demo", "talk"])
        func aSweepFindsWhatItFoundWithNoReadMore(estate: String) async throws {
            let guardrails = estate == "talk" ? TalkTests.guardrails : Scene.planted
            try await Scene.with(estate: estate, guardrails: guardrails) { scene in
                let rules = scene.standIn.expected["rules"] ?? []
                try await scene.standIn.set(rules: rules)
                _ = try await scene.sweep()
                let listing = try GoldenListing(
                    findings: try await scene.findings(),
                    counts: try await scene.standIn.counts()
                )
                let file = URL(filePath: Repository.folder)
                    .appending(path: "Tests/ClusterTests/Golden/\(estate).json")
                if Self.isWriting {
                    try listing.text.write(to: file, atomically: true, encoding: .utf8)
                }
                try expect(listing, asIn: GoldenListing(file: file))

                let before = try await versions(scene)
                _ = try await scene.sweep()
                let after = try await versions(scene)
                #expect(after == before && before.count > listing.findings.count)
            }
        }

        private func expect(_ listing: GoldenListing, asIn golden: GoldenListing) throws {
            #expect(!golden.findings.isEmpty && !golden.reads.isEmpty)
            for change in listing.findings.difference(from: golden.findings) {
                switch change {
                case .insert(_, let finding, _): Issue.record("more than before: \(finding)")
                case .remove(_, let finding, _): Issue.record("missing: \(finding)")
                }
            }
            for (operation, count) in listing.reads.sorted(by: { $0.key < $1.key }) {
                #expect(count <= golden.reads[operation] ?? 0, "\(operation) is read too often")
            }
        }

        /// Every row of findings and of their history, and which transaction wrote it.
        private func versions(_ scene: Scene) async throws -> Set<String> {
            var versions: Set<String> = []
            for table in ["finding", "finding_event"] {
                let rows = try await scene.database.owner.query(
                    """
                    select concat_ws(' ', tableoid::regclass, ctid, xmin) as row
                    from parapet.\(table)
                    """
                )
                versions.formUnion(rows.compactMap { $0["row"].string })
            }
            return versions
        }
    }
}
