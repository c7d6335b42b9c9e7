import unittest

from tests.scene import SCENE, refusal


class Instances(unittest.TestCase):
    def setUp(self):
        self.ec2 = SCENE.member("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        made = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.9.1.0/24")
        self.subnet = made["Subnet"]["SubnetId"]

    def group(self, name):
        asked = {"GroupName": name, "Description": "d", "VpcId": self.vpc}
        return self.ec2.create_security_group(**asked)["GroupId"]

    def run_one(self, *groups, **more):
        asked = [
            {"DeviceIndex": n, "SubnetId": self.subnet, "Groups": [group]}
            for n, group in enumerate(groups)
        ]
        return self.ec2.run_instances(
            ImageId="ami-12345678", MinCount=1, MaxCount=1, NetworkInterfaces=asked, **more
        )["Instances"][0]["InstanceId"]

    def described(self, instance):
        found = self.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]
        return found["Instances"][0]

    def test_an_instance_shows_the_groups_of_its_primary_interface(self):
        one, two = self.group("one"), self.group("two")
        told = self.described(self.run_one(one, two))
        self.assertEqual([group["GroupId"] for group in told["SecurityGroups"]], [one])
        self.assertEqual(len(told["NetworkInterfaces"]), 2)

    def test_a_group_that_is_used_is_not_deleted(self):
        one = self.group("one")
        instance = self.run_one(one)
        code, _ = refusal(self.ec2.delete_security_group, GroupId=one)
        self.assertEqual(code, "DependencyViolation")
        self.ec2.terminate_instances(InstanceIds=[instance])
        self.ec2.delete_security_group(GroupId=one)

    def test_what_an_instance_does_when_it_is_shut_down_is_kept(self):
        instance = self.run_one(self.group("one"))
        asked = {"InstanceId": instance}
        for behaviour in ("terminate", "stop"):
            self.ec2.modify_instance_attribute(
                **asked, InstanceInitiatedShutdownBehavior={"Value": behaviour}
            )
            told = self.ec2.describe_instance_attribute(
                **asked, Attribute="instanceInitiatedShutdownBehavior"
            )
            self.assertEqual(told["InstanceInitiatedShutdownBehavior"]["Value"], behaviour)

    def test_options_of_metadata_that_are_not_named_stay(self):
        instance = self.run_one(
            self.group("one"),
            MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 3},
        )
        before = self.described(instance)["MetadataOptions"]
        self.ec2.modify_instance_metadata_options(InstanceId=instance, HttpEndpoint="disabled")
        told = self.described(instance)["MetadataOptions"]
        self.assertEqual(told, {**before, "HttpEndpoint": "disabled"})
        self.assertEqual((told["HttpTokens"], told["HttpPutResponseHopLimit"]), ("required", 3))

    def test_a_network_acl_denies_all_until_it_is_told_otherwise(self):
        asked = {"VpcId": self.vpc, "ClientToken": self.id()}
        made = self.ec2.create_network_acl(**asked)["NetworkAcl"]
        again = self.ec2.create_network_acl(**asked)["NetworkAcl"]
        self.assertEqual(made["NetworkAclId"], again["NetworkAclId"])
        rules = {(e["RuleNumber"], e["RuleAction"], e["Egress"]) for e in made["Entries"]}
        self.assertEqual(rules, {(32767, "deny", True), (32767, "deny", False)})


class Balancing(unittest.TestCase):
    def setUp(self):
        ec2 = SCENE.member("ec2")
        self.vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        self.instance = ec2.run_instances(
            ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=self.subnet
        )["Instances"][0]["InstanceId"]

    def test_a_target_is_registered_once_a_port(self):
        elb = SCENE.member("elbv2")
        made = elb.create_target_group(Name="ports", Protocol="HTTP", Port=80, VpcId=self.vpc)
        group = {"TargetGroupArn": made["TargetGroups"][0]["TargetGroupArn"]}

        def ports():
            told = elb.describe_target_health(**group)["TargetHealthDescriptions"]
            return sorted(target["Target"]["Port"] for target in told)

        def target(port):
            return {**group, "Targets": [{"Id": self.instance, "Port": port}]}

        for port in (80, 8080, 8081, 8080):
            elb.register_targets(**target(port))
        self.assertEqual(ports(), [80, 8080, 8081])
        elb.deregister_targets(**target(80))
        elb.deregister_targets(**target(80))
        self.assertEqual(ports(), [8080, 8081])
        elb.register_targets(**group, Targets=[{"Id": self.instance}])
        self.assertEqual(ports(), [80, 8080, 8081])

    def test_both_kinds_of_balancers_are_heard_of_by_their_own_names(self):
        classic = SCENE.member("elb")
        classic.create_load_balancer(
            LoadBalancerName="classic", Subnets=[self.subnet],
            Listeners=[{"Protocol": "TCP", "LoadBalancerPort": 80, "InstancePort": 80}],
        )  # fmt: skip
        classic.register_instances_with_load_balancer(
            LoadBalancerName="classic", Instances=[{"InstanceId": self.instance}]
        )
        (told,) = classic.describe_load_balancers()["LoadBalancerDescriptions"]
        self.assertEqual(told["Instances"], [{"InstanceId": self.instance}])
