import Document
import Foundation
import Rehearsal
import Testing

@testable import AWS

extension SweepSuite {
    /// Law 7, through the whole house: every registered action, from the finding to the undo. What
    /// events alone find is ``EventStoryTests``'.
    struct ChangeLawTests {
        private static let scenes = Array(
            ActionScene.all.filter { !$0.isOfEvents }.enumerated()
        )

        private static func name(_ index: Int) -> String { "scene-\(index)" }

        private static func guardrails() -> [String: String] {
            let files = scenes.map { index, scene in
                // What is announced first is another test's.
                (name(index), scene.text(named: name(index)).replacing(", after: 7d", with: ""))
            }
            return Dictionary(files, uniquingKeysWith: { $1 })
        }

        private static let changes = """
            changes: { at-most: enforce }
            baselines: { default: baseline.yaml }
            guardrails:
            \(scenes.map { index, _ in
                """
                  \(name(index)):
                    environments: { default: observe, prod: approve }
                    approval: { by: [security], expires: 1h }
                    limits: { writes-per-second: 50 }
                """
            }.joined(separator: "\n"))
            """

        @Test func everyActionIsMadeVerifiedAndUndone() async throws {
            try await ChangeStage.with(
                guardrails: Self.guardrails(),
                changes: Self.changes,
                files: ["baseline.yaml": ActionScene.baselineFile(of: ActionScene.all)]
            ) { stage in
                // What is not there yet is missing, and nothing is proposed twice for one finding.
                for (_, scene) in Self.scenes where scene.baseline != nil {
                    _ = try await Self.plant(scene, stage)
                }
                for (index, scene) in Self.scenes {
                    try await Self.play(scene, Self.name(index), stage)
                }
            }
        }

        private static func play(
            _ scene: ActionScene,
            _ name: String,
            _ stage: ChangeStage
        ) async throws {
            let id = scene.baseline == nil ? try await plant(scene, stage) : nil
            // Only the scene's own account and guardrail: others' resources violate it, too.
            try await stage.sweep(name)
            let resource = id ?? scene.resource
            let own = """
                guardrail = '\(name)' and part = '\(scene.part)'
                and (resource_id = '\(resource)' or resource_name = '\(resource)')
                """
            let proposed = try await stage.await("\(own) and undoes is null", "awaiting approval")
            try await stage.approve(proposed)
            let done = try await stage.await("id = '\(proposed.id)'", "done")
            #expect(done.requests > 0, "\(scene.action)")
            try await stage.await(finding: own, "resolved")

            // Once more changes nothing more.
            let written = try await stage.scene.database.count(
                "select count(*) from report.changes where \(own)"
            )
            try await stage.sweep(name)
            #expect(
                try await stage.scene.database.count(
                    "select count(*) from report.changes where \(own)"
                ) == written
            )

            try await stage.ask("undo", done.id)
            let undo = try await stage.await("undoes = '\(done.id)'", "awaiting approval")
            try await stage.approve(undo)
            let undone = try await stage.await("id = '\(undo.id)'", "done")
            #expect(
                undone.after.isSame(as: done.before),
                "\(scene.action): undone, it is not what it was"
            )
            try await stage.await(finding: own, "open")
            let first = try await stage.change("id = '\(done.id)' and undone_by = '\(undo.id)'")
            #expect(first?.state == "done")
        }

        /// What its script printed: the resource's id; nil where it printed none.
        private static func plant(
            _ scene: ActionScene,
            _ stage: ChangeStage
        ) async throws -> String? {
            guard !scene.plant.isEmpty else { return nil }
            let names = "A, R = \"\(ActionScene.account)\", \"\(ActionScene.region)\"\n"
            let printed = try await stage.scene.standIn.plant(names + scene.plant)
                .split(separator: "\n").first
            return printed.map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }
}
