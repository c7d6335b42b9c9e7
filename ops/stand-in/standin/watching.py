"""AWS Config, GuardDuty and Security Hub as they are switched on: once, and with what they need."""

import json

from moto.guardduty.models import guardduty_backends
from moto.s3.models import s3_backends
from moto.securityhub.models import securityhub_backends

from . import replies
from .call import Call
from .identities import link_role
from .replies import Reply

#: AWS Security Hub API Reference, EnableSecurityHub: those that are enabled with it unless
#: EnableDefaultStandards is false. By name of their subscription, with the region's part of the ARN.
DEFAULT_STANDARDS = {
    "aws-foundational-security-best-practices/v/1.0.0": "{region}::standards/",
    "cis-aws-foundations-benchmark/v/1.2.0": "::ruleset/",
}


def channel_answer(call: Call) -> Reply | None:
    """AWS Config API Reference, PutDeliveryChannel; moto takes any bucket."""
    if call.operation != "PutDeliveryChannel":
        return None
    channel = json.loads(call.body or b"{}").get("DeliveryChannel", {})
    name = channel.get("s3BucketName")
    if not name or name in s3_backends.bucket_accounts:
        return None
    message = "The specified Amazon S3 bucket does not exist."
    return replies.error(call, 400, "NoSuchBucketException", message)


def detector_answer(call: Call) -> Reply | None:
    """Amazon GuardDuty API Reference, CreateDetector: "You can have only one detector per account per
    Region"; the words are those of hashicorp/terraform-provider-aws#11780."""
    detectors = guardduty_backends[call.account][call.region].detectors
    if call.operation == "CreateDetector":
        if detectors:
            return _rejected(call, "a detector already exists for the current account.")
        link_role(call.account, "guardduty.amazonaws.com", "AWSServiceRoleForAmazonGuardDuty")
        return None
    name = call.path.removeprefix("/detector/").split("/")[0]
    if call.operation in ("DeleteDetector", "ListFindings") and name not in detectors:
        return _rejected(call, "the input detectorId is not owned by the current account.")
    if call.operation == "ListFindings":
        # moto does not play it: empty, as in a detector that is new.
        return _json({"findingIds": []})
    return None


def _rejected(call: Call, why: str) -> Reply:
    message = f"The request is rejected because {why}"
    return replies.error(call, 400, "BadRequestException", message)


def hub_answer(call: Call) -> Reply | None:
    hub = securityhub_backends[call.account][call.region]
    if call.operation == "EnableSecurityHub":
        if hub.enabled:
            # As nozaq/terraform-aws-secure-baseline#135 has it from AWS.
            message = "Account is already subscribed to Security Hub"
            return replies.error(call, 409, "ResourceConflictException", message)
        asked = json.loads(call.body or b"{}").get("EnableDefaultStandards", True)
        hub.standards = [*DEFAULT_STANDARDS] if asked else []
        link_role(call.account, "securityhub.amazonaws.com", "AWSServiceRoleForSecurityHub")
        return None
    if call.operation == "GetFindings":
        return _findings(call)
    if call.operation == "BatchUpdateFindings":
        return _updated(call)
    if call.operation != "GetEnabledStandards":
        return None
    if not hub.enabled:
        message = f"Account {call.account} is not subscribed to AWS Security Hub"
        return replies.error(call, 401, "InvalidAccessException", message)
    here = f"arn:aws:securityhub:{call.region}:{call.account}:subscription/"
    standards = [
        {
            "StandardsArn": "arn:aws:securityhub:"
            + DEFAULT_STANDARDS[name].format(region=call.region)
            + name,
            "StandardsSubscriptionArn": here + name,
            "StandardsInput": {},
            "StandardsStatus": "READY",
        }
        for name in getattr(hub, "standards", [])
    ]
    return _json({"StandardsSubscriptions": standards})


def _findings(call: Call) -> Reply:
    """Moto knows no filters. A finding's workflow is NEW until somebody sets it (AWS Security Hub API
    Reference, Workflow)."""
    filters = json.loads(call.body or b"{}").get("Filters", {})
    wanted = {
        name: {one["Value"] for one in filters[name] if one["Comparison"] == "EQUALS"}
        for name in ("Id", "ProductArn") if name in filters
    }  # fmt: skip
    found = [
        {"Workflow": {"Status": "NEW"}, **finding.as_dict()}
        for finding in securityhub_backends[call.account][call.region].findings
        if all(finding.as_dict()[name] in values for name, values in wanted.items())
    ]
    return _json({"Findings": found})


def _updated(call: Call) -> Reply:
    """What people set, which moto does not play: of it the workflow."""
    asked = json.loads(call.body or b"{}")
    named = [(one["Id"], one["ProductArn"]) for one in asked["FindingIdentifiers"]]
    for finding in securityhub_backends[call.account][call.region].findings:
        if (finding.id, finding.data["ProductArn"]) in named and "Workflow" in asked:
            finding.data["Workflow"] = asked["Workflow"]
    return _json({"ProcessedFindings": asked["FindingIdentifiers"], "UnprocessedFindings": []})


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode(), "application/json")
