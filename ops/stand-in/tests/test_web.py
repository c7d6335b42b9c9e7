"""What stands before web servers, and what leads to them."""

import unittest

from tests.scene import SCENE, refusal

DISTRIBUTION = {
    "CallerReference": "web", "Comment": "", "Enabled": True,
    "Origins": {
        "Quantity": 1,
        "Items": [
            {
                "Id": "o", "DomainName": "o.example.com",
                "CustomOriginConfig": {
                    "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                },
            }
        ],
    },
    "DefaultCacheBehavior": {
        "TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all", "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    },
}  # fmt: skip


def record(value, ttl=60, kind="A", name="www.example.com."):  # type: ignore[no-untyped-def]
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value}]}


class Web(unittest.TestCase):
    def test_a_distribution_is_changed_by_who_knows_its_version(self):
        cloudfront = SCENE.member("cloudfront")
        made = cloudfront.create_distribution(DistributionConfig=DISTRIBUTION)
        name, first = made["Distribution"]["Id"], made["ETag"]
        self.assertIn(":cloudfront::", made["Distribution"]["ARN"])
        config = cloudfront.get_distribution_config(Id=name)["DistributionConfig"]
        config["WebACLId"] = "arn:aws:wafv2:us-east-1:200000000013:global/webacl/a/b"
        changed = cloudfront.update_distribution(Id=name, IfMatch=first, DistributionConfig=config)
        self.assertNotEqual(changed["ETag"], first)
        code, _ = refusal(
            cloudfront.update_distribution, Id=name, IfMatch=first, DistributionConfig=config
        )
        self.assertEqual(code, "PreconditionFailed")
        listed = cloudfront.list_distributions()["DistributionList"]["Items"]
        one = next(item for item in listed if item["Id"] == name)
        self.assertEqual((one["WebACLId"], one["Enabled"]), (config["WebACLId"], True))

    def test_a_web_acl_that_guards_is_not_deleted(self):
        wafv2 = SCENE.member("wafv2", region="eu-central-1")
        seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "m"}
        walls = [
            wafv2.create_web_acl(
                Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=seen
            )["Summary"]
            for name in ("one", "two")
        ]
        balancer = (
            "arn:aws:elasticloadbalancing:eu-central-1:200000000013:loadbalancer/app/web/1"
        )
        self.assertNotIn("WebACL", wafv2.get_web_acl_for_resource(ResourceArn=balancer))
        for wall in walls:
            wafv2.associate_web_acl(WebACLArn=wall["ARN"], ResourceArn=balancer)
        guarded = [wafv2.list_resources_for_web_acl(WebACLArn=w["ARN"])["ResourceArns"] for w in walls]
        self.assertEqual(guarded, [[], [balancer]])
        which = {"Name": "two", "Scope": "REGIONAL", "Id": walls[1]["Id"]}
        code, _ = refusal(wafv2.delete_web_acl, **which, LockToken=walls[1]["LockToken"])
        self.assertEqual(code, "WAFAssociatedItemException")
        wafv2.disassociate_web_acl(ResourceArn=balancer)
        wafv2.delete_web_acl(**which, LockToken=walls[1]["LockToken"])

    def test_a_zone_changes_all_or_nothing_and_from_what_it_is(self):
        route53 = SCENE.member("route53")
        zone = route53.create_hosted_zone(Name="example.com", CallerReference="z")["HostedZone"]["Id"]

        def change(*changes):  # type: ignore[no-untyped-def]
            batch = [{"Action": action, "ResourceRecordSet": asked} for action, asked in changes]
            return {"HostedZoneId": zone, "ChangeBatch": {"Changes": batch}}

        route53.change_resource_record_sets(**change(("CREATE", record("192.0.2.1"))))
        outside = record("x.impervadns.net", kind="CNAME")
        for asked, words in (
            (record("192.0.2.2"), "do not match the current values"),
            (record("192.0.2.1", ttl=61), "do not match the current values"),
            (record("192.0.2.1", name="a.example.com."), "but it was not found"),
        ):
            code, message = refusal(
                route53.change_resource_record_sets, **change(("DELETE", asked), ("CREATE", outside))
            )
            self.assertEqual(code, "InvalidChangeBatch")
            self.assertIn(words, message)
        _, message = refusal(
            route53.change_resource_record_sets, **change(("CREATE", record("192.0.2.9")))
        )
        self.assertIn("but it already exists", message)
        _, message = refusal(route53.change_resource_record_sets, **change(("CREATE", outside)))
        self.assertIn("conflicts with other records", message)
        swap = change(("DELETE", record("192.0.2.1")), ("CREATE", outside))
        route53.change_resource_record_sets(**swap)
        found = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        self.assertEqual([one["Type"] for one in found if one["Name"] == "www.example.com."], ["CNAME"])
        back = change(("DELETE", outside), ("CREATE", record("192.0.2.1")), ("UPSERT", record("192.0.2.2")))
        route53.change_resource_record_sets(**back)
        found = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        self.assertEqual([one for one in found if "www" in one["Name"]], [record("192.0.2.2")])
