import Document

/// The packets that a rule of a security group is about: protocols, and of some of them ports or types.
///
/// Ports mean something of tcp and udp alone: of every other protocol, and of all together, EC2 lets
/// every packet through, whatever ports it was told. Of icmp and icmpv6 a type stands for all of its
/// codes. Source: Amazon EC2 API Reference, AuthorizeSecurityGroupIngress and IpPermission.
struct RuleTraffic: Sendable, Hashable {
    /// By their IANA numbers.
    let protocols: ClosedRange<Int>
    /// Ports, or types; everything of what has neither.
    let ports: ClosedRange<Int>

    private static let tcp = 6
    private static let withPorts = [tcp, 17]
    private static let withTypes = [1, 58]
    private static let numbers = ["icmp": 1, "tcp": tcp, "udp": 17, "icmpv6": 58]
    private static let every = 0...255
    private static let everyPort = Int.min...Int.max

    /// Port 0 is reserved (RFC 6335): nothing listens there, so that 1-65535 is every port.
    static let everyTCPPort = 1...65535

    /// Nil where the rule does not say it in EC2's words.
    init?(_ rule: Object) {
        guard let name = rule["protocol"]?.string, let protocols = Self.protocols(named: name)
        else { return nil }
        self.protocols = protocols
        let ends: (first: Int64?, last: Int64?)
        switch protocols.count == 1 ? protocols.lowerBound : nil {
        case let number? where Self.withPorts.contains(number):
            ends = (rule["from"]?.int, rule["to"]?.int)
        case let number? where Self.withTypes.contains(number):
            ends = (rule["icmp_type"]?.int, rule["icmp_type"]?.int)
        default: ends = (nil, nil)
        }
        switch ends {
        case (nil, nil): ports = Self.everyPort
        case (let first?, let last?) where first <= last: ports = Int(first)...Int(last)
        default: return nil
        }
    }

    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number, `-1` too. Nil for anything else.
    static func protocols(named name: String) -> ClosedRange<Int>? {
        let name = canonicalName(name)
        if name == "all" { return every }
        guard let number = numbers[name] ?? Int(name), every.contains(number) else { return nil }
        return number...number
    }

    /// As EC2 answers it: names for the four that have one, numbers for the others; `all` for its -1.
    static func canonicalName(_ name: String) -> String {
        let name = name.lowercased()
        if name == "-1" { return "all" }
        return numbers.first { String($0.value) == name }?.key ?? name
    }

    func covers(_ protocols: ClosedRange<Int>, _ port: Int) -> Bool {
        self.protocols.lowerBound <= protocols.lowerBound
            && protocols.upperBound <= self.protocols.upperBound && ports.contains(port)
    }

    /// Which of ``everyTCPPort``; nil for none.
    var tcpPorts: ClosedRange<Int>? {
        guard protocols.contains(Self.tcp), ports.overlaps(Self.everyTCPPort) else { return nil }
        return ports.clamped(to: Self.everyTCPPort)
    }
}
