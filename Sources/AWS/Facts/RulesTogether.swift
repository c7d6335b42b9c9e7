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
        certainlyOpen = Self.open(rules.compactMap { Self.opening(of: $0, ifUnknown: nil) })
        possiblyOpen = Self.open(
            rules.compactMap { Self.opening(of: $0, ifUnknown: Self.everywhere) }
        )
    }

    /// Whether this rule lets some of the internet meet a port, and all rules together let the
    /// internet meet it (``NetworkSet/isInternet``).
    func isWorld(_ rule: RuleCoverage, _ protocols: ClosedRange<Int>, _ port: Int) -> Bool? {
        guard !rule.isGroup, rule.traffic?.covers(protocols, port) != false else { return false }
        guard let own = rule.networks else { return nil }
        guard !NetworkSet(own).subtracting(.unroutable).isEmpty else { return false }
        guard rule.traffic != nil else { return nil }
        let others = rules.filter {
            !$0.isGroup && $0.traffic?.covers(protocols, port) != false
        }
        let known = others.filter { $0.traffic != nil }.flatMap { $0.networks ?? [] }
        if NetworkSet(known).isInternet { return true }
        return others.allSatisfy { $0.traffic != nil && $0.networks != nil } ? false : nil
    }

    /// Whether all rules together open every TCP port to somebody of whom this rule opens some. Not
    /// where another rule opens all of these ports and more: that one is to blame, this one adds
    /// nothing. Where every port is open for certain, a list that was not read takes no blame.
    func opensEveryPort(_ rule: RuleCoverage) -> Bool? {
        guard let traffic = rule.traffic else { return nil }
        guard let ports = traffic.tcpPorts else { return false }
        let wider = rules.filter { $0.traffic?.tcpPorts.map { $0.holdsMore(than: ports) } ?? false }
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
        case .unread, .unreadable:
            return possiblyOpen.isEmpty ? false : nil
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

    /// What is in all of the unions, of which there is one wherever a rule begins or has ended.
    private static func open(_ openings: [Opening]) -> NetworkSet {
        guard openings.map(\.ports).areEveryPort else { return .none }
        let ends = openings.map { $0.ports.upperBound + 1 }
        let places = Set(openings.map(\.ports.lowerBound) + ends)
            .filter { RuleTraffic.everyTCPPort.contains($0) }
        var open = NetworkSet.all
        for place in places where !open.isEmpty {
            let there = openings.filter { $0.ports.contains(place) }.flatMap(\.networks)
            open = open.intersection(NetworkSet(there))
        }
        return open
    }
}

extension ClosedRange<Int> {
    fileprivate func holdsMore(than other: ClosedRange<Int>) -> Bool {
        self != other && lowerBound <= other.lowerBound && other.upperBound <= upperBound
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
