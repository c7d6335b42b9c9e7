import unittest

from botocore.exceptions import ClientError

from tests.scene import MANAGEMENT, SCENE, SHOP_PROD


class Trails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        SCENE.client("s3").create_bucket(Bucket="audit-trail")
        cls.arn = SCENE.client("cloudtrail", region="eu-central-1").create_trail(
            Name="organization", S3BucketName="audit-trail", IsMultiRegionTrail=True,
            IsOrganizationTrail=True,
        )["TrailARN"]  # fmt: skip

    def test_a_member_has_replicas_of_the_organizations(self):
        self.assertIn(MANAGEMENT, self.arn)
        member = SCENE.member("cloudtrail", SHOP_PROD, "us-east-1")
        found = member.describe_trails()["trailList"]
        self.assertEqual([(t["TrailARN"], t["HomeRegion"]) for t in found], [(self.arn, "eu-central-1")])
        self.assertEqual(member.describe_trails(includeShadowTrails=False)["trailList"], [])
        self.assertEqual(len(member.describe_trails(trailNameList=[self.arn])["trailList"]), 1)
        self.assertIs(member.get_trail_status(Name=self.arn)["IsLogging"], False)
        self.assertEqual(member.get_event_selectors(TrailName=self.arn)["TrailARN"], self.arn)

    def test_logging_is_switched_by_arn_at_home(self):
        home = SCENE.client("cloudtrail", region="eu-central-1")
        home.start_logging(Name=self.arn)
        self.assertIs(home.get_trail_status(Name=self.arn)["IsLogging"], True)
        home.stop_logging(Name=self.arn)
        self.assertIs(home.get_trail_status(Name=self.arn)["IsLogging"], False)
        for client, code in (
            (SCENE.client("cloudtrail", region="us-east-1"), "InvalidHomeRegionException"),
            (SCENE.member("cloudtrail"), "NotOrganizationMasterAccountException"),
        ):
            with self.assertRaisesRegex(ClientError, code):
                client.start_logging(Name=self.arn)

    def test_its_tags_are_told_to_its_owner(self):
        member = SCENE.member("cloudtrail", SHOP_PROD, "eu-central-1")
        with self.assertRaisesRegex(ClientError, "CloudTrailARNInvalidException"):
            member.list_tags(ResourceIdList=[self.arn])
