import unittest

from tests.scene import SCENE, refusal

NAMED = [{"ResourceType": "security-group-rule", "Tags": [{"Key": "why", "Value": "test"}]}]


def permission(*networks, port=22, **more):
    ranges = [{"CidrIp": network} for network in networks]
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges, **more}


class Rules(unittest.TestCase):
    def setUp(self):
        self.ec2 = SCENE.member("ec2")
        self.vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.group = self.made(self.id())

    def made(self, name):
        asked = {"GroupName": name, "Description": "d", "VpcId": self.vpc}
        return self.ec2.create_security_group(**asked)["GroupId"]

    def authorize(self, *permissions, **more):
        asked = {"GroupId": self.group, "IpPermissions": list(permissions), **more}
        return self.ec2.authorize_security_group_ingress(**asked)["SecurityGroupRules"]

    def refused(self, *permissions):
        asked = {"GroupId": self.group, "IpPermissions": list(permissions)}
        return refusal(self.ec2.authorize_security_group_ingress, **asked)[0]

    def rules(self):
        named = [{"Name": "group-id", "Values": [self.group]}]
        rules = self.ec2.describe_security_group_rules(Filters=named)["SecurityGroupRules"]
        return [rule for rule in rules if not rule["IsEgress"]]

    def test_a_network_is_kept_in_its_canonical_form(self):
        self.authorize(permission("198.51.100.7/0"))
        longhand = [{"CidrIpv6": "2001:DB8:0:0::1/32"}]
        self.authorize(permission(Ipv6Ranges=longhand))
        told = [rule.get("CidrIpv4") or rule["CidrIpv6"] for rule in self.rules()]
        self.assertEqual(told, ["0.0.0.0/0", "2001:db8::/32"])
        for again in (permission("0.0.0.0/0"), permission("203.0.113.9/0")):
            self.assertEqual(self.refused(again), "InvalidPermission.Duplicate")
        self.assertEqual(self.refused(permission(Ipv6Ranges=longhand)), "InvalidPermission.Duplicate")

    def test_a_request_is_done_whole_or_not_at_all(self):
        self.authorize(permission("10.0.0.0/8"))
        code = self.refused(permission("10.1.0.0/16", "10.2.0.0/16"), permission("10.0.0.0/8"))
        self.assertEqual(code, "InvalidPermission.Duplicate")
        twice = permission("10.3.0.0/16", "10.3.0.1/16")
        self.assertEqual(self.refused(twice), "InvalidParameterValue")
        self.assertEqual([rule["CidrIpv4"] for rule in self.rules()], ["10.0.0.0/8"])

    def test_all_rules_of_a_request_are_told_with_descriptions_and_tags(self):
        list_id = self.ec2.create_managed_prefix_list(
            PrefixListName=self.id(), MaxEntries=1, AddressFamily="IPv4",
        )["PrefixList"]["PrefixListId"]  # fmt: skip
        told = self.authorize(
            permission("10.0.0.0/8", port=80),
            permission(
                port=81,
                IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "network"}],
                UserIdGroupPairs=[{"GroupId": self.group, "Description": "group"}],
                PrefixListIds=[{"PrefixListId": list_id, "Description": "list"}],
            ),
            TagSpecifications=NAMED,
        )
        self.assertEqual(told, self.rules())
        descriptions = [rule.get("Description") for rule in told]
        self.assertEqual(descriptions, [None, "network", "group", "list"])
        self.assertTrue(all(rule["Tags"] == NAMED[0]["Tags"] for rule in told))
        # A description makes no other rule.
        pair = [{"GroupId": self.group, "Description": "again"}]
        code = self.refused(permission(port=81, UserIdGroupPairs=pair))
        self.assertEqual(code, "InvalidPermission.Duplicate")

    def test_a_rule_is_revoked_by_its_id_with_its_tags(self):
        first, second = self.authorize(
            permission("10.0.0.0/8", "11.0.0.0/8"), TagSpecifications=NAMED
        )
        ids = [first["SecurityGroupRuleId"]]
        asked = {"GroupId": self.group, "SecurityGroupRuleIds": [*ids, "sgr-0123456789abcdef0"]}
        code, _ = refusal(self.ec2.revoke_security_group_ingress, **asked)
        self.assertEqual(code, "InvalidSecurityGroupRuleId.NotFound")
        other = {"GroupId": self.made(self.id() + "-2"), "SecurityGroupRuleIds": ids}
        code, _ = refusal(self.ec2.revoke_security_group_ingress, **other)
        self.assertEqual(code, "InvalidSecurityGroupRuleId.NotFound")
        self.assertEqual(self.rules(), [first, second])
        asked["SecurityGroupRuleIds"] = ids
        code, _ = refusal(self.ec2.revoke_security_group_ingress, **asked, DryRun=True)
        self.assertEqual((code, len(self.rules())), ("DryRunOperation", 2))
        self.ec2.revoke_security_group_ingress(**asked)
        self.assertEqual(self.rules(), [second])
        code, _ = refusal(self.ec2.revoke_security_group_ingress, **asked)
        self.assertEqual(code, "InvalidSecurityGroupRuleId.NotFound")
        tagged = [{"Name": "resource-id", "Values": ids}]
        self.assertEqual(self.ec2.describe_tags(Filters=tagged)["Tags"], [])

    def test_a_group_behind_a_peering_may_be_let_in(self):
        theirs = SCENE.member("ec2", "200000000021")
        vpc = theirs.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = theirs.create_security_group(GroupName=self.id(), Description="d", VpcId=vpc)
        peering = self.ec2.create_vpc_peering_connection(
            VpcId=self.vpc, PeerVpcId=vpc, PeerOwnerId="200000000021",
        )["VpcPeeringConnection"]["VpcPeeringConnectionId"]  # fmt: skip
        theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
        pair = {
            "GroupId": group["GroupId"], "UserId": "200000000021",
            "VpcPeeringConnectionId": peering,
        }  # fmt: skip
        (rule,) = self.authorize(permission(UserIdGroupPairs=[pair]))
        self.assertEqual(rule["ReferencedGroupInfo"], {**pair, "PeeringStatus": "active"})
        pair["GroupId"] = "sg-0123456789abcdef0"
        self.assertEqual(self.refused(permission(UserIdGroupPairs=[pair])), "InvalidGroup.NotFound")


class Tags(unittest.TestCase):
    def test_a_tag_goes_by_its_value_and_there_are_fifty(self):
        ec2 = SCENE.member("ec2")
        group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
        asked = {"Resources": [group]}

        def told():
            named = [{"Name": "resource-id", "Values": [group]}]
            return {tag["Key"]: tag["Value"] for tag in ec2.describe_tags(Filters=named)["Tags"]}

        before = told()
        ec2.create_tags(**asked, Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
        ec2.delete_tags(**asked, Tags=[{"Key": "a", "Value": "2"}, {"Key": "A", "Value": "2"}])
        self.assertEqual(told(), {**before, "a": "1"})
        tags = [{"Key": f"k{n}", "Value": "v"} for n in range(50 - len(before))]
        self.assertEqual(refusal(ec2.create_tags, **asked, Tags=tags)[0], "TagLimitExceeded")
        code, _ = refusal(ec2.create_tags, **asked, Tags=tags[:1], DryRun=True)
        self.assertEqual(code, "DryRunOperation")
        ec2.delete_tags(**asked, Tags=[{"Key": "a"}])
        self.assertEqual(told(), before)


class Interfaces(unittest.TestCase):
    def setUp(self):
        self.ec2 = SCENE.member("ec2")
        vpc = self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.subnet = self.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        self.one, self.two = (
            self.ec2.create_security_group(
                GroupName=f"{self.id()}-{n}", Description="d", VpcId=vpc
            )["GroupId"]
            for n in range(2)
        )

    def groups(self, instance):
        found = self.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]
        told = found["Instances"][0]
        places = [told["SecurityGroups"], *(n["Groups"] for n in told["NetworkInterfaces"])]
        return [[group["GroupId"] for group in place] for place in places]

    def test_groups_are_replaced_on_the_interface_and_its_instance(self):
        instance = self.ec2.run_instances(
            ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=self.subnet,
            SecurityGroupIds=[self.one],
        )["Instances"][0]  # fmt: skip
        interface = instance["NetworkInterfaces"][0]["NetworkInterfaceId"]
        modify = self.ec2.modify_network_interface_attribute
        modify(NetworkInterfaceId=interface, Groups=[self.two])
        self.assertEqual(self.groups(instance["InstanceId"]), [[self.two], [self.two]])
        asked = {"NetworkInterfaceId": interface, "Groups": ["sg-0123456789abcdef0"]}
        self.assertEqual(refusal(modify, **asked)[0], "InvalidGroup.NotFound")
        self.ec2.modify_instance_attribute(InstanceId=instance["InstanceId"], Groups=[self.one])
        self.assertEqual(self.groups(instance["InstanceId"]), [[self.one], [self.one]])

    def test_what_is_tracked_is_kept(self):
        made = self.ec2.create_network_interface(SubnetId=self.subnet, Groups=[self.one])
        interface = made["NetworkInterface"]["NetworkInterfaceId"]
        modify = self.ec2.modify_network_interface_attribute
        for told in ({"TcpEstablishedTimeout": 60}, {"UdpTimeout": 30}):
            modify(NetworkInterfaceId=interface, ConnectionTrackingSpecification=told)
        found = self.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])
        kept = found["NetworkInterfaces"][0]["ConnectionTrackingConfiguration"]
        self.assertEqual(kept, {"TcpEstablishedTimeout": 60, "UdpTimeout": 30})
