"""The forms in which an estate says what is planted where, and what should be found."""

from dataclasses import dataclass, field
from typing import Any

OPEN, EXCEPTED = "open", "excepted"
#: Sources of a rule: the group that has it, and the own group of its VPC.
SELF, DEFAULT = "self", "default"


@dataclass(frozen=True)
class Account:
    id: str
    name: str
    unit: str
    tags: dict[str, str] = field(default_factory=dict)
    #: What the audit role's trust asks for; another than the estate's refuses Parapet.
    external_id: str = "parapet-demo"
    suspended: bool = False
    #: Regions switched on beyond the standard ones.
    opted_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bucket:
    account: str
    name: str
    region: str
    why: str
    finding: str | None = None
    acl: str | None = None
    policy: dict[str, Any] | None = None
    block: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What is let in; a source is a network, SELF, DEFAULT, or the id of a group."""

    protocol: str
    first: int | None
    last: int | None
    source: str

    def permission(self, group: str) -> dict[str, Any]:
        permission: dict[str, Any] = {"IpProtocol": self.protocol}
        if self.first is not None:
            permission |= {"FromPort": self.first, "ToPort": self.last}
        if self.source == SELF:
            return permission | {"UserIdGroupPairs": [{"GroupId": group}]}
        if self.source.startswith("sg-"):
            return permission | {"UserIdGroupPairs": [{"GroupId": self.source}]}
        if ":" in self.source:
            return permission | {"Ipv6Ranges": [{"CidrIpv6": self.source}]}
        return permission | {"IpRanges": [{"CidrIp": self.source}]}

    @property
    def part(self) -> str:
        protocol = "all" if self.protocol == "-1" else self.protocol
        ports = "all" if self.first is None else f"{self.first}-{self.last}"
        return f"{protocol}/{ports}/{self.source}"


@dataclass(frozen=True)
class Group:
    account: str
    region: str
    name: str
    why: str
    rules: tuple[Rule, ...]
    #: Guardrail, the rule's place in `rules`, status.
    findings: tuple[tuple[str, int, str], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    account: str
    user: str
    why: str
    created_days: int
    used_days: int | None = None
    active: bool = True
    finding: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Estate:
    management: Account
    accounts: tuple[Account, ...]
    buckets: tuple[Bucket, ...]
    groups: tuple[Group, ...]
    keys: tuple[Key, ...]
    #: Switches of the account's own public access block.
    account_blocks: dict[str, tuple[str, ...]]
    #: The regions on in every account; empty: those that AWS switches on.
    regions: tuple[str, ...] = ()
    #: Accounts of the organization that sweeps leave out.
    excluded: tuple[str, ...] = ()

    @property
    def everyone(self) -> tuple[Account, ...]:
        return (self.management, *self.accounts)
