"""A company of twelve accounts: what is wrong in it, and what only looks wrong."""

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
