import Document
import Guardrails
import Platform
import Testing

@testable import Store

/// A playbook of the rules in force, somebody who runs it, and a worker.
struct ResponseStage: Sendable {
    static let account = "111111111111"
    static let start = Runs.Start(
        playbook: "p",
        digest: SHA256.hexDigest(Array("playbook: p".utf8)),
        target: nil,
        inputs: [:],
        caseName: "4711",
        reason: "a drill",
        onlyAnalyses: false,
        isDry: false
    )

    let stage: Stage
    let runs: Runs
    let queue: Queue
    let responder: Login
    /// What the gate of `gated` names.
    let group: String

    /// - Parameter hasRole: whether a role for responses is named.
    static func with(
        hasRole: Bool = true,
        _ body: (ResponseStage) async throws -> Void
    ) async throws {
        try await Stage.with { stage in
            try await stage.runs("s-1", [ec2])
            _ = try await stage.owner.query("delete from parapet.job")
            let group = try await stage.group()
            try await stage.know(playbook: steps(group), hasRole: hasRole)
            let login = try await stage.login("rita", in: "parapet_responder")
            try await body(
                ResponseStage(
                    stage: stage,
                    runs: Runs(database: login.database),
                    queue: try await stage.queue("w-1"),
                    responder: login,
                    group: group
                )
            )
        }
    }

    private static func steps(_ group: String) -> JSON {
        func step(_ type: String, responds: Bool = true, _ gate: JSON = .null) -> JSON {
            [
                "type": .string(type), "responds": .bool(responds), "in_aws": .bool(responds),
                "gate": gate,
            ]
        }
        return [
            "act": step("t.act"), "look": step("t.look", responds: false),
            "gated": step("t.act", ["by": [.string(group)], "two_persons": true]),
        ]
    }

    /// A step of a run that is begun, on the worker.
    func step(
        _ name: String = "act",
        type: String = "t.act",
        isUndo: Bool = false,
        attempt: Int = 1,
        account: String = Self.account,
        gates: [RunMove.Gate] = []
    ) async throws -> Job {
        let job = try #require(try await stage.claim(queue).first)
        let begun = try await RunWork(queue: queue).begin(job)
        var move = RunMove(
            version: begun.version,
            state: ["steps": []],
            status: "running",
            round: 0,
            ended: nil,
            taken: begun.events.map(\.id)
        )
        move.gates = gates
        move.work = [
            RunMove.Work(
                step: name,
                task: 0,
                attempt: attempt,
                type: type,
                key: "k",
                isUndo: isUndo,
                inputs: ["account": .string(account), "region": "us-east-1"]
            )
        ]
        _ = try await queue.end(job, .done(Effects(run: move)))
        let step = try #require(try await stage.claim(queue).first)
        _ = try await RunWork(queue: queue).beginStep(step)
        return step
    }

    var changes: ChangeWork { ChangeWork(queue: queue) }

    static func proposal(
        _ id: String = "i-1",
        account: String = Self.account,
        region: String = "us-east-1",
        action: String = "t.act",
        part: String = ""
    ) -> ChangeProposal {
        let name = ResourceName(type: "ec2.instance", account: account, region: region, id: id)
        var proposal = ChangeProposal(
            key: "k",
            action: action,
            region: region,
            part: part,
            resource: name,
            target: name
        )
        proposal.request = [
            "target": [
                "type": "ec2.instance", "account": .string(account), "region": .string(region),
                "id": .string(id),
            ],
            "region": .string(region), "part": .string(part), "parameters": [:],
        ]
        proposal.before = ["tags": [:]]
        proposal.beforeHash = "h"
        proposal.planned = [["service": "ec2", "operation": "CreateTags", "input": [:]]]
        proposal.expected = ["tags": ["a": "b"]]
        return proposal
    }

    /// What the worker is told of an intent to make the change that the job is about.
    func intend(_ job: Job) async throws -> ChangeWork.Leave {
        try await changes.intend(
            job,
            before: ["tags": [:]],
            hash: "h",
            planned: Self.proposal().planned,
            expected: .null
        )
    }

    /// Makes a change to its end.
    func make(_ proposal: ChangeProposal, _ job: Job) async throws -> ChangeWork.Row {
        _ = try await changes.take(proposal, job)
        _ = try await intend(job)
        try await changes.note(job, request: "r-1")
        return try await changes.end(
            job,
            ChangeEnd(.done, after: ["tags": ["a": "b"]], afterHash: "h2")
        )
    }

    /// Tells the run how the step ended.
    func end(
        _ job: Job,
        _ name: String = "act",
        isUndo: Bool = false,
        number: Int = 1
    )
        async throws
    {
        let event: JSON = [
            "event": isUndo ? "undo ended" : "step ended", "step": .string(name), "task": 0,
            "number": .int(Int64(number)), "outcome": ["done": [:], "sha256": "d"],
        ]
        let end = StepEnd(.done, outputsDigest: "d", event: event)
        _ = try await queue.end(job, .done(Effects(step: end)))
    }
}

extension Stage {
    /// The rules in force have the playbook `p` with these steps.
    func know(playbook steps: JSON, hasRole: Bool = true) async throws {
        let text = "playbook: p"
        let rule: JSON = [
            "file": "p.yaml", "title": "t", "kind": "orchestration", "target": .null,
            "sha256": .string(SHA256.hexDigest(Array(text.utf8))), "steps": steps,
        ]
        let file: JSON = ["file": "p.yaml", "text": .string(text)]
        _ = try await owner.query(
            """
            update parapet.rule_book set
                rules = rules || jsonb_build_object('playbooks', jsonb_build_object('p', $1::jsonb),
                    'responder', $2::boolean),
                texts = (texts::jsonb
                    || jsonb_build_object('playbooks', jsonb_build_array($3::jsonb)))::text
            where id = parapet.newest_rules()
            """,
            [.json(rule), .bool(hasRole), .json(file)]
        )
    }
}
