"""Public access blocks that act: moto keeps them and lets everything pass."""

import json
from typing import Any
from xml.etree import ElementTree

from moto.s3control.models import s3control_backends

from . import replies
from .call import Call
from .callers import PARTITION
from .public_policy import is_public
from .replies import Reply

PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read")
PUBLIC_GROUPS = ("/global/AllUsers", "/global/AuthenticatedUsers")


def blocked(call: Call, bucket: Any) -> Reply | None:
    """Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": BlockPublicPolicy makes
    S3 reject calls to PutBucketPolicy if the policy allows public access, BlockPublicAcls calls to
    PutBucketAcl if the ACL is public."""
    if call.operation == "PutBucketPolicy":
        if _is_on(call, bucket, "block_public_policy") and _is_public_policy(call.body):
            return _refused(call, "s3:PutBucketPolicy", "BlockPublicPolicy")
    if call.operation == "PutBucketAcl":
        if _is_on(call, bucket, "block_public_acls") and _is_public_acl(call):
            return _refused(call, "s3:PutBucketAcl", "BlockPublicAcls")
    return None


def _is_on(call: Call, bucket: Any, switch: str) -> bool:
    account = s3control_backends[call.account][PARTITION].public_access_block
    return any(getattr(block, switch) for block in (bucket.public_access_block, account) if block)


def _is_public_policy(body: bytes) -> bool:
    try:
        return is_public(json.loads(body))
    except ValueError:
        return False


def _is_public_acl(call: Call) -> bool:
    if call.headers.get("x-amz-acl") in PUBLIC_ACLS:
        return True
    if any(group in value for value in call.headers.values() for group in PUBLIC_GROUPS):
        return True
    try:
        root = ElementTree.fromstring(call.body)
    except ElementTree.ParseError:
        return False
    uris = [item.text or "" for item in root.iter() if item.tag.endswith("URI")]
    return any(uri.endswith(PUBLIC_GROUPS) for uri in uris)


def _refused(call: Call, action: str, switch: str) -> Reply:
    message = f"User is not authorized to perform: {action} because {switch} is on"
    return replies.error(call, 403, "AccessDenied", message)
