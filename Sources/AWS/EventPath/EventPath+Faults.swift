import Document
import Guardrails

extension EventPath {
    /// A message that waits for longer shows that nobody receives, or too few.
    static let lateSeconds = 300

    /// What is wrong, the queues first, then account by account. A function of what was read.
    public var faults: [EventPathFault] {
        guard !queues.isEmpty else { return [.noQueue] }
        return queues.flatMap(faults) + placeFaults
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

    /// One line an account for what is wrong in the same way in several of its regions.
    private var placeFaults: [EventPathFault] {
        if places.isEmpty && unread.isEmpty { return [.noAccounts] }
        let ends = ends
        let accounts = Dictionary(grouping: places, by: \.account)
        return Set(accounts.keys).union(unread.keys).sorted().flatMap { account in
            if let why = unread[account] {
                return [EventPathFault.unread(account: account, why)]
            }
            return Self.faults(of: account, accounts[account] ?? [], ends)
        }
    }

    private static func faults(
        of account: String,
        _ places: [Place],
        _ ends: Set<String>
    ) -> [EventPathFault] {
        var (rules, unlogged): ([String: [String]], [String]) = ([:], [])
        var gaps: [String: (gap: Gap, regions: [String])] = [:]
        for place in places.sorted(by: { $0.region < $1.region }) {
            switch place.rule {
            case .failure(let gap): gaps["rules", default: (gap, [])].regions.append(place.region)
            case .success(let rule):
                if let what = wrong(rule, ends) { rules[what, default: []].append(place.region) }
            }
            switch place.isLogged {
            case .failure(let gap): gaps["trails", default: (gap, [])].regions.append(place.region)
            case .success(let isLogged): if !isLogged { unlogged.append(place.region) }
            }
        }
        return rules.sorted { $0.key < $1.key }.map { .noRule(account, $1, $0) }
            + (unlogged.isEmpty ? [] : [.noTrail(account, unlogged)])
            + gaps.sorted { $0.key < $1.key }.map { what, found in
                let regions = found.regions.joined(separator: ", ")
                return .unread("the \(what) of account \(account) in \(regions)", found.gap)
            }
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
