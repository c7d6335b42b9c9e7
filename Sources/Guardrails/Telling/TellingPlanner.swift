import Document

/// What is told now and what waits: digests, quiet hours, rates and sweeps that go on, as a function of
/// values.
public struct TellingPlanner: Sendable {
    /// What came of it.
    public struct Plan: Sendable, Hashable {
        public var messages: [PlannedMessage] = []
        /// Group to when it is thought of again.
        public var waiting: [Int64: Timestamp] = [:]
    }

    let configuration: Configuration
    /// How many messages each channel was given within the last hour.
    let lastHour: [String: Int]
    let now: Timestamp

    public init(configuration: Configuration, lastHour: [String: Int], now: Timestamp) {
        self.configuration = configuration
        self.lastHour = lastHour
        self.now = now
    }

    /// What comes soon after is told with it.
    static let gatherSeconds: Int64 = 30
    /// A sweep that takes longer is told of before its end.
    static let sweepSeconds: Int64 = 3600
    /// What flaps is told once in so long.
    static let flapSeconds: Int64 = 86400
    /// So many messages to one address at once become one.
    static let together = 6
    /// What is over a channel's rate waits so long, and is told with what came meanwhile.
    private static let rateSeconds: Int64 = 300
    /// Other rules count after so long at the latest.
    private static let longestWaitSeconds: Int64 = 3600

    public func plan(_ groups: [NoticeGroup]) -> Plan {
        var plan = Plan()
        var ready: [NoticeGroup] = []
        for group in groups {
            // Its channel is gone: what there was to say waits for another configuration.
            guard configuration.channel(group.channel) != nil else {
                plan.waiting[group.id] = later(Self.longestWaitSeconds)
                continue
            }
            let due = due(group)
            if due <= now { ready.append(group) } else { wait(group, until: due, &plan) }
        }
        for (name, groups) in Dictionary(grouping: ready, by: \.channel).sorted(by: {
            $0.key < $1.key
        }) {
            guard let channel = configuration.channel(name) else { continue }
            let messages = channel.follows ? following(groups, channel) : messages(groups, channel)
            let allowed: Int =
                if case .securityHub = channel.kind { messages.count } else {
                    max(0, channel.perHour - (lastHour[name] ?? 0))
                }
            plan.messages += messages.prefix(allowed)
            for message in messages.dropFirst(allowed) {
                for group in message.groups { wait(group, until: later(Self.rateSeconds), &plan) }
            }
        }
        return plan
    }

    private func wait(_ group: NoticeGroup, until due: Timestamp, _ plan: inout Plan) {
        plan.waiting[group.id] = min(due, later(Self.longestWaitSeconds))
    }

    private func later(_ seconds: Int64) -> Timestamp { now.later(seconds) }
}

extension TellingPlanner {
    /// When a group may be told, for all that is known now.
    func due(_ group: NoticeGroup) -> Timestamp {
        var due = group.first.later(Self.gatherSeconds)
        if configuration.channel(group.channel)?.follows == true { return due }
        if group.isSweeping, !group.isUrgent, group.introduces || group.severity != .critical {
            let end = group.first.later(Self.sweepSeconds * (group.introduces ? 6 : 1))
            due = max(due, min(end, max(now, due).later(Self.gatherSeconds)))
        }
        if group.flaps { due = max(due, (group.toldLast ?? group.first).later(Self.flapSeconds)) }
        if isDigested(group), let digest = configuration.digests[group.severity] {
            due = max(due, DigestClock.next(digest, after: group.first, in: zone))
        }
        guard due <= now, let quiet = configuration.quiet else { return due }
        return quiet.opening(of: group.severity, at: now)
    }

    private var zone: CivilZone { configuration.quiet?.waking.zone ?? .utc }

    private func isDigested(_ group: NoticeGroup) -> Bool {
        !group.isUrgent && !group.introduces
            && configuration.digests[group.severity].map { $0 != .never } == true
    }

    /// One for each guardrail and account that a channel keeps tickets of; one for all of records.
    private func following(
        _ groups: [NoticeGroup],
        _ channel: Configuration.Channel
    ) -> [PlannedMessage] {
        if case .securityHub = channel.kind { return [PlannedMessage(.transitions, groups)] }
        return grouped(groups) { "\($0.guardrail ?? "")\u{1F}\($0.account ?? "")" }
            .map { PlannedMessage(.transitions, $0) }
    }

    /// The most urgent first; those to one address as one, where they are many.
    private func messages(
        _ groups: [NoticeGroup],
        _ channel: Configuration.Channel
    ) -> [PlannedMessage] {
        var messages: [PlannedMessage] = []
        for groups in grouped(groups, by: \.address) {
            let digested = groups.filter(isDigested)
            let others = grouped(groups.filter { !isDigested($0) }, by: Self.key)
                .map { PlannedMessage(PlannedMessage.Kind($0[0]), $0) }
            let own = others + (digested.isEmpty ? [] : [PlannedMessage(.digest, digested)])
            messages += own.count > Self.together ? merged(own) : own
        }
        if messages.count > max(0, channel.perHour - (lastHour[channel.name.name] ?? 0)) {
            messages = grouped(messages, by: \.address).flatMap(merged)
        }
        return messages.enumerated().sorted { left, right in
            (left.element.isUrgent ? 0 : 1, right.element.severity, left.offset)
                < (right.element.isUrgent ? 0 : 1, left.element.severity, right.offset)
        }.map(\.element)
    }

    private static func key(_ group: NoticeGroup) -> String {
        [
            PlannedMessage.Kind(group).rawValue, group.guardrail ?? "", group.account ?? "",
            group.subject,
        ].joined(separator: "\u{1F}")
    }

    /// What tells of findings becomes one digest. What needs somebody does not: a digest has no
    /// command to do it by. A few of these are one message, and only what is beyond all measure is
    /// counted with the rest.
    private func merged(_ messages: [PlannedMessage]) -> [PlannedMessage] {
        let many = messages.filter(\.kind.isOfMany)
        guard many.count > 1 else { return messages }
        let urgent = many.filter(\.isUrgent)
        let own = urgent.prefix(Self.together * Self.together)
        let asked = stride(from: 0, to: own.count, by: Self.together).map { start in
            PlannedMessage(
                .transitions,
                own[start..<min(start + Self.together, own.count)].flatMap(\.groups)
            )
        }
        let rest = many.filter { !$0.isUrgent } + urgent.dropFirst(own.count)
        let digest =
            rest.count == 1
            ? rest : rest.isEmpty ? [] : [PlannedMessage(.digest, rest.flatMap(\.groups))]
        return messages.filter { !$0.kind.isOfMany } + asked + digest
    }

    /// In the order in which the first of each came.
    private func grouped<Item>(_ items: [Item], by key: (Item) -> String) -> [[Item]] {
        var places: [String: Int] = [:]
        var groups: [[Item]] = []
        for item in items {
            let key = key(item)
            if let place = places[key] {
                groups[place].append(item)
            } else {
                places[key] = groups.count
                groups.append([item])
            }
        }
        return groups
    }
}

extension Timestamp {
    func later(_ seconds: Int64) -> Timestamp {
        Timestamp(seconds: self.seconds + seconds, nanoseconds: nanoseconds) ?? self
    }
}
