"""Calls that moto answers wrongly, answered here."""

import json
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from moto.s3.models import s3_backends
from moto.s3control.models import s3control_backends

from . import replies
from .blocks import blocked
from .buckets import bucket_answer
from .call import Call
from .callers import PARTITION
from .identities import identity_answer
from .public_policy import is_public
from .replies import Reply
from .trails import trail_answer
from .walls import wall_answer
from .watching import channel_answer, detector_answer, hub_answer

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
#: Answered for a bucket of any region: this is how one learns its region.
ANYWHERE = ("GetBucketLocation", "HeadBucket", "CreateBucket")

BY_SERVICE = {
    "cloudtrail": trail_answer,
    "config": channel_answer,
    "guardduty": detector_answer,
    "iam": identity_answer,
    "securityhub": hub_answer,
    "wafv2": wall_answer,
}


def own_answer(call: Call) -> Reply | None:
    """None where moto's answer is right."""
    if call.service == "s3":
        return _bucket_answer(call)
    if call.service == "s3control" and call.operation == "ListAccessPoints":
        return _list_access_points(call)
    answer = BY_SERVICE.get(call.service)
    return answer(call) if answer else None


def _bucket_answer(call: Call) -> Reply | None:
    if call.operation == "ListBuckets":
        return _list_buckets(call)
    bucket = _bucket(call.bucket)
    if bucket is None:
        return None
    if bucket.account_id != call.account:
        return replies.error(call, 403, "AccessDenied", "Access Denied")
    if bucket.region_name != call.region and call.operation not in ANYWHERE:
        message = (
            f"The authorization header is malformed; the region '{call.region}' is wrong; "
            f"expecting '{bucket.region_name}'"
        )
        reply = replies.error(
            call, 400, "AuthorizationHeaderMalformed", message, Region=bucket.region_name
        )
        reply.headers.append(("x-amz-bucket-region", bucket.region_name))
        return reply
    if call.operation == "GetBucketPolicyStatus":
        if bucket.policy is None:
            message = "The bucket policy does not exist"
            return replies.error(call, 404, "NoSuchBucketPolicy", message)
        text = "true" if is_public(json.loads(bucket.policy)) else "false"
        return _xml(f'<PolicyStatus xmlns="{NAMESPACE}"><IsPublic>{text}</IsPublic></PolicyStatus>')
    return blocked(call, bucket) or bucket_answer(call, bucket)


def _bucket(name: str | None) -> Any:
    _, account = s3_backends.bucket_accounts.get(name, (None, None))
    return s3_backends[account][PARTITION].buckets.get(name) if account else None


def _list_buckets(call: Call) -> Reply:
    """moto tells no regions, and cuts the list off at `max-buckets` without saying so."""
    query = dict(parse_qsl(call.query, keep_blank_values=True))
    query.pop("x-id", None)
    prefix, region = query.get("prefix", ""), query.get("bucket-region")
    after = query.get("continuation-token", "")
    found = [
        bucket
        for name, bucket in sorted(s3_backends[call.account][PARTITION].buckets.items())
        if name.startswith(prefix) and name > after and region in (None, bucket.region_name)
    ]
    size = int(query.get("max-buckets", 10_000))
    page, more = found[:size], len(found) > size
    listed = ""
    for bucket in page:
        # As AWS does: the region only when the request has a parameter.
        place = f"<BucketRegion>{bucket.region_name}</BucketRegion>" if query else ""
        listed += (
            f"<Bucket><Name>{escape(bucket.name)}</Name>"
            f"<CreationDate>{bucket.creation_date_ISO8601}</CreationDate>{place}</Bucket>"
        )
    token = f"<ContinuationToken>{page[-1].name}</ContinuationToken>" if more else ""
    owner = f"<Owner><ID>{call.account.zfill(64)}</ID></Owner>"
    return _xml(
        f'<ListAllMyBucketsResult xmlns="{NAMESPACE}">{owner}<Buckets>{listed}</Buckets>{token}'
        "</ListAllMyBucketsResult>"
    )


def _list_access_points(call: Call) -> Reply:
    """moto finds none where a bucket has none, which it answers with an error."""
    bucket = dict(parse_qsl(call.query)).get("bucket")
    points = s3control_backends[call.account][PARTITION].access_points.get(call.account, {})
    listed = "".join(
        f"<AccessPoint><Name>{escape(point.name)}</Name>"
        f"<NetworkOrigin>{point.network_origin}</NetworkOrigin>"
        f"<Bucket>{escape(point.bucket)}</Bucket></AccessPoint>"
        for _, point in sorted(points.items())
        if bucket in (None, point.bucket)
    )
    return _xml(
        '<ListAccessPointsResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">'
        f"<AccessPointList>{listed}</AccessPointList></ListAccessPointsResult>"
    )


def _xml(text: str) -> Reply:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
    return Reply(200, document.encode(), "application/xml")
