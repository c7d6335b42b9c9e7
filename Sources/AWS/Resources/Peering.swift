import Document
import Guardrails

extension Collector {
    static let peering = Collector(
        Declaration(
            "ec2.vpc-peering",
            "VPC peering connection",
            service: "ec2",
            list: "DescribeVpcPeeringConnections",
            items: "VpcPeeringConnections",
            id: "VpcPeeringConnectionId",
            one: .narrowed("VpcPeeringConnectionIds"),
            arn: .form("vpc-peering-connection/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("status", .text, "Status.Code", "active, pending-acceptance and so on"),
                .init("requester", .text, "RequesterVpcInfo.OwnerId", "the account that asked"),
                .init("requester_vpc", .text, "RequesterVpcInfo.VpcId", "its VPC"),
                .init("requester_region", .text, "RequesterVpcInfo.Region", "the region of that"),
                .init("accepter", .text, "AccepterVpcInfo.OwnerId", "the account that was asked"),
                .init("accepter_vpc", .text, "AccepterVpcInfo.VpcId", "its VPC"),
                .init("accepter_region", .text, "AccepterVpcInfo.Region", "the region of that"),
            ]
        ),
        facts: [
            .init(
                "peer_account",
                .text,
                from: [],
                "the account at the other end; its own where both ends are here",
                example: "!(resource.peer_account in estate.accounts)",
                judge: { .known(peer(of: $0), because: []) }
            ),
            .init(
                "own_vpcs",
                .list(.text),
                from: [],
                "the VPCs of this account that it joins",
                example: "resource.own_vpcs.exists(v, v == 'vpc-1')",
                judge: { peering in
                    let own = ends(of: peering).filter {
                        $0["OwnerId"]?.string == peering.name.account
                    }
                    return .known(.array(own.compactMap { $0["VpcId"] }), because: [])
                }
            ),
            .init(
                "peer_networks",
                .list(.text),
                from: [],
                "the address ranges at the other end, as far as AWS tells; of both where both are here",
                example: "resource.peer_networks.exists(n, n.startsWith('10.'))",
                judge: { peering in
                    let ends = ends(of: peering)
                    let others = ends.filter { $0["OwnerId"]?.string != peering.name.account }
                    let networks = (others.isEmpty && ends.count == 2 ? ends : others).flatMap(
                        networks
                    )
                    return .known(.array(networks), because: [])
                }
            ),
            .init(
                "is_live",
                .flag,
                from: [],
                "whether traffic flows or may flow once the peering is accepted",
                example: "resource.is_live",
                judge: { peering in
                    let state = peering.document["status"]?.string ?? ""
                    let dead = ["deleted", "deleting", "rejected", "expired", "failed"]
                    return .known(.bool(!dead.contains(state)), because: [])
                }
            ),
        ]
    )

    private static func ends(of peering: Resource) -> [JSON] {
        ["RequesterVpcInfo", "AccepterVpcInfo"].compactMap { peering.document["aws"]?[$0] }
    }

    /// Null where AWS does not tell both ends: it might be anybody.
    private static func peer(of peering: Resource) -> JSON {
        let ends = ["requester", "accepter"].compactMap { peering.document[$0]?.string }
        return ends.count == 2
            ? .string(ends.first { $0 != peering.name.account } ?? ends[0]) : .null
    }

    private static func networks(_ end: JSON) -> [JSON] {
        let sets = [("CidrBlockSet", "CidrBlock"), ("Ipv6CidrBlockSet", "Ipv6CidrBlock")]
        let listed = sets.flatMap { set, key in
            (end[set]?.array ?? []).compactMap { $0[key] }
        }
        return listed.isEmpty ? [end["CidrBlock"]].compactMap(\.self) : listed
    }
}
