import unittest

from botocore.exceptions import ClientError
from botocore.exceptions import ConnectionError as Broken
from botocore.exceptions import HTTPClientError

from tests.scene import PAY_DEV, SCENE, SHOP_PROD


class Visibility(unittest.TestCase):
    def tearDown(self):
        SCENE.control("PUT", "visibility", {"reads": 0})

    def test_a_write_is_seen_after_so_many_reads(self):
        iam, other = SCENE.member("iam"), SCENE.member("iam", PAY_DEV)
        iam.create_user(UserName="seen-late")

        def tags():
            return len(iam.list_user_tags(UserName="seen-late")["Tags"])

        SCENE.control("PUT", "visibility", {"reads": 2})
        self.assertEqual(tags(), 0)
        self.assertEqual(other.list_users()["Users"], other.list_users()["Users"])
        iam.tag_user(UserName="seen-late", Tags=[{"Key": "a", "Value": "1"}])
        self.assertEqual([tags(), tags(), tags(), tags()], [0, 0, 1, 1])
        # Two in a row: what was before both, as long as the second is new.
        iam.tag_user(UserName="seen-late", Tags=[{"Key": "b", "Value": "1"}])
        self.assertEqual(tags(), 1)
        iam.tag_user(UserName="seen-late", Tags=[{"Key": "c", "Value": "1"}])
        self.assertEqual([tags(), tags(), tags()], [1, 1, 3])
        # What was refused changed nothing that could be late; what was never read is read as it is.
        with self.assertRaises(ClientError):
            iam.tag_user(UserName="nobody", Tags=[{"Key": "d", "Value": "1"}])
        self.assertEqual(tags(), 3)
        iam.untag_user(UserName="seen-late", TagKeys=["a"])
        self.assertEqual(iam.get_user(UserName="seen-late")["User"]["UserName"], "seen-late")

    def test_without_the_switch_it_is_seen_at_once(self):
        iam = SCENE.member("iam")
        iam.create_user(UserName="seen-at-once")
        self.assertEqual(iam.list_user_tags(UserName="seen-at-once")["Tags"], [])
        iam.tag_user(UserName="seen-at-once", Tags=[{"Key": "a", "Value": "1"}])
        self.assertEqual(len(iam.list_user_tags(UserName="seen-at-once")["Tags"]), 1)


class Writes(unittest.TestCase):
    def tearDown(self):
        SCENE.control("DELETE", "rules")

    def test_a_cut_comes_before_or_after_the_effect(self):
        iam = SCENE.member("iam")
        iam.create_user(UserName="cut-off")
        rule = {"writes": True, "role": "ParapetAudit", "session": "parapet", "nth": 2}
        for effect, there in (("reset", {"1"}), ("lost", {"1", "2"})):
            SCENE.control("PUT", "rules", [{**rule, "effect": effect}])
            SCENE.control("DELETE", "calls")
            iam.tag_user(UserName="cut-off", Tags=[{"Key": "1", "Value": effect}])
            iam.list_users()
            with self.assertRaises((Broken, HTTPClientError)):
                iam.tag_user(UserName="cut-off", Tags=[{"Key": "2", "Value": effect}])
            tags = iam.list_user_tags(UserName="cut-off")["Tags"]
            self.assertEqual({tag["Key"] for tag in tags if tag["Value"] == effect}, there)
            writes = [call for call in SCENE.control("GET", "calls") if call["write"]]
            done = [(call["status"], call["rule"]) for call in writes]
            self.assertEqual(done, [(200, None), (200 if effect == "lost" else 500, "rule-0")])

    def test_the_log_tells_who_wrote_what(self):
        iam = SCENE.member("iam")
        SCENE.control("DELETE", "calls")
        iam.create_user(UserName="logged", Tags=[{"Key": "t", "Value": "v" * 200}] * 1)
        iam.put_user_policy(UserName="logged", PolicyName="p", PolicyDocument=long_policy())
        calls = SCENE.control("GET", f"calls?account={SHOP_PROD}")
        self.assertEqual([call["operation"] for call in calls], ["CreateUser", "PutUserPolicy"])
        self.assertEqual({(c["role"], c["session"]) for c in calls}, {("ParapetAudit", "parapet")})
        self.assertIn("bucket-39", calls[1]["parameters"])
        self.assertEqual([call["number"] for call in calls], [1, 2])


def long_policy():
    names = ", ".join(f'"arn:aws:s3:::bucket-{n}"' for n in range(40))
    return (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", '
        f'"Resource": [{names}]}}]}}'
    )
