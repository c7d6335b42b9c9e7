import Document
import Foundation
import Platform
import Rehearsal
import Testing

/// A scene in which changes are made: a coordinator, a worker, and somebody who may approve.
struct ChangeStage: Sendable {
    static let account = ActionScene.account
    static let region = ActionScene.region

    let scene: Scene
    let coordinator: Program
    let worker: Program
    /// A member of `security`, who never asks for anything.
    let approver: Database

    /// - Parameters:
    ///   - guardrails: whole files by their names.
    ///   - changes: what parapet.yaml says of them.
    ///   - files: beside it, by their names.
    ///   - roles: beside the audit role.
    ///   - isHearing: whether what is written is told to a queue, from which the coordinator hears it.
    static func with(
        guardrails: [String: String] = [:],
        shipped: [String] = [],
        changes: String,
        files: [String: String] = [:],
        environment: [String: String] = [:],
        roles: String = "remediate: ParapetAudit",
        isHearing: Bool = false,
        _ body: (ChangeStage) async throws -> Void
    ) async throws {
        try await Scene.with(guardrails: shipped) { scene in
            for (name, text) in guardrails {
                try text.write(
                    toFile: "\(scene.guardrails)/\(name).yaml",
                    atomically: true,
                    encoding: .utf8
                )
            }
            let folder = URL(filePath: scene.standIn.configuration).deletingLastPathComponent()
            for (name, text) in files {
                let file = folder.appending(path: name)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            var more = changes
            if isHearing {
                let queue = try await scene.standIn.hear()
                more += "\nevents: { queues: [{ url: \"\(queue)\", region: us-east-1 }] }"
            }
            try scene.configure { text in
                text.replacing(
                    "external-id:",
                    with: "\(roles), external-id:"
                ) + "\n\(more)\n"
            }
            let people = try await scene.people()
            let approver = Database(
                configuration: DatabaseConfiguration(
                    url: people.granter["PARAPET_DATABASE_URL"] ?? ""
                ),
                maxConnections: 1
            )
            let coordinator = try scene.start("coordinator", environment: environment)
            let worker = try scene.start(
                "worker",
                "--verify-seconds",
                "3",
                environment: environment
            )
            defer { for program in [coordinator, worker] { program.kill() } }
            try await body(
                ChangeStage(
                    scene: scene,
                    coordinator: coordinator,
                    worker: worker,
                    approver: approver
                )
            )
            await approver.close()
        }
    }

    /// One sweep of the account, to its end.
    func sweep(_ guardrail: String) async throws {
        let sweep = try await scene.request("--guardrail", guardrail, "--account", Self.account)
        try await coordinator.await("the sweep is done") {
            switch try await scene.state(of: sweep) {
            case .done: return true
            case .failed, .cancelled: throw Missing(variable: coordinator.error)
            default: return false
            }
        }
    }

    /// What was planted with the estate is out of the way: all that is enforced is made.
    func settle(_ guardrail: String) async throws {
        try await sweep(guardrail)
        try await wait("nothing moves") {
            try await scene.database.count(
                """
                select (select count(*) from parapet.outbox)
                    + (select count(*) from parapet.job)
                    + (select count(*) from parapet.sweep where followed is null)
                    + (select count(*) from parapet.change
                        where executed is null and state <> 'awaiting approval')
                """
            ) == 0
        }
    }

    struct Change: Sendable {
        let id: String
        let state: String
        let reason: String
        let waits: String?
        let before: JSON
        let after: JSON
        let requests: Int
    }

    /// The last change that a condition of SQL holds for; nil where there is none.
    func change(_ condition: String) async throws -> Change? {
        let rows = try await scene.database.owner.query(
            """
            select id, state, action || ' ' || coalesce(reason, '') as reason, waits, before::text, after::text,
                cardinality(requests) as requests
            from report.changes where \(condition) order by proposed desc limit 1
            """
        )
        guard let row = rows.first else { return nil }
        return Change(
            id: row["id"].string ?? "",
            state: row["state"].string ?? "",
            reason: row["reason"].string ?? "",
            waits: row["waits"].string,
            before: try JSON.parse(row["before"].string ?? "null"),
            after: try JSON.parse(row["after"].string ?? "null"),
            requests: Int(row["requests"].int ?? 0)
        )
    }

    /// Waits until that change is in one of these states.
    func await(
        _ condition: String,
        _ states: String...
    ) async throws -> Change {
        try await self.await(condition, in: states)
    }

    func await(_ condition: String, in states: [String]) async throws -> Change {
        var last: Change?
        do {
            try await wait("\(condition) is \(states)") {
                last = try await change(condition)
                return last.map { states.contains($0.state) } ?? false
            }
        } catch {
            throw Missing(
                variable: "\(condition) in \(states): it is \(last?.state ?? "not there") "
                    + "\(last?.reason ?? "") \(coordinator.error) \(worker.error)"
            )
        }
        guard let last else { throw Missing(variable: condition) }
        return last
    }

    /// Whichever process dies meanwhile.
    func wait(
        _ what: String,
        until condition: () async throws -> Bool
    ) async throws {
        try await eventually(what, condition)
    }

    func approve(_ change: Change) async throws {
        _ = try await approver.query(
            "select parapet.approve_change($1, 'as agreed')",
            [.text(change.id)]
        )
    }

    /// As the owner of the schema, who is not the approver.
    func ask(_ what: String, _ subject: String) async throws {
        _ = try await scene.database.owner.query(
            "select parapet.ask_change($1, $2, '')",
            [.text(what), .text(subject)]
        )
    }

    /// Waits until a finding has a status.
    func await(finding condition: String, _ status: String) async throws {
        try await wait("the finding \(condition) is \(status)") {
            try await scene.database.count(
                """
                select count(*) from report.findings
                where \(condition) and status = '\(status)'
                """
            ) == 1
        }
    }
}
