"""Security group rules as EC2 keeps them: in one form, each once, all of a request or none, by id.

Amazon EC2 API Reference, AuthorizeSecurityGroupIngress and RevokeSecurityGroupIngress, IpRange,
SecurityGroupRule and ReferencedSecurityGroup.
"""

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2 import ec2_backends
from moto.ec2.exceptions import (
    DependencyViolationError, EC2ClientError, InvalidSecurityGroupNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
)  # fmt: skip
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.ec2.responses.security_groups import SecurityGroups

RANGES = ("CidrIp", "CidrIpv6")


def install() -> None:
    SecurityGroups._process_rules_from_querystring = _canonical(
        SecurityGroups._process_rules_from_querystring
    )
    for direction in ("ingress", "egress"):
        setattr(SecurityGroups, f"authorize_security_group_{direction}", _authorizing(direction))
        name = f"revoke_security_group_{direction}"
        revoke = getattr(SecurityGroupBackend, name)
        setattr(SecurityGroupBackend, name, _revoking(direction, revoke))
    SecurityGroupBackend._delete_security_group = _keeping_used(
        SecurityGroupBackend._delete_security_group
    )
    SecurityGroupBackend._add_source_group = _peers(SecurityGroupBackend._add_source_group)
    SecurityGroupRule.__init__ = _describing(SecurityGroupRule.__init__)
    SecurityGroupRule.__eq__ = lambda self, other: _identity(self) == _identity(other)
    SecurityGroupRule.description = property(_description)
    SecurityGroupRule.referenced_group_info = property(_referenced_group)


def _canonical(read: Callable[..., Iterator[dict[str, Any]]]) -> Callable[..., Any]:
    """ "AWS canonicalizes IPv4 and IPv6 CIDRs": what is told, and what is a duplicate, is the
    network."""

    def reading(self: SecurityGroups) -> Iterator[dict[str, Any]]:
        for asked in read(self):
            for place in asked["ip_ranges"]:
                for name in RANGES:
                    if name in place:
                        place[name] = _network(place[name])
            yield asked

    return reading


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else text
    except ValueError:
        # moto refuses it.
        return text


def _authorizing(direction: str) -> Callable[[SecurityGroups], ActionResult]:
    """All rules of the request or none, and all are told; moto leaves those before one that it refuses,
    and tells the last permission's alone."""

    def authorize(self: SecurityGroups) -> ActionResult:
        self.error_on_dryrun()
        backend = self.ec2_backend
        asked = list(self._process_rules_from_querystring())
        _refuse_repetitions(backend, asked)
        group = backend.get_security_group_by_name_or_id(asked[0]["group_name_or_id"])
        name = f"{direction}_rules"
        before = list(getattr(group, name)) if group else []
        rules: list[SecurityGroupRule] = []
        try:
            for one in asked:
                rules += getattr(backend, f"authorize_security_group_{direction}")(**one)[0]
        except Exception:
            if group:
                _forget_tags(backend, [r.id for r in getattr(group, name) if r not in before])
                setattr(group, name, before)
            raise
        return ActionResult({"Return": True, "SecurityGroupRules": rules})

    return authorize


def _refuse_repetitions(backend: Any, asked: list[dict[str, Any]]) -> None:
    """As hashicorp/terraform-provider-aws#2587 has it from EC2."""
    seen = []
    for one in asked:
        fields = ("from_port", "to_port", "ip_ranges", "source_groups", "prefix_list_ids")
        places = (one[name] for name in fields)
        for rule in backend._iterate_security_rules(one["ip_protocol"], "", *places):
            if _identity(rule) in seen:
                message = "The same permission must not appear multiple times"
                raise EC2ClientError("InvalidParameterValue", message)
            seen.append(_identity(rule))


def _revoking(direction: str, revoke: Callable[..., None]) -> Callable[..., None]:
    """By ids: all or none, and one that is not there has an error of its own, as
    alchemy-run/distilled#608 saw it. With the rule its tags go."""

    def revoking(self: Any, *arguments: Any, **asked: Any) -> None:
        ids = asked.get("security_rule_ids") or []
        group = self.get_security_group_by_name_or_id(asked["group_name_or_id"])
        if group is not None:
            present = {rule.id for rule in getattr(group, f"{direction}_rules")}
            for missing in [rule for rule in ids if rule not in present]:
                raise InvalidSecurityGroupRuleIdNotFoundError(missing)
        revoke(self, *arguments, **asked)
        if group is not None:
            left = {rule.id for rule in getattr(group, f"{direction}_rules")}
            _forget_tags(self, present - left)

    return revoking


def _forget_tags(backend: Any, ids: Any) -> None:
    for rule in ids:
        backend.tags.pop(rule, None)


def _peers(own: Callable[..., list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    """A rule may let in a group of another account behind a peering; moto knows its own alone."""

    def adding(self: Any, groups: list[dict[str, Any]] | None, vpc: str | None) -> list[Any]:
        foreign = [g for g in groups or [] if g.get("UserId", self.account_id) != self.account_id]
        for group in foreign:
            theirs = ec2_backends[group["UserId"]][self.region_name]
            if theirs.get_security_group_from_id(group["GroupId"]) is None:
                raise InvalidSecurityGroupNotFoundError(group["GroupId"])
        return foreign + own(self, [g for g in groups or [] if g not in foreign], vpc)

    return adding


def _keeping_used(delete: Callable[..., Any]) -> Callable[..., Any]:
    """DeleteSecurityGroup: "If you attempt to delete a security group that is associated with an
    instance or network interface ... the operation fails with DependencyViolation.\""""

    def deleting(self: Any, vpc: str | None, group: str) -> Any:
        for interface in self.enis.values():
            is_gone = interface.instance is not None and interface.instance._state.code == 48
            if not is_gone and any(one.id == group for one in interface.group_set):
                raise DependencyViolationError(f"resource {group} has a dependent object")
        return delete(self, vpc, group)

    return deleting


def _describing(make: Callable[..., None]) -> Callable[..., None]:
    """A list and a group have descriptions as a network has."""

    def making(self: SecurityGroupRule, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        places = [named.get("prefix_list_id"), named.get("source_group"), *arguments[5:8]]
        described = (place.get("Description") for place in places if isinstance(place, dict))
        self.told_description = next((text for text in described if text), None)

    return making


def _description(rule: SecurityGroupRule) -> str | None:
    # Networks have theirs changed by UpdateSecurityGroupRuleDescriptionsIngress.
    return rule.ip_range.get("Description") if rule.ip_range else rule.told_description


def _referenced_group(rule: SecurityGroupRule) -> dict[str, Any] | None:
    group = dict(rule.source_group)
    peering = rule.ec2_backend.vpc_pcxs.get(group.get("VpcPeeringConnectionId"))
    if peering is not None:
        group["PeeringStatus"] = peering._status.code
    return group or None


def _identity(rule: SecurityGroupRule) -> tuple[Any, ...]:
    """What makes a rule another: neither its description nor its tags."""
    ports = () if rule.ip_protocol == "-1" else (rule.from_port, rule.to_port)
    group = {
        name: value for name, value in rule.source_group.items()
        if name in ("GroupId", "UserId", "VpcPeeringConnectionId")
    }  # fmt: skip
    group.setdefault("UserId", rule.ec2_backend.account_id) if group else None
    networks = tuple(rule.ip_range.get(name) for name in RANGES)
    return (rule.ip_protocol, ports, networks, tuple(sorted(group.items())), rule.prefix_list_id)
