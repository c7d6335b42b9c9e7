import Document
import Guardrails
import Platform
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// A step that responds while it is played: planned and carried out through our own client.
struct ResponseStage {
    let scene: ResponseScene
    let step: Step
    let response: Response
    let sessions: Sessions
    let roles: Configuration.Roles
    let inputs: Object
    let planner: ActionPlanner

    init(
        _ scene: ResponseScene,
        _ inputs: Object,
        _ sessions: Sessions,
        _ providers: ActionProviders = ActionProviders()
    ) throws {
        self.scene = scene
        self.sessions = sessions
        roles = ActionStage.roles(remediate: ActionStage.roleForChanges)
        let step = try #require(Step.named(scene.step), "\(scene.step)")
        guard case .response(let response) = step.performance else {
            throw Wrong("\(scene.step) changes nothing")
        }
        self.step = step
        self.response = response
        planner = ActionPlanner(
            own: OwnPrincipals(roles: ["ParapetAudit"], changing: ActionStage.roleForChanges),
            region: sessions.region,
            providers: providers
        )
        var all: Object = ["account": .string(ResponseScene.account)]
        if step.type.site == .region { all["region"] = .string(ResponseScene.region) }
        for input in step.type.inputs { all[input.name] = inputs[input.name] ?? input.standard }
        self.inputs = all
    }

    /// Whether it declares permissions that no operation of it is named after. Of keys the stand-in knows
    /// no conditions.
    var needsMore: Bool {
        let named = response.action.sends.map { $0.split(separator: ".").last.map(String.init) }
        let more = step.type.permissions.filter { permission in
            !named.contains(permission.split(separator: ":").last.map(String.init))
        }
        return !more.isEmpty && !more.contains { $0.hasPrefix("kms:") }
    }

    struct Wrong: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    /// Nothing is remembered: each look is a reader of its own.
    private func reader() async throws -> Reader {
        try await sessions.reader(in: ResponseScene.account, roles: roles)
    }

    func context() async throws -> StepContext {
        let reader = try await reader()
        return StepContext(
            inputs: inputs,
            inventory: LiveInventory(reader: reader, region: sessions.region),
            reader: reader,
            run: StepRun(
                id: "run-1",
                // Of one scene: what another made is not found by it.
                key: "run-1/\(scene.step)/\(ActionPlanner.hash(.object(inputs)).prefix(8))",
                caseName: "IR-7",
                reason: "a test",
                startedBy: "ruth",
                started: Timestamp("2026-01-02T03:04:05Z") ?? .epoch
            )
        )
    }

    func requests() async throws -> [ActionRequest] {
        switch await response.targets(try await context()) {
        case .found(let requests): return requests
        case .failed(let text, _): throw Wrong(text)
        }
    }

    func image(_ request: ActionRequest) async throws -> JSON {
        try await planner.image(of: request, by: scene.step, reader: try await reader()).get()
    }

    func plan(_ request: ActionRequest, _ image: JSON) -> ActionPlan {
        planner.plan(request, by: scene.step, partition: .aws, image: image)
    }

    func undo(_ request: ActionRequest, _ before: JSON, _ after: JSON) -> [ActionCall] {
        planner.undo(
            request,
            by: scene.step,
            partition: .aws,
            before: before,
            after: after
        )
    }

    /// Sends a call to what an image shows, by a session that may do what the step declares.
    func send(_ call: ActionCall, _ request: ActionRequest, _ image: JSON) async throws {
        let bound = try #require(call.bound(to: image), "\(scene.step) \(call) \(image.text)")
        var writer: Writer?
        if !step.type.permissions.isEmpty {
            writer = try await sessions.writer(
                in: ResponseScene.account,
                roles: roles,
                for: Set(step.type.permissions)
            )
        }
        let outcome = await planner.send(bound, of: request, by: writer)
        guard case .done = outcome else {
            throw Wrong("\(scene.step) \(call.operation): \(outcome)")
        }
    }
}

/// What a sweep would see now.
private struct LiveInventory: StepInventory {
    let reader: Reader
    let region: String

    func resources(
        ofTypes types: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources {
        var all: [Resource] = []
        for type in types.compactMap({ Catalogue.aws[$0] }) {
            let found = await collect(
                Scope(
                    account: account,
                    region: type.isGlobal ? Scope.global : region,
                    service: type.service
                ),
                attributes: [type.name: Set(type.attributes.map(\.name))],
                reader: reader,
                region: self.region
            )
            all += found.resources
        }
        return KnownResources(all)
    }

    func resources(_ question: EstateQuestion) async throws(StepInventoryFailure) -> EstateAnswer {
        let found = try await everywhere(ofTypes: [question.type], accounts: [], regions: [])
        return EstateAnswer(question.found(in: found.resources))
    }

    func everywhere(
        ofTypes types: [String],
        accounts: [String],
        regions: [String]
    ) async throws(StepInventoryFailure) -> KnownResources {
        try await resources(
            ofTypes: types,
            account: ResponseScene.account,
            region: ResponseScene.region
        )
    }
}
