import Document
import Guardrails
import Testing

@testable import AWS

/// Which servers the internet reaches on the web's ports: each guard by itself keeps it out, and one that
/// nobody read is said.
struct FindPublicServersTests {
    private func servers(_ estate: WebEstate) async throws -> [JSON] {
        try await estate.outputs("waf.find-public-servers")["servers"]?.array ?? []
    }

    @Test func anInstanceThatEveryGuardLetsInIsFound() async throws {
        let found = try await servers(.open)
        #expect(found.count == 1 && found.first?["id"] == "i-1")
        #expect(found.first?["addresses"] == ["198.51.100.7"] && found.first?["groups"] == ["sg-1"])
        #expect(found.first?["unknown"] == [])
    }

    struct Guarded: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let id: String
        let document: Object
    }

    @Test(arguments: [
        Guarded(
            testDescription: "another port",
            id: "sg-1",
            document: WebEstate.group(from: 8080, to: 8080, "0.0.0.0/0")
        ),
        Guarded(
            testDescription: "another source",
            id: "sg-1",
            document: WebEstate.group(from: 0, to: 65_535, "10.0.0.0/8")
        ),
        Guarded(
            testDescription: "no gateway",
            id: "rtb-1",
            document: WebEstate.table(
                ["subnets": ["subnet-1"]],
                ["DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"]
            )
        ),
        Guarded(
            testDescription: "a gateway that is gone",
            id: "rtb-1",
            document: WebEstate.table(
                ["subnets": ["subnet-1"]],
                [
                    "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1",
                    "State": "blackhole",
                ]
            )
        ),
        Guarded(
            testDescription: "a network ACL that denies first",
            id: "acl-1",
            document: WebEstate.acl([
                WebEstate.entry(200, "allow"), WebEstate.entry(100, "deny"),
            ])
        ),
        Guarded(
            testDescription: "a network ACL for outgoing traffic alone",
            id: "acl-1",
            document: WebEstate.acl([WebEstate.entry(100, "allow", ["Egress": true])])
        ),
        Guarded(
            testDescription: "no address",
            id: "eni-1",
            document: WebEstate.interface([:])
        ),
        Guarded(
            testDescription: "stopped",
            id: "i-1",
            document: ["state": "stopped", "public_ip": "198.51.100.7"]
        ),
    ])
    func oneGuardKeepsTheInternetOut(guarded: Guarded) async throws {
        #expect(try await servers(WebEstate.open.with(guarded.id, guarded.document)).isEmpty)
    }

    @Test func aDenyOfAPartOfTheInternetDecidesNothing() async throws {
        let part = WebEstate.acl([
            WebEstate.entry(100, "deny", ["CidrBlock": "203.0.113.0/24"]),
            WebEstate.entry(200, "allow"),
        ])
        #expect(try await servers(WebEstate.open.with("acl-1", part)).count == 1)
    }

    @Test func aSubnetThatNoTableNamesUsesTheMainOne() async throws {
        let main = WebEstate.table(["aws": ["Associations": [["Main": true]]]])
        var estate = WebEstate.open.with("rtb-1", main)
        #expect(try await servers(estate).first?["unknown"] == [])
        // The table that names it may be among those that nobody read.
        let place = KnownResources.place("ec2.route-table", WebEstate.account, WebEstate.region)
        estate.gaps[place] = Gap(reason: .denied, permission: "ec2:DescribeRouteTables")
        #expect(try await servers(estate).first?["unknown"] == ["the routes of subnet-1"])
    }

    @Test(arguments: [
        ("sg-1", "the rules of sg-1"), ("rtb-1", "the routes of subnet-1"),
        ("acl-1", "the network ACL of subnet-1"),
    ])
    func whatNobodyReadIsSaidAndNeverTakenForAWall(id: String, unknown: String) async throws {
        let found = try await servers(WebEstate.open.with(id, nil))
        #expect(found.first?["unknown"] == [.string(unknown)])
    }

    @Test func anAddressOfIPv6NeedsARouteOfIPv6() async throws {
        let six: JSON = ["Ipv6Addresses": [["Ipv6Address": "2001:db8::7"]]]
        let estate = WebEstate.open.with("eni-1", WebEstate.interface(["aws": six]))
            .with("sg-1", WebEstate.group(from: 80, to: 80, "::/0"))
            .with(
                "acl-1",
                WebEstate.acl([WebEstate.entry(101, "allow", ["Ipv6CidrBlock": "::/0"])])
            )
        #expect(try await servers(estate).isEmpty)
        let route: Object = ["DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"]
        let routed = estate.with("rtb-1", WebEstate.table(["subnets": ["subnet-1"]], route))
        #expect(try await servers(routed).first?["addresses"] == ["2001:db8::7"])
    }

    @Test func loadBalancersThatFaceTheInternetAreFoundUnlessTheirGroupsKeepItOut() async throws {
        var estate = WebEstate()
        let kinds = ["application", "network", "gateway"]
        for kind in kinds {
            for scheme in ["internet-facing", "internal"] {
                estate.add(
                    "elbv2.load-balancer",
                    "arn:\(kind)-\(scheme)",
                    ["kind": .string(kind), "scheme": .string(scheme), "security_groups": []]
                )
            }
        }
        estate.add("elb.load-balancer", "old", ["scheme": "internet-facing"])
        estate.add(
            "elbv2.load-balancer",
            "arn:shut",
            [
                "kind": "application", "scheme": "internet-facing", "security_groups": ["sg-9"],
            ]
        )
        estate.add("ec2.security-group", "sg-9", WebEstate.group(from: 443, to: 443, "10.0.0.0/8"))
        let found = try await servers(estate).compactMap { $0["id"]?.string }
        #expect(found == ["arn:application-internet-facing", "old", "arn:network-internet-facing"])
    }

    @Test func distributionsThatAreOnAreFound() async throws {
        var estate = WebEstate()
        for (id, isOn) in [("E1", true), ("E2", false)] {
            estate.add(
                "cloudfront.distribution",
                id,
                region: Scope.global,
                ["enabled": .bool(isOn), "aliases": ["www.example.com"], "web_acl": ""]
            )
        }
        #expect(try await servers(estate).map { $0["id"] } == ["E1"])
    }

    /// An estate that nobody looked at is not one without servers.
    @Test func whatNoSweepEverCollectedIsSaidOnceAndNotTakenForNone() async throws {
        let step = "waf.find-public-servers"
        var estate = WebEstate.open
        estate.uncollected = ["elb.load-balancer", "route53.record"]
        let found = try await estate.outputs(step)
        #expect(found["uncollected"] == ["elb.load-balancer"])
        let notes = found["notes"]?.texts ?? []
        #expect(
            notes == [
                "no sweep has ever collected elb.load-balancer: a guardrail has to ask for it"
            ]
        )
        estate.uncollected = Set(PublicServer.types)
        guard case .failed(let why, true) = try await estate.perform(step) else {
            Issue.record("it said that there are none")
            return
        }
        #expect(why.hasPrefix("PAR-RUN-21 ") && why.contains("elbv2.load-balancer"))
    }

    @Test func whatIsNotKnownForTheSameReasonInManyPlacesIsSaidOnce() {
        let gap = Gap(reason: .denied, permission: "a:B")
        let places = (1...300).map { KnownResources.place("ec2.instance", "a\($0)", "r") }
        var gaps = Dictionary(places.map { ($0, gap) }, uniquingKeysWith: { $1 })
        gaps[KnownResources.place("ec2.instance", "b", "r")] = Gap(
            reason: .failed,
            permission: "a:B"
        )
        let notes = KnownResources([], gaps: gaps).notes
        #expect(
            notes == [
                "not all is known of ec2.instance in 300 places, such as a1 r: a:B: denied",
                "not all is known of ec2.instance in b r: a:B: failed",
            ]
        )
    }

    /// None of the steps of the estate takes what it cannot ask for nothing.
    @Test(arguments: ["waf.find-public-servers", "dns.find-names", "waf.find-protection"])
    func whatIsNotKnownIsSaid(step: String) async throws {
        var estate = WebEstate.open
        let gap = Gap(reason: .denied, permission: "a:B")
        for type in ["ec2.instance", "route53.record"] {
            estate.gaps[KnownResources.place(type, "444444444444", "us-east-1")] = gap
        }
        let notes = try await estate.outputs(step, ["servers": []])["notes"]?.texts ?? []
        #expect(notes.contains { $0.contains("in 444444444444 us-east-1: a:B: denied") })
        estate.isDown = true
        let answer = try await estate.perform(step, ["servers": []])
        #expect(answer == .failed("the database is away", isFinal: false))
    }
}
