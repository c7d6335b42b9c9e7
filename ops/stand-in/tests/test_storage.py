import json
import unittest

from tests.scene import DATA_PROD, SCENE, SHOP_PROD, refusal


class Buckets(unittest.TestCase):
    def test_the_list_pages_and_tells_regions_when_asked_with_a_parameter(self):
        s3 = SCENE.member("s3", DATA_PROD)
        plain = s3.list_buckets()["Buckets"]
        self.assertNotIn("BucketRegion", plain[0])
        names, token = [], {}
        while True:
            page = s3.list_buckets(MaxBuckets=1, **token)
            names += [bucket["Name"] for bucket in page["Buckets"]]
            self.assertEqual(page["Buckets"][0]["BucketRegion"], "eu-central-1")
            if "ContinuationToken" not in page:
                break
            token = {"ContinuationToken": page["ContinuationToken"]}
        self.assertEqual(names, [bucket["Name"] for bucket in plain])
        self.assertGreater(len(names), 1)

    def test_a_bucket_answers_in_its_own_region(self):
        s3 = SCENE.member("s3", DATA_PROD)
        place = s3.get_bucket_location(Bucket="data-prod-lake")["LocationConstraint"]
        self.assertEqual(place, "eu-central-1")
        SCENE.member("s3", DATA_PROD, place).get_bucket_acl(Bucket="data-prod-lake")

    def test_a_bucket_of_another_account_is_closed(self):
        s3 = SCENE.member("s3", region="eu-central-1")
        self.assertEqual(refusal(s3.get_bucket_acl, Bucket="data-prod-lake")[0], "AccessDenied")

    def test_the_status_of_a_policy_is_told(self):
        status = SCENE.member("s3").get_bucket_policy_status(Bucket="shop-prod-website")
        self.assertTrue(status["PolicyStatus"]["IsPublic"])
        s3 = SCENE.member("s3", DATA_PROD, "eu-central-1")
        status = s3.get_bucket_policy_status(Bucket="data-prod-endpoint")
        self.assertFalse(status["PolicyStatus"]["IsPublic"])
        code, _ = refusal(s3.get_bucket_policy_status, Bucket="data-prod-lake")
        self.assertEqual(code, "NoSuchBucketPolicy")

    def test_a_block_refuses_what_is_public_and_nothing_else(self):
        s3 = SCENE.member("s3")
        name = "stand-in-blocked"
        s3.create_bucket(Bucket=name)
        s3.delete_public_access_block(Bucket=name)
        statement = {
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{name}/*",
        }  # fmt: skip
        public = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        narrow = {**statement, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
        s3.put_bucket_policy(Bucket=name, Policy=public)
        s3.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration={"BlockPublicPolicy": True, "BlockPublicAcls": True},
        )
        denied = refusal(s3.put_bucket_policy, Bucket=name, Policy=public)
        self.assertEqual(denied[0], "AccessDenied")
        denied = refusal(s3.put_bucket_acl, Bucket=name, ACL="public-read")
        self.assertEqual(denied[0], "AccessDenied")
        policy = json.dumps({"Version": "2012-10-17", "Statement": [narrow]})
        s3.put_bucket_policy(Bucket=name, Policy=policy)
        s3.put_bucket_acl(Bucket=name, ACL="private")

    def test_where_acls_are_off_there_is_none_to_change(self):
        s3 = SCENE.member("s3")
        name = "stand-in-enforced"
        s3.create_bucket(Bucket=name)
        enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        s3.put_bucket_acl(Bucket=name, ACL="public-read-write")
        grants = s3.get_bucket_acl(Bucket=name)["Grants"]
        permissions = [grant["Permission"] for grant in grants]
        self.assertEqual(permissions, ["FULL_CONTROL", "READ", "WRITE"])
        asked = {"Bucket": name, "OwnershipControls": enforced}
        code, _ = refusal(s3.put_bucket_ownership_controls, **asked)
        self.assertEqual(code, "InvalidBucketAclWithObjectOwnership")
        s3.put_bucket_acl(Bucket=name, ACL="private")
        s3.put_bucket_ownership_controls(**asked)
        for acl in ("private", "public-read"):
            code, _ = refusal(s3.put_bucket_acl, Bucket=name, ACL=acl)
            self.assertEqual(code, "AccessControlListNotSupported")
        self.assertEqual(s3.get_bucket_acl(Bucket=name)["Grants"], grants[:1])

    def test_a_policy_is_of_its_bucket_and_of_people_who_are_there(self):
        s3 = SCENE.member("s3")
        name = "stand-in-policies"
        s3.create_bucket(Bucket=name)

        def put(resource, principal, count=1):
            statement = {
                "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "s3:GetObject",
                "Resource": resource,
            }  # fmt: skip
            policy = {"Version": "2012-10-17", "Statement": [statement] * count}
            s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))

        own, root = f"arn:aws:s3:::{name}/*", f"arn:aws:iam::{SHOP_PROD}:root"
        put(own, root)
        put(own, f"arn:aws:iam::{SHOP_PROD}:role/ParapetAudit")
        for wrong in (
            ("arn:aws:s3:::another/*", root), (own, f"arn:aws:iam::{SHOP_PROD}:role/nobody"),
            (own, root, 200),
        ):  # fmt: skip
            self.assertEqual(refusal(put, *wrong)[0], "MalformedPolicy", wrong)
        code, _ = refusal(s3.put_bucket_policy, Bucket=name, Policy="{")
        self.assertEqual(code, "MalformedPolicy")

    def test_a_bucket_has_so_many_tags(self):
        s3 = SCENE.member("s3")
        s3.create_bucket(Bucket="stand-in-tags")
        for count, code in ((50, None), (51, "BadRequest")):
            tags = [{"Key": f"k{n}", "Value": "v"} for n in range(count)]
            asked = {"Bucket": "stand-in-tags", "Tagging": {"TagSet": tags}}
            if code:
                self.assertEqual(refusal(s3.put_bucket_tagging, **asked)[0], code)
            else:
                s3.put_bucket_tagging(**asked)

    def test_an_account_without_a_block_says_so(self):
        status, text = SCENE.account_block(SHOP_PROD)
        self.assertEqual(status, 404)
        self.assertIn("<Code>NoSuchPublicAccessBlockConfiguration</Code>", text)
        self.assertEqual(SCENE.account_block(SHOP_PROD, asked=DATA_PROD)[0], 403)


class Groups(unittest.TestCase):
    def test_what_is_expected_is_there(self):
        for finding in SCENE.expected["findings"]:
            if finding["resource_type"] == "ec2.security-group":
                ec2 = SCENE.member("ec2", finding["account"], finding["region"])
                ec2.describe_security_groups(GroupIds=[finding["resource_id"]])

    def test_each_guardrail_has_a_finding_and_an_exception(self):
        seen = {(f["guardrail"], f["status"]) for f in SCENE.expected["findings"]}
        self.assertEqual(len({guardrail for guardrail, _ in seen}), 4)
        self.assertEqual(len(seen), 8)
