import Document
import Rehearsal
import Testing

@testable import Guardrails

/// Limits, waves, windows and switches, on histories made by chance.
@Suite struct AdmissionTests {
    private static let now = Timestamp(seconds: 1_800_000_000) ?? .epoch

    private static func conduct(
        _ mode: Mode = .enforce,
        _ change: (inout Guardrail.Limits) -> Void = { _ in }
    ) -> Conduct {
        var limits = Guardrail.Limits()
        limits.sharePerSweep = 100
        limits.changesPerHour = 1000
        change(&limits)
        return Conduct(
            mode: mode,
            approvers: [],
            expiresSeconds: 60,
            limits: limits,
            iac: .notify,
            settleSeconds: 0,
            window: nil
        )
    }

    private static func candidate(
        _ number: Int,
        quota: String = "s-1",
        account: String = "1",
        environment: String? = "prod",
        isDecided: Bool = false,
        waits: ChangeWait? = nil,
        state: ChangeState = .proposed
    ) -> Admission.Candidate {
        Admission.Candidate(
            id: "c-\(number)",
            guardrail: "g",
            account: account,
            environment: environment,
            region: "r",
            service: "ec2",
            state: isDecided ? .approved : state,
            waits: waits,
            isDecided: isDecided,
            quota: quota,
            text: "t",
            rules: 1
        )
    }

    private static let group = Admission.Group(guardrail: "g", quota: "s-1", environment: "prod")

    private func decide(
        _ candidates: [Admission.Candidate],
        _ usage: Admission.Usage = Admission.Usage(judged: 1000),
        stops: Set<String> = [],
        trusted: Bool = false,
        as conduct: Conduct = conduct()
    ) -> [Admission.Decision] {
        var admission = Admission(
            usage: [Self.group: usage],
            stops: stops,
            trusted: trusted ? [Admission.Trust(guardrail: "g", text: "t")] : [],
            now: Self.now
        )
        return admission.decide(candidates) { _ in conduct }
    }

    @Test func theFirstWaveIsOne() {
        let decisions = decide((1...5).map { Self.candidate($0) })
        #expect(decisions.filter { $0.start != nil }.map(\.id) == ["c-1"])
        #expect(decisions.filter { $0.waits == .wave }.count == 4)
    }

    @Test func theNextWaveWaitsUntilTheLastIsVerified() {
        let waiting = (2...30).map { Self.candidate($0, waits: .wave) }
        let conduct = Self.conduct { $0.changesPerSweep = 100 }
        let going = Admission.Usage(waves: [1: [.executing]], admitted: 1, judged: 1000)
        #expect(decide(waiting, going, as: conduct).isEmpty)
        let over = Admission.Usage(waves: [1: [.done]], admitted: 1, judged: 1000)
        let begun = decide(waiting, over, as: conduct).filter { $0.start != nil }
        #expect(begun.count == 10)
        #expect(begun.allSatisfy { $0.wave == 2 })
        let both = Admission.Usage(
            waves: [1: [.done], 2: Array(repeating: .done, count: 10)],
            admitted: 11,
            judged: 1000
        )
        #expect(decide(waiting, both, as: conduct).filter { $0.start != nil }.count == 29)
    }

    @Test func aWaveThatFailedWholeStopsTheGuardrail() {
        var admission = Admission(
            usage: [Self.group: Admission.Usage(waves: [1: [.failed]], admitted: 1, judged: 1000)],
            now: Self.now
        )
        let decisions = admission.decide([Self.candidate(2)]) { _ in Self.conduct() }
        #expect(decisions.allSatisfy { $0.start == nil })
        #expect(admission.stopped["g"] == "all changes of wave 1 failed")
    }

    @Test func failuresInARowStopTheGuardrail() {
        let usage = Admission.Usage(judged: 1000, outcomes: [.failed, .failed, .failed, .done])
        var admission = Admission(usage: [Self.group: usage], now: Self.now)
        #expect(
            admission.decide([Self.candidate(1)]) { _ in Self.conduct() }.map(\.waits) == [.stop]
        )
        #expect(admission.stopped["g"] == "3 changes in a row failed")
        let fewer = Admission.Usage(judged: 1000, outcomes: [.failed, .failed, .done, .failed])
        #expect(decide([Self.candidate(1)], fewer).first?.start != nil)
    }

    @Test func whatIsOverItsCapForTheFirstTimeMakesNone() {
        let many = (1...11).map { Self.candidate($0) }
        let decisions = decide(many)
        #expect(decisions.count == 11)
        #expect(decisions.allSatisfy { $0.start == nil && $0.waits == .limit })
        #expect(decide(many, trusted: true).filter { $0.start != nil }.count == 1)
    }

    @Test func theShareIsOfWhatWasJudgedAndOneAtLeast() {
        let conduct = Self.conduct { $0.sharePerSweep = 5 }
        let used = { (admitted: Int, judged: Int) in
            Admission.Usage(
                waves: [1: [.done]],
                admitted: admitted,
                judged: judged
            )
        }
        for (admitted, judged, begins) in [
            (0, 0, true), (1, 0, false), (1, 39, false), (1, 40, true), (2, 40, false),
        ] {
            let found = decide(
                [Self.candidate(9)],
                used(admitted, judged),
                trusted: true,
                as: conduct
            )
            #expect((found.first?.start != nil) == begins, "\(admitted) of \(judged)")
        }
    }

    @Test func whatAPersonApprovedKeepsWavesAndNoCap() {
        let conduct = Self.conduct { $0.changesPerSweep = 0 }
        let usage = Admission.Usage(waves: [1: [.done]], admitted: 0, judged: 0)
        let decisions = decide(
            (1...12).map { Self.candidate($0, isDecided: true) },
            usage,
            as: conduct
        )
        #expect(decisions.filter { $0.start != nil }.count == 10)
    }

    @Test func nothingBeginsWhileTheSweepIsBeingPlanned() {
        let usage = Admission.Usage(judged: 1000, isPlanning: true)
        #expect(decide([Self.candidate(1)], usage).isEmpty)
    }

    @Test(arguments: ["", "g"]) func aSwitchHoldsAll(name: String) {
        let decisions = decide(
            [Self.candidate(1), Self.candidate(2, isDecided: true)],
            stops: [name]
        )
        #expect(decisions.map(\.state) == [.proposed, .stopped])
        #expect(decisions.map(\.waits) == [.stop, nil])
    }

    @Test func whatIsNotEnforcedAnyMoreWaitsForAPerson() {
        #expect(
            decide([Self.candidate(1)], as: Self.conduct(.approve)).map(\.state) == [
                .awaitingApproval
            ]
        )
        #expect(decide([Self.candidate(1)], as: Self.conduct(.notify)).map(\.state) == [.lapsed])
    }

    @Test func outsideOfItsWindowItWaitsForTheNext() {
        // 2027-01-15T08:00:00Z is a Friday.
        var conduct = Self.conduct()
        conduct.window = ChangeWindow("Mon-Thu 08:00-16:00 Europe/Zurich")
        let decision = decide([Self.candidate(1)], as: conduct).first
        #expect(decision?.waits == .window && decision?.start == nil)
        #expect(decision?.notBefore == Timestamp("2027-01-18T07:00:00Z"))
        #expect(conduct.secondsUntilOpen(at: Self.now) == Double(2 * 24 + 23) * 3600)
        conduct.window = ChangeWindow("Mon-Fri 08:00-16:00 Europe/Zurich")
        #expect(decide([Self.candidate(1)], as: conduct).first?.start != nil)
        #expect(conduct.secondsUntilOpen(at: Self.now) == 0)
    }

    /// One after the other, each when the one that it takes the place of is an hour old.
    @Test func whatTheHourHasNoRoomForWaitsUntilItHas() {
        let made = [-50.0, -30, -10].map { Self.now.later(seconds: $0 * 60) }
        var admission = Admission(
            usage: [:],
            lastHour: [Admission.Place(guardrail: "g", account: "1"): made],
            now: Self.now
        )
        let conduct = Self.conduct { $0.changesPerHour = 2 }
        let candidates =
            (1...4).map { Self.candidate($0, quota: "") }
            + [Self.candidate(5, quota: "", isDecided: true)]
        let decisions = admission.decide(candidates) { _ in conduct }
        #expect(decisions.map(\.waits) == [.limit, .limit, .limit, .limit, nil])
        let minutes = [30.0, 50, 90, 110]
        #expect(
            decisions.prefix(4).map(\.notBefore)
                == minutes.map { Self.now.later(seconds: $0 * 60) }
        )
        #expect(decisions.last?.start == Self.now)
    }

    @Test func writesOfOneServiceAreApart() {
        let conduct = Self.conduct {
            $0.waves = [.all]
            $0.writesPerSecond = 2
        }
        let starts = decide((1...5).map { Self.candidate($0) }, as: conduct).compactMap(\.start)
        #expect(starts.count == 5)
        #expect(starts == (0..<5).map { Self.now.later(seconds: Double($0) / 2) })
    }

    /// Whatever comes when, and however it ends.
    @Test(arguments: 0..<UInt64(Trials.of(200))) func limitsHold(seed: UInt64) {
        var chance = Chance(seed)
        let conduct = Self.conduct {
            $0.changesPerSweep = Int(chance.below(6))
            $0.sharePerSweep = Int(chance.below(101))
            $0.changesPerHour = 1 + Int(chance.below(6))
            $0.failuresInARow = 1 + Int(chance.below(4))
            $0.waves = [.count(1), .count(1 + Int(chance.below(3))), .all]
        }
        let judged = Int(chance.below(60))
        var waiting: [Admission.Candidate] = []
        var going: [(id: String, wave: Int, isDecided: Bool)] = []
        var ended: [(wave: Int, state: ChangeState)] = []
        var outcomes: [ChangeState] = []
        var begun: [String: (isDecided: Bool, account: String)] = [:]
        var accounts: [String: String] = [:]
        var limited = 0
        var stops: Set<String> = []
        for step in 0..<60 {
            for _ in 0..<chance.below(3) {
                let account = "\(chance.below(2))"
                let number = step * 10 + waiting.count
                let new = Self.candidate(
                    number,
                    account: account,
                    isDecided: chance.below(3) == 0
                )
                if accounts[new.id] == nil {
                    accounts[new.id] = account
                    waiting.append(new)
                }
            }
            var waves: [Int: [ChangeState]] = [:]
            for change in going { waves[change.wave, default: []].append(.executing) }
            for change in ended { waves[change.wave, default: []].append(change.state) }
            let admitted = begun.values.filter { !$0.isDecided }.count
            var hours: [Admission.Place: [Timestamp]] = [:]
            for value in begun.values where !value.isDecided {
                hours[Admission.Place(guardrail: "g", account: value.account), default: []]
                    .append(Self.now)
            }
            var admission = Admission(
                usage: [
                    Self.group: Admission.Usage(
                        waves: waves,
                        admitted: admitted,
                        limited: limited,
                        judged: judged,
                        outcomes: outcomes
                    )
                ],
                lastHour: hours,
                stops: stops,
                now: Self.now
            )
            let decisions = admission.decide(waiting) { _ in conduct }
            stops.formUnion(admission.stopped.keys)
            for decision in decisions {
                guard let candidate = waiting.first(where: { $0.id == decision.id }) else {
                    Issue.record("\(decision.id) is decided twice")
                    continue
                }
                if let wave = decision.wave, decision.start != nil {
                    #expect(stops.isEmpty && begun[decision.id] == nil)
                    #expect(going.allSatisfy { $0.wave == wave }, "a wave before goes on")
                    begun[decision.id] = (candidate.isDecided, candidate.account)
                    going.append((decision.id, wave, candidate.isDecided))
                    waiting.removeAll { $0.id == decision.id }
                } else if decision.waits == .limit, decision.notBefore == nil {
                    limited += 1
                    waiting.removeAll { $0.id == decision.id }
                }
            }
            let enforced = begun.values.filter { !$0.isDecided }
            let share = max(1, judged * conduct.limits.sharePerSweep / 100)
            #expect(enforced.count <= min(conduct.limits.changesPerSweep, share))
            for account in ["0", "1"] {
                #expect(
                    enforced.count { $0.account == account } <= conduct.limits.changesPerHour
                )
            }
            while let change = going.last, chance.below(3) > 0 {
                going.removeLast()
                let state: ChangeState = chance.below(4) == 0 ? .failed : .done
                ended.append((change.wave, state))
                outcomes.insert(state, at: 0)
            }
        }
    }
}

/// SplitMix64.
private struct Chance {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ limit: UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return (mixed ^ (mixed >> 31)) % limit
    }
}
