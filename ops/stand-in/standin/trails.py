"""Trails as their replicas show them: moto knows none of the organization's in its members, and
answers with every trail whichever was asked for."""

import json
from collections.abc import Iterator
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.organizations.models import organizations_backends

from . import replies
from .call import Call
from .callers import PARTITION
from .replies import Reply


SWITCHES = ("StartLogging", "StopLogging")
ANSWERED = ("DescribeTrails", "GetTrailStatus", "GetEventSelectors", "ListTags", *SWITCHES)


def trail_answer(call: Call) -> Reply | None:
    """None where moto's answer is right."""
    if call.operation not in ANSWERED:
        return None
    asked = json.loads(call.body or b"{}")
    if call.operation in SWITCHES:
        return _switched(call, asked["Name"])
    if call.operation == "DescribeTrails":
        return _described(call, asked)
    if call.operation == "ListTags":
        return _foreign(call, asked["ResourceIdList"])
    arn = asked.get("Name") or asked.get("TrailName")
    replica = next((trail for trail in _replicas(call) if trail.arn == arn), None)
    if replica is None:
        return None
    if call.operation == "GetTrailStatus":
        return _json(replica.status.description())
    plain, advanced = replica.get_event_selectors()
    return _json(
        {"TrailARN": arn, "EventSelectors": plain, "AdvancedEventSelectors": advanced}
    )


def _switched(call: Call, name: str) -> Reply | None:
    """AWS CloudTrail API Reference, StartLogging: by name or ARN, of which moto knows the first; in the
    region in which the trail was created, and for an organization's trail in its own account."""
    trails = cloudtrail_backends[call.account][call.region].trails.values()
    trail = next((trail for trail in trails if name in (trail.arn, trail.trail_name)), None)
    if trail is not None:
        trail.start_logging() if call.operation == "StartLogging" else trail.stop_logging()
        return _json({})
    if not name.startswith("arn:"):
        return replies.error(call, 400, "TrailNotFoundException", f"Unknown trail: {name}")
    if name.split(":")[4] != call.account:
        message = "The request is not allowed for a trail of the organization."
        return replies.error(call, 400, "NotOrganizationMasterAccountException", message)
    if name.split(":")[3] != call.region:
        message = f"The home region of the trail {name} is another."
        return replies.error(call, 400, "InvalidHomeRegionException", message)
    return replies.error(call, 400, "TrailNotFoundException", f"Unknown trail: {name}")


def _described(call: Call, asked: dict[str, Any]) -> Reply:
    # AWS CloudTrail API Reference, DescribeTrails: replicas unless they are declined; a trail of
    # another region only by its ARN.
    with_replicas = asked.get("includeShadowTrails", True)
    own = cloudtrail_backends[call.account][call.region]
    found = list(own.describe_trails(with_replicas))
    if with_replicas:
        found += _replicas(call)
    names = asked.get("trailNameList") or []
    if names:
        everywhere = [t for b in cloudtrail_backends[call.account].values() for t in b.trails.values()]
        found = [t for t in [*everywhere, *_replicas(call)] if t.arn in names] + [
            trail for trail in own.trails.values() if trail.trail_name in names
        ]
    return _json({"trailList": [trail.description(include_region=True) for trail in found]})


def _foreign(call: Call, arns: list[str]) -> Reply | None:
    """As turbot/steampipe-plugin-aws#577 has it from AWS."""
    if all(arn.split(":")[4] == call.account for arn in arns):
        return None
    message = (
        "AccountID in ARN is wrong, you can only access resources with AccountID "
        f"{call.account}."
    )
    return replies.error(call, 400, "CloudTrailARNInvalidException", message)


def _replicas(call: Call) -> Iterator[Any]:
    """Those that an organization has in this member and region."""
    for account, regions in list(cloudtrail_backends.items()):
        if account == call.account:
            continue
        trails = [trail for backend in regions.values() for trail in backend.trails.values()]
        for trail in trails:
            is_here = trail.is_multi_region or trail.region_name == call.region
            if trail.is_org_trail and is_here and _is_member(call.account, account):
                yield trail


def _is_member(account: str, management: str) -> bool:
    if management not in organizations_backends:
        return False
    accounts = organizations_backends[management][PARTITION].accounts
    return any(found.id == account for found in accounts)


def _json(value: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(value).encode(), "application/x-amz-json-1.1")
