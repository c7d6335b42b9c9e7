"""An estate in which each guardrail of the talk has something to find and to leave alone.

`plant` makes what the plain plants of other estates cannot say. Every finding is written down beside
what causes it; what cannot be read is broken by `RULES`, which a test switches on.
"""

import json
from typing import Any

from . import demo, together
from .monitoring import (
    ALL_BUT_KMS, NOT_IAM, ONE_TYPE, OTHER_EDITIONS, PATTERNS, READS_AND_WRITES, plant_detection,
    plant_trail,
)  # fmt: skip
from .plants import OPEN, Account, Bucket, Estate, Group, Key, Rule
from .seed import Seeder

UNKNOWN = "unknown"
MANAGEMENT = "100000000001"
GOOD, BARE, HALF, OTHER, DARK = (f"20000000004{digit}" for digit in "12345")
#: In the organization, and left out of sweeps.
LAB = "200000000046"
PARTNER = "900000000001"
STRANGER, STRANGER_2 = "999900000001", "999900000002"
VIRGINIA, IRELAND = REGIONS = ("us-east-1", "eu-west-1")
PROD = {"environment": "prod"}

BASELINE = """\
roles:
  Audit:
    attached: [SecurityAudit]
    trust:
      Statement:
        { Effect: Allow, Principal: { AWS: "100000000002" }, Action: "sts:AssumeRole" }
policies:
  DenyLeavingOrganization:
    document:
      Statement: { Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*" }
"""
FILES = {"baseline.yaml": BASELINE}
CONFIGURATION = {"partners": [PARTNER], "baselines": {"default": "baseline.yaml"}}

SSH, INTERNAL, PEER = (
    "ssh-open-to-the-world", "sg-internal-all-ports", "vpc-peering-security-group",
)  # fmt: skip

GROUPS = (
    Group(BARE, VIRGINIA, "ssh", "SSH for all", (Rule("tcp", 22, 22, "0.0.0.0/0"),), ((SSH, 0, OPEN),)),
    Group(BARE, VIRGINIA, "ssh-6", "and by IPv6", (Rule("tcp", 20, 30, "::/0"),), ((SSH, 0, OPEN),)),
    Group(BARE, VIRGINIA, "web", "not SSH", (Rule("tcp", 443, 443, "0.0.0.0/0"),)),
    Group(BARE, VIRGINIA, "office", "SSH for an office", (Rule("tcp", 22, 22, "203.0.113.0/24"),)),
    Group(BARE, VIRGINIA, "udp", "port 22, but of UDP", (Rule("udp", 22, 22, "0.0.0.0/0"),)),
    Group(
        HALF, VIRGINIA, "flat", "all ports from private ranges",
        (Rule("-1", None, None, "10.0.0.0/8"),), ((INTERNAL, 0, OPEN),),
    ),
    Group(
        HALF, VIRGINIA, "flat-vpc", "all ports from its own VPC",
        (Rule("-1", None, None, "172.31.0.0/16"),), ((INTERNAL, 0, OPEN),),
    ),
    Group(HALF, VIRGINIA, "cluster", "only itself", (Rule("-1", None, None, "self"),)),
    Group(HALF, VIRGINIA, "database", "one port", (Rule("tcp", 5432, 5432, "10.0.0.0/8"),)),
    Group(
        BARE, IRELAND, "peer-exact", "lets a stranger's network in",
        (Rule("tcp", 0, 65535, "172.29.0.0/16"),), ((PEER, 0, OPEN), (INTERNAL, 0, OPEN)),
    ),
    Group(
        BARE, IRELAND, "peer-wide", "a range that holds it",
        (Rule("tcp", 443, 443, "172.16.0.0/12"),), ((PEER, 0, OPEN),),
    ),
    Group(BARE, IRELAND, "own", "our network", (Rule("tcp", 443, 443, "10.0.0.0/16"),)),
    Group(BARE, IRELAND, "partner", "a partner's network", (Rule("tcp", 443, 443, "172.28.0.0/16"),)),
    Group(GOOD, IRELAND, "no-peer", "no stranger is there", (Rule("tcp", 443, 443, "172.29.0.0/16"),)),
    *together.to_the_world(BARE, VIRGINIA),
    *together.to_every_port(HALF, VIRGINIA),
    *together.beside_a_peer(BARE, IRELAND),
    # The VPC's ranges and the peerings of this account cannot be read.
    Group(
        DARK, VIRGINIA, "flat-dark", "all ports from somewhere",
        (Rule("-1", None, None, "198.18.0.0/16"),), ((INTERNAL, 0, UNKNOWN),),
    ),
    Group(
        DARK, IRELAND, "peer-dark", "perhaps a stranger's network",
        (Rule("tcp", 443, 443, "172.29.0.0/16"),), ((PEER, 0, UNKNOWN),),
    ),
)  # fmt: skip


def _shared(name: str, condition: dict | None, *denies: dict) -> dict:
    """Everyone may read under a condition, less what each Deny takes away."""
    policy = demo.anyone(name, condition)
    for deny in denies:
        statement = {
            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        }  # fmt: skip
        policy["Statement"].append(statement | ({"Condition": deny} if deny else {}))
    return policy


EIGHTS = {"IpAddress": {"aws:SourceIp": [f"{first}.0.0.0/8" for first in range(256)]}}
ANY_ROLE = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader"}}
ORG_PATHS = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-example/r-1/ou-1/*"}}
ENDPOINT_ORG = {"StringEquals": {"aws:VpceOrgID": "o-example"}}
POINTS = {"StringLike": {"s3:DataAccessPointArn": f"arn:aws:s3:{VIRGINIA}:{BARE}:accesspoint/*"}}
ONE_ACCOUNT = {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/*"}}
OUTSIDERS = {"StringNotEquals": {"aws:PrincipalOrgID": "o-example"}}
NO_ENDPOINT = {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}

BUCKETS = (
    Bucket(BARE, "talk-acl", VIRGINIA, "public by ACL", OPEN, acl="public-read"),
    Bucket(BARE, "talk-policy", VIRGINIA, "public by policy", OPEN, policy=demo.anyone("talk-policy")),
    Bucket(BARE, "talk-private", VIRGINIA, "private"),
    Bucket(
        BARE, "talk-blocked", VIRGINIA, "its block closes the policy",
        policy=demo.anyone("talk-blocked"), block=("RestrictPublicBuckets",),
    ),
    Bucket(
        BARE, "talk-org", VIRGINIA, "only the organization", policy=demo.anyone("talk-org", demo.ORG)
    ),
    Bucket(BARE, "talk-dark", VIRGINIA, "its policy cannot be read", UNKNOWN),
    *(
        Bucket(BARE, name, VIRGINIA, why, finding, policy=_shared(name, condition, *denies))
        for name, why, finding, condition, denies in (
            ("talk-eights", "256 networks of /8 are the internet", OPEN, EIGHTS, ()),
            ("talk-any-role", "a role of that name in any account", OPEN, ANY_ROLE, ()),
            ("talk-org-paths", "only a unit of the organization", None, ORG_PATHS, ()),
            ("talk-endpoint-org", "only endpoints of the organization", None, ENDPOINT_ORG, ()),
            ("talk-points", "only access points of the account", None, POINTS, ()),
            ("talk-one-account", "only roles of one account", None, ONE_ACCOUNT, ()),
            ("talk-closed", "denied to everyone", None, None, ({},)),
            ("talk-insiders", "denied to all outside the organization", None, None, (OUTSIDERS,)),
            ("talk-by-endpoint", "denied to all but an endpoint", None, None, (NO_ENDPOINT,)),
        )
    ),
)  # fmt: skip

KEYS = (
    Key(HALF, "old", "never used, 200 days old", 200, finding=OPEN),
    Key(HALF, "idle", "last used 120 days ago", 400, 120, finding=OPEN),
    Key(HALF, "fresh", "never used, 10 days old", 10),
    Key(HALF, "busy", "used yesterday", 500, 1),
    Key(HALF, "off", "not active", 800, 600, active=False),
    Key(HALF, "dark", "nobody knows when it was used", 300, 200, finding=UNKNOWN),
)

ESTATE = Estate(
    management=Account(MANAGEMENT, "management", "", PROD),
    accounts=tuple(
        Account(id, name, "Talk", PROD)
        for id, name in (
            (GOOD, "good"), (BARE, "bare"), (HALF, "half"), (OTHER, "other"), (DARK, "dark"),
            (LAB, "lab"),
        )
    ),
    buckets=BUCKETS,
    groups=GROUPS,
    keys=KEYS,
    account_blocks={},
    regions=REGIONS,
    excluded=(LAB,),
)  # fmt: skip

ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NEEDS_MFA = {
    "Effect": "Deny",
    "NotAction": ["iam:EnableMFADevice", "iam:ListMFADevices", "iam:GetUser", "sts:GetSessionToken"],
    "Resource": "*",
    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
}
LETS_KEYS_THROUGH = NEEDS_MFA | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
NOT_FOR_SERVICES = NEEDS_MFA | {
    "Condition": {
        "BoolIfExists": {"aws:MultiFactorAuthPresent": "false", "aws:ViaAWSService": "false"}
    }
}
ANYTHING_BUT_TRUE = NEEDS_MFA | {
    "Condition": {"StringNotEquals": {"aws:MultiFactorAuthPresent": "true"}}
}
TWO_HALVES = tuple(
    {key: value for key, value in NEEDS_MFA.items() if key != "NotAction"} | actions
    for actions in (
        {"Action": ["ec2:*", "s3:*"]},
        {"NotAction": [*NEEDS_MFA["NotAction"], "ec2:*", "s3:*"]},
    )
)
ADMIN_WITH_MFA = ADMIN | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


def allow(*actions: str, on: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on}


def exempting(*actions: str) -> dict[str, Any]:
    return NEEDS_MFA | {"NotAction": [*NEEDS_MFA["NotAction"], *actions]}


def rules(seeder: Seeder) -> list[dict[str, Any]]:
    """What a test breaks, so that it cannot be read."""
    dark = next(key for key in seeder.made_keys if key[0] == (HALF, "dark"))[1]
    denied = [
        {"account": DARK, "service": "iam", "operation": "GetAccountAuthorizationDetails"},
        {"account": DARK, "region": IRELAND, "operation": "DescribeVpcPeeringConnections"},
        {"account": DARK, "region": VIRGINIA, "operation": "DescribeVpcs"},
        {"account": DARK, "region": IRELAND, "operation": "ListDetectors"},
        {"account": BARE, "operation": "ListMFADevices", "contains": "hidden"},
        {"account": HALF, "operation": "GetAccessKeyLastUsed", "contains": dark},
        {"account": BARE, "operation": "GetBucketPolicy", "contains": "talk-dark"},
        {"account": BARE, "operation": "GetManagedPrefixListEntries", "contains": seeder.dark_list},
    ]
    return [rule | {"name": f"dark-{n}", "effect": "deny"} for n, rule in enumerate(denied)]


def plant(seeder: Seeder, _: Any) -> None:
    client = seeder.client
    for account in (MANAGEMENT, GOOD, BARE, HALF, OTHER, DARK):
        _plant_baseline(seeder, account)
        _plant_monitoring(seeder, account)
    _plant_users(seeder, client("iam", BARE))
    _plant_instances(seeder, BARE, VIRGINIA)
    _plant_dark_instance(seeder)
    _plant_peerings(seeder)
    _plant_prefix_lists(seeder)


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _plant_baseline(seeder: Seeder, account: str) -> None:
    iam = seeder.client("iam", account)
    leaving: dict[str, Any] = {
        "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*",
    }  # fmt: skip
    trusted = "100000000002"
    if account == HALF:
        # Both are there, and neither is what it was.
        leaving |= {"Resource": "arn:aws:organizations::1:account/o-1/1"}
        trusted = STRANGER
    if account == OTHER:
        # The same policy in another spelling; only the role is missing.
        leaving = {
            "Sid": "Stay", "Resource": ["*"], "Action": ["organizations:LeaveOrganization"],
            "Effect": "Deny",
        }  # fmt: skip
    if account != BARE:
        iam.create_policy(PolicyName="DenyLeavingOrganization", PolicyDocument=_document(leaving))
    if account not in (BARE, OTHER):
        trust = {
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": f"arn:aws:iam::{trusted}:root"},
        }  # fmt: skip
        iam.create_role(RoleName="Audit", AssumeRolePolicyDocument=_document(trust))
        iam.attach_role_policy(
            RoleName="Audit", PolicyArn="arn:aws:iam::aws:policy/SecurityAudit"
        )
    found = {
        BARE: {"role/Audit": OPEN, "policy/DenyLeavingOrganization": OPEN},
        HALF: {"role/Audit": OPEN, "policy/DenyLeavingOrganization": OPEN},
        OTHER: {"role/Audit": OPEN},
        DARK: {"role/Audit": UNKNOWN, "policy/DenyLeavingOrganization": UNKNOWN},
    }.get(account, {})
    for part, status in found.items():
        seeder.expect("account-baseline", account, "global", "aws.account", account, status, part)


def _plant_monitoring(seeder: Seeder, account: str) -> None:
    missing: dict[str, str] = {}
    if account in (BARE, DARK):
        missing = {"trail": OPEN} | {f"alarm/{name}": OPEN for name in PATTERNS}
        for region in REGIONS:
            missing |= {f"{kind}/{region}": OPEN for kind in ("recorder", "guardduty", "security-hub")}
        if account == DARK:
            missing[f"guardduty/{IRELAND}"] = UNKNOWN
        if account == BARE:
            # It delivers nothing, and writes to a group of another account: the group of that name
            # here hears nothing, and all that listens to it is in vain.
            plant_trail(
                seeder.client, account, group_owner=GOOD, delivery_error="NoSuchBucket"
            )
    else:
        twists: dict[str, Any] = {
            # Its topic has a subscription that nobody confirmed; another filter has no alarm, one's
            # alarm never rings, and who listens to another account's topic cannot be seen from here.
            GOOD: {
                "unconfirmed": "root-usage", "unwatched": "trail-changes", "silent": "vpc-changes",
                "told_elsewhere": ("console-failures", STRANGER),
            },
            # The same in other words: everything is heard.
            OTHER: {
                "spelling": 1, "by_math": "config-changes", "editions": OTHER_EDITIONS,
                "selectors": READS_AND_WRITES,
            },
            HALF: {"spelling": 1, "running": False},
            MANAGEMENT: {"selectors": ALL_BUT_KMS},
        }  # fmt: skip
        plant_trail(seeder.client, account, **twists[account])
        for region in REGIONS:
            whole = account != HALF
            groups = {GOOD: ONE_TYPE, OTHER: NOT_IAM}
            plant_detection(
                seeder.client, account, region, recording=whole or region != IRELAND,
                failing=not whole, group=groups.get(account) if region == IRELAND else None,
                detecting=whole,
            )  # fmt: skip
        if account == HALF:
            # Nothing of a stopped trail reaches an alarm; one recorder is off, the other fails.
            missing = {"trail": OPEN} | {f"alarm/{name}": OPEN for name in PATTERNS}
            for region in REGIONS:
                missing |= {f"recorder/{region}": OPEN, f"guardduty/{region}": OPEN}
        if account == GOOD:
            missing = {"alarm/root-usage": OPEN, "alarm/trail-changes": OPEN}
            missing |= {"alarm/vpc-changes": OPEN, "alarm/console-failures": UNKNOWN}
            missing[f"recorder/{IRELAND}"] = OPEN
        if account == MANAGEMENT:
            missing = {"trail": OPEN, "alarm/key-deletion": OPEN}
    for part, status in missing.items():
        seeder.expect(
            "monitoring-configured", account, "global", "aws.account", account, status, part
        )


def _plant_users(seeder: Seeder, iam: Any) -> None:
    def user(
        name: str,
        *statements: dict[str, Any],
        status: str | None = None,
        api: str | None = None,
        password: bool = True,
        device: bool = True,
    ) -> None:
        iam.create_user(UserName=name)
        if password:
            iam.create_login_profile(UserName=name, Password="Passw0rd!x")
        if device:
            serial = f"arn:aws:iam::{BARE}:mfa/{name}"
            iam.enable_mfa_device(
                UserName=name, SerialNumber=serial, AuthenticationCode1="123456",
                AuthenticationCode2="654321",
            )  # fmt: skip
        if statements:
            iam.put_user_policy(
                UserName=name, PolicyName="own", PolicyDocument=_document(*statements)
            )
        for guardrail, expected in (
            ("iam-console-user-without-mfa", status), ("iam-api-without-mfa", api),
        ):  # fmt: skip
            seeder.expect(guardrail, BARE, "global", "iam.user", name, expected)

    # Who may do nothing needs no second factor for it.
    user("ada", status=OPEN, device=False)
    user("bob", allow("s3:ListAllMyBuckets"), api=OPEN)
    user("eve", ADMIN, LETS_KEYS_THROUGH, api=OPEN)
    user("mallory", allow("iam:Create*"), exempting("iam:*AccessKey*"), api=OPEN)
    user("trudy", ADMIN, exempting("iam:DeactivateMFADevice"), api=OPEN)
    user("carol", ADMIN, NEEDS_MFA)
    user("dave", ADMIN)
    user("grace", ADMIN, NOT_FOR_SERVICES)
    user("heidi", ADMIN, ANYTHING_BUT_TRUE)
    user("ivan", ADMIN, *TWO_HALVES)
    user("judy", allow("iam:ChangePassword", "iam:GetAccountPasswordPolicy"))
    user("niaj", ADMIN_WITH_MFA)
    user("robot", ADMIN, password=False, device=False)
    user("hidden", NEEDS_MFA, status=UNKNOWN, device=False)
    iam.create_group(GroupName="people")
    policy = iam.create_policy(PolicyName="needs-mfa", PolicyDocument=_document(NEEDS_MFA))
    iam.attach_group_policy(GroupName="people", PolicyArn=policy["Policy"]["Arn"])
    iam.add_user_to_group(GroupName="people", UserName="dave")


def _plant_instances(seeder: Seeder, account: str, region: str) -> None:
    nothing = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    read = {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}
    managed = "arn:aws:iam::aws:policy/"
    machine = _Machines(seeder, account, region)
    machine.run("admin", OPEN, managed=managed + "AdministratorAccess")
    machine.run("inline", OPEN, statements=(ADMIN,))
    machine.run("power", OPEN, managed=managed + "PowerUserAccess")
    everything = f"arn:aws:iam::{account}:role/*"
    machine.run("pinned", OPEN, statements=(allow("iam:*", on=everything),))
    machine.run("trust", OPEN, statements=(allow("iam:UpdateAssumeRolePolicy"),))
    machine.run("logins", OPEN, statements=(allow("iam:UpdateLoginProfile"),))
    machine.run("passes", OPEN, statements=(allow("iam:PassRole", "ec2:RunInstances"),))
    # The same, as far as a name goes.
    machine.run("abroad", statements=(allow("iam:*", on=everything.replace(account, PARTNER)),))
    machine.run("hands-on", statements=(allow("iam:PassRole", "rds:CreateDBInstance"),))
    own = f"arn:aws:iam::{account}:role/app-*"
    machine.run("passes-few", statements=(allow("iam:PassRole", on=own), allow("ec2:RunInstances")))
    stranger = {"StringNotEquals": {"aws:PrincipalAccount": PARTNER}}
    machine.run("disowned", statements=(ADMIN, nothing | {"Condition": stranger}))
    machine.run("reader", statements=(read,))
    machine.run("Administrator", statements=(read,))
    machine.run("denied", statements=(ADMIN, nothing))
    machine.run(None)
    ended = machine.run("ended", managed=managed + "AdministratorAccess")
    seeder.client("ec2", account, region).terminate_instances(InstanceIds=[ended])


def _plant_dark_instance(seeder: Seeder) -> None:
    _Machines(seeder, DARK, VIRGINIA).run("dark", UNKNOWN, statements=(ADMIN,))


class _Machines:
    def __init__(self, seeder: Seeder, account: str, region: str) -> None:
        self._seeder, self._account, self._region = seeder, account, region
        self._ec2 = seeder.client("ec2", account, region)
        self._iam = seeder.client("iam", account)
        image = self._ec2.register_image(Name="base", RootDeviceName="/dev/xvda")
        self._image = image["ImageId"]

    def run(
        self,
        role: str | None,
        status: str | None = None,
        *,
        managed: str | None = None,
        statements: tuple[dict[str, Any], ...] = (),
    ) -> str:
        profile: dict[str, Any] = {}
        if role:
            trust = {
                "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ec2.amazonaws.com"},
            }  # fmt: skip
            self._iam.create_role(RoleName=role, AssumeRolePolicyDocument=_document(trust))
            if managed:
                self._iam.attach_role_policy(RoleName=role, PolicyArn=managed)
            if statements:
                self._iam.put_role_policy(
                    RoleName=role, PolicyName="own", PolicyDocument=_document(*statements)
                )
            self._iam.create_instance_profile(InstanceProfileName=role)
            self._iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
            profile = {"IamInstanceProfile": {"Name": role}}
        made = self._ec2.run_instances(ImageId=self._image, MinCount=1, MaxCount=1, **profile)
        instance: str = made["Instances"][0]["InstanceId"]
        self._seeder.expect(
            "ec2-instance-power-user-role", self._account, self._region, "ec2.instance", instance,
            status,
        )  # fmt: skip
        return instance


def _plant_peerings(seeder: Seeder) -> None:
    ec2 = seeder.client("ec2", BARE, IRELAND)
    own = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]

    def peer(account: str, network: str, status: str | None = None) -> tuple[Any, str]:
        theirs = seeder.client("ec2", account, IRELAND)
        vpc = theirs.create_vpc(CidrBlock=network)["Vpc"]["VpcId"]
        made = ec2.create_vpc_peering_connection(VpcId=own, PeerVpcId=vpc, PeerOwnerId=account)
        peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        seeder.expect(
            "vpc-peering-foreign-account", BARE, IRELAND, "ec2.vpc-peering", peering, status
        )
        return theirs, peering

    for account, network, status in (
        (STRANGER, "172.29.0.0/16", OPEN), (GOOD, "10.50.0.0/16", None),
        (PARTNER, "172.28.0.0/16", None), (LAB, "10.46.0.0/16", None), (BARE, "10.42.0.0/16", None),
    ):  # fmt: skip
        theirs, peering = peer(account, network, status)
        theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    # Asked for and not accepted yet; and one that was refused.
    peer(STRANGER_2, "172.30.0.0/16", OPEN)
    theirs, peering = peer(STRANGER_2, "192.168.77.0/24")
    theirs.reject_vpc_peering_connection(VpcPeeringConnectionId=peering)


def _plant_prefix_lists(seeder: Seeder) -> None:
    """SSH for whatever a prefix list holds: everybody in one piece or several, an office, and nobody
    knows whom."""
    ec2 = seeder.client("ec2", BARE, VIRGINIA)
    for name, status, networks in (
        ("everybody", OPEN, ["0.0.0.0/0"]), ("dark", UNKNOWN, ["0.0.0.0/0"]),
        ("pieces", OPEN, ["52.0.0.0/8", "53.0.0.0/8"]),
        ("offices", None, ["53.0.0.0/8", "203.0.113.0/24"]),
    ):  # fmt: skip
        made = ec2.create_managed_prefix_list(
            PrefixListName=name, MaxEntries=5, AddressFamily="IPv4",
            Entries=[{"Cidr": network} for network in networks],
        )["PrefixList"]["PrefixListId"]  # fmt: skip
        if name == "dark":
            seeder.dark_list = made
        group = ec2.create_security_group(
            GroupName=f"list-{name}", Description="SSH by a prefix list",
            VpcId=ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
        )["GroupId"]  # fmt: skip
        ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[
                {
                    "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                    "PrefixListIds": [{"PrefixListId": made}],
                }
            ],
        )  # fmt: skip
        seeder.expect(
            SSH, BARE, VIRGINIA, "ec2.security-group", group, status, f"tcp/22-22/{made}"
        )
