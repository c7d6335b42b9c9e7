import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error

from botocore.exceptions import ConnectionError as Broken
from botocore.exceptions import HTTPClientError

from tests.scene import PAY_DEV, SCENE, SERVE, SHOP_PROD, refusal, said


class Rules(unittest.TestCase):
    def setUp(self):
        SCENE.member("sts"), SCENE.member("sts", PAY_DEV)

    def tearDown(self):
        SCENE.control("DELETE", "rules")

    def play(self, **rule):
        SCENE.control("PUT", "rules", [rule])

    CALLS = (
        ("sts", "get_caller_identity", "AccessDenied", "Throttling", "InternalFailure"),
        ("iam", "list_users", "AccessDenied", "Throttling", "InternalFailure"),
        ("ec2", "describe_vpcs", "UnauthorizedOperation", "RequestLimitExceeded", "InternalError"),
        ("s3", "list_buckets", "AccessDenied", "SlowDown", "InternalError"),
        (
            "organizations", "list_roots", "AccessDeniedException", "TooManyRequestsException",
            "InternalFailure",
        ),
        (
            "lambda", "list_functions", "AccessDeniedException", "ThrottlingException",
            "InternalFailure",
        ),
    )  # fmt: skip

    def test_each_protocol_has_its_words(self):
        for place, effect in ((2, "deny"), (3, "throttle"), (4, "error")):
            self.play(effect=effect)
            for row in self.CALLS:
                self.assertEqual(refusal(getattr(SCENE.member(row[0]), row[1]))[0], row[place])

    def test_a_denial_names_the_action_and_who_asked(self):
        self.play(effect="deny", service="iam")
        _, message = refusal(SCENE.member("iam").list_users)
        who = f"arn:aws:sts::{SHOP_PROD}:assumed-role/ParapetAudit/parapet"
        self.assertEqual(message, f"User: {who} is not authorized to perform: iam:ListUsers")

    def test_it_takes_only_what_it_names(self):
        self.play(
            effect="deny", account=SHOP_PROD, region=None, service="s3",
            operation="GetBucketPolicy", contains="website",
        )  # fmt: skip
        s3 = SCENE.member("s3")
        code, _ = refusal(s3.get_bucket_policy, Bucket="shop-prod-website")
        self.assertEqual(code, "AccessDenied")
        s3.get_bucket_policy(Bucket="shop-prod-blocked")
        s3.get_bucket_acl(Bucket="shop-prod-website")
        SCENE.member("s3", PAY_DEV).list_buckets()

    def outcomes(self, calls):
        ec2, found = SCENE.member("ec2"), ""
        for _ in range(calls):
            try:
                ec2.describe_vpcs()
                found += "."
            except Exception:
                found += "x"
        return found

    def test_it_can_count(self):
        self.play(effect="throttle", count=2)
        self.assertEqual(self.outcomes(4), "xx..")
        self.play(effect="throttle", every=3)
        self.assertEqual(self.outcomes(7), "..x..x.")
        self.play(effect="throttle", nth=2)
        self.assertEqual(self.outcomes(4), ".x..")
        rules = [{"effect": "throttle", "nth": 1}, {"effect": "deny", "nth": 3}]
        SCENE.control("PUT", "rules", rules)
        self.assertEqual(self.outcomes(4), "x.x.")

    def test_the_wire_can_break(self):
        self.play(effect="page")
        self.assertEqual(refusal(SCENE.member("iam").list_users)[0], "502")
        for effect in ("reset", "truncate"):
            self.play(effect=effect)
            for service, call, *_ in self.CALLS:
                with self.assertRaises((Broken, HTTPClientError)):
                    getattr(SCENE.member(service), call)()
        self.play(effect="delay", delay_seconds=0.3)
        before = time.monotonic()
        SCENE.member("iam").list_users()
        self.assertGreater(time.monotonic() - before, 0.3)

    def test_a_wrong_answer_is_what_it_says(self):
        self.play(effect="answer", body="<Other/>", content_type="text/xml")
        self.assertEqual(said(SCENE.member("ec2"), "describe_vpcs"), (200, "text/xml", b"<Other/>"))
        self.play(effect="answer", status=202)
        self.assertEqual(said(SCENE.member("ec2"), "describe_vpcs"), (202, "text/html", b""))

    def test_what_makes_no_sense_is_refused(self):
        for rule in ({}, {"effect": "burn"}, {"effect": "deny", "x": 1}, {"effect": "deny", "every": 0}):
            with self.assertRaises(urllib.error.HTTPError):
                SCENE.control("PUT", "rules", [rule])


class Log(unittest.TestCase):
    def test_it_counts_what_was_asked(self):
        ec2 = SCENE.member("ec2")
        SCENE.control("DELETE", "calls")
        ec2.describe_vpcs()
        ec2.describe_vpcs()
        refusal(ec2.describe_vpcs, VpcIds=["vpc-0"])
        calls = SCENE.control("GET", "calls")
        self.assertEqual([call["status"] for call in calls], [200, 200, 400])
        self.assertEqual(calls[0]["account"], SHOP_PROD)
        self.assertEqual(calls[0]["region"], "us-east-1")
        counts = SCENE.control("GET", "counts?operation=DescribeVpcs")
        self.assertEqual([call["count"] for call in counts], [2, 1])


class Starting(unittest.TestCase):
    def fails(self, *arguments):
        done = subprocess.run([sys.executable, SERVE, *arguments], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def test_a_folder_that_is_not_there_is_one_line(self):
        self.assertIn("is not a folder", self.fails("--state", "/nowhere"))

    def test_a_taken_port_is_one_line(self):
        port = SCENE.url.rpartition(":")[2]
        folder = tempfile.mkdtemp(dir=SCENE.folder)
        self.assertIn(f"port {port} cannot be used", self.fails("--state", folder, "--port", port))
