import json
import unittest

from tests.scene import SCENE, SHOP_PROD, refusal

REGION = "eu-central-1"
ZONE = f"{REGION}a"


class Evidence(unittest.TestCase):
    def setUp(self):
        self.ec2 = SCENE.member("ec2", SHOP_PROD, REGION)
        self.kms = SCENE.member("kms", SHOP_PROD, REGION)

    def tearDown(self):
        SCENE.control("PUT", "progress", {"snapshots": 0, "commands": 0})

    def volume(self, **more):
        return self.ec2.create_volume(AvailabilityZone=ZONE, Size=8, **more)["VolumeId"]

    def snapshot(self, **more):
        return self.ec2.create_snapshot(VolumeId=self.volume(**more))["SnapshotId"]

    def instance(self, **more):
        asked = {"ImageId": "ami-12345678", "InstanceType": "m5.large", "MinCount": 1, "MaxCount": 1}
        made = self.ec2.run_instances(**asked, Placement={"AvailabilityZone": ZONE}, **more)
        return made["Instances"][0]["InstanceId"]

    def state(self, snapshot):
        return self.ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["State"]

    def key(self):
        return self.kms.create_key()["KeyMetadata"]["Arn"]

    def test_a_snapshot_is_pending_until_it_was_asked_about_often_enough(self):
        SCENE.control("PUT", "progress", {"snapshots": 2})
        one = self.snapshot()
        code, _ = refusal(self.ec2.create_volume, AvailabilityZone=ZONE, SnapshotId=one)
        self.assertEqual(code, "IncorrectState")
        self.assertEqual([self.state(one) for _ in range(3)], ["pending", "pending", "completed"])
        SCENE.control("PUT", "progress", {one: "error"})
        self.assertEqual(self.state(one), "error")

    def test_snapshots_of_an_instance_have_its_volumes_tags_and_keys(self):
        instance, key = self.instance(), self.key()
        volume = self.volume(Encrypted=True, KmsKeyId=key)
        self.ec2.create_tags(Resources=[volume], Tags=[{"Key": "team", "Value": "shop"}])
        self.ec2.attach_volume(VolumeId=volume, InstanceId=instance, Device="/dev/sdf")
        tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "ParapetStep", "Value": "1"}]}]
        made = self.ec2.create_snapshots(
            InstanceSpecification={"InstanceId": instance}, CopyTagsFromSource="volume",
            TagSpecifications=tags,
        )["Snapshots"]  # fmt: skip
        ids = [one["SnapshotId"] for one in made]
        told = self.ec2.describe_snapshots(SnapshotIds=ids)["Snapshots"]
        [found] = [one for one in told if one["VolumeId"] == volume]
        self.assertEqual(found["KmsKeyId"], key)
        self.assertEqual({t["Key"] for t in found["Tags"]}, {"team", "ParapetStep"})

    def test_what_the_default_key_encrypts_is_not_shared(self):
        one = self.snapshot(Encrypted=True)
        key = self.ec2.describe_snapshots(SnapshotIds=[one])["Snapshots"][0]["KmsKeyId"]
        self.assertEqual(self.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyManager"], "AWS")
        share = {"Attribute": "createVolumePermission", "OperationType": "add", "UserIds": ["200000000021"]}
        code, message = refusal(self.ec2.modify_snapshot_attribute, SnapshotId=one, **share)
        self.assertEqual(code, "OperationNotPermitted")
        self.assertIn("EBS default key cannot be shared", message)
        copy = self.ec2.copy_snapshot(
            SourceRegion=REGION, SourceSnapshotId=one, Encrypted=True, KmsKeyId=self.key()
        )["SnapshotId"]
        self.ec2.modify_snapshot_attribute(SnapshotId=copy, **share)
        told = self.ec2.describe_snapshots(SnapshotIds=[copy])["Snapshots"][0]
        self.assertEqual(told["VolumeId"], "vol-ffffffff")

    def test_a_key_without_encryption_is_refused(self):
        asked = {"SourceRegion": REGION, "SourceSnapshotId": self.snapshot(), "KmsKeyId": self.key()}
        code, _ = refusal(self.ec2.copy_snapshot, **asked)
        self.assertEqual(code, "InvalidParameterDependency")

    def test_the_same_token_makes_one_thing(self):
        one = self.instance(ClientToken="same")
        self.assertEqual(self.instance(ClientToken="same"), one)
        self.assertNotEqual(self.instance(ClientToken="other"), one)
        code, _ = refusal(self.instance, ClientToken="same", EbsOptimized=True)
        self.assertEqual(code, "IdempotentParameterMismatch")
        first = self.volume(ClientToken="volume")
        self.assertEqual(self.volume(ClientToken="volume"), first)
        self.ec2.delete_volume(VolumeId=first)
        self.assertNotEqual(self.volume(ClientToken="volume"), first)

    def test_a_volume_is_attached_once_in_its_zone_to_a_device_that_is_free(self):
        instance, volume = self.instance(), self.volume()
        attach = {"InstanceId": instance, "Device": "/dev/sdf"}
        self.ec2.attach_volume(VolumeId=volume, **attach)
        self.assertEqual(refusal(self.ec2.attach_volume, VolumeId=volume, **attach)[0], "VolumeInUse")
        code, message = refusal(self.ec2.attach_volume, VolumeId=self.volume(), **attach)
        self.assertEqual(code, "InvalidParameterValue")
        self.assertIn("already in use", message)
        away = self.ec2.create_volume(AvailabilityZone=f"{REGION}b", Size=8)["VolumeId"]
        code, _ = refusal(self.ec2.attach_volume, VolumeId=away, InstanceId=instance, Device="/dev/sdg")
        self.assertEqual(code, "InvalidVolume.ZoneMismatch")

    def test_a_command_takes_its_time_on_an_instance_that_is_there(self):
        ssm = SCENE.member("ssm", SHOP_PROD, REGION)
        asked = {"DocumentName": "AWS-RunShellScript", "Parameters": {"commands": ["id"]}}
        code, _ = refusal(ssm.send_command, InstanceIds=["i-00000000000000000"], **asked)
        self.assertEqual(code, "InvalidInstanceId")
        SCENE.control("PUT", "progress", {"commands": 1})
        instance = self.instance()
        sent = ssm.send_command(InstanceIds=[instance], **asked)["Command"]["CommandId"]
        told = [
            ssm.get_command_invocation(CommandId=sent, InstanceId=instance)["Status"] for _ in range(2)
        ]
        self.assertEqual(told, ["InProgress", "Success"])

    def test_the_history_has_the_sessions_that_a_key_made(self):
        iam = SCENE.member("iam", SHOP_PROD)
        iam.create_user(UserName="leaky")
        key = iam.create_access_key(UserName="leaky")["AccessKey"]
        own = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        role = iam.create_role(RoleName="reached", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        sts = SCENE.client("sts", own, REGION)
        made = sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]["AccessKeyId"]
        asked = [{"AttributeKey": "AccessKeyId", "AttributeValue": key["AccessKeyId"]}]
        trail = SCENE.member("cloudtrail", SHOP_PROD, REGION)
        [event] = trail.lookup_events(LookupAttributes=asked)["Events"]
        self.assertEqual((event["EventName"], event["ReadOnly"]), ("AssumeRole", "true"))
        self.assertIn(made, event["CloudTrailEvent"])
        self.assertNotIn("secretAccessKey", event["CloudTrailEvent"])
