"""Buckets that refuse what S3 refuses: ACLs where they are off, policies that say nothing of the bucket."""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.iam.models import iam_backends
from moto.s3 import models, responses

from . import replies
from .call import Call
from .callers import PARTITION
from .replies import Reply

#: Amazon S3 User Guide, "Bucket policies": "limited to 20 KB in size".
POLICY_LIMIT_BYTES = 20_480
#: Amazon S3 User Guide, "Using cost allocation S3 bucket tags": at most 50 (versity/versitygw#1204).
TAGS_LIMIT = 50


def install() -> None:
    """Amazon S3 API Reference, Grant: one permission each; moto shows the first of a canned ACL's."""
    canned = models.get_canned_acl

    def of_one_permission(name: str) -> Any:
        acl = canned(name)
        acl.grants = [
            models.FakeGrant(grant.grantees, [permission])
            for grant in acl.grants
            for permission in grant.permissions
        ]
        return acl

    models.get_canned_acl = responses.get_canned_acl = of_one_permission


def bucket_answer(call: Call, bucket: Any) -> Reply | None:
    """None where moto's answer is right."""
    match call.operation:
        case "PutBucketPolicy":
            return _policy(call, bucket)
        case "PutBucketTagging":
            # moto refuses a key that stands twice, and what is AWS's.
            if call.body.count(b"<Key>") > TAGS_LIMIT:
                message = f"Bucket tag count cannot be greater than {TAGS_LIMIT}"
                return replies.error(call, 400, "BadRequest", message)
        case "PutBucketAcl" if _is_enforced(bucket):
            # Amazon S3 API Reference, PutBucketAcl.
            message = "The bucket does not allow ACLs"
            return replies.error(call, 400, "AccessControlListNotSupported", message)
        case "PutBucketOwnershipControls" if b"BucketOwnerEnforced" in call.body:
            return _enforced(call, bucket)
    return None


def _is_enforced(bucket: Any) -> bool:
    return "BucketOwnerEnforced" in json.dumps(bucket.ownership_rule or {})


def _enforced(call: Call, bucket: Any) -> Reply | None:
    """Amazon S3 User Guide, "Prerequisites for disabling ACLs": the bucket's ACL must let in its owner
    alone. So one that is enforced shows that, and nothing else."""
    grantees = [grantee for grant in bucket.acl.grants for grantee in grant.grantees]
    if all(grantee.id == models.OWNER for grantee in grantees):
        return None
    message = (
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"
    )
    return replies.error(call, 400, "InvalidBucketAclWithObjectOwnership", message)


def _policy(call: Call, bucket: Any) -> Reply | None:
    """Amazon S3 API Reference, "Error responses", MalformedPolicy."""
    try:
        policy = json.loads(call.body)
        statements = policy["Statement"]
    except (ValueError, KeyError, TypeError):
        return _malformed(call, "Policies must be valid JSON and the first byte must be '{'")
    if len(json.dumps(policy, separators=(",", ":"))) > POLICY_LIMIT_BYTES:
        return _malformed(call, "Policy exceeds the maximum allowed document size.")
    for statement in statements if isinstance(statements, list) else [statements]:
        resources = _listed(statement.get("Resource", statement.get("NotResource")))
        if not all(_is_of(bucket, name) for name in resources):
            return _malformed(call, "Policy has invalid resource")
        principals = statement.get("Principal", statement.get("NotPrincipal", {}))
        named = _listed(principals.get("AWS")) if isinstance(principals, dict) else []
        if not all(_exists(name) for name in named):
            return _malformed(call, "Invalid principal in policy")
    return None


def _is_of(bucket: Any, resource: str) -> bool:
    own = f"arn:aws:s3:::{bucket.name}"
    return resource.startswith(own + "/") or any(
        fnmatchcase(name, resource) for name in (own, own + "/-")
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _exists(principal: str) -> bool:
    """IAM User Guide, "AWS JSON policy elements: Principal": a user or role that is saved is one that is
    there. Of accounts that are not here nobody can tell."""
    parts = principal.split(":")
    if len(parts) != 6 or parts[2] != "iam" or parts[4] not in iam_backends:
        return True
    backend = iam_backends[parts[4]][PARTITION]
    kind, _, _ = parts[5].partition("/")
    if kind not in ("user", "role"):
        return True
    known = backend.users.values() if kind == "user" else backend.roles.values()
    return any(found.arn == principal for found in list(known))


def _malformed(call: Call, message: str) -> Reply:
    return replies.error(call, 400, "MalformedPolicy", message)
