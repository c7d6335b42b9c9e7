import Document
import Guardrails
import Playbooks
import Rehearsal
import Testing

@testable import AWS

/// The steps that collect, against the stand-in: an instance behind everything that there may be.
@Suite(.enabled(if: StandIn.python != nil)) struct CollectedInstanceTests {
    private static let plant = """
        import base64
        ec2, iam, asg, elb, elbv2 = [
            client(name, "\(ActionScene.account)")
            for name in ("ec2", "iam", "autoscaling", "elb", "elbv2")
        ]
        vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        zones = [
            ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"us-east-1{z}"
            )["Subnet"]["SubnetId"]
            for n, z in enumerate("ab")
        ]
        group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
        ec2.create_key_pair(KeyName="ops")
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
        iam.create_role(RoleName="web", AssumeRolePolicyDocument=json.dumps(trust))
        iam.create_instance_profile(InstanceProfileName="web-profile")
        iam.add_role_to_instance_profile(InstanceProfileName="web-profile", RoleName="web")
        image = ec2.register_image(Name="i", RootDeviceName="/dev/sda1")["ImageId"]
        template = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={
            "ImageId": image, "InstanceType": "t3.micro", "KeyName": "ops",
            "SecurityGroupIds": [group],
            "UserData": base64.b64encode(b"TOKEN=hunter2").decode()})["LaunchTemplate"]
        target = elbv2.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc,
            TargetType="instance")["TargetGroups"][0]["TargetGroupArn"]
        balancer = elbv2.create_load_balancer(Name="web", Subnets=zones)["LoadBalancers"][0]
        elbv2.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": target}])
        asg.create_auto_scaling_group(AutoScalingGroupName="web", MinSize=1, MaxSize=2,
            DesiredCapacity=2, VPCZoneIdentifier=zones[0], TargetGroupARNs=[target],
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"], "Version": "1"})
        members = [i["InstanceId"] for i in asg.describe_auto_scaling_instances()
            ["AutoScalingInstances"]]
        ec2.associate_iam_instance_profile(InstanceId=members[0],
            IamInstanceProfile={"Name": "web-profile"})
        elb.create_load_balancer(LoadBalancerName="old", Subnets=[zones[0]], Listeners=[
            {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}])
        elb.register_instances_with_load_balancer(LoadBalancerName="old",
            Instances=[{"InstanceId": members[0]}])
        volume = ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id",
            "Values": [members[0]]}])["Volumes"][0]["VolumeId"]
        ec2.create_snapshot(VolumeId=volume)
        print(members[0], end="")
        """

    @Test func everythingAroundAnInstanceIsFound() async throws {
        try await StandIn.with { standIn in
            let id = try await standIn.plant(Self.plant)
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            var roles = Configuration.Roles()
            roles.externalID = "parapet-demo"
            let reader = try await sessions.reader(in: ActionScene.account, roles: roles)
            var found: [String: Object] = [:]
            for name in [
                "ec2.collect-instance", "ec2.find-scaling-group", "ec2.find-load-balancers",
                "cloudtrail.find-activity",
            ] {
                found[name] = try await outputs(name, id, reader)
            }
            let collected = found["ec2.collect-instance"] ?? [:]
            #expect(collected["notes"]?.texts.filter { $0.hasPrefix("not known") } == [])
            #expect(collected["interfaces"]?.array?.count == 1)
            #expect(collected["volumes"]?.array?.isEmpty == false)
            #expect(collected["snapshots"]?.array?.count == 1)
            #expect(collected["role"] == "web" && collected["key"]?["exists"] == true)
            #expect(collected["image"]?["exists"] == true && collected["zone"] == "us-east-1a")
            #expect(collected["attributes"]?["DisableApiTermination"] == false)
            #expect(!JSON.object(collected).text.contains("hunter2"))
            let scaling = found["ec2.find-scaling-group"] ?? [:]
            #expect(scaling["group"] == "web" && scaling["siblings"]?.texts.count == 1)
            #expect(scaling["safe_to_terminate"] == true)
            let balanced = found["ec2.find-load-balancers"] ?? [:]
            #expect(balanced["targets"]?.array?.map { $0["group"] } == ["web"])
            #expect(balanced["classic"]?.array?.map { $0["name"] } == ["old"])
            #expect(balanced["classic"]?.array?.map { $0["last"] } == [true])
            #expect(balanced["targets"]?.array?.map { $0["last"] } == [false])
            #expect(balanced["public"] == true && balanced["dns_names"]?.texts.count == 2)
            #expect(found["cloudtrail.find-activity"]?["events"] != nil)
        }
    }

    private func outputs(_ name: String, _ id: String, _ reader: Reader) async throws -> Object {
        let step = try #require(Step.named(name))
        guard case .analysis(let analysis) = step.performance else { return [:] }
        // No sweep has seen anything yet.
        let gap = Gap(reason: .notCollected, permission: "ec2:DescribeInstances")
        let answer = await analysis(
            StepContext(
                inputs: [
                    "instance": .string(id), "account": .string(ActionScene.account),
                    "region": "us-east-1", "addresses": [], "whole": true,
                ],
                inventory: SeenInventory(gaps: ["ec2.instance": gap]),
                reader: reader
            )
        )
        guard case .done(let outputs) = answer else {
            Issue.record("\(name): \(answer)")
            return [:]
        }
        #expect(step.type.problem(withOutputs: outputs) == nil)
        return outputs
    }
}
