import unittest

from tests.scene import SCENE, refusal, said


class Corrections(unittest.TestCase):
    def test_json_is_labelled_in_the_version_that_was_asked_in(self):
        for service, call, label in (
            ("organizations", "list_roots", "application/x-amz-json-1.1"),
            ("cloudwatch", "describe_alarms", "application/x-amz-json-1.0"),
            ("sqs", "list_queues", "application/x-amz-json-1.0"),
            ("lambda", "list_functions", "application/json"),
            ("guardduty", "list_detectors", "application/json"),
        ):
            self.assertEqual(said(SCENE.member(service), call)[:2], (200, label), service)

    def test_xml_keeps_the_label_that_moto_gives_it(self):
        self.assertEqual(said(SCENE.member("ec2"), "describe_vpcs")[1], "text/xml")
        self.assertEqual(said(SCENE.member("iam"), "list_users")[1], "text/xml")

    def test_the_roots_of_s3_are_those_of_its_reference(self):
        s3 = SCENE.member("s3")
        for call, root in (
            ("get_bucket_versioning", b"VersioningConfiguration"),
            ("get_bucket_notification_configuration", b"NotificationConfiguration"),
        ):
            _, _, body = said(s3, call, Bucket="shop-prod-website")
            self.assertIn(b"<" + root, body)
            self.assertTrue(body.rstrip().endswith((b"</" + root + b">", b"/>")), body)

    def test_who_has_nothing_to_say_says_nothing(self):
        kms = SCENE.member("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        self.assertEqual(said(kms, "enable_key_rotation", KeyId=key)[2], b"")

    def test_what_is_on_and_new_has_found_nothing(self):
        guardduty = SCENE.member("guardduty", region="eu-central-1")
        detector = guardduty.create_detector(Enable=True)["DetectorId"]
        self.assertEqual(guardduty.list_findings(DetectorId=detector)["FindingIds"], [])
        guardduty.delete_detector(DetectorId=detector)
        hub = SCENE.member("securityhub", region="eu-central-1")
        code, message = refusal(hub.get_enabled_standards)
        self.assertEqual(code, "InvalidAccessException")
        self.assertIn("not subscribed", message)
        hub.enable_security_hub(EnableDefaultStandards=False)
        self.assertEqual(hub.get_enabled_standards()["StandardsSubscriptions"], [])
        hub.disable_security_hub()
