"""What a call needs: IAM actions, the resources that they are on, and the condition keys that matter.

Source: Service Authorization Reference, "Actions, resources, and condition keys" of each service. It is
written apart from Parapet's own list, so that one can be held to the other. An operation that no table
names needs the action of its own name, on whatever.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from moto.ec2 import ec2_backends
from moto.iam.models import iam_backends

from .call import Call
from .callers import PARTITION


@dataclass(frozen=True)
class Need:
    action: str
    resource: str = "*"
    keys: dict[str, Any] = field(default_factory=dict)


def needs(call: Call) -> list[Need]:
    read = {
        "cloudtrail": _trail, "config": _config, "ec2": _ec2, "guardduty": _detector, "iam": _iam,
        "s3": _bucket, "s3control": _account, "securityhub": _hub, "wafv2": _wall,
    }.get(call.service)  # fmt: skip
    return read(call) if read else [_plain(call)]


def _plain(call: Call, resource: str = "*", **keys: Any) -> Need:
    return Need(f"{call.service}:{call.operation}", resource, keys)


def _arn(call: Call, service: str, name: str) -> str:
    return f"arn:aws:{service}:{call.region}:{call.account}:{name}"


def _members(call: Call, name: str) -> list[str]:
    """The values of a list in a form: of EC2 `Name.1`, of IAM `Name.member.1`."""
    pattern = re.compile(name.replace("[]", r"(?:\.member)?\.\d+"))
    return [value for key, value in call.form.items() if pattern.fullmatch(key)]


# Amazon EC2

#: The ARN's type by the id's prefix; images and snapshots are of no account.
TYPES = {
    "acl": "network-acl", "eipalloc": "elastic-ip", "eni": "network-interface", "fl": "vpc-flow-log",
    "i": "instance", "pcx": "vpc-peering-connection", "rtb": "route-table", "sg": "security-group",
    "sgr": "security-group-rule", "subnet": "subnet", "vol": "volume", "vpc": "vpc",
}  # fmt: skip
OF_NO_ACCOUNT = {"ami": "image", "snap": "snapshot"}
ON_A_GROUP = (
    "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
)  # fmt: skip


def _ec2(call: Call) -> list[Need]:
    if call.operation in ON_A_GROUP:
        group = _arn(call, "ec2", f"security-group/{call.form.get('GroupId', '*')}")
        return [_plain(call, group), *_tagged_on_creation(call, "security-group-rule")]
    if call.operation in MAKING:
        return [_plain(call), *_with_keys(call), *_tagged_in_creation(call), *_passed(call)]
    if call.operation in ("CreateTags", "DeleteTags"):
        keys = {"aws:TagKeys": _members(call, r"Tag[]\.Key")}
        ids = _members(call, r"ResourceId[]")
        return [_plain(call, _ec2_arn(call, name), **keys) for name in ids]
    if call.operation == "ModifyNetworkInterfaceAttribute":
        return [_plain(call, _ec2_arn(call, call.form.get("NetworkInterfaceId", "")))]
    return [_plain(call)]


#: Whatever they make may be tagged as it is made, encrypted, or given a profile.
MAKING = (
    "AssociateIamInstanceProfile", "AttachVolume", "CopySnapshot", "CreateNetworkAcl",
    "CreateSecurityGroup", "CreateSnapshots", "CreateVolume",
    "ReplaceIamInstanceProfileAssociation", "RunInstances",
)  # fmt: skip
#: Amazon EBS User Guide, "Requirements for Amazon EBS encryption": what is used in the caller's name.
KEY_USE = (
    "CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom",
    "ReEncryptTo",
)  # fmt: skip


def _with_keys(call: Call) -> list[Need]:
    """Where keys are used: a copy that is encrypted, a volume of an encrypted snapshot, and the grant by
    which an instance reads an encrypted volume."""
    backend = ec2_backends[call.account][call.region]
    snapshot = backend.snapshots.get(call.form.get("SnapshotId", ""))
    volume = backend.volumes.get(call.form.get("VolumeId", ""))
    if call.operation == "AttachVolume":
        return [Need("kms:CreateGrant")] if volume is not None and volume.encrypted else []
    uses = call.form.get("Encrypted") == "true" or (snapshot is not None and snapshot.encrypted)
    return [Need(f"kms:{name}") for name in KEY_USE] if uses else []


def _passed(call: Call) -> list[Need]:
    """iam:PassRole, where an instance gets a profile."""
    if not any(name.startswith("IamInstanceProfile.") for name in call.form):
        return []
    return [Need("iam:PassRole", "*", {"iam:PassedToService": "ec2.amazonaws.com"})]


def _tagged_in_creation(call: Call) -> list[Need]:
    kinds = _members(call, r"TagSpecification[]\.ResourceType")
    return [need for kind in kinds[:1] for need in _tagged_on_creation(call, kind)]


def _ec2_arn(call: Call, name: str) -> str:
    prefix = name.partition("-")[0]
    if prefix in OF_NO_ACCOUNT:
        return f"arn:aws:ec2:{call.region}::{OF_NO_ACCOUNT[prefix]}/{name}"
    return _arn(call, "ec2", f"{TYPES.get(prefix, '*')}/{name}")


def _tagged_on_creation(call: Call, kind: str) -> list[Need]:
    """Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation"."""
    names = _members(call, r"TagSpecification[]\.Tag[]\.Key")
    if not names:
        return []
    keys = {"aws:TagKeys": names, "ec2:CreateAction": call.operation}
    return [Need("ec2:CreateTags", _arn(call, "ec2", f"{kind}/*"), keys)]


# Amazon S3

#: Where the action is not called as the operation is.
S3_ACTIONS = {
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
}


def _bucket(call: Call) -> list[Need]:
    action = S3_ACTIONS.get(call.operation, call.operation)
    if call.bucket is None:
        return [Need(f"s3:{action}")]
    return [Need(f"s3:{action}", f"arn:aws:s3:::{call.bucket}")]


def _account(call: Call) -> list[Need]:
    words = call.operation.replace("PublicAccessBlock", "AccountPublicAccessBlock")
    return [Need(f"s3:{words}")]


# IAM


def _iam(call: Call) -> list[Need]:
    form, keys = call.form, dict[str, Any]()
    if "PolicyArn" in form and "Name" in "".join(form):
        keys["iam:PolicyARN"] = form["PolicyArn"]
    if call.operation.endswith("PermissionsBoundary"):
        keys["iam:PermissionsBoundary"] = form.get("PermissionsBoundary") or _boundary(call)
    if call.operation.startswith(("Tag", "Untag")):
        keys["aws:TagKeys"] = _members(call, r"(?:Tags[]\.Key|TagKeys[])")
    for kind in ("User", "Role", "Group"):
        if f"{kind}Name" in form:
            return [_plain(call, _identity_arn(call, kind, form[f"{kind}Name"]), **keys)]
    return [_plain(call, form.get("PolicyArn", "*"))]


def _identity_arn(call: Call, kind: str, name: str) -> str:
    backend = iam_backends[call.account][PARTITION]
    named = {"User": backend.users, "Role": backend.roles, "Group": backend.groups}[kind]
    found = next((one for one in list(named.values()) if one.name == name), None)
    return found.arn if found else f"arn:aws:iam::{call.account}:{kind.lower()}/{name}"


def _boundary(call: Call) -> str | None:
    roles = list(iam_backends[call.account][PARTITION].roles.values())
    named = (role for role in roles if role.name == call.form.get("RoleName"))
    return next((role.permissions_boundary_arn for role in named), None)


# What watches


def _trail(call: Call) -> list[Need]:
    name = json.loads(call.body or b"{}").get("Name", "*")
    return [_plain(call, name if name.startswith("arn:") else _arn(call, "cloudtrail", f"trail/{name}"))]


def _config(call: Call) -> list[Need]:
    found = [_plain(call)]
    if call.operation == "PutConfigurationRecorder":
        role = json.loads(call.body or b"{}").get("ConfigurationRecorder", {}).get("roleARN")
        found.append(Need("iam:PassRole", role, {"iam:PassedToService": "config.amazonaws.com"}))
    return found


def _detector(call: Call) -> list[Need]:
    name = unquote(call.path).removeprefix("/detector").strip("/").split("/")[0]
    found = [_plain(call, _arn(call, "guardduty", f"detector/{name}") if name else "*")]
    if call.operation == "CreateDetector":
        found += _linked(call, "guardduty.amazonaws.com", "AWSServiceRoleForAmazonGuardDuty")
    return found


def _hub(call: Call) -> list[Need]:
    found = [_plain(call, _arn(call, "securityhub", "hub/default"))]
    if call.operation == "EnableSecurityHub":
        found += _linked(call, "securityhub.amazonaws.com", "AWSServiceRoleForSecurityHub")
    return found


def _linked(call: Call, service: str, name: str) -> list[Need]:
    """Made with the service, where it is not there."""
    roles = list(iam_backends[call.account][PARTITION].roles.values())
    if any(role.name == name for role in roles):
        return []
    arn = f"arn:aws:iam::{call.account}:role/aws-service-role/{service}/{name}"
    return [Need("iam:CreateServiceLinkedRole", arn, {"iam:AWSServiceName": service})]


# AWS WAF


def _wall(call: Call) -> list[Need]:
    asked = json.loads(call.body or b"{}")
    found = [_plain(call)]
    if call.operation == "CreateWebACL" and asked.get("Tags"):
        found.append(Need("wafv2:TagResource"))
    if call.operation in ("AssociateWebACL", "DisassociateWebACL"):
        # Of a load balancer; AWS WAF Developer Guide, "Actions that require additional permissions settings".
        found.append(Need("elasticloadbalancing:SetWebAcl", asked.get("ResourceArn", "*")))
    return found
