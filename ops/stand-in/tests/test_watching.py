import unittest

from tests.scene import SCENE, SHOP_PROD, refusal

REGION = "eu-central-1"


class Watching(unittest.TestCase):
    def member(self, service):
        return SCENE.member(service, SHOP_PROD, REGION)

    def test_a_recorder_starts_with_a_channel_into_a_bucket_that_is_there(self):
        config, s3 = self.member("config"), self.member("s3")
        place = {"LocationConstraint": REGION}
        s3.create_bucket(Bucket="watching-there", CreateBucketConfiguration=place)
        role = f"arn:aws:iam::{SHOP_PROD}:role/Config"
        config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": role})
        start = {"ConfigurationRecorderName": "default"}
        code, _ = refusal(config.start_configuration_recorder, **start)
        self.assertEqual(code, "NoAvailableDeliveryChannelException")
        channel = {"name": "default", "s3BucketName": "watching-nowhere"}
        code, _ = refusal(config.put_delivery_channel, DeliveryChannel=channel)
        self.assertEqual(code, "NoSuchBucketException")
        channel["s3BucketName"] = "watching-there"
        config.put_delivery_channel(DeliveryChannel=channel)
        config.start_configuration_recorder(**start)
        code, _ = refusal(config.delete_delivery_channel, DeliveryChannelName="default")
        self.assertEqual(code, "LastDeliveryChannelDeleteFailedException")
        config.stop_configuration_recorder(**start)
        config.delete_delivery_channel(DeliveryChannelName="default")
        config.delete_configuration_recorder(**start)

    def test_a_region_has_one_detector(self):
        guardduty = self.member("guardduty")
        detector = guardduty.create_detector(Enable=True)["DetectorId"]
        code, message = refusal(guardduty.create_detector, Enable=True)
        self.assertEqual(code, "BadRequestException")
        self.assertIn("already exists", message)
        guardduty.delete_detector(DetectorId=detector)
        for call in (guardduty.delete_detector, guardduty.list_findings, guardduty.get_detector):
            code, message = refusal(call, DetectorId=detector)
            self.assertEqual(code, "BadRequestException")
            self.assertIn("detectorId is not owned", message)

    def test_a_hub_is_enabled_once_with_its_standards(self):
        hub = self.member("securityhub")
        hub.enable_security_hub()
        self.assertEqual(refusal(hub.enable_security_hub)[0], "ResourceConflictException")
        found = hub.get_enabled_standards()["StandardsSubscriptions"]
        self.assertEqual(
            [standard["StandardsArn"] for standard in found],
            [
                f"arn:aws:securityhub:{REGION}::standards/"
                "aws-foundational-security-best-practices/v/1.0.0",
                "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0",
            ],
        )
        hub.disable_security_hub()
        hub.enable_security_hub(EnableDefaultStandards=False)
        self.assertEqual(hub.get_enabled_standards()["StandardsSubscriptions"], [])
        hub.disable_security_hub()

    def test_what_is_switched_on_has_a_role_of_its_own(self):
        guardduty = self.member("guardduty")
        detector = guardduty.create_detector(Enable=True)["DetectorId"]
        guardduty.delete_detector(DetectorId=detector)
        roles = self.member("iam").list_roles(PathPrefix="/aws-service-role/guardduty")["Roles"]
        self.assertEqual([role["RoleName"] for role in roles], ["AWSServiceRoleForAmazonGuardDuty"])

    def test_a_trail_that_is_not_there_says_so(self):
        trails = self.member("cloudtrail")
        for name in ("nowhere", f"arn:aws:cloudtrail:{REGION}:{SHOP_PROD}:trail/nowhere"):
            self.assertEqual(refusal(trails.start_logging, Name=name)[0], "TrailNotFoundException")
