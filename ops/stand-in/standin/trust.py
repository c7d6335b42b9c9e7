"""Decides whether a role's trust policy lets a caller in. Pure: no state, no clock."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True)
class Caller:
    """`arn` is what AWS compares: a user's ARN, or the ARN of the role behind a session."""

    account: str
    arn: str
    organization: str | None = None


def trusts(
    policy: dict[str, Any], caller: Caller, external_id: str | None, session_name: str = ""
) -> bool:
    """True when a statement allows `sts:AssumeRole` for the caller and none denies it."""
    context = {
        "aws:principalarn": caller.arn,
        "aws:principalaccount": caller.account,
        "sts:rolesessionname": session_name,
    }
    if external_id is not None:
        context["sts:externalid"] = external_id
    if caller.organization is not None:
        context["aws:principalorgid"] = caller.organization
    allowed = False
    for statement in _listed(policy.get("Statement")):
        if not _applies(statement, caller, context):
            continue
        if statement.get("Effect") == "Deny":
            return False
        allowed = allowed or statement.get("Effect") == "Allow"
    return allowed


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _applies(statement: dict[str, Any], caller: Caller, context: dict[str, str]) -> bool:
    actions = _listed(statement.get("Action"))
    if not any(fnmatchcase("sts:assumerole", str(action).lower()) for action in actions):
        return False
    if not _names(statement.get("Principal"), caller):
        return False
    conditions = statement.get("Condition", {})
    return all(
        _holds(operator, key, _listed(expected), context)
        for operator, keys in conditions.items()
        for key, expected in keys.items()
    )


def _names(principal: Any, caller: Caller) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    root = f"arn:aws:iam::{caller.account}:root"
    accepted = {"*", caller.account, root, caller.arn}
    return any(str(name) in accepted for name in _listed(principal.get("AWS")))


def _holds(operator: str, key: str, expected: list[Any], context: dict[str, str]) -> bool:
    base = operator.removesuffix("IfExists")
    actual = context.get(key.lower())
    if base == "Null":
        return any((actual is None) == (str(value).lower() == "true") for value in expected)
    negated = base.startswith(("StringNot", "ArnNot"))
    if actual is None:
        return negated or operator.endswith("IfExists")
    found = any(_equal(base.replace("Not", ""), actual, str(value)) for value in expected)
    return found != negated


def _equal(operator: str, actual: str, expected: str) -> bool:
    match operator:
        case "StringEquals":
            return actual == expected
        case "StringEqualsIgnoreCase":
            return actual.lower() == expected.lower()
        case "StringLike" | "ArnLike" | "ArnEquals":
            return fnmatchcase(actual, expected.replace("[", "[[]"))
    return False
