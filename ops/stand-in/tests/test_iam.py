import json
import unittest

from tests.scene import SCENE, SHOP_PROD, refusal


def policy(characters):
    """Of so many characters, white space aside."""
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    bare = len(json.dumps(document, separators=(",", ":")))
    statement["Resource"] += "a" * (characters - bare)
    return json.dumps(document, indent=4)


TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ec2.amazonaws.com"},
            }
        ],
    }
)


class Quotas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.iam = SCENE.member("iam")
        cls.iam.create_user(UserName="full")
        cls.iam.create_role(RoleName="full", AssumeRolePolicyDocument=TRUST)
        cls.arns = [
            cls.iam.create_policy(PolicyName=f"full-{n}", PolicyDocument=policy(120))["Policy"]["Arn"]
            for n in range(11)
        ]

    def test_so_many_managed_policies_are_attached(self):
        for kind in ("user", "role"):
            attach = getattr(self.iam, f"attach_{kind}_policy")
            name = {f"{kind.title()}Name": "full"}
            for arn in self.arns[:10]:
                attach(PolicyArn=arn, **name)
            attach(PolicyArn=self.arns[0], **name)
            code, message = refusal(attach, PolicyArn=self.arns[10], **name)
            self.assertEqual(code, "LimitExceeded")
            self.assertIn(f"PoliciesPer{kind.title()}: 10", message)

    def test_inline_policies_are_measured_together_without_white_space(self):
        for kind, limit in (("user", 2_048), ("role", 10_240)):
            put = getattr(self.iam, f"put_{kind}_policy")
            name = {f"{kind.title()}Name": "full"}
            put(PolicyName="first", PolicyDocument=policy(limit - 500), **name)
            put(PolicyName="second", PolicyDocument=policy(500), **name)
            put(PolicyName="second", PolicyDocument=policy(499), **name)
            asked = {"PolicyName": "second", "PolicyDocument": policy(501), **name}
            self.assertEqual(refusal(put, **asked)[0], "LimitExceeded")
        asked = {"PolicyName": "long", "PolicyDocument": policy(6_145)}
        self.assertEqual(refusal(self.iam.create_policy, **asked)[0], "LimitExceeded")

    def test_a_boundary_is_a_policy_that_is_there(self):
        arn = f"arn:aws:iam::{SHOP_PROD}:policy/nobodys"
        asked = {"RoleName": "full", "PermissionsBoundary": arn}
        put = self.iam.put_role_permissions_boundary
        self.assertEqual(refusal(put, **asked)[0], "NoSuchEntity")
        put(RoleName="full", PermissionsBoundary=self.arns[0])
        told = self.iam.get_role(RoleName="full")["Role"]["PermissionsBoundary"]
        self.assertEqual(told["PermissionsBoundaryArn"], self.arns[0])
        self.iam.delete_role_permissions_boundary(RoleName="full")
        self.assertNotIn("PermissionsBoundary", self.iam.get_role(RoleName="full")["Role"])


class Tags(unittest.TestCase):
    def test_keys_have_no_case_and_the_last_writing_stays(self):
        iam = SCENE.member("iam")
        iam.create_user(UserName="cased")
        iam.create_role(RoleName="cased", AssumeRolePolicyDocument=TRUST)
        for kind in ("user", "role"):
            tag = getattr(iam, f"tag_{kind}")
            name = {f"{kind.title()}Name": "cased"}
            tag(Tags=[{"Key": "Owner", "Value": "a"}, {"Key": "other", "Value": "b"}], **name)
            tag(Tags=[{"Key": "owner", "Value": "c"}], **name)
            tags = getattr(iam, f"list_{kind}_tags")(**name)["Tags"]
            pairs = {found["Key"]: found["Value"] for found in tags}
            self.assertEqual(pairs, {"owner": "c", "other": "b"}, kind)
            for code, wrong in (
                ("InvalidInput", [{"Key": "A", "Value": ""}, {"Key": "a", "Value": ""}]),
                ("InvalidInput", [{"Key": "aws:a", "Value": ""}]),
                ("LimitExceeded", [{"Key": f"k{n}", "Value": ""} for n in range(49)]),
            ):
                self.assertEqual(refusal(tag, Tags=wrong, **name)[0], code, kind)
            self.assertEqual(len(getattr(iam, f"list_{kind}_tags")(**name)["Tags"]), 2)


class Protected(unittest.TestCase):
    def test_roles_of_services_and_identity_center_are_not_to_be_changed(self):
        iam = SCENE.member("iam")
        linked = iam.create_service_linked_role(AWSServiceName="elasticbeanstalk.amazonaws.com")
        iam.create_role(
            Path="/aws-reserved/sso.amazonaws.com/", RoleName="AWSReservedSSO_x",
            AssumeRolePolicyDocument=TRUST,
        )  # fmt: skip
        arn = iam.create_policy(PolicyName="protected", PolicyDocument=policy(120))["Policy"]["Arn"]
        for role in (linked["Role"]["RoleName"], "AWSReservedSSO_x"):
            for call, asked in (
                ("put_role_permissions_boundary", {"PermissionsBoundary": arn}),
                ("delete_role_permissions_boundary", {}),
                ("put_role_policy", {"PolicyName": "p", "PolicyDocument": policy(120)}),
                ("attach_role_policy", {"PolicyArn": arn}),
                ("update_assume_role_policy", {"PolicyDocument": TRUST}),
                ("delete_role", {}),
            ):
                code, message = refusal(getattr(iam, call), RoleName=role, **asked)
                self.assertEqual(code, "UnmodifiableEntity", call)
                self.assertIn(role, message)
            iam.tag_role(RoleName=role, Tags=[{"Key": "a", "Value": "b"}])
