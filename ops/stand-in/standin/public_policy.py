"""Whether a bucket policy is public, by the meaning of "public" in the S3 user guide.

What a Deny takes away counts: S3 decides by reasoning over all requests (AWS Security Blog, on the
reasoning behind S3 Block Public Access). Here: a Deny of everything to everyone, or to everyone
without a fixed value.
"""

import ipaddress
from typing import Any

#: Condition keys that make a statement non-public when compared with fixed values.
FIXING_KEYS = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
}
COMPARING = {
    "StringEquals", "StringLike", "ArnEquals", "ArnLike", "IpAddress", "ForAnyValue:StringEquals",
    "ForAnyValue:StringLike",
}  # fmt: skip
EXCLUDING = {"StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike", "NotIpAddress"}
WIDEST_IPV4_PREFIX = 8
WIDEST_IPV6_PREFIX = 32


def is_public(policy: dict[str, Any]) -> bool:
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    return any(_opens(s) for s in statements) and not any(_closes(s) for s in statements)


def _opens(statement: dict[str, Any]) -> bool:
    return (
        statement.get("Effect") == "Allow"
        and _anyone(statement.get("Principal"))
        and not _fixes(statement, COMPARING)
    )


def _closes(statement: dict[str, Any]) -> bool:
    if statement.get("Effect") != "Deny" or not _anyone(statement.get("Principal")):
        return False
    actions = statement.get("Action", [])
    if "s3:*" not in (actions if isinstance(actions, list) else [actions]):
        return False
    return not statement.get("Condition") or _fixes(statement, EXCLUDING)


def _fixes(statement: dict[str, Any], operators: set[str]) -> bool:
    """Whether a condition by one of these operators compares with fixed values."""
    for operator, keys in statement.get("Condition", {}).items():
        if operator not in operators:
            continue
        for key, values in keys.items():
            listed = values if isinstance(values, list) else [values]
            if key.lower() in FIXING_KEYS and all(_fixed(key.lower(), str(v)) for v in listed):
                return True
    return False


def _anyone(principal: Any) -> bool:
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    return "*" in (principal if isinstance(principal, list) else [principal])


def _fixed(key: str, value: str) -> bool:
    if key == "aws:sourceip":
        network = ipaddress.ip_network(value, strict=False)
        widest = WIDEST_IPV4_PREFIX if network.version == 4 else WIDEST_IPV6_PREFIX
        return network.prefixlen >= widest
    if key.endswith("orgpaths"):
        return "*" not in value.split("/")[0]
    if key.endswith("arn"):
        # The account of an ARN must be spelt out; wildcards after it are harmless.
        return "*" not in ":".join(value.split(":")[:5])
    return "*" not in value and "?" not in value
