import Document
import Policy

/// What all rules of a security group in one direction cover together. Answers are nil where what was
/// not read might turn them over.
struct RulesTogether: Sendable {
    let rules: [RuleCoverage]
    /// Networks to which every TCP port is open: for certain; and if what is not known were everything.
    private let certainlyOpen, possiblyOpen: NetworkSet

    init(_ rules: [RuleCoverage]) {
        self.rules = rules
        let every = RuleTraffic.everyTCPPort
        let certain = rules.compactMap { Self.opening(of: $0, ifUnknown: nil) }
        let possible = rules.compactMap { Self.opening(of: $0, ifUnknown: Self.everywhere) }
        certainlyOpen = Self.open(certain, at: every)
        possiblyOpen =
            certain.count == possible.count ? certainlyOpen : Self.open(possible, at: every)
    }

    /// Whether this rule lets the internet meet a port (``NetworkSet/isInternet``), by itself or
    /// together with other rules of which none does by itself. An office beside a rule that lets
    /// everybody in is not to blame: what is done about the one must leave the other alone. Nor is a
    /// rule where another lets all of it in and more.
    func isWorld(_ rule: RuleCoverage, _ protocols: ClosedRange<Int>, _ port: Int) -> Bool? {
        guard !rule.isGroup, rule.traffic?.covers(protocols, port) != false else { return false }
        guard let own = rule.networks else { return nil }
        guard !NetworkSet(own).subtracting(.unroutable).isEmpty else { return false }
        guard rule.traffic != nil else { return nil }
        let others = rules.filter {
            !$0.isGroup && $0.traffic?.covers(protocols, port) != false
        }
        let certain = others.filter { $0.traffic != nil }
        // Lists take no blame away: what is known holds whatever is in one that was not read.
        let named = certain.filter { !$0.isList }.compactMap(\.networks)
        guard !named.contains(where: { Self.holds($0, own) }) else { return false }
        if NetworkSet(own).isInternet { return true }
        let pieces = certain.compactMap(\.networks).map { NetworkSet($0) }
            .filter { !$0.isInternet }
        let whole = pieces.reduce(NetworkSet([])) { $0.union($1) }
        if whole.isInternet(through: NetworkSet(own)) { return true }
        return others.allSatisfy { $0.traffic != nil && $0.networks != nil } ? false : nil
    }

    private static func holds(_ wide: [Network], _ narrow: [Network]) -> Bool {
        let (wide, narrow) = (NetworkSet(wide), NetworkSet(narrow))
        return narrow.subtracting(wide).isEmpty && !wide.subtracting(narrow).isEmpty
    }

    /// Whether all rules together open every TCP port to somebody of whom this rule opens some. Not
    /// where another rule opens all of these ports and more: that one is to blame, this one adds
    /// nothing. Where every port is open for certain, a list that was not read takes no blame.
    func opensEveryPort(_ rule: RuleCoverage) -> Bool? {
        guard let traffic = rule.traffic else { return nil }
        guard let ports = traffic.tcpPorts, rule.isGroup || !possiblyOpen.isEmpty else {
            return false
        }
        let wider = rules.filter { rule in
            rule.traffic?.tcpPorts.map { $0 != ports && $0.holds(ports) } ?? false
        }
        switch rule.peer {
        case .group:
            guard !wider.contains(where: { $0.peer == rule.peer }) else { return false }
            let same = rules.filter { $0.peer == rule.peer }
            if same.compactMap({ $0.traffic?.tcpPorts }).areEveryPort { return true }
            return same.contains { $0.traffic == nil } ? nil : false
        case .networks(let networks):
            let alone = NetworkSet(networks)
                .subtracting(NetworkSet(wider.flatMap { $0.networks ?? [] }))
            if !alone.intersection(certainlyOpen).isEmpty { return true }
            return alone.intersection(possiblyOpen).isEmpty ? false : nil
        case .unread, .unreadable: return nil
        }
    }

    private typealias Opening = (ports: ClosedRange<Int>, networks: [Network])

    private static let everywhere = ["0.0.0.0/0", "::/0"].compactMap { Network($0) }

    /// The TCP ports that a rule opens to networks; nil for none, or where that is not known and
    /// nothing is assumed instead.
    private static func opening(of rule: RuleCoverage, ifUnknown: [Network]?) -> Opening? {
        guard !rule.isGroup else { return nil }
        guard let traffic = rule.traffic else {
            return ifUnknown.map { (RuleTraffic.everyTCPPort, rule.networks ?? $0) }
        }
        guard let ports = traffic.tcpPorts, let networks = rule.networks ?? ifUnknown else {
            return nil
        }
        return (ports, networks)
    }

    /// To whom all of these ports are open: to whom one opens them all, or else to whom both halves
    /// are open, which are cut where some opening begins or has ended.
    private static func open(_ openings: [Opening], at ports: ClosedRange<Int>) -> NetworkSet {
        let here = openings.filter { $0.ports.overlaps(ports) }
        let open = NetworkSet(here.filter { $0.ports.holds(ports) }.flatMap(\.networks))
        let rest = here.filter { !$0.ports.holds(ports) }
        let cuts = rest.flatMap { [$0.ports.lowerBound, $0.ports.upperBound + 1] }
            .filter { ports.lowerBound < $0 && $0 <= ports.upperBound }.sorted()
        guard !cuts.isEmpty else { return open }
        let cut = cuts[cuts.count / 2]
        let low = self.open(rest, at: ports.lowerBound...(cut - 1))
        guard !low.isEmpty else { return open }
        return open.union(low.intersection(self.open(rest, at: cut...ports.upperBound)))
    }
}

extension ClosedRange<Int> {
    fileprivate func holds(_ other: ClosedRange<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}

extension [ClosedRange<Int>] {
    /// Whether together they leave out none of ``RuleTraffic/everyTCPPort``.
    fileprivate var areEveryPort: Bool {
        var next = RuleTraffic.everyTCPPort.lowerBound
        for range in sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound <= next {
            next = Swift.max(next, range.upperBound + 1)
        }
        return next > RuleTraffic.everyTCPPort.upperBound
    }
}
