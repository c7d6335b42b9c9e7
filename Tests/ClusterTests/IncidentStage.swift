import Document
import Foundation
import Platform
import Rehearsal
import Store
import Testing

/// An instance with everything around it that the incident workflow changes, in an account of `prod`; one
/// made from the same image in another account and region; and people who respond.
struct IncidentStage: Sendable {
    static let account = ResponseScene.account
    static let region = ResponseScene.region
    static let other = "200000000033"

    let scene: Scene
    let instance: String
    let address: String
    let responder: [String: String]
    let first: [String: String]
    let second: [String: String]
    let folder: String

    static func with(_ body: (IncidentStage) async throws -> Void) async throws {
        try await Scene.with(guardrails: ["ec2-instance-power-user-role"]) { scene in
            let planted = try JSON.parse(try await scene.standIn.plant(plant))
            let text = { (key: String) in planted[key]?.string ?? "" }
            try scene.configure {
                $0.replacing("external-id:", with: "respond: ParapetAudit, external-id:")
                    + "\nforensics: { image: \(text("image")), subnet: \(text("subnet")) }\n"
            }
            _ = try await scene.sweep("--account", account, "--account", other)
            let people = try await scene.people()
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "parapet-incident-\(hex(randomBytes(5)))").path
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let user = "responder_\(scene.database.name)"
            _ = try await scene.database.owner.query(
                "do $$ begin create role \(user) login in role parapet_responder; "
                    + "exception when duplicate_object then null; end $$"
            )
            let url = scene.database.url
            let own = url + (url.contains("?") ? "&" : "?") + "user=\(user)"
            try await body(
                IncidentStage(
                    scene: scene,
                    instance: text("instance"),
                    address: text("address"),
                    responder: ["PARAPET_DATABASE_URL": own],
                    first: people.granter,
                    second: people.second,
                    folder: folder
                )
            )
        }
    }

    /// It is behind two kinds of balancers, has a role, two interfaces and two volumes. In no Auto Scaling
    /// group: those start and end instances of their own.
    private static let plant = """
        A, R = "\(account)", "\(region)"
        ec2 = client("ec2", A, R)
        vpc = ec2.create_vpc(CidrBlock="10.88.0.0/16")["Vpc"]["VpcId"]
        place = ec2.create_subnet(
            VpcId=vpc, CidrBlock="10.88.1.0/24", AvailabilityZone=R + "a")["Subnet"]["SubnetId"]
        web = ec2.create_security_group(GroupName="web", Description="d", VpcId=vpc)["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[{
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
            "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
        iam = client("iam", A)
        trust = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"}}]}
        iam.create_role(RoleName="incident-web", AssumeRolePolicyDocument=json.dumps(trust))
        iam.create_instance_profile(InstanceProfileName="incident-web")
        iam.add_role_to_instance_profile(
            InstanceProfileName="incident-web", RoleName="incident-web")
        one = ec2.run_instances(
            ImageId="ami-12345678", InstanceType="m5.large", MinCount=1, MaxCount=1,
            SubnetId=place, SecurityGroupIds=[web])["Instances"][0]["InstanceId"]
        ec2.associate_iam_instance_profile(
            InstanceId=one, IamInstanceProfile={"Name": "incident-web"})
        more = ec2.create_network_interface(SubnetId=place, Groups=[web])
        ec2.attach_network_interface(
            InstanceId=one, DeviceIndex=1,
            NetworkInterfaceId=more["NetworkInterface"]["NetworkInterfaceId"])
        disk = ec2.create_volume(AvailabilityZone=R + "a", Size=9)["VolumeId"]
        ec2.attach_volume(VolumeId=disk, InstanceId=one, Device="/dev/sdf")
        balancing = client("elbv2", A, R)
        group = balancing.create_target_group(
            Name="incident", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="instance")
        balancing.register_targets(
            TargetGroupArn=group["TargetGroups"][0]["TargetGroupArn"],
            Targets=[{"Id": one, "Port": 80}])
        classic = client("elb", A, R)
        classic.create_load_balancer(LoadBalancerName="incident", Subnets=[place], Listeners=[
            {"Protocol": "TCP", "LoadBalancerPort": 80, "InstancePort": 80}])
        classic.register_instances_with_load_balancer(
            LoadBalancerName="incident", Instances=[{"InstanceId": one}])
        client("ec2", "\(other)", "us-east-1").run_instances(
            ImageId="ami-12345678", InstanceType="m5.large", MinCount=1, MaxCount=1)
        apart = ec2.create_subnet(
            VpcId=vpc, CidrBlock="10.88.2.0/24", AvailabilityZone=R + "a")["Subnet"]["SubnetId"]
        spare = ec2.run_instances(
            ImageId="ami-87654321", InstanceType="m5.large", MinCount=1, MaxCount=1,
            SubnetId=apart)["Instances"][0]["InstanceId"]
        tools = ec2.create_image(InstanceId=spare, Name="incident-tools")["ImageId"]
        found = ec2.describe_instances(InstanceIds=[one])["Reservations"][0]["Instances"][0]
        print(json.dumps({"instance": one, "address": found["PrivateIpAddress"], "image": tools,
                          "subnet": apart}))
        """

    /// Every document that the workflow may touch, as AWS gives it; what ended is none any more.
    func estate() async throws -> JSON {
        let text = try await scene.standIn.plant(
            """
            A, R = "\(Self.account)", "\(Self.region)"
            ec2, iam = client("ec2", A, R), client("iam", A)
            found = {}
            for reservation in ec2.describe_instances()["Reservations"]:
                for one in reservation["Instances"]:
                    if one["State"]["Name"] == "terminated":
                        continue
                    name = one["InstanceId"]
                    # AWS gives a new association of its profile another id.
                    one.get("IamInstanceProfile", {}).pop("Id", None)
                    found[name] = one
                    for attribute in ("disableApiTermination",
                                      "instanceInitiatedShutdownBehavior"):
                        value = ec2.describe_instance_attribute(
                            InstanceId=name, Attribute=attribute)
                        value.pop("ResponseMetadata")
                        found[name + " " + attribute] = value
            for interface in ec2.describe_network_interfaces()["NetworkInterfaces"]:
                found[interface["NetworkInterfaceId"]] = interface
            for group in ec2.describe_security_groups()["SecurityGroups"]:
                found[group["GroupId"]] = group
            for acl in ec2.describe_network_acls()["NetworkAcls"]:
                found[acl["NetworkAclId"]] = acl
            for volume in ec2.describe_volumes()["Volumes"]:
                found[volume["VolumeId"]] = volume
            for each in ec2.describe_iam_instance_profile_associations()[
                    "IamInstanceProfileAssociations"]:
                found["profile of " + each["InstanceId"]] = each["IamInstanceProfile"]["Arn"]
            balancing = client("elbv2", A, R)
            for group in balancing.describe_target_groups()["TargetGroups"]:
                health = balancing.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
                found[group["TargetGroupArn"]] = sorted(
                    (t["Target"]["Id"], t["Target"].get("Port"))
                    for t in health["TargetHealthDescriptions"])
            for one in client("elb", A, R).describe_load_balancers()["LoadBalancerDescriptions"]:
                found["classic " + one["LoadBalancerName"]] = sorted(
                    i["InstanceId"] for i in one["Instances"])
            for role in iam.list_roles()["Roles"]:
                name = role["RoleName"]
                found["role " + name] = [
                    [p, iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"]]
                    for p in iam.list_role_policies(RoleName=name)["PolicyNames"]]

            # AWS has no way to unset a timeout: its standard is none.
            standard = {"TcpEstablishedTimeout": 432000, "UdpStreamTimeout": 180, "UdpTimeout": 30}

            def plain(value):
                if isinstance(value, dict):
                    return {k: plain(v) for k, v in value.items()
                            if not (k == "ConnectionTrackingConfiguration" and v == standard)}
                return [plain(v) for v in value] if isinstance(value, list) else value

            print(json.dumps(plain(found), default=str, sort_keys=True))
            """
        )
        return try JSON.parse(text)
    }

    /// The documents that differ, in a line each.
    static func differences(_ before: JSON, _ after: JSON) -> [String] {
        let old = before.object ?? Object()
        let new = after.object ?? Object()
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { name in
            let texts = [old[name], new[name]].map { $0?.prettyText.split(separator: "\n") ?? [] }
            let gone = texts[0].filter { !texts[1].contains($0) }.joined(separator: " ")
            let come = texts[1].filter { !texts[0].contains($0) }.joined(separator: " ")
            return "\(name): \(gone) -> \(come)"
        }
    }

    func parapet(
        _ arguments: String...,
        as person: [String: String]? = nil
    ) async throws -> Program.Outcome {
        let own = scene.environment.merging(person ?? responder) { $1 }
        return try await Program.run(arguments, environment: own)
    }

    func column(_ sql: String) async throws -> [String] {
        try await scene.database.owner.query(sql).map { $0[0].string ?? "" }
    }

    func status(of run: String) async throws -> String {
        try await column("select status from parapet.run where id = '\(run)'").first ?? ""
    }

    func await(_ run: String, _ statuses: String...) async throws {
        var last = ""
        do {
            try await eventually("\(run) is \(statuses)") {
                last = try await status(of: run)
                return statuses.contains(last)
            }
        } catch {
            let shown = try await parapet("playbook", "show", run)
            throw Missing(variable: "\(run) is \(last), not \(statuses): \(shown.output)")
        }
    }
}
