"""A company of twelve accounts: what is wrong in it, and what only looks wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .monitoring import plant_detection, plant_trail
from .plants import EXCEPTED, OPEN, SELF, Account, Bucket, Estate, Group, Key, Rule

MANAGEMENT = "100000000001"
AUDIT, FORENSICS = "100000000002", "100000000003"
SHOP_DEV, SHOP_STAGING, SHOP_PROD = "200000000011", "200000000012", "200000000013"
PAY_DEV, PAY_PROD = "200000000021", "200000000023"
DATA_PROD = "200000000033"
REFUSED, UNCLASSIFIED, CLOSED = "300000000001", "300000000002", "300000000009"

PROD, NON_PROD = "Workloads/Production", "Workloads/NonProduction"

ACCOUNTS = (
    Account(AUDIT, "audit", "Security", {"environment": "prod", "owner": "security"}),
    Account(FORENSICS, "forensics", "Security", {"environment": "prod", "owner": "security"}),
    Account(SHOP_DEV, "shop-dev", NON_PROD, {"environment": "dev", "owner": "shop"}),
    Account(SHOP_STAGING, "shop-staging", NON_PROD, {"environment": "staging", "owner": "shop"}),
    Account(SHOP_PROD, "shop-prod", PROD, {"environment": "prod", "owner": "shop"}),
    Account(PAY_DEV, "pay-dev", NON_PROD, {"environment": "dev", "owner": "pay"}),
    Account(PAY_PROD, "pay-prod", PROD, {"environment": "prod", "owner": "pay"}),
    Account(
        DATA_PROD, "data-prod", PROD, {"environment": "prod", "owner": "data"},
        opted_in=("eu-south-1",),
    ),
    Account(REFUSED, "legacy-refused", PROD, {"environment": "prod"}, external_id="another"),
    Account(UNCLASSIFIED, "sandbox-unclassified", "Sandbox", {"owner": "nobody"}),
    Account(CLOSED, "closed-old", "Sandbox", suspended=True),
)  # fmt: skip


def anyone(name: str, condition: dict | None = None) -> dict:
    statement = {
        "Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }  # fmt: skip
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-example"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
ENDPOINT = {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}
TAG = "guardrail-exception"

BUCKETS = (
    Bucket(SHOP_PROD, "shop-prod-assets", "us-east-1", "public by ACL", OPEN, acl="public-read"),
    Bucket(
        SHOP_DEV, "shop-dev-uploads", "eu-west-1", "public by policy, not in the caller's region",
        OPEN, policy=anyone("shop-dev-uploads"),
    ),
    Bucket(
        DATA_PROD, "data-prod-lake", "eu-central-1", "any AWS customer, by ACL", OPEN,
        acl="authenticated-read",
    ),
    Bucket(
        UNCLASSIFIED, "sandbox-share", "us-west-2", "public in an account without environment",
        OPEN, policy=anyone("sandbox-share"),
    ),
    Bucket(
        SHOP_PROD, "shop-prod-website", "us-east-1", "public and meant to be", EXCEPTED,
        policy=anyone("shop-prod-website"), tags={TAG: "s3-public-bucket", "owner": "marketing"},
    ),
    Bucket(
        SHOP_PROD, "shop-prod-blocked", "us-east-1", "its own block closes the policy",
        policy=anyone("shop-prod-blocked"), block=("RestrictPublicBuckets",),
    ),
    Bucket(
        PAY_PROD, "pay-prod-statements", "eu-west-1", "the account's block ignores the ACL",
        acl="public-read",
    ),
    Bucket(
        SHOP_STAGING, "shop-staging-org", "us-east-1", "only the organization",
        policy=anyone("shop-staging-org", ORG),
    ),
    Bucket(
        PAY_DEV, "pay-dev-office", "us-east-2", "only an office's network",
        policy=anyone("pay-dev-office", OFFICE),
    ),
    Bucket(
        DATA_PROD, "data-prod-endpoint", "eu-central-1", "only through a VPC endpoint",
        policy=anyone("data-prod-endpoint", ENDPOINT),
    ),
    Bucket(AUDIT, "audit-logs", "us-east-1", "private"),
)  # fmt: skip

SSH, INTERNAL = "ssh-open-to-the-world", "sg-internal-all-ports"

GROUPS = (
    Group(
        SHOP_PROD, "us-east-1", "bastion", "SSH for all, IPv4 and IPv6",
        (Rule("tcp", 22, 22, "0.0.0.0/0"), Rule("tcp", 20, 30, "::/0")),
        ((SSH, 0, OPEN), (SSH, 1, OPEN)),
    ),
    Group(
        PAY_PROD, "eu-west-1", "everything", "all traffic from anywhere",
        (Rule("-1", None, None, "0.0.0.0/0"),), ((SSH, 0, OPEN),),
    ),
    Group(
        SHOP_DEV, "ap-southeast-2", "test-box", "in a region that is easy to forget",
        (Rule("tcp", 22, 22, "0.0.0.0/0"),), ((SSH, 0, OPEN),),
    ),
    Group(
        DATA_PROD, "eu-south-1", "forgotten", "in a region that was opted in",
        (Rule("tcp", 0, 65535, "0.0.0.0/0"),), ((SSH, 0, OPEN),),
    ),
    Group(
        FORENSICS, "us-east-1", "jump-host", "agreed for the responders",
        (Rule("tcp", 22, 22, "0.0.0.0/0"),), ((SSH, 0, EXCEPTED),),
        tags={TAG: "ssh-open-to-the-world", "owner": "responders"},
    ),
    Group(
        PAY_DEV, "us-east-1", "looks-bad", "nothing of it lets the world in by SSH",
        (
            Rule("tcp", 22, 22, "10.0.0.0/8"), Rule("udp", 22, 22, "0.0.0.0/0"),
            Rule("tcp", 443, 443, "0.0.0.0/0"), Rule("tcp", 23, 100, "0.0.0.0/0"),
            Rule("tcp", 22, 22, "203.0.113.0/24"),
        ),
    ),
    Group(
        DATA_PROD, "us-east-1", "flat-network", "all ports from private ranges, in prod",
        (Rule("-1", None, None, "10.0.0.0/8"), Rule("tcp", 5432, 5432, "10.0.0.0/8")),
        ((INTERNAL, 0, OPEN),),
    ),
    Group(
        PAY_PROD, "us-west-2", "flat-default", "all ports from its own VPC, in prod",
        (Rule("-1", None, None, "172.31.0.0/16"),), ((INTERNAL, 0, OPEN),),
    ),
    Group(
        DATA_PROD, "us-east-1", "flat-agreed", "all ports from private ranges, until it moves",
        (Rule("-1", None, None, "192.168.0.0/16"),), ((INTERNAL, 0, EXCEPTED),),
        tags={TAG: "sg-internal-all-ports", "owner": "data"},
    ),
    Group(
        DATA_PROD, "us-east-1", "cluster", "names only itself, as AWS's default groups do",
        (Rule("-1", None, None, SELF),),
    ),
    Group(
        PAY_DEV, "us-east-1", "flat-in-dev", "outside prod it is not judged",
        (Rule("-1", None, None, "10.0.0.0/8"),),
    ),
    Group(
        SHOP_STAGING, "us-east-1", "flat-in-staging", "the same outside prod is not judged",
        (Rule("-1", None, None, "10.0.0.0/8"),),
    ),
)  # fmt: skip

KEYS = (
    Key(SHOP_PROD, "old-deployer", "never used, 200 days old", 200, finding=OPEN),
    Key(PAY_PROD, "reporter", "last used 120 days ago", 400, 120, finding=OPEN),
    Key(MANAGEMENT, "founder", "in the caller's own account", 900, 300, finding=OPEN),
    Key(
        DATA_PROD, "yearly-import", "used once a year, agreed", 700, 250, finding=EXCEPTED,
        tags={TAG: "iam-unused-access-key sg-internal-all-ports"},
    ),
    Key(SHOP_DEV, "newcomer", "never used, 10 days old", 10),
    Key(SHOP_PROD, "deployer", "used yesterday", 500, 1),
    Key(PAY_DEV, "retired", "not active", 800, 600, active=False),
)  # fmt: skip

ESTATE = Estate(
    management=Account(MANAGEMENT, "management", "", {"environment": "prod"}),
    accounts=ACCOUNTS,
    buckets=BUCKETS,
    groups=GROUPS,
    keys=KEYS,
    account_blocks={PAY_PROD: ("IgnorePublicAcls", "RestrictPublicBuckets")},
)

#: What is missing of the monitoring: account, part.
UNWATCHED = (
    (DATA_PROD, "recorder/eu-south-1"), (SHOP_DEV, "security-hub/ap-southeast-2"),
    (PAY_PROD, "alarm/root-usage"),
)  # fmt: skip
STRANGER = "999900000001"


def plant(seeder: Any, regions: Any) -> None:
    """What takes several resources together."""
    watched = [account.id for account in ESTATE.everyone if not account.suspended]
    with ThreadPoolExecutor(4) as pool:
        work = [
            pool.submit(
                plant_trail, seeder.client, account,
                unconfirmed="root-usage" if (account, "alarm/root-usage") in UNWATCHED else None,
            )
            for account in watched
        ]  # fmt: skip
        work += [
            pool.submit(
                plant_detection, seeder.client, account, region,
                recording=(account, f"recorder/{region}") not in UNWATCHED,
                judging=(account, f"security-hub/{region}") not in UNWATCHED,
            )
            for account in watched
            for region in regions.enabled(account)
        ]  # fmt: skip
        for done in work:
            done.result()
    for account, part in UNWATCHED:
        seeder.expect(
            "monitoring-configured", account, "global", "aws.account", account, OPEN, part
        )
    _plant_user(seeder)
    _plant_machine(seeder)
    _plant_peering(seeder)
    for account in ESTATE.accounts:
        if not account.suspended:
            _plant_roles_for_changes(seeder, account.id)


def _plant_roles_for_changes(seeder: Any, account: str) -> None:
    """Those that guardrails and responders change things with, assumed by whoever may assume the first."""
    iam = seeder.client("iam", account)
    trust = iam.get_role(RoleName="ParapetAudit")["Role"]["AssumeRolePolicyDocument"]
    allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    for role in ("ParapetRemediate", "ParapetRespond"):
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(
            RoleName=role, PolicyName="change",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
        )  # fmt: skip


def _plant_user(seeder: Any) -> None:
    """A person with a password and nothing else to prove who it is."""
    iam = seeder.client("iam", SHOP_PROD)
    iam.create_user(UserName="temp-admin")
    iam.create_login_profile(UserName="temp-admin", Password="Passw0rd!x")
    seeder.expect(
        "iam-console-user-without-mfa", SHOP_PROD, "global", "iam.user", "temp-admin", OPEN
    )


def _plant_machine(seeder: Any) -> None:
    """A build server whose role may do nearly everything, by an inline policy."""
    iam, ec2 = seeder.client("iam", SHOP_PROD), seeder.client("ec2", SHOP_PROD, "us-east-1")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    wide = {"Sid": "Build", "Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}
    document = lambda it: json.dumps({"Version": "2012-10-17", "Statement": [it]})  # noqa: E731
    iam.create_role(RoleName="build", AssumeRolePolicyDocument=document(trust))
    iam.put_role_policy(RoleName="build", PolicyName="build", PolicyDocument=document(wide))
    iam.create_instance_profile(InstanceProfileName="build")
    iam.add_role_to_instance_profile(InstanceProfileName="build", RoleName="build")
    image = ec2.register_image(Name="base", RootDeviceName="/dev/xvda")["ImageId"]
    made = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, IamInstanceProfile={"Name": "build"}
    )
    seeder.expect(
        "ec2-instance-power-user-role", SHOP_PROD, "us-east-1", "ec2.instance",
        made["Instances"][0]["InstanceId"], OPEN,
    )  # fmt: skip


def _plant_peering(seeder: Any) -> None:
    """A network joined to somebody whom nobody knows, and a group that lets it in."""
    ec2 = seeder.client("ec2", PAY_PROD, "eu-west-1")
    own = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    theirs = seeder.client("ec2", STRANGER, "eu-west-1")
    vpc = theirs.create_vpc(CidrBlock="172.29.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=own, PeerVpcId=vpc, PeerOwnerId=STRANGER)
    peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    group = ec2.create_security_group(
        GroupName="migration", Description="for the migration, 2023", VpcId=own
    )["GroupId"]
    rule = Rule("tcp", 0, 65535, "172.29.0.0/16")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule.permission(group)])
    seeder.expect(
        "vpc-peering-foreign-account", PAY_PROD, "eu-west-1", "ec2.vpc-peering", peering, OPEN
    )
    # Every port of it, and from a private range too.
    for guardrail in ("vpc-peering-security-group", INTERNAL):
        seeder.expect(
            guardrail, PAY_PROD, "eu-west-1", "ec2.security-group", group, OPEN, rule.part
        )
