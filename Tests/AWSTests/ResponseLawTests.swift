import Document
import Guardrails
import Platform
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// Every step that responds, on the stand-in: it does what it planned, nothing twice, wherever it was
/// stopped it goes on with what is left and nothing else, and its undo puts back what was there.
struct ResponseLawTests {
    private static let steps = Step.all.filter { $0.type.kind == .respond }

    @Test func everyResponseHasItsScene() {
        let changed = ResponseScene.all.filter { $0.end == .changed }
        #expect(
            Set(changed.map(\.step)) == Set(Self.steps.map(\.type.name)),
            "write a scene for it in ResponseScene.swift"
        )
    }

    @Test(.enabled(if: StandIn.python != nil))
    func everyResponseIsDoneOnceAndUndone() async throws {
        try await ImpervaServer.with { imperva in
            try await imperva.addSite("www.there.example")
            try await play(with: imperva.providers)
        }
    }

    private func play(with providers: ActionProviders) async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            try await standIn.plantRoleForChanges()
            let scenes = ResponseScene.all
            let inputs = try await standIn.plant(scenes)
            var sent: [String: Set<String>] = [:]
            var authorized: Set<String> = []
            for (scene, inputs) in zip(scenes, inputs) {
                do {
                    let stage = try ResponseStage(scene, inputs, sessions, providers)
                    // What its calls need beside what they are named after: a session may do what
                    // the step declares, and nothing else.
                    let isFirst = authorized.insert(scene.step).inserted && stage.needsMore
                    try await standIn.authorize(
                        roles: isFirst ? [ActionStage.roleForChanges: .null] : [:]
                    )
                    sent[scene.step, default: []].formUnion(try await play(stage, standIn))
                } catch {
                    Issue.record("\(scene.step): \(error)")
                }
            }
            for case .response(let response) in Self.steps.map(\.performance) {
                let name = response.action.type.name
                #expect(sent[name] == Set(response.action.sends), "\(name) declares what it sends")
            }
        }
    }

    private typealias Played = (request: ActionRequest, before: JSON, after: JSON)

    /// The operations that were sent.
    private func play(_ stage: ResponseStage, _ standIn: StandIn) async throws -> Set<String> {
        var sent: Set<String> = []
        var played: [Played] = []
        for request in try await stage.requests() {
            let before = try await stage.image(request)
            let plan = stage.plan(request, before)
            switch (plan, stage.scene.end) {
            case (.alreadyRight, .alreadyRight): played.append((request, before, before))
            case (.refused(let reason), .refused(let wanted)):
                #expect(reason.contains(wanted), "\(stage.scene.step)")
            case (.calls(let calls, let expected), .changed):
                let after = try await make(calls, request, before, stage)
                #expect(
                    after.withoutAssignedIDs.holds(expected.withoutAssignedIDs),
                    "\(stage.scene.step): \(after.canonicalText) is not \(expected.canonicalText)"
                )
                #expect(ActionPlanner.hash(after) != ActionPlanner.hash(before))
                sent.formUnion(calls.map(Self.name))
                played.append((request, before, after))
            default: Issue.record("\(stage.scene.step) should be \(stage.scene.end): \(plan)")
            }
        }
        try await checkAnswer(played, stage)
        guard stage.step.type.undo != nil else { return sent }
        if let meanwhile = stage.scene.meanwhile {
            let instance = stage.inputs["instance"]?.string ?? ""
            _ = try await standIn.plant(ResponseScene.happening(meanwhile, to: instance))
            for index in played.indices {
                played[index].after = try await stage.image(played[index].request)
            }
        }
        for one in played.reversed() { sent.formUnion(try await undo(one, stage)) }
        return sent
    }

    /// They say what is to be, and not what is to be added: nobody waits whether one arrived.
    private static let settings: Set = [
        "autoscaling.SetInstanceProtection", "ec2.CreateTags", "ec2.DeleteTags",
        "ec2.ModifyInstanceAttribute", "ec2.ModifyInstanceMetadataOptions",
        "ec2.ModifyNetworkInterfaceAttribute",
    ]

    private static func name(_ call: ActionCall) -> String { "\(call.service).\(call.operation)" }

    /// After each call it is planned anew, as after a crash: what is left is the end of the plan, and
    /// then nothing.
    private func make(
        _ calls: [ActionCall],
        _ request: ActionRequest,
        _ before: JSON,
        _ stage: ResponseStage
    ) async throws -> JSON {
        var (left, image) = (calls, before)
        while !left.isEmpty {
            let call = left.removeFirst()
            try await stage.send(call, request, image)
            let once = try await stage.image(request)
            #expect(call.isRepeatable || !Self.settings.contains(Self.name(call)), "\(call)")
            if call.isRepeatable {
                try await stage.send(call, request, image)
                let twice = try await stage.image(request)
                #expect(twice.canonicalText == once.canonicalText, "\(stage.scene.step) \(call)")
            }
            image = once
            let again = stage.plan(request, image)
            if left.isEmpty {
                #expect(again == .alreadyRight, "\(stage.scene.step) again")
            } else if case .calls(let rest, _) = again {
                #expect(rest == left, "\(stage.scene.step): \(left.count) calls are left")
            } else {
                Issue.record("\(stage.scene.step): \(left.count) calls are left: \(again)")
            }
        }
        return image
    }

    private func undo(_ played: Played, _ stage: ResponseStage) async throws -> Set<String> {
        let calls = stage.undo(played.request, played.before, played.after)
        var (left, image) = (calls, played.after)
        while !left.isEmpty {
            try await stage.send(left.removeFirst(), played.request, image)
            image = try await stage.image(played.request)
            let again = stage.undo(played.request, played.before, image)
            #expect(again == left, "\(stage.scene.step): undone, \(left.count) calls are left")
        }
        #expect(
            image.withoutAssignedIDs.canonicalText
                == played.before.withoutAssignedIDs.canonicalText,
            "\(stage.scene.step): undone, it is not what it was"
        )
        return Set(calls.map(Self.name))
    }

    private static let halfway = [
        "autoscaling.detach-instance", "autoscaling.keep-instance", "ec2.cut-flows",
        "ec2.isolate-instance",
    ]

    /// Stopped between two calls, a step is taken back all the same.
    @Test(.enabled(if: StandIn.python != nil))
    func whatStoppedHalfwayIsPutBack() async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            try await standIn.plantRoleForChanges()
            let scenes = Self.halfway.compactMap { name in
                ResponseScene.all.first { $0.step == name && $0.end == .changed }
            }
            let inputs = try await standIn.plant(scenes)
            for (scene, inputs) in zip(scenes, inputs) {
                let stage = try ResponseStage(scene, inputs, sessions)
                for request in try await stage.requests() {
                    try await stop(request, halfway: stage)
                }
            }
        }
    }

    /// Of a cut, while an interface is open.
    private func stop(_ request: ActionRequest, halfway stage: ResponseStage) async throws {
        let before = try await stage.image(request)
        guard case .calls(let calls, _) = stage.plan(request, before) else {
            Issue.record("\(stage.scene.step) has something to do")
            return
        }
        let first = calls.firstIndex { $0.operation == "ModifyNetworkInterfaceAttribute" }
        let count = stage.step.containment == .cuts ? (first ?? 0) + 1 : (calls.count + 1) / 2
        var image = before
        for call in calls.prefix(count) {
            try await stage.send(call, request, image)
            image = try await stage.image(request)
        }
        let isOpen = image.canonicalText.contains(#""state":"open""#)
        #expect(isOpen == (stage.step.containment == .cuts))
        var left = stage.undo(request, before, image)
        while !left.isEmpty {
            try await stage.send(left.removeFirst(), request, image)
            image = try await stage.image(request)
            #expect(!image.canonicalText.contains(#""state":"open""#), "closed first")
            #expect(stage.undo(request, before, image) == left, "\(stage.scene.step)")
        }
        #expect(
            image.withoutAssignedIDs.canonicalText == before.withoutAssignedIDs.canonicalText,
            "\(stage.scene.step) is not what it was"
        )
    }

    private func checkAnswer(_ played: [Played], _ stage: ResponseStage) async throws {
        guard !played.isEmpty else { return }
        let changed = played.map { one in
            Response.Changed(
                request: one.request,
                before: one.before,
                after: one.after,
                change: one.before == one.after ? nil : "change"
            )
        }
        let outputs = stage.response.answer(try await stage.context(), changed)
        let problem = stage.step.type.problem(withOutputs: outputs)
        #expect(problem == nil, "\(stage.scene.step): \(problem ?? "")")
        #expect(
            Set(outputs.keys) == Set(stage.step.type.outputs.map(\.name)),
            "\(stage.scene.step) answers what it declares"
        )
    }
}

extension StandIn {
    /// The inputs of each.
    func plant(_ scenes: [ResponseScene]) async throws -> [Object] {
        let printed = try await plant(ResponseScene.plant(scenes))
        return try printed.split(separator: "\n").map { line in
            try JSON.parse(String(line)).object ?? Object()
        }
    }
}
