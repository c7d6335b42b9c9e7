import Document

/// What people would have been told of what happened, and when: the planner over the past, with its
/// clock turned.
public struct TellingPreview: Sendable {
    /// A notice, and when what it told of was over.
    public struct Past: Sendable, Hashable {
        public let notice: UntoldNotice
        public let over: Timestamp?

        public init(_ notice: UntoldNotice, over: Timestamp?) {
            self.notice = notice
            self.over = over
        }
    }

    /// A message, and when it would have been sent; nil: it would be waiting still.
    public struct Sent: Sendable, Hashable {
        public let at: Timestamp?
        public let message: PlannedMessage
    }

    private struct Key: Hashable {
        let route: NoticeRoute
        let event: String
        let guardrail: String?
        let account: String?
        let severity: Severity
        let subject: String
        let introduces: Bool
        let flaps: Bool
    }

    private let configuration: Configuration
    private var places: [Key: Int64] = [:]
    private var groups: [Int64: NoticeGroup] = [:]
    /// Subjects of each group, with when they are over.
    private var members: [Int64: [String: Timestamp?]] = [:]
    private var waiting: [Int64: Timestamp] = [:]
    private var told: [String: [Timestamp]] = [:]
    /// What channels that follow findings know of: a ticket's guardrail and account, or a finding.
    private var followed: Set<String> = []
    private var sent: [Sent] = []
    private var next: Int64 = 1
    /// Notices that nobody would have been told.
    public private(set) var untold = 0
    public private(set) var unowned = 0

    public init(_ configuration: Configuration) { self.configuration = configuration }

    /// - Parameter past: in the order in which it happened.
    public mutating func run(_ past: [Past], until end: Timestamp) -> [Sent] {
        var index = 0
        while true {
            let coming = index < past.count ? past[index].notice.at : nil
            let moments = [coming, waiting.values.min()].compactMap(\.self)
            guard let now = moments.min(), now <= end else { break }
            while index < past.count, past[index].notice.at <= now {
                add(past[index])
                index += 1
            }
            turn(now)
        }
        let rest = groups.values.sorted { ($0.first, $0.id) < ($1.first, $1.id) }
        return sent + rest.map { Sent(at: nil, message: PlannedMessage(.init($0), [$0])) }
    }

    private mutating func add(_ past: Past) {
        let notice = past.notice
        let route = configuration.route(of: notice)
        if route.isUnowned { unowned += 1 }
        guard let channel = route.channel else {
            untold += 1
            return
        }
        // What such a channel never heard of need not be closed there.
        if route.follows, notice.kind == "finding resolved",
            !followed.contains(
                kept(
                    channel,
                    notice.subject,
                    guardrail: notice.guardrail,
                    account: notice.account
                )
            )
        {
            return
        }
        let introduces = notice.introduces && !route.follows
        let heard = "\(channel)\u{1F}\(route.address)\u{1F}\(notice.subject)"
        let last = (told[heard] ?? []).filter { $0.later(TellingPlanner.flapSeconds) > notice.at }
        let flaps = notice.kind == "finding" && !route.follows && last.count >= 2
        let key = Key(
            route: route,
            event: introduces ? "opened" : notice.event,
            guardrail: introduces ? nil : notice.guardrail,
            account: notice.account,
            severity: introduces ? .info : notice.severity,
            subject: notice.ownSubject,
            introduces: introduces,
            flaps: flaps
        )
        let id = places[key] ?? next
        if id == next { next += 1 }
        places[key] = id
        members[id, default: [:]][notice.subject] = .some(past.over)
        var group =
            groups[id]
            ?? NoticeGroup(
                id: id,
                channel: channel,
                address: route.address,
                event: key.event,
                guardrail: key.guardrail,
                account: key.account,
                severity: key.severity,
                subject: key.subject,
                isOwner: route.isOwner,
                introduces: introduces,
                flaps: flaps,
                toldLast: flaps ? last.max() : nil,
                first: notice.at
            )
        group.last = notice.at
        if groups[id] == nil { group.first = earliest(of: group) }
        groups[id] = group
        waiting[id] = min(waiting[id] ?? notice.at, notice.at)
    }

    /// What comes soon after by the same guardrail in the same account counts from the first of it.
    private func earliest(of group: NoticeGroup) -> Timestamp {
        guard group.guardrail != nil, group.account != nil else { return group.first }
        return groups.values.filter {
            ($0.channel, $0.address, $0.guardrail, $0.account)
                == (group.channel, group.address, group.guardrail, group.account)
                && $0.first < group.first
                && $0.first.later(TellingPlanner.gatherSeconds) > group.first
        }.map(\.first).min() ?? group.first
    }

    private func kept(_ group: NoticeGroup, _ subject: String) -> String {
        kept(group.channel, subject, guardrail: group.guardrail, account: group.account)
    }

    private func kept(
        _ channel: String,
        _ subject: String,
        guardrail: String?,
        account: String?
    ) -> String {
        if case .tickets = configuration.channel(channel)?.kind {
            return "\(channel)\u{1F}\(guardrail ?? "")\u{1F}\(account ?? "")"
        }
        return "\(channel)\u{1F}\(subject)"
    }

    private mutating func turn(_ now: Timestamp) {
        let due = waiting.filter { $0.value <= now }.keys.sorted()
        for id in due {
            // What was over before anybody was told is told nobody.
            let standing = members[id]?.filter { $0.value.map { $0 > now } ?? true } ?? [:]
            members[id] = standing
            groups[id]?.notices = standing.count
            if standing.isEmpty { forget(id) }
        }
        let hour = now.later(-3600)
        let lately = sent.reversed().prefix { ($0.at ?? now) > hour }
        let planner = TellingPlanner(
            configuration: configuration,
            lastHour: Dictionary(grouping: lately, by: \.message.channel).mapValues(\.count),
            now: now
        )
        let plan = planner.plan(due.compactMap { groups[$0] })
        for (id, until) in plan.waiting { waiting[id] = until }
        for message in plan.messages {
            sent.append(Sent(at: now, message: message))
            for group in message.groups {
                for subject in (members[group.id] ?? [:]).keys {
                    followed.insert(kept(group, subject))
                    told["\(group.channel)\u{1F}\(group.address)\u{1F}\(subject)", default: []]
                        .append(now)
                }
                forget(group.id)
            }
        }
    }

    private mutating func forget(_ id: Int64) {
        groups[id] = nil
        members[id] = nil
        waiting[id] = nil
        places = places.filter { $0.value != id }
    }
}
