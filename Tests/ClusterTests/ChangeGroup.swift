import Document
import Foundation
import Rehearsal

/// A security group that is open to everybody, in a stage's account.
struct ChangeGroup: Sendable {
    let id: String
    private let stage: ChangeStage

    /// What a restriction sends.
    static let both = ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"]
    /// What it then lets in.
    static let restricted = "198.51.100.0/24 open 203.0.113.0/24 open"

    init(_ stage: ChangeStage, _ name: String) async throws {
        self.stage = stage
        id = try await stage.scene.standIn.plant(
            """
            \(Self.client)
            vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
            made = ec2.create_security_group(GroupName="\(name)", Description="d", VpcId=vpc)
            ec2.authorize_security_group_ingress(
                GroupId=made["GroupId"], IpPermissions=[{
                    "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "open"}]}])
            print(made["GroupId"])
            """
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static let client = """
        ec2 = client("ec2", "\(ChangeStage.account)", "\(ChangeStage.region)")
        """

    /// The networks that it lets in, each with its description, in their order.
    func networks() async throws -> String {
        try await stage.scene.standIn.plant(
            """
            \(Self.client)
            rules = ec2.describe_security_group_rules(
                Filters=[{"Name": "group-id", "Values": ["\(id)"]}])["SecurityGroupRules"]
            print(" ".join(sorted(
                f"{r['CidrIpv4']} {r.get('Description', '')}".strip()
                for r in rules if not r["IsEgress"])))
            """
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Somebody else changes the rule.
    func describe(_ text: String) async throws {
        try await stage.scene.standIn.plant(
            """
            \(Self.client)
            ec2.update_security_group_rule_descriptions_ingress(
                GroupId="\(id)", IpPermissions=[{
                    "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "\(text)"}]}])
            """
        )
    }

    /// What changed it since the log was emptied, in its order.
    func effects() async throws -> [String] {
        try await stage.scene.standIn.calls(
            .init(service: "ec2", account: ChangeStage.account, areWrites: true)
        ).filter { $0.tookEffect && $0.parameters.text.contains(id) }.map(\.operation)
    }

    /// How often the stand-in was asked in its account.
    func calls(_ operation: String) async throws -> Int {
        try await stage.scene.standIn.calls(
            .init(service: "ec2", operation: operation, account: ChangeStage.account)
        ).count
    }
}
