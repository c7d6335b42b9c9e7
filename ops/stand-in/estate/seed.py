"""Plants an estate through the stand-in's own front door, and writes down what should be found."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import boto3
from botocore.config import Config
from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.organizations import utils
from moto.organizations.models import organizations_backends
from moto.s3control.models import s3control_backends

from .plants import DEFAULT, Account, Bucket, Estate, Group, Key

AUDIT_ROLE = "ParapetAudit"
EXTERNAL_ID = "parapet-demo"
CALLER = "parapet"
ALLOW_ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


class Seeder:
    def __init__(self, estate: Estate, url: str) -> None:
        self.estate = estate
        self._url = url
        self._findings: list[dict[str, Any]] = []
        #: Account and user to the id of the key made for them.
        self.made_keys: list[tuple[tuple[str, str], str]] = []
        #: A prefix list that is not to be read.
        self.dark_list = ""

    def plant(self) -> dict[str, str]:
        """Builds everything; answers the caller's access key and secret."""
        self._plant_organization()
        iam = self.client("iam", self.estate.management.id)
        iam.create_user(UserName=CALLER)
        iam.put_user_policy(UserName=CALLER, PolicyName="all", PolicyDocument=ALLOW_ALL)
        key = iam.create_access_key(UserName=CALLER)["AccessKey"]
        work: list[Any] = [(self._plant_bucket, plant) for plant in self.estate.buckets]
        work += [(self._plant_group, plant) for plant in self.estate.groups]
        work += [(self._plant_key, plant) for plant in self.estate.keys]
        # A closed account lets nobody in.
        active = [account for account in self.estate.accounts if not account.suspended]
        work += [(self._plant_role, account) for account in active]
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(plant, what) for plant, what in work]:
                done.result()
        for account, switches in self.estate.account_blocks.items():
            if any(account == known.id for known in self.estate.everyone):
                # boto3 would put the account's id before the loopback address.
                block = {name: str(on).lower() for name, on in _block(switches).items()}
                s3control_backends[account]["aws"].put_public_access_block(account, block)
        return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}

    def expected(self, regions: dict[str, list[str]]) -> dict[str, Any]:
        active = [
            account
            for account in self.estate.accounts
            if not account.suspended and account.id not in self.estate.excluded
        ]
        order = ("guardrail", "account", "region", "resource_id", "part")
        return {
            "findings": sorted(self._findings, key=lambda found: [found[name] for name in order]),
            "accounts": {
                "caller": [self.estate.management.id],
                "assumed": [account.id for account in active if account.external_id == EXTERNAL_ID],
                "refused": [account.id for account in active if account.external_id != EXTERNAL_ID],
                "suspended": [a.id for a in self.estate.accounts if a.suspended],
            },
            "regions": regions,
        }

    def client(self, service: str, account: str, region: str = "us-east-1") -> Any:
        # While an estate is planted, moto reads an account's id off the key that names it.
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self._url,
            aws_access_key_id=_key_of(account),
            aws_secret_access_key="-",
            config=Config(
                inject_host_prefix=False, s3={"addressing_style": "path"}, retries={"mode": "standard"}
            ),
        )

    def _plant_organization(self) -> None:
        organizations = self.client("organizations", self.estate.management.id)
        organizations.create_organization(FeatureSet="ALL")
        # moto calls it master, and no API renames it.
        for account in organizations_backends[self.estate.management.id]["aws"].accounts:
            account.name = self.estate.management.name
        root = organizations.list_roots()["Roots"][0]["Id"]
        organizations.tag_resource(
            ResourceId=self.estate.management.id, Tags=_tags(self.estate.management.tags)
        )
        units: dict[str, str] = {"": root}
        original = utils.make_random_account_id
        for account in self.estate.accounts:
            parent = ""
            for name in account.unit.split("/"):
                path = f"{parent}/{name}".lstrip("/")
                if path not in units:
                    made = organizations.create_organizational_unit(ParentId=units[parent], Name=name)
                    units[path] = made["OrganizationalUnit"]["Id"]
                parent = path
            utils.make_random_account_id = lambda: account.id
            organizations.create_account(
                Email=f"{account.name}@example.com",
                AccountName=account.name,
                Tags=_tags(account.tags),
            )
            organizations.move_account(
                AccountId=account.id, SourceParentId=root, DestinationParentId=units[account.unit]
            )
            if account.suspended:
                organizations.close_account(AccountId=account.id)
        utils.make_random_account_id = original

    def _plant_role(self, account: Account) -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"AWS": f"arn:aws:iam::{self.estate.management.id}:root"},
                "Condition": {"StringEquals": {"sts:ExternalId": account.external_id}},
            },
        }
        iam = self.client("iam", account.id)
        iam.create_role(RoleName=AUDIT_ROLE, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=AUDIT_ROLE, PolicyName="all", PolicyDocument=ALLOW_ALL)

    def _plant_bucket(self, plant: Bucket) -> None:
        s3 = self.client("s3", plant.account, plant.region)
        made: dict[str, Any] = {"Bucket": plant.name}
        if plant.region != "us-east-1":
            made["CreateBucketConfiguration"] = {"LocationConstraint": plant.region}
        s3.create_bucket(**made)
        if plant.acl:
            s3.put_bucket_acl(Bucket=plant.name, ACL=plant.acl)
        if plant.policy:
            s3.put_bucket_policy(Bucket=plant.name, Policy=json.dumps(plant.policy))
        if plant.block:
            s3.put_public_access_block(
                Bucket=plant.name, PublicAccessBlockConfiguration=_block(plant.block)
            )
        if plant.tags:
            s3.put_bucket_tagging(Bucket=plant.name, Tagging={"TagSet": _tags(plant.tags)})
        self.expect(
            "s3-public-bucket", plant.account, plant.region, "s3.bucket", plant.name, plant.finding
        )

    def _plant_group(self, plant: Group) -> None:
        ec2 = self.client("ec2", plant.account, plant.region)
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = ec2.create_security_group(
            GroupName=plant.name, Description=plant.why, VpcId=vpc
        )["GroupId"]
        named = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": [DEFAULT]}]
        default = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["GroupId"]
        rules = [
            replace(rule, source=default) if rule.source == DEFAULT else rule for rule in plant.rules
        ]
        ec2.authorize_security_group_ingress(
            GroupId=group, IpPermissions=[rule.permission(group) for rule in rules]
        )
        if plant.tags:
            ec2.create_tags(Resources=[group], Tags=_tags(plant.tags))
        for guardrail, place, status in plant.findings:
            part = rules[place].part
            self.expect(
                guardrail, plant.account, plant.region, "ec2.security-group", group, status, part
            )

    def _plant_key(self, plant: Key) -> None:
        iam = self.client("iam", plant.account)
        iam.create_user(UserName=plant.user, Tags=_tags(plant.tags))
        made = iam.create_access_key(UserName=plant.user)["AccessKey"]["AccessKeyId"]
        self.made_keys.append(((plant.account, plant.user), made))
        if not plant.active:
            iam.update_access_key(UserName=plant.user, AccessKeyId=made, Status="Inactive")
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        # No API sets these.
        key = iam_backends[plant.account]["aws"].access_keys[made]
        key.create_date = (now - datetime.timedelta(days=plant.created_days)).replace(tzinfo=None)
        if plant.used_days is not None:
            used = (now - datetime.timedelta(days=plant.used_days)).replace(tzinfo=None)
            key.last_used = AccessKeyLastUsed(timestamp=used, service="s3", region="us-east-1")
        self.expect(
            "iam-unused-access-key", plant.account, "global", "iam.access-key", made, plant.finding
        )

    def expect(
        self,
        guardrail: str,
        account: str,
        region: str,
        kind: str,
        resource: str,
        status: str | None,
        part: str = "",
    ) -> None:
        if status is None:
            return
        tags = next(a.tags for a in self.estate.everyone if a.id == account)
        self._findings.append(
            {
                "guardrail": guardrail,
                "account": account,
                "environment": tags.get("environment"),
                "region": region,
                "resource_type": kind,
                "resource_id": resource,
                "part": part,
                "status": status,
            }
        )


def _key_of(account: str) -> str:
    """A key of the account that signs nothing but names it; made on first use."""
    name = f"AKIAPLAN{account}"
    backend = iam_backends[account]["aws"]
    if name not in backend.access_keys:
        user = backend.users.get("planting") or backend.create_user("us-east-1", "planting")
        key = user.create_access_key(prefix="AKIA")
        key.access_key_id = name
        backend.access_keys[name] = key
    return name


def forget_planting_keys(estate: Estate) -> None:
    """What planting needed is not part of the estate."""
    for account in estate.everyone:
        backend = iam_backends[account.id]["aws"]
        backend.access_keys.pop(f"AKIAPLAN{account.id}", None)
        if backend.users.get("planting"):
            backend.users.pop("planting")


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _block(switches: tuple[str, ...]) -> dict[str, bool]:
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return {name: name in switches for name in names}
