import datetime
import unittest

from tests.scene import (
    CLOSED, DATA_PROD, MANAGEMENT, PAY_DEV, REFUSED, SCENE, SHOP_PROD, refusal,
)  # fmt: skip


class Trust(unittest.TestCase):
    def test_a_role_leads_into_its_account(self):
        for account in (SHOP_PROD, PAY_DEV, DATA_PROD):
            told = SCENE.member("sts", account).get_caller_identity()
            self.assertEqual(told["Account"], account)

    def test_whoever_is_not_trusted_is_told_what_was_refused(self):
        for account in (REFUSED, CLOSED, MANAGEMENT, "999999999999"):
            code, message = refusal(SCENE.assume, account)
            self.assertEqual(code, "AccessDenied")
            self.assertEqual(
                message,
                f"User: arn:aws:iam::{MANAGEMENT}:user/parapet is not authorized to perform: "
                f"sts:AssumeRole on resource: arn:aws:iam::{account}:role/ParapetAudit",
            )

    def test_the_external_id_must_match(self):
        self.assertEqual(refusal(SCENE.assume, SHOP_PROD, "another")[0], "AccessDenied")
        self.assertEqual(refusal(SCENE.assume, SHOP_PROD, None)[0], "AccessDenied")
        SCENE.assume(REFUSED, "another")

    def test_members_may_not_assume(self):
        sts = SCENE.member("sts")
        code, message = refusal(
            sts.assume_role,
            RoleArn=f"arn:aws:iam::{PAY_DEV}:role/ParapetAudit",
            RoleSessionName="on",
            ExternalId="parapet-demo",
        )
        self.assertEqual(code, "AccessDenied")
        self.assertIn(f"arn:aws:sts::{SHOP_PROD}:assumed-role/ParapetAudit/parapet is", message)


class Signatures(unittest.TestCase):
    CALLS = (
        ("sts", "get_caller_identity", "SignatureDoesNotMatch", "InvalidClientTokenId"),
        ("iam", "list_users", "SignatureDoesNotMatch", "InvalidClientTokenId"),
        ("ec2", "describe_vpcs", "AuthFailure", "AuthFailure"),
        ("s3", "list_buckets", "SignatureDoesNotMatch", "InvalidAccessKeyId"),
        ("organizations", "list_roots", "InvalidSignatureException", "UnrecognizedClientException"),
        ("lambda", "list_functions", "InvalidSignatureException", "UnrecognizedClientException"),
    )

    def test_right_ones_are_taken(self):
        for service, call, _, _ in self.CALLS:
            getattr(SCENE.client(service), call)()
            getattr(SCENE.member(service), call)()

    def test_a_wrong_secret_is_refused(self):
        SCENE.member("sts")
        for good in (SCENE.caller, SCENE.sessions[SHOP_PROD]):
            wrong = {**good, "aws_secret_access_key": "x" * 40}
            for service, call, code, _ in self.CALLS:
                self.assertEqual(refusal(getattr(SCENE.client(service, wrong), call))[0], code)

    def test_a_session_needs_its_token(self):
        SCENE.member("sts")
        other = {**SCENE.sessions[SHOP_PROD], "aws_session_token": "x"}
        code, _ = refusal(SCENE.client("sts", other).get_caller_identity)
        self.assertEqual(code, "SignatureDoesNotMatch")

    def test_a_key_that_nobody_issued_is_nobodys(self):
        unknown = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x"}
        for service, call, _, code in self.CALLS:
            self.assertEqual(refusal(getattr(SCENE.client(service, unknown), call))[0], code)


class Keys(unittest.TestCase):
    def key(self, account, user):
        iam = SCENE.member("iam", account)
        key = iam.list_access_keys(UserName=user)["AccessKeyMetadata"][0]
        used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
        now = datetime.datetime.now(datetime.timezone.utc)
        last = used.get("LastUsedDate")
        return (now - key["CreateDate"]).days, last and (now - last).days, used["ServiceName"]

    def test_they_have_dates(self):
        self.assertEqual(self.key(SHOP_PROD, "deployer"), (500, 1, "s3"))
        self.assertEqual(self.key(SHOP_PROD, "old-deployer"), (200, None, "N/A"))

    def test_users_come_with_their_tags_and_nothing_of_the_planting(self):
        iam = SCENE.member("iam", DATA_PROD)
        users = iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
        self.assertEqual([user["UserName"] for user in users], ["yearly-import"])
        tags = {tag["Key"]: tag["Value"] for tag in users[0]["Tags"]}
        self.assertIn("iam-unused-access-key", tags["guardrail-exception"].split())


class Regions(unittest.TestCase):
    def test_only_enabled_ones_unless_all_are_asked_for(self):
        ec2 = SCENE.member("ec2")
        enabled = [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
        self.assertEqual(sorted(enabled), SCENE.expected["regions"][SHOP_PROD])
        every = ec2.describe_regions(AllRegions=True)["Regions"]
        states = {region["RegionName"]: region["OptInStatus"] for region in every}
        self.assertEqual(states["us-east-1"], "opt-in-not-required")
        self.assertEqual(states["me-south-1"], "not-opted-in")

    def test_a_region_that_is_off_knows_nobody(self):
        ec2 = SCENE.member("ec2", region="me-south-1")
        self.assertEqual(refusal(ec2.describe_vpcs)[0], "AuthFailure")


class Organization(unittest.TestCase):
    def test_accounts_have_their_ids_states_and_tags(self):
        organizations = SCENE.client("organizations")
        states = {a["Id"]: a["Status"] for a in organizations.list_accounts()["Accounts"]}
        told = SCENE.expected["accounts"]
        self.assertEqual(set(states), {account for ids in told.values() for account in ids})
        self.assertEqual([i for i, s in states.items() if s == "SUSPENDED"], told["suspended"])
        tags = organizations.list_tags_for_resource(ResourceId=SHOP_PROD)["Tags"]
        self.assertIn({"Key": "environment", "Value": "prod"}, tags)
