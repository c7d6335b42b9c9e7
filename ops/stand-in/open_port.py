"""Opens a port of a security group to everybody, as somebody of its account would.

.parapet/venv/bin/python ops/stand-in/open_port.py ACCOUNT REGION GROUP-NAME PORT PERSON
"""

import os
import sys
from typing import Any

import boto3


def client(service: str, region: str, keys: dict[str, str]) -> Any:
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys.get("SessionToken"),
    )


def main() -> None:
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    account, region, name, port, person = sys.argv[1:]
    # Whoever may take on the audit role may do anything here: the stand-in evaluates no policies.
    own = {
        "AccessKeyId": os.environ["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    session = client("sts", region, own).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/ParapetAudit",
        RoleSessionName="parapet",
        ExternalId="parapet-demo",
    )["Credentials"]
    # The person is there for as long as that takes: what is planted for the demo stays as it is.
    iam = client("iam", region, session)
    iam.create_user(UserName=person)
    key = iam.create_access_key(UserName=person)["AccessKey"]
    ec2 = client("ec2", region, key)
    named = [{"Name": "group-name", "Values": [name]}]
    group = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["GroupId"]
    everybody = [{"CidrIp": "0.0.0.0/0", "Description": "only for today"}]
    rule = {"IpProtocol": "tcp", "FromPort": int(port), "ToPort": int(port), "IpRanges": everybody}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    iam.delete_access_key(UserName=person, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=person)


if __name__ == "__main__":
    main()
