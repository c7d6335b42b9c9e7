import Document
import Guardrails
import Playbooks
import Testing

@testable import AWS

/// A run as workers would do it, without a database and in its own time: each step against stand-ins, each
/// call after a look, whoever is asked says yes.
struct PlayedRun {
    typealias Made = (request: ActionRequest, type: String, before: JSON)

    let playbook: Playbook
    let sessions: Sessions
    let roles: Configuration.Roles
    let outside: StepOutside
    /// What a step is given here instead.
    let replace: @Sendable (_ step: String, Object) -> Object
    private let planner: ActionPlanner
    private(set) var run: Run
    private(set) var steps: [String] = []
    private var made: [String: [Made]] = [:]
    private var now: Timestamp
    private var wakes: [Timestamp] = []

    init(
        _ playbook: Playbook,
        _ run: Run,
        sessions: Sessions,
        roles: Configuration.Roles,
        providers: ActionProviders,
        outside: StepOutside,
        replace: @escaping @Sendable (String, Object) -> Object
    ) {
        self.playbook = playbook
        self.run = run
        self.sessions = sessions
        self.roles = roles
        self.outside = outside
        self.replace = replace
        planner = ActionPlanner(
            own: OwnPrincipals(),
            region: sessions.region,
            providers: providers
        )
        now = .now()
    }

    mutating func play(_ first: RunEvent) async throws {
        var events = [first]
        while true {
            while !events.isEmpty {
                let (next, effects) = playbook.advance(run, events.removeFirst(), at: now)
                run = next
                for effect in effects { events += try await answers(to: effect) }
            }
            guard !wakes.isEmpty, let wake = wakes.min() else { return }
            // Workers may be late.
            let late = Timestamp(seconds: max(wake.seconds, now.seconds) + 1800) ?? now
            // Another step may wait longer.
            wakes.removeAll { $0 <= late }
            now = late
            events = [.timePassed]
        }
    }

    private mutating func answers(to effect: RunEffect) async throws -> [RunEvent] {
        switch effect {
        case .doStep(let work):
            if steps.last != work.attempt.step { steps.append(work.attempt.step) }
            let outcome = try await perform(work)
            let changes = made[key(work)].map { _ in [key(work)] } ?? []
            return [.stepEnded(work.attempt, outcome, changes: changes)]
        case .undoStep(let work):
            try await undo(work)
            let outcome = RunEvent.Outcome.done(outputs: Object(), outputsDigest: "")
            return [.undoEnded(work.attempt, outcome, changes: [])]
        case .askGate(let step, _, let needsTwo, _):
            return (needsTwo ? ["ruth", "olga"] : ["ruth"]).map { person in
                .decided(step: step, .init(by: person, isApproval: true, reason: "r", at: now))
            }
        case .wake(let at):
            wakes.append(at)
            return []
        case .notice, .finished: return []
        }
    }

    /// By the run's own clock.
    private var outsideNow: StepOutside {
        let now = now
        return StepOutside(
            providers: outside.providers,
            web: outside.web,
            addresses: outside.addresses,
            now: { now }
        )
    }

    private func key(_ work: RunEffect.Work) -> String {
        "\(work.attempt.step)/\(work.attempt.task)"
    }

    private mutating func perform(_ work: RunEffect.Work) async throws -> RunEvent.Outcome {
        let step = try #require(Step.named(work.type))
        let inputs = replace(work.attempt.step, work.inputs)
        let context = StepContext(
            inputs: inputs,
            inventory: WebEstate(),
            reader: try await reader(inputs["account"]?.string),
            run: StepRun(id: run.id, key: work.key),
            outside: outsideNow
        )
        switch step.performance {
        case .analysis(let analysis): return outcome(await analysis(context))
        case .response(let response):
            guard case .found(let requests) = await response.targets(context) else {
                return .failed("no target", isFinal: true)
            }
            var changed: [Response.Changed] = []
            for request in requests {
                switch try await change(request, work, step.type.permissions) {
                case .success(let one): changed.append(one)
                case .failure(let refusal): return .failed(refusal.text, isFinal: true)
                }
            }
            return outcome(.done(response.answer(context, changed)))
        }
    }

    private func outcome(_ answer: StepAnswer) -> RunEvent.Outcome {
        switch answer {
        case .done(let outputs): .done(outputs: outputs, outputsDigest: "")
        case .failed(let text, let isFinal): .failed(text, isFinal: isFinal)
        case .later(let seconds):
            .snoozed(until: Timestamp(seconds: now.seconds + Int64(seconds)) ?? now)
        }
    }

    /// Each look is a reader of its own: nothing is remembered.
    private func reader(_ account: String?) async throws -> Reader? {
        guard let account else { return nil }
        return try await sessions.reader(in: account, roles: roles)
    }

    private func image(_ request: ActionRequest, _ type: String) async throws -> JSON {
        let reader = try await reader(request.target.name.account)
        return try await planner.image(of: request, by: type, partition: .aws, reader: reader).get()
    }

    struct Refusal: Error {
        let text: String
    }

    /// Looks, plans and sends the first call, until nothing is left: as after a crash each time.
    private mutating func change(
        _ request: ActionRequest,
        _ work: RunEffect.Work,
        _ permissions: [String]
    ) async throws -> Result<Response.Changed, Refusal> {
        let before = try await image(request, work.type)
        var (seen, ids) = (before, [String]())
        for _ in 0..<20 {
            switch planner.plan(request, by: work.type, partition: .aws, image: seen) {
            case .refused(let reason): return .failure(Refusal(text: reason))
            case .alreadyRight:
                if seen != before {
                    made[key(work), default: []].append((request, work.type, before))
                }
                return .success(
                    Response.Changed(
                        request: request,
                        before: before,
                        after: seen,
                        change: nil,
                        requests: ids
                    )
                )
            case .calls(let calls, _):
                let call = try #require(calls.first?.bound(to: seen))
                switch try await send(call, request, permissions) {
                case .done(let request):
                    ids += request?.split(separator: " ").map(String.init) ?? []
                case .unknown: break
                case .refused(let failure): return .failure(Refusal(text: failure.description))
                }
                seen = try await image(request, work.type)
            }
        }
        return .failure(Refusal(text: "it does not end"))
    }

    private func send(
        _ call: ActionCall,
        _ request: ActionRequest,
        _ permissions: [String]
    ) async throws -> WriteOutcome {
        var writer: Writer?
        if !permissions.isEmpty {
            writer = try await sessions.writer(
                in: request.target.name.account,
                roles: roles,
                for: Set(permissions)
            )
        }
        return await planner.send(call, of: request, by: writer)
    }

    private func undo(_ work: RunEffect.Work) async throws {
        let permissions = Step.named(work.type)?.type.permissions ?? []
        for one in (made[key(work)] ?? []).reversed() {
            for _ in 0..<20 {
                let seen = try await image(one.request, one.type)
                let calls = planner.undo(
                    one.request,
                    by: one.type,
                    partition: .aws,
                    before: one.before,
                    after: seen
                )
                guard let call = calls.first?.bound(to: seen) else { break }
                let outcome = try await send(call, one.request, permissions)
                if case .refused(let failure) = outcome { throw Refusal(text: "\(failure)") }
            }
        }
    }
}
