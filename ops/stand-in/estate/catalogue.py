"""One resource of every catalogue type that moto knows, in one account and region."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from .demo import MANAGEMENT, SHOP_PROD

ACCOUNT, REGION = SHOP_PROD, "us-east-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    ],
}
OPEN = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
TAGS = [{"Key": "owner", "Value": "shop"}]
DISTRIBUTION = {
    "CallerReference": "shop", "Comment": "", "Enabled": True,
    "Aliases": {"Quantity": 1, "Items": ["cdn.example.com"]},
    "Origins": {
        "Quantity": 1,
        "Items": [
            {
                "Id": "web", "DomainName": "www.example.com",
                "CustomOriginConfig": {
                    "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
                },
            }
        ],
    },
    "DefaultCacheBehavior": {
        "TargetOriginId": "web", "ViewerProtocolPolicy": "redirect-to-https", "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    },
}  # fmt: skip


def plant(client: Callable[..., Any]) -> None:
    aws = lambda service: client(service, ACCOUNT, REGION)  # noqa: E731
    role = _identity(aws("iam"))
    subnets, vpc, group = _network(aws("ec2"))
    _compute(aws("ec2"), subnets[0])
    _logging(aws)
    # Seen in its members, and read at its home.
    client("s3", MANAGEMENT, REGION).create_bucket(Bucket="audit-trail")
    client("cloudtrail", MANAGEMENT, "eu-central-1").create_trail(
        Name="organization", S3BucketName="audit-trail", IsMultiRegionTrail=True,
        IsOrganizationTrail=True, EnableLogFileValidation=True, TagsList=TAGS,
    )  # fmt: skip
    _data(aws)
    _front(aws, role, subnets, group)
    aws("account").put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="a@example.com", Name="a", PhoneNumber="1", Title="t"
    )


def _identity(iam: Any) -> str:
    iam.create_group(GroupName="readers")
    document = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
    )
    policy = iam.create_policy(PolicyName="read", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="readers", PolicyArn=policy)
    iam.create_user(UserName="console", Tags=TAGS)
    iam.add_user_to_group(GroupName="readers", UserName="console")
    iam.create_login_profile(UserName="console", Password="Passw0rd!x")
    iam.put_user_policy(UserName="console", PolicyName="own", PolicyDocument=document)
    iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True)
    iam.create_saml_provider(Name="sso", SAMLMetadataDocument="x" * 1024)
    iam.create_open_id_connect_provider(Url="https://example.com", ThumbprintList=["a" * 40])
    iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    iam.upload_server_certificate(ServerCertificateName="old", CertificateBody="x", PrivateKey="y")
    role = iam.create_role(
        RoleName="runner", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=TAGS,
        PermissionsBoundary=policy, Description="runs", MaxSessionDuration=7200,
    )["Role"]["Arn"]  # fmt: skip
    iam.put_role_policy(RoleName="runner", PolicyName="own", PolicyDocument=document)
    iam.attach_role_policy(RoleName="runner", PolicyArn=policy)
    iam.create_instance_profile(InstanceProfileName="runner")
    iam.add_role_to_instance_profile(InstanceProfileName="runner", RoleName="runner")
    return role


def _network(ec2: Any) -> tuple[list[str], str, str]:
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)
    ec2.allocate_address(Domain="vpc")
    ec2.create_network_interface(SubnetId=subnets[0], Groups=[group])
    ec2.create_flow_logs(
        ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogDestinationType="s3",
        LogDestination="arn:aws:s3:::shop-prod-assets",
    )  # fmt: skip
    return subnets, vpc, group


def _compute(ec2: Any, subnet: str) -> None:
    images = ec2.register_image(Name="base", RootDeviceName="/dev/xvda")
    instance = ec2.run_instances(
        ImageId=images["ImageId"], MinCount=1, MaxCount=1, SubnetId=subnet,
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web"}]}],
    )["Instances"][0]["InstanceId"]  # fmt: skip
    assert instance
    volume = ec2.create_volume(Size=1, AvailabilityZone=f"{REGION}a", Encrypted=True)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)


def _logging(aws: Callable[[str], Any]) -> None:
    trail = aws("cloudtrail")
    trail.create_trail(Name="all", S3BucketName="shop-prod-assets", IsMultiRegionTrail=True, TagsList=TAGS)
    trail.start_logging(Name="all")
    logs = aws("logs")
    logs.create_log_group(logGroupName="trail")
    logs.put_metric_filter(
        logGroupName="trail", filterName="root", filterPattern="{ $.x = 1 }",
        metricTransformations=[{"metricName": "root", "metricNamespace": "n", "metricValue": "1"}],
    )  # fmt: skip
    topic = aws("sns").create_topic(Name="alarms", Tags=TAGS)["TopicArn"]
    aws("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
    aws("sqs").create_queue(QueueName="jobs", tags={"owner": "shop"})
    aws("cloudwatch").put_metric_alarm(
        AlarmName="root", MetricName="root", Namespace="n", EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold", Period=60, Statistic="Sum", AlarmActions=[topic],
    )  # fmt: skip
    aws("cloudwatch").put_composite_alarm(
        AlarmName="any", AlarmRule="ALARM(root)", AlarmActions=[topic], ActionsEnabled=True
    )
    config = aws("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": f"arn:aws:iam::{ACCOUNT}:role/runner"}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "shop-prod-assets"})
    aws("macie2").enable_macie()
    aws("guardduty").create_detector(Enable=True)
    aws("securityhub").enable_security_hub()


def _data(aws: Callable[[str], Any]) -> None:
    key = aws("kms").create_key(Tags=[{"TagKey": "owner", "TagValue": "shop"}])["KeyMetadata"]["KeyId"]
    aws("kms").enable_key_rotation(KeyId=key)
    rds = aws("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="db", DBInstanceClass="db.t4g.micro", Engine="postgres",
        AllocatedStorage=20, MasterUsername="a", MasterUserPassword="passw0rd", PubliclyAccessible=True,
        Tags=TAGS,
    )  # fmt: skip
    rds.create_db_snapshot(DBInstanceIdentifier="db", DBSnapshotIdentifier="db-1")
    rds.create_db_cluster(
        DBClusterIdentifier="cluster", Engine="aurora-postgresql", MasterUsername="a",
        MasterUserPassword="passw0rd",
    )  # fmt: skip
    aws("efs").create_file_system(CreationToken="t", Encrypted=True, Tags=TAGS)
    aws("dynamodb").create_table(
        TableName="orders", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )  # fmt: skip
    aws("secretsmanager").create_secret(Name="password", SecretString="x", Tags=TAGS)
    aws("ecr").create_repository(repositoryName="app")


def _front(aws: Callable[[str], Any], role: str, subnets: list[str], group: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("main.py", "def handler(*_): pass")
    functions = aws("lambda")
    functions.create_function(
        FunctionName="hello", Runtime="python3.12", Role=role, Handler="main.handler",
        Code={"ZipFile": archive.getvalue()}, Environment={"Variables": {"PASSWORD": "hunter2"}},
    )  # fmt: skip
    functions.create_function_url_config(FunctionName="hello", AuthType="NONE")
    functions.add_permission(
        FunctionName="hello", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )
    balancer = aws("elbv2").create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=[group])
    arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
    target = aws("elbv2").create_target_group(Name="t", Protocol="HTTP", Port=80, VpcId=_vpc(aws))
    aws("elbv2").create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80,
        DefaultActions=[
            {"Type": "forward", "TargetGroupArn": target["TargetGroups"][0]["TargetGroupArn"]}
        ],
    )  # fmt: skip
    aws("elb").create_load_balancer(
        LoadBalancerName="old",
        Listeners=[{"Protocol": "http", "LoadBalancerPort": 80, "InstancePort": 80}],
        AvailabilityZones=[f"{REGION}a"],
    )
    aws("wafv2").create_web_acl(
        Name="wall", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[],
        VisibilityConfig={
            "SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "m",
        },
    )  # fmt: skip
    aws("cloudfront").create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": DISTRIBUTION, "Tags": {"Items": TAGS}}
    )
    zone = aws("route53").create_hosted_zone(Name="example.com", CallerReference="a")["HostedZone"]["Id"]
    aws("route53").change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {
                    "Action": "CREATE",
                    "ResourceRecordSet": {
                        "Name": "www.example.com", "Type": "A", "TTL": 60,
                        "ResourceRecords": [{"Value": "192.0.2.1"}],
                    },
                }
            ]
        },
    )  # fmt: skip
    aws("eks").create_cluster(
        name="apps", roleArn=role, resourcesVpcConfig={"subnetIds": subnets, "securityGroupIds": [group]}
    )


def _vpc(aws: Callable[[str], Any]) -> str:
    return aws("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
