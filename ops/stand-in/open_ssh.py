"""Opens SSH of a security group to everybody, as somebody of its account would.

.parapet/venv/bin/python ops/stand-in/open_ssh.py ACCOUNT REGION GROUP-NAME
"""

import os
import sys

import boto3


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    account, region, name = sys.argv[1:]
    url = os.environ["AWS_ENDPOINT_URL"]
    sts = boto3.client("sts", region_name=region, endpoint_url=url)
    keys = sts.assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/ParapetAudit",
        RoleSessionName="parapet",
        ExternalId="parapet-demo",
    )["Credentials"]
    ec2 = boto3.client(
        "ec2",
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    named = [{"Name": "group-name", "Values": [name]}]
    group = ec2.describe_security_groups(Filters=named)["SecurityGroups"][0]["GroupId"]
    everybody = [{"CidrIp": "0.0.0.0/0", "Description": "only for today"}]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": everybody}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])


if __name__ == "__main__":
    main()
