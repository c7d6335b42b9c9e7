import Document

/// Which changes come into motion now: switches, windows, limits and waves, as a function of values.
public struct Admission: Sendable {
    /// A change that is proposed or approved, and is not on its way.
    public struct Candidate: Sendable, Hashable {
        public let id: String
        public let guardrail: String
        public let account: String
        public let environment: String?
        public let region: String
        /// Of its first call.
        public let service: String
        public let state: ChangeState
        public let waits: ChangeWait?
        /// Whether a person approved it: limits count what is enforced.
        public let isDecided: Bool
        /// Whether it takes another change back, whatever became of its guardrail.
        public let isUndo: Bool
        /// The sweep in whose limits it counts; empty for events and what people ask for.
        public let quota: String
        /// SHA-256 of the guardrail's text.
        public let text: String
        /// The number of the rule book that it was planned with.
        public let rules: Int64

        public init(
            id: String,
            guardrail: String,
            account: String,
            environment: String?,
            region: String,
            service: String,
            state: ChangeState,
            waits: ChangeWait?,
            isDecided: Bool,
            isUndo: Bool = false,
            quota: String,
            text: String,
            rules: Int64
        ) {
            self.id = id
            self.guardrail = guardrail
            self.account = account
            self.environment = environment
            self.region = region
            self.service = service
            self.state = state
            self.waits = waits
            self.isDecided = isDecided
            self.isUndo = isUndo
            self.quota = quota
            self.text = text
            self.rules = rules
        }

        public var group: Group {
            Group(guardrail: guardrail, quota: quota, environment: environment)
        }
        public var place: Place { Place(guardrail: guardrail, account: account) }
        var lane: Lane { Lane(account: account, region: region, service: service) }
    }

    /// What has its waves in common.
    public struct Group: Sendable, Hashable {
        public let guardrail: String
        public let quota: String
        public let environment: String?

        public init(guardrail: String, quota: String, environment: String?) {
            self.guardrail = guardrail
            self.quota = quota
            self.environment = environment
        }
    }

    /// What has its changes per hour in common.
    public struct Place: Sendable, Hashable {
        public let guardrail: String
        public let account: String

        public init(guardrail: String, account: String) {
            self.guardrail = guardrail
            self.account = account
        }
    }

    /// What has its writes per second in common.
    public struct Lane: Sendable, Hashable {
        public let account: String
        public let region: String
        public let service: String
    }

    /// How far the limits of a group are used.
    public struct Usage: Sendable, Hashable {
        /// What was let through, by its wave from 1.
        public var waves: [Int: [ChangeState]]
        /// Enforced changes of the whole quota that were let through, and that wait for its limit.
        public var admitted: Int
        public var limited: Int
        /// Resources that the sweep judged by the guardrail.
        public var judged: Int
        /// Whether more may be proposed for the quota.
        public var isPlanning: Bool
        /// How the guardrail's last changes ended, the newest first.
        public var outcomes: [ChangeState]

        public init(
            waves: [Int: [ChangeState]] = [:],
            admitted: Int = 0,
            limited: Int = 0,
            judged: Int = 0,
            isPlanning: Bool = false,
            outcomes: [ChangeState] = []
        ) {
            self.waves = waves
            self.admitted = admitted
            self.limited = limited
            self.judged = judged
            self.isPlanning = isPlanning
            self.outcomes = outcomes
        }
    }

    /// What becomes of a candidate.
    public struct Decision: Sendable, Hashable {
        public let id: String
        public let state: ChangeState
        public var waits: ChangeWait?
        public var notBefore: Timestamp?
        public var wave: Int?
        /// When it is made; nil: not yet.
        public var start: Timestamp?

        /// Nobody asks for it any more.
        public static func lapsed(_ candidate: Candidate) -> Decision {
            Decision(id: candidate.id, state: .lapsed)
        }
    }

    /// A guardrail whose text was over its limit, and that somebody let go on.
    public struct Trust: Sendable, Hashable {
        let guardrail: String
        let text: String

        public init(guardrail: String, text: String) {
            self.guardrail = guardrail
            self.text = text
        }
    }

    public var usage: [Group: Usage]
    /// When what was let through by itself in the last hour was, the oldest first.
    public var lastHour: [Place: [Timestamp]]
    /// Guardrails that are stopped; an empty name is all of them.
    public var stops: Set<String>
    public var trusted: Set<Trust>
    /// When the last change of each was started.
    public var starts: [Lane: Timestamp]
    public let now: Timestamp
    /// Guardrails that failed too often in a row, and why they stop.
    public private(set) var stopped: [String: String] = [:]

    private static let hourSeconds = 3600.0

    public init(
        usage: [Group: Usage],
        lastHour: [Place: [Timestamp]] = [:],
        stops: Set<String> = [],
        trusted: Set<Trust> = [],
        starts: [Lane: Timestamp] = [:],
        now: Timestamp
    ) {
        self.usage = usage
        self.lastHour = lastHour
        self.stops = stops
        self.trusted = trusted
        self.starts = starts
        self.now = now
    }

    /// - Parameters:
    ///   - candidates: in the order in which they were proposed.
    ///   - conduct: what a candidate's guardrail may do in its environment; nil where nobody knows it
    ///     any more.
    public mutating func decide(
        _ candidates: [Candidate],
        conduct: (Candidate) -> Conduct?
    ) -> [Decision] {
        for candidate in candidates {
            if let conduct = conduct(candidate) { stopAfterFailures(candidate, conduct) }
        }
        let wanted = wanted(candidates)
        return candidates.compactMap { candidate in
            guard let conduct = conduct(candidate) else { return nil }
            let decision = decide(candidate, conduct, wanted[Quota(candidate)] ?? 0)
            // What stays as it is needs no row.
            let isSame =
                decision.start == nil && decision.state == candidate.state
                && decision.waits == candidate.waits
            return isSame && decision.notBefore == nil ? nil : decision
        }
    }

    private struct Quota: Hashable {
        let guardrail: String
        let quota: String

        init(_ candidate: Candidate) {
            guardrail = candidate.guardrail
            quota = candidate.quota
        }
    }

    /// How many enforced changes there are of each quota, wherever they are.
    private func wanted(_ candidates: [Candidate]) -> [Quota: Int] {
        var wanted: [Quota: Int] = [:]
        for candidate in candidates where !candidate.isDecided && !candidate.quota.isEmpty {
            let used = usage[candidate.group] ?? Usage()
            wanted[Quota(candidate), default: used.admitted + used.limited] += 1
        }
        return wanted
    }

    private mutating func stopAfterFailures(_ candidate: Candidate, _ conduct: Conduct) {
        guard !stops.contains(candidate.guardrail) else { return }
        let most = conduct.limits.failuresInARow
        let last = usage[candidate.group]?.outcomes.prefix(most) ?? []
        if most > 0, last.count == most, last.allSatisfy({ $0 == .failed }) {
            stop(candidate.guardrail, "\(most) changes in a row failed")
        }
    }

    private mutating func stop(_ guardrail: String, _ reason: String) {
        stops.insert(guardrail)
        stopped[guardrail] = reason
    }

    private mutating func decide(
        _ candidate: Candidate,
        _ conduct: Conduct,
        _ wanted: Int
    ) -> Decision {
        func waiting(_ waits: ChangeWait?, until: Timestamp? = nil) -> Decision {
            Decision(
                id: candidate.id,
                state: candidate.state,
                waits: waits,
                notBefore: until
            )
        }
        if stops.contains("") || stops.contains(candidate.guardrail) {
            return candidate.state == .approved
                ? Decision(id: candidate.id, state: .stopped) : waiting(.stop)
        }
        if !candidate.isDecided, conduct.mode != .enforce {
            return Decision(
                id: candidate.id,
                state: conduct.mode == .approve ? .awaitingApproval : .lapsed
            )
        }
        if let opening = conduct.window?.opening(at: now), opening > now {
            return waiting(.window, until: opening)
        }
        // How many there are is not known before all are planned.
        if !candidate.isDecided, usage[candidate.group]?.isPlanning == true {
            return waiting(candidate.waits)
        }
        if let limit = limit(candidate, conduct.limits, wanted) {
            return waiting(.limit, until: limit.until)
        }
        guard let wave = wave(candidate, conduct.limits) else { return waiting(.wave) }
        return start(candidate, conduct.limits, wave)
    }

    private struct Over { let until: Timestamp? }

    /// Nil: it is within what the guardrail may change by itself.
    private mutating func limit(
        _ candidate: Candidate,
        _ limits: Guardrail.Limits,
        _ wanted: Int
    ) -> Over? {
        guard !candidate.isDecided else { return nil }
        if !candidate.quota.isEmpty {
            let used = usage[candidate.group] ?? Usage()
            let share = max(1, used.judged * limits.sharePerSweep / 100)
            let cap = min(limits.changesPerSweep, share)
            let trust = Trust(guardrail: candidate.guardrail, text: candidate.text)
            if wanted > cap, !trusted.contains(trust) {
                return Over(until: nil)
            }
            if used.admitted >= cap { return Over(until: nil) }
        }
        return room(candidate.place, limits.changesPerHour).map { Over(until: $0) }
    }

    /// When the hour has room for one more of a place, after those that wait for it already; nil: now.
    private mutating func room(_ place: Place, _ most: Int) -> Timestamp? {
        let made = lastHour[place] ?? []
        guard made.count >= most else { return nil }
        // Where none is allowed other rules have to say so; until then it is asked about by the hour.
        let room = (most > 0 ? made[made.count - most] : now).later(seconds: Self.hourSeconds)
        lastHour[place, default: []].append(room)
        return room
    }

    /// The wave that it goes with; nil where an earlier one is not verified yet.
    private mutating func wave(_ candidate: Candidate, _ limits: Guardrail.Limits) -> Int? {
        guard !candidate.quota.isEmpty else { return 0 }
        let waves = usage[candidate.group]?.waves ?? [:]
        let current = waves.keys.max() ?? 1
        let states = waves[current] ?? []
        if limits.waves.size(current).map({ states.count < $0 }) ?? true {
            // Those of the wave before were verified when this one began.
            return current
        }
        guard states.allSatisfy(\.isFinal) else { return nil }
        if states.allSatisfy(\.isFailure) {
            stop(candidate.guardrail, "all changes of wave \(current) failed")
            return nil
        }
        return current + 1
    }

    private mutating func start(
        _ candidate: Candidate,
        _ limits: Guardrail.Limits,
        _ wave: Int
    ) -> Decision {
        let pause = 1.0 / Double(max(1, limits.writesPerSecond))
        let next = starts[candidate.lane].map { $0.later(seconds: pause) }
        let start = max(now, next ?? now)
        starts[candidate.lane] = start
        if !candidate.isDecided {
            lastHour[candidate.place, default: []].append(start)
            // The whole quota counts, whatever the environment.
            for group in usage.keys
            where group.guardrail == candidate.guardrail && group.quota == candidate.quota {
                usage[group]?.admitted += 1
            }
        }
        usage[candidate.group, default: Usage()].waves[wave, default: []].append(.approved)
        return Decision(id: candidate.id, state: .approved, wave: wave, start: start)
    }
}

extension [Guardrail.Limits.Wave] {
    /// How many go with a wave, from 1; nil: all that are left.
    fileprivate func size(_ wave: Int) -> Int? {
        guard wave - 1 < count else { return nil }
        return if case .count(let size) = self[wave - 1] { size } else { nil }
    }
}

extension Timestamp {
    /// - Precondition: within the years that it has.
    public func later(seconds: Double) -> Timestamp {
        let nanoseconds = Int64(self.nanoseconds) + Int64(seconds * 1e9)
        let (more, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let positive = rest < 0 ? (more - 1, rest + 1_000_000_000) : (more, rest)
        return Timestamp(seconds: self.seconds + positive.0, nanoseconds: Int32(positive.1))
            ?? self
    }
}
