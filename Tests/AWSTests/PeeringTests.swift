import Document
import Guardrails
import Testing

@testable import AWS

struct PeeringTests {
    private static let own = "111122223333"

    private static func end(_ owner: String, _ vpc: String, _ network: String) -> JSON {
        ["OwnerId": .string(owner), "VpcId": .string(vpc), "CidrBlock": .string(network)]
    }

    /// What a fact says of a peering between these ends.
    private static func ask(_ fact: String, _ requester: JSON?, _ accepter: JSON?) throws -> JSON {
        let type = try #require(Catalogue.aws["ec2.vpc-peering"])
        var document: Object = [:]
        document["requester"] = requester?["OwnerId"]
        document["accepter"] = accepter?["OwnerId"]
        var aws: Object = [:]
        aws["RequesterVpcInfo"] = requester
        aws["AccepterVpcInfo"] = accepter
        document["aws"] = .object(aws)
        let name = ResourceName(type: type.name, account: own, region: "r", id: "pcx-1")
        let judged = try #require(type.facts.first { $0.name == fact })
            .judge(Resource(name: name, document: document))
        guard case .known(let json, _) = judged else { throw Unknown() }
        return json
    }

    private struct Unknown: Error {}

    @Test func anotherAccountIsThePeerWhoeverAsked() throws {
        let (ours, theirs) = (
            Self.end(Self.own, "vpc-1", "10.1.0.0/16"), Self.end("4", "vpc-4", "10.4.0.0/16")
        )
        for (requester, accepter) in [(ours, theirs), (theirs, ours)] {
            #expect(try Self.ask("peer_account", requester, accepter) == "4")
            #expect(try Self.ask("peer_networks", requester, accepter) == ["10.4.0.0/16"])
            #expect(try Self.ask("own_vpcs", requester, accepter) == ["vpc-1"])
        }
    }

    /// Each end is the other one's peer.
    @Test func bothEndsMayBeInOneAccount() throws {
        let (one, other) = (
            Self.end(Self.own, "vpc-1", "10.1.0.0/16"), Self.end(Self.own, "vpc-2", "10.2.0.0/16")
        )
        #expect(try Self.ask("peer_account", one, other) == .string(Self.own))
        #expect(try Self.ask("own_vpcs", one, other) == ["vpc-1", "vpc-2"])
        #expect(try Self.ask("peer_networks", one, other) == ["10.1.0.0/16", "10.2.0.0/16"])
    }

    /// An end that is not told is nobody's, least of all ours.
    @Test func anEndThatIsNotToldIsNotOurs() throws {
        let ours = Self.end(Self.own, "vpc-1", "10.1.0.0/16")
        #expect(try Self.ask("peer_account", ours, nil) == .null)
        #expect(try Self.ask("peer_networks", nil, ours) == [])
    }
}
