import Document
import Guardrails

extension EventPath {
    /// A message that waits for longer shows that nobody receives, or too few.
    static let lateSeconds = 300

    /// What is wrong, the queues first, then what is in accounts: what is wrong there in the same way is
    /// one line, or one for each account. A function of what was read.
    public func faults(byAccount: Bool = false) -> [EventPathFault] {
        guard !queues.isEmpty else { return [.noQueue] }
        return queues.flatMap(faults) + placeFaults(byAccount)
    }

    private func faults(_ queue: Queue) -> [EventPathFault] {
        let attributes: Attributes
        switch queue.attributes {
        case .failure(let gap): return [.noQueue(queue.url, gap)]
        case .success(let found): attributes = found
        }
        var faults: [EventPathFault] = []
        if attributes.senders.rules.isEmpty { faults.append(.noSender(queue.url)) }
        if !attributes.senders.others.isEmpty {
            faults.append(.otherSenders(queue.url, attributes.senders.others))
        }
        switch (attributes.deadLetters, queue.dead) {
        case (nil, _): faults.append(.noDeadLetters(queue.url))
        case (let arn?, .success(let count)?) where count > 0:
            faults.append(.deadLetters(arn, count))
        case (let arn?, .failure(let gap)?): faults.append(.unread(arn, gap))
        default: break
        }
        switch queue.oldestSeconds {
        case .success(let seconds?) where seconds > Self.lateSeconds:
            faults.append(.late(queue.url, seconds: seconds))
        case .failure(let gap): faults.append(.unread("the age of \(queue.url)", gap))
        default: break
        }
        return faults
    }

    private func placeFaults(_ byAccount: Bool) -> [EventPathFault] {
        if places.isEmpty && unread.isEmpty { return [.noAccounts] }
        let ends = ends
        var rules: [String: [Place]] = [:]
        var unlogged: [Place] = []
        var (unreadRules, unreadTrails) = (UnreadPlaces(), UnreadPlaces())
        for place in places {
            switch place.rule {
            case .failure(let gap): unreadRules.note(gap, place)
            case .success(let rule):
                if let what = Self.wrong(rule, ends) { rules[what, default: []].append(place) }
            }
            switch place.isLogged {
            case .failure(let gap): unreadTrails.note(gap, place)
            case .success(let isLogged): if !isLogged { unlogged.append(place) }
            }
        }
        func spreads(_ places: [Place]) -> [EventPathSpread] {
            let all = EventPathSpread(places)
            return byAccount ? all.each : [all]
        }
        var faults: [EventPathFault] = []
        for what in rules.keys.sorted() {
            for spread in spreads(rules[what] ?? []) { faults.append(.noRule(spread, what)) }
        }
        if !unlogged.isEmpty {
            for spread in spreads(unlogged) { faults.append(.noTrail(spread)) }
        }
        for (what, unread) in [("the rules", unreadRules), ("the trails", unreadTrails)] {
            for (gap, places) in unread.sorted {
                for spread in spreads(places) { faults.append(.unread(what, spread, gap)) }
            }
        }
        return faults + unreadFaults(byAccount)
    }

    /// Where a read did not answer; for the same reason it is told once, in AWS's words of the first place.
    private struct UnreadPlaces {
        private var gaps: [Gap.Reason: Gap] = [:]
        private var places: [Gap.Reason: [Place]] = [:]

        mutating func note(_ gap: Gap, _ place: Place) {
            if gaps[gap.reason] == nil { gaps[gap.reason] = gap }
            places[gap.reason, default: []].append(place)
        }

        var sorted: [(gap: Gap, places: [Place])] {
            gaps.values.sorted { $0.reason.rawValue < $1.reason.rawValue }
                .map { ($0, places[$0.reason] ?? []) }
        }
    }

    private func unreadFaults(_ byAccount: Bool) -> [EventPathFault] {
        var accounts: [String: [EventPathSpread.Account]] = [:]
        for (id, why) in unread.sorted(by: { $0.key < $1.key }) {
            accounts[why, default: []].append(EventPathSpread.Account(id: id, regions: []))
        }
        var faults: [EventPathFault] = []
        for why in accounts.keys.sorted() {
            let all = EventPathSpread(accounts[why] ?? [])
            for spread in byAccount ? all.each : [all] { faults.append(.unread(spread, why)) }
        }
        return faults
    }

    /// Where rules may hand events to: the queues, and the buses whose rules send to these.
    private var ends: Set<String> {
        var ends: Set<String> = []
        for case .success(let attributes) in queues.map(\.attributes) {
            ends.insert(attributes.arn)
            ends.formUnion(attributes.senders.rules.compactMap(Self.bus))
        }
        return ends
    }

    /// `arn:aws:events:R:A:rule/BUS/NAME` is of `arn:aws:events:R:A:event-bus/BUS`; without a bus it is
    /// of the account's own.
    private static func bus(of rule: String) -> String? {
        guard let start = rule.firstRange(of: ":rule/") else { return nil }
        let names = rule[start.upperBound...].split(separator: "/")
        let bus = names.count > 1 ? names.dropLast().joined(separator: "/") : "default"
        return "\(rule[..<start.lowerBound]):event-bus/\(bus)"
    }

    /// Nil where it hands on all that is asked for.
    private static func wrong(_ rule: Rule?, _ ends: Set<String>) -> String? {
        guard let rule else { return "no rule \(EventTemplate.forwardRuleName) hands events on" }
        guard rule.isEnabled else { return "the rule that hands events on is disabled" }
        let missing = rule.sources.map { Set(EventTemplate.sources).subtracting($0).sorted() } ?? []
        if !missing.isEmpty {
            return "the rule does not take \(missing.joined(separator: " "))"
        }
        if rule.targets.isEmpty { return "the rule hands events to nobody" }
        guard ends.isDisjoint(with: rule.targets) else { return nil }
        return "the rule hands events to \(rule.targets.joined(separator: " "))"
            + ", which leads to no queue of events.queues,"
    }
}
