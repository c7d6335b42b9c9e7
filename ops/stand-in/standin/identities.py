"""IAM's quotas, its roles that are only AWS's to change, and its tags, whose keys have no case."""

import json
import re
from typing import Any

from moto.iam.models import iam_backends

from . import replies
from .call import Call
from .callers import PARTITION
from .replies import Reply

#: IAM User Guide, "IAM and AWS STS quotas": managed policies attached, and characters of all inline
#: policies together, of which white space does not count. The words are those of
#: ministryofjustice/cloud-platform#3121 and docker/docs#4685.
ATTACHED_LIMIT = 10
INLINE_LIMITS = {"User": 2_048, "Role": 10_240, "Group": 5_120}
MANAGED_LIMIT = 6_144
TAGS_LIMIT = 50

#: IAM API Reference: operations that answer UnmodifiableEntity, "because only the service that depends on
#: the service-linked role can modify or delete the role on your behalf".
GUARDED = {
    "AddRoleToInstanceProfile", "AttachRolePolicy", "DeleteRole", "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy",
    "RemoveRoleFromInstanceProfile", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription",
}  # fmt: skip
#: Of service-linked roles, and of those of IAM Identity Center (rebuy-de/aws-nuke#441 has its words).
PROTECTED_PATHS = ("/aws-service-role/", "/aws-reserved/")


def identity_answer(call: Call) -> Reply | None:
    """None where moto's answer is right."""
    backend = iam_backends[call.account][PARTITION]
    operation = call.operation
    if operation in GUARDED:
        role = _found(backend, "Role", call)
        if role is not None and role.path.startswith(PROTECTED_PATHS):
            message = (
                f"Cannot perform the operation on the protected role '{role.name}' - this role is "
                "only modifiable by AWS"
            )
            return replies.error(call, 400, "UnmodifiableEntity", message)
    match re.fullmatch(r"(Attach|Put|Tag)(User|Role|Group)(Policy|PermissionsBoundary|)", operation):
        case None:
            return _managed_size(call) if operation in ("CreatePolicy", "CreatePolicyVersion") else None
        case found:
            verb, kind, what = found.groups()
    owner = _found(backend, kind, call)
    if owner is None:
        return None
    match verb, what:
        case "Attach", "Policy":
            return _attached(call, kind, owner)
        case "Put", "Policy":
            return _inline(call, kind, owner)
        case "Put", "PermissionsBoundary":
            return _boundary(call, backend)
        case "Tag", "":
            return _tagged(call, backend, kind, owner)
    return None


def _found(backend: Any, kind: str, call: Call) -> Any:
    name = call.form.get(f"{kind}Name")
    if kind == "Role":
        return next((role for role in list(backend.roles.values()) if role.name == name), None)
    return (backend.users if kind == "User" else backend.groups).get(name)


def _attached(call: Call, kind: str, owner: Any) -> Reply | None:
    arns = set(owner.managed_policies)
    if call.form.get("PolicyArn") in arns or len(arns) < ATTACHED_LIMIT:
        return None
    return _limit(call, f"Cannot exceed quota for PoliciesPer{kind}: {ATTACHED_LIMIT}")


def _inline(call: Call, kind: str, owner: Any) -> Reply | None:
    policies = {**owner.policies, call.form.get("PolicyName", ""): call.form.get("PolicyDocument", "")}
    limit = INLINE_LIMITS[kind]
    if sum(map(_size, policies.values())) <= limit:
        return None
    name = call.form[f"{kind}Name"]
    message = f"Maximum policy size of {limit} bytes exceeded for {kind.lower()} {name}"
    return _limit(call, message)


def _managed_size(call: Call) -> Reply | None:
    if _size(call.form.get("PolicyDocument", "")) <= MANAGED_LIMIT:
        return None
    return _limit(call, f"Cannot exceed quota for PolicySize: {MANAGED_LIMIT}")


def _size(document: str) -> int:
    return len("".join(document.split()))


def _boundary(call: Call, backend: Any) -> Reply | None:
    """IAM API Reference, PutRolePermissionsBoundary: NoSuchEntity; moto sets what is not there."""
    arn = call.form.get("PermissionsBoundary", "")
    if arn in backend.managed_policies:
        return None
    message = f"Policy {arn} does not exist or is not attachable."
    return replies.error(call, 404, "NoSuchEntity", message)


def _tagged(call: Call, backend: Any, kind: str, owner: Any) -> Reply | None:
    """IAM User Guide, "Tags for AWS Identity and Access Management resources": keys of users and roles are
    not case sensitive: one that is written otherwise replaces the first; those that begin with aws: are
    AWS's. The words are those of github-aws-runners/terraform-aws-github-runner#1346."""
    asked = [value for name, value in call.form.items() if re.fullmatch(r"Tags\.member\.\d+\.Key", name)]
    if len(asked) > TAGS_LIMIT:
        message = f"Value at 'tags' failed to satisfy constraint: at most {TAGS_LIMIT} members"
        return replies.error(call, 400, "ValidationError", message)
    if any(key.lower().startswith("aws:") for key in asked):
        message = "Tag keys that begin with aws: are reserved"
        return replies.error(call, 400, "InvalidInput", message)
    if len({key.lower() for key in asked}) < len(asked):
        message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        return replies.error(call, 400, "InvalidInput", message)
    present = _keys(backend, kind, owner)
    replaced = [key for key in present if key.lower() in {new.lower() for new in asked}]
    if len(present) - len(replaced) + len(asked) > TAGS_LIMIT:
        return _limit(call, "The number of tags has reached the maximum limit.")
    if kind == "User":
        backend.tagger.untag_resource_using_names(owner.arn, replaced)
    else:
        owner.tags = [tag for tag in owner.tags if tag["Key"] not in replaced]
    return None


def _keys(backend: Any, kind: str, owner: Any) -> list[str]:
    tags = backend.tagger.list_tags_for_resource(owner.arn)["Tags"] if kind == "User" else owner.tags
    return [tag["Key"] for tag in tags]


def _limit(call: Call, message: str) -> Reply:
    return replies.error(call, 409, "LimitExceeded", message)


def link_role(account: str, service: str, name: str) -> None:
    """What a service makes of its own when it is switched on first (IAM User Guide, "Create a
    service-linked role")."""
    backend = iam_backends[account][PARTITION]
    if any(role.name == name for role in list(backend.roles.values())):
        return
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    backend.create_role(
        name, trust, f"/aws-service-role/{service}/", permissions_boundary=None, description="",
        tags=[], max_session_duration="3600", linked_service=service,
    )  # fmt: skip
