import contextlib
import json
import unittest
import uuid

from botocore.exceptions import ClientError

from tests.scene import MANAGEMENT, SCENE, SHOP_PROD, refusal

REGION = "eu-central-1"


class Events(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sqs = SCENE.client("sqs")
        cls.queue = cls.sqs.create_queue(QueueName="heard")["QueueUrl"]
        SCENE.control("PUT", "events", {"queue": cls.queue, "region": "us-east-1"})
        cls.ec2 = SCENE.member("ec2", SHOP_PROD, REGION)
        network = cls.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        made = cls.ec2.create_security_group(GroupName="heard", Description="d", VpcId=network)
        cls.group = made["GroupId"]

    @classmethod
    def tearDownClass(cls):
        SCENE.control("PUT", "events", {"queue": None})

    def record(self, name):
        """The last of that name."""
        return [e["detail"] for e in SCENE.control("GET", "events") if e["detail"]["eventName"] == name][-1]

    def test_what_was_written_reaches_the_queue_in_its_envelope(self):
        self.ec2.create_tags(Resources=[self.group], Tags=[{"Key": "a", "Value": str(uuid.uuid4())}])
        heard = []
        while batch := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            heard += [json.loads(message["Body"]) for message in batch]
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        event = [e for e in heard if e["detail"]["eventName"] == "CreateTags"][-1]
        self.assertEqual(
            [event[n] for n in ("detail-type", "source", "account", "region", "resources")],
            ["AWS API Call via CloudTrail", "aws.ec2", SHOP_PROD, REGION, []],
        )
        record = event["detail"]
        self.assertEqual((record["recipientAccountId"], record["awsRegion"]), (SHOP_PROD, REGION))
        self.assertEqual(record["requestParameters"]["resourcesSet"], {"items": [{"resourceId": self.group}]})
        self.assertEqual((record["readOnly"], record["eventType"]), (False, "AwsApiCall"))
        who = record["userIdentity"]
        self.assertEqual(who["type"], "AssumedRole")
        self.assertTrue(who["arn"].endswith(":assumed-role/ParapetAudit/parapet"), who["arn"])
        self.assertEqual(who["sessionContext"]["sessionIssuer"]["userName"], "ParapetAudit")
        self.assertNotIn("ReceiveMessage", [e["detail"]["eventName"] for e in heard])
        self.assertNotIn("DescribeVpcs", [e["detail"]["eventName"] for e in heard])

    def test_a_rule_is_told_as_it_was_asked_and_as_it_is(self):
        self.ec2.authorize_security_group_ingress(
            GroupId=self.group,
            IpPermissions=[{
                "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "open"}],
            }],
        )  # fmt: skip
        record = self.record("AuthorizeSecurityGroupIngress")
        self.assertEqual(record["requestParameters"], {"groupId": self.group, "ipPermissions": {"items": [{
            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
            "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0", "description": "open"}]},
            "groups": {}, "ipv6Ranges": {}, "prefixListIds": {},
        }]}})  # fmt: skip
        rule = record["responseElements"]["securityGroupRuleSet"]["items"][0]
        self.assertEqual((rule["cidrIpv4"], rule["fromPort"], rule["isEgress"]), ("0.0.0.0/0", 22, False))
        self.assertTrue(rule["securityGroupRuleId"].startswith("sgr-"))
        self.assertIs(record["responseElements"]["_return"], True)

    def test_flat_parameters_stay_flat(self):
        flat = {"IpProtocol": "tcp", "FromPort": 23, "ToPort": 23, "CidrIp": "10.0.0.0/8"}
        # moto need not know the form: the record is of what was asked.
        with contextlib.suppress(ClientError):
            self.ec2.authorize_security_group_ingress(GroupId=self.group, **flat)
        asked = self.record("AuthorizeSecurityGroupIngress")["requestParameters"]
        self.assertEqual(
            {name: asked[name] for name in ("cidrIp", "fromPort", "ipPermissions")},
            {"cidrIp": "10.0.0.0/8", "fromPort": 23, "ipPermissions": {}},
        )

    def test_a_changed_rule_is_told_in_capitals(self):
        rules = self.ec2.authorize_security_group_ingress(
            GroupId=self.group,
            IpPermissions=[{"IpProtocol": "udp", "FromPort": port, "ToPort": port,
                            "IpRanges": [{"CidrIp": "10.0.0.0/8"}]} for port in (53, 54)],
        )["SecurityGroupRules"]  # fmt: skip
        changed = [
            {"SecurityGroupRuleId": rule["SecurityGroupRuleId"],
             "SecurityGroupRule": {"IpProtocol": "udp", "FromPort": 1053, "ToPort": 1053, "CidrIpv4": net}}
            for rule, net in zip(rules, ("10.1.0.0/16", "10.2.0.0/16"), strict=True)
        ]  # fmt: skip
        self.ec2.modify_security_group_rules(GroupId=self.group, SecurityGroupRules=changed[:1])
        one = self.record("ModifySecurityGroupRules")["requestParameters"]["ModifySecurityGroupRulesRequest"]
        self.assertEqual(one["SecurityGroupRule"], {**changed[0], "tag": 1})
        self.ec2.modify_security_group_rules(GroupId=self.group, SecurityGroupRules=changed)
        two = self.record("ModifySecurityGroupRules")
        asked = two["requestParameters"]["ModifySecurityGroupRulesRequest"]
        self.assertEqual(asked["GroupId"], self.group)
        self.assertEqual([rule["tag"] for rule in asked["SecurityGroupRule"]], [1, 2])
        self.assertEqual(set(two["responseElements"]), {"_return", "requestId"})

    def test_a_failed_call_says_so_and_answers_nothing(self):
        refusal(self.ec2.delete_security_group, GroupId="sg-0123456789abcdef0")
        record = self.record("DeleteSecurityGroup")
        self.assertEqual(record["errorCode"], "Client.InvalidGroup.NotFound")
        self.assertIsNone(record["responseElements"])

    def test_storage_has_names_and_objects_of_its_own(self):
        s3 = SCENE.member("s3", SHOP_PROD, REGION)
        s3.create_bucket(Bucket="heard", CreateBucketConfiguration={"LocationConstraint": REGION})
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{SHOP_PROD}:root"},
            "Action": "s3:GetObject", "Resource": "arn:aws:s3:::heard/*"}]}  # fmt: skip
        s3.put_bucket_policy(Bucket="heard", Policy=json.dumps(policy))
        asked = self.record("PutBucketPolicy")["requestParameters"]
        self.assertEqual((asked["bucketName"], asked["bucketPolicy"], asked["policy"]), ("heard", policy, ""))
        s3.put_public_access_block(
            Bucket="heard", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": False}
        )
        record = self.record("PutBucketPublicAccessBlock")
        block = record["requestParameters"]["PublicAccessBlockConfiguration"]
        self.assertEqual((block["BlockPublicAcls"], block["IgnorePublicAcls"]), (True, False))
        self.assertEqual((record["eventSource"], record["awsRegion"]), ("s3.amazonaws.com", REGION))
        s3.put_object(Bucket="heard", Key="a/b", Body=b"x")
        self.assertNotIn("PutObject", [e["detail"]["eventName"] for e in SCENE.control("GET", "events")])

    def test_identity_is_told_in_one_region_and_without_secrets(self):
        iam = SCENE.member("iam", SHOP_PROD, "us-east-1")
        iam.create_user(UserName="heard")
        iam.create_access_key(UserName="heard")
        key = self.record("CreateAccessKey")
        self.assertEqual(key["requestParameters"], {"userName": "heard"})
        self.assertNotIn("secretAccessKey", key["responseElements"]["accessKey"])
        self.assertRegex(key["responseElements"]["accessKey"]["createDate"], r"^[A-Z][a-z]{2} \d+, \d{4} \d+:")
        iam.attach_user_policy(UserName="heard", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        attached = self.record("AttachUserPolicy")
        self.assertEqual((attached["awsRegion"], attached["responseElements"]), ("us-east-1", None))

    def test_a_new_account_is_told_by_an_event_of_the_service(self):
        SCENE.client("organizations").create_account(AccountName="heard", Email="heard@example.com")
        asked = self.record("CreateAccount")["responseElements"]["createAccountStatus"]
        self.assertEqual((asked["state"], "accountId" in asked), ("IN_PROGRESS", False))
        event = [e for e in SCENE.control("GET", "events") if e["detail"]["eventName"] == "CreateAccountResult"][-1]
        self.assertEqual((event["detail-type"], event["account"]), ("AWS Service Event via CloudTrail", MANAGEMENT))
        status = event["detail"]["serviceEventDetails"]["createAccountStatus"]
        self.assertEqual((status["state"], len(status["accountId"])), ("SUCCEEDED", 12))
        SCENE.client("organizations").remove_account_from_organization(AccountId=status["accountId"])

    def test_records_are_looked_up_by_resource(self):
        trail = SCENE.member("cloudtrail", SHOP_PROD, REGION)
        self.ec2.create_tags(Resources=[self.group], Tags=[{"Key": "b", "Value": "c"}])
        wanted = [{"AttributeKey": "ResourceName", "AttributeValue": self.group}]
        self.ec2.authorize_security_group_ingress(
            GroupId=self.group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.7.0.0/16"}]}]
        )
        found = trail.lookup_events(LookupAttributes=wanted)["Events"]
        self.assertEqual(found[0]["EventName"], "AuthorizeSecurityGroupIngress")
        self.assertEqual(found[0]["Username"], "parapet")
        self.assertEqual(json.loads(found[0]["CloudTrailEvent"])["requestParameters"]["groupId"], self.group)
        elsewhere = SCENE.member("cloudtrail", SHOP_PROD, "us-east-1")
        self.assertEqual(elsewhere.lookup_events(LookupAttributes=wanted)["Events"], [])
        pages = trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 1})
        self.assertGreater(len([event for page in pages for event in page["Events"]]), 1)
