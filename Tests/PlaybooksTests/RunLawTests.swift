import Document
import Guardrails
import Rehearsal
import Testing

@testable import Playbooks

/// What holds of any run, whatever happens in whatever order.
@Suite struct RunLawTests {
    /// The same numbers for the same seed (Steele, Lea and Flood, "Fast Splittable Pseudorandom
    /// Number Generators").
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Side by side, gates, lists, what may fail, what cannot be undone.
    static let playbooks = [
        AdvanceTests.gated,
        """
          - { step: look, do: t.look, may-fail: true, with: { box: b } }
          - { step: a, do: t.mark, after: [], each: target.parts, gate: { by: s, two-persons: true, reason: R } }
          - { step: b, do: t.mark, after: [], retry: { attempts: 4, wait: 30s }, timeout: 5m }
          - { step: c, do: t.burn, after: b, when: steps.b.status == 'done' }
          - { step: d, do: t.tell, after: [look], with: { found: { cel: steps.look.outputs.found } } }
          - { step: e, do: t.mark, after: [a, c, d], gate: { by: s, reason: R } }
        """,
    ]

    @Test(arguments: playbooks.indices, 0..<Trials.of(150))
    func whateverHappensTheLawsHold(number: Int, seed: Int) throws {
        let playbook = try PlaybookStage.workflow(Self.playbooks[number])
        var course = Course(playbook, seed: seed)
        for _ in 0..<120 { try course.step() }
        try course.finish()
    }

    /// One run under events at random, some of them old, some of them nonsense.
    struct Course {
        let playbook: Playbook
        var run: Run
        var dice: Dice
        var now = Timestamp.epoch
        /// Given to a worker and not ended.
        var out: [RunEffect.Work: Bool] = [:]
        var approvals: [String: Set<String>] = [:]
        var asked: [String: Bool] = [:]
        var past: [RunEvent] = []

        init(_ playbook: Playbook, seed: Int) {
            self.playbook = playbook
            run = PlaybookStage.run(playbook)
            dice = Dice(state: UInt64(seed))
        }

        mutating func step() throws { try take(event()) }

        private mutating func event() -> RunEvent {
            let steps = playbook.steps.map(\.name)
            let step = steps.randomElement(using: &dice) ?? ""
            switch Int.random(in: 0..<20, using: &dice) {
            case 0..<9:
                if let work = out.keys.sorted(by: { $0.key < $1.key }).randomElement(using: &dice) {
                    return ending(of: work)
                }
                return .begun
            case 9..<13:
                let decision = RunStep.Gate.Decision(
                    by: ["ann", "bob", "cat", "eve"].randomElement(using: &dice) ?? "",
                    isApproval: Int.random(in: 0..<12, using: &dice) > 0,
                    reason: "",
                    at: now
                )
                return .decided(step: step, decision)
            case 13..<16:
                now =
                    Timestamp(seconds: now.seconds + Int64.random(in: 0..<90, using: &dice)) ?? now
                return .timePassed
            case 16: return .resumed(by: "ann", round: Int.random(in: 0...run.round, using: &dice))
            case 17 where Int.random(in: 0..<4, using: &dice) == 0:
                return .undoAsked(by: "ann", round: Int.random(in: 0...run.round, using: &dice))
            default: return past.randomElement(using: &dice) ?? .begun
            }
        }

        mutating func ending(of work: RunEffect.Work) -> RunEvent {
            let outcome: RunEvent.Outcome
            switch Int.random(in: 0..<8, using: &dice) {
            case 0: outcome = .failed("no", isFinal: false)
            case 1: outcome = .failed("never", isFinal: true)
            case 2:
                let until = Timestamp(seconds: now.seconds + 20) ?? now
                outcome = .snoozed(until: until)
            case _ where work.type == "t.look":
                outcome = .done(outputs: ["parts": ["x", "y"], "found": []], outputsDigest: "d")
            default: outcome = .done(outputs: [:], outputsDigest: "d")
            }
            let isChanging = PlaybookStage.steps[work.type]?.kind == .respond
            let changes = isChanging ? ["c-\(work.attempt.step)-\(work.attempt.task)"] : []
            return out[work] == true
                ? .undoEnded(work.attempt, outcome, changes: changes)
                : .stepEnded(work.attempt, outcome, changes: changes)
        }

        mutating func take(_ event: RunEvent) throws {
            let (next, effects) = playbook.advance(run, event, at: now)
            if case .decided(let step, let decision) = event, next != run, decision.isApproval {
                approvals[step, default: []].insert(decision.by)
            }
            switch event {
            case .stepEnded(let attempt, _, _), .undoEnded(let attempt, _, _, _):
                if next != run { out = out.filter { $0.key.attempt != attempt } }
            default: break
            }
            past.append(event)
            try check(next, effects)
            // The same once more changes nothing.
            let (same, again) = playbook.advance(next, event, at: now)
            #expect(same == next && again.isEmpty, "\(event)")
            // What is stored is what it was.
            #expect(Run(json: try JSON.parse(next.json.text)) == next)
            run = next
        }

        private mutating func check(_ next: Run, _ effects: [RunEffect]) throws {
            for effect in effects {
                switch effect {
                case .doStep(let work), .undoStep(let work):
                    let isTwice = out.keys.contains { $0.key == work.key }
                    #expect(!isTwice, "\(work.key) is done twice at once")
                    if case .undoStep = effect { out[work] = true } else { out[work] = false }
                    let isNew = work.attempt.number > 0
                    #expect(isNew)
                    guard case .doStep = effect,
                        playbook[step: work.attempt.step]?.gate != nil
                    else { continue }
                    guard let needsTwo = asked[work.attempt.step] else {
                        Issue.record("nobody was asked for \(work.key)")
                        continue
                    }
                    // Who started it is none of two.
                    let by = approvals[work.attempt.step, default: []]
                    let counted = needsTwo ? by.subtracting([next.startedBy]) : by
                    #expect(counted.count >= (needsTwo ? 2 : 1))
                case .askGate(let step, _, let needsTwo, _): asked[step] = needsTwo
                case .finished(let status):
                    #expect(status == next.status && status.isFinal && out.isEmpty)
                case .wake, .notice: break
                }
            }
            #expect(next.isOut == !out.isEmpty)
            if next.status == .done {
                let open: [RunStep.Status] = [.pending, .running, .waiting]
                #expect(!next.steps.contains { open.contains($0.status) })
            }
            for step in next.steps where step.status == .skipped { #expect(step.changes.isEmpty) }
        }

        /// From anywhere, a run ends once workers and people answer.
        mutating func finish() throws {
            if run.started == nil { try take(.begun) }
            for _ in 0..<400 where !(run.status.isFinal && run.ended != nil) {
                if let work = out.keys.first {
                    let answer = RunEvent.Outcome.done(
                        outputs: work.type == "t.look" ? ["parts": ["x"], "found": []] : [:],
                        outputsDigest: "d"
                    )
                    try take(
                        out[work] == true
                            ? .undoEnded(work.attempt, answer, changes: [])
                            : .stepEnded(work.attempt, answer, changes: [])
                    )
                } else if let step = run.steps.first(where: \.isAtGate) {
                    for person in ["bob", "cat"] {
                        let decision = RunStep.Gate.Decision(
                            by: person,
                            isApproval: true,
                            reason: "",
                            at: now
                        )
                        try take(.decided(step: step.name, decision))
                    }
                } else {
                    now = Timestamp(seconds: now.seconds + 60) ?? now
                    try take(.timePassed)
                }
            }
            #expect(run.status.isFinal && run.ended != nil, "\(run.status)")
            #expect(!run.steps.contains { $0.tasks.contains { $0.isOut || $0.isResting } })
        }
    }
}
