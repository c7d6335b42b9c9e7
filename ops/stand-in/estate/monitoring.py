"""What keeps watch in an account: a trail with alarms, AWS Config, GuardDuty, Security Hub."""

from collections.abc import Callable
from typing import Any

from moto.sns.models import sns_backends

REGION = "us-east-1"

def _events(names: str, source: str | None = None) -> tuple[str, str]:
    """Any of these calls, in two spellings."""
    def spelling(equals: str, either: str, both: str) -> str:
        calls = either.join(f"($.eventName{equals}{name})" for name in names.split())
        if source is None:
            return "{" + calls + "}"
        return f"{{($.eventSource{equals}{source}.amazonaws.com){both}({calls})}}"

    return spelling(" = ", " || ", " && "), spelling("=", "||", "&&")


#: What each alarm of the guardrail looks for; the second spelling says the same.
PATTERNS = {
    "unauthorized-calls": (
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        '{$.errorCode="AccessDenied*"||$.errorCode="*UnauthorizedOperation"}',
    ),
    "console-without-mfa": (
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
        "{($.additionalEventData.MFAUsed!=Yes)&&($.eventName=ConsoleLogin)}",
    ),
    "root-usage": (
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
        '&& $.eventType != "AwsServiceEvent" }',
        "{$.eventType!=AwsServiceEvent&&($.userIdentity.type=Root)"
        "&&$.userIdentity.invokedBy NOT EXISTS}",
    ),
    "console-failures": (
        '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        '{$.errorMessage="Failed authentication"&&$.eventName="ConsoleLogin"}',
    ),
    "iam-changes": _events(
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy "
        "PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion "
        "AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy "
        "AttachGroupPolicy DetachGroupPolicy"
    ),
    "trail-changes": _events(
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"
    ),
    "key-deletion": _events(
        "DisableKey ScheduleKeyDeletion",
        "kms",
    ),
    "bucket-policy-changes": _events(
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle "
        "PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle "
        "DeleteBucketReplication",
        "s3",
    ),
    "config-changes": _events(
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel "
        "PutConfigurationRecorder",
        "config",
    ),
    "security-group-changes": _events(
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress "
        "RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup "
        "DeleteSecurityGroup"
    ),
    "network-acl-changes": _events(
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
        "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation"
    ),
    "gateway-changes": _events(
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway "
        "CreateInternetGateway DeleteInternetGateway DetachInternetGateway"
    ),
    "route-changes": _events(
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation "
        "DeleteRouteTable DeleteRoute DisassociateRouteTable",
        "ec2",
    ),
    "vpc-changes": _events(
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection "
        "CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection "
        "AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink "
        "EnableVpcClassicLink"
    ),
    "organization-changes": _events(
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy "
        "DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy "
        "DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization "
        "LeaveOrganization MoveAccount RemoveAccountFromOrganization "
        "UpdateOrganizationalUnit UpdatePolicy",
        "organizations",
    ),
}


def plant_trail(
    client: Callable[..., Any],
    account: str,
    *,
    running: bool = True,
    spelling: int = 0,
    unconfirmed: str | None = None,
    unwatched: str | None = None,
) -> None:
    """A trail of all regions with its alarms; one may tell nobody, one may not be there."""
    aws: Callable[[str], Any] = lambda service: client(service, account, REGION)  # noqa: E731
    aws("s3").create_bucket(Bucket=f"trail-{account}")
    aws("logs").create_log_group(logGroupName="trail")
    group = f"arn:aws:logs:{REGION}:{account}:log-group:trail:*"
    aws("cloudtrail").create_trail(
        Name="all", S3BucketName=f"trail-{account}", IsMultiRegionTrail=True,
        EnableLogFileValidation=True, CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=f"arn:aws:iam::{account}:role/trail",
    )  # fmt: skip
    if running:
        aws("cloudtrail").start_logging(Name="all")
    for number, (name, spellings) in enumerate(PATTERNS.items()):
        pattern = spellings[spelling]
        aws("logs").put_metric_filter(
            logGroupName="trail", filterName=name, filterPattern=pattern,
            metricTransformations=[
                {"metricName": name, "metricNamespace": "Security", "metricValue": "1"}
            ],
        )  # fmt: skip
        topic = aws("sns").create_topic(Name=name)["TopicArn"]
        arn = aws("sns").subscribe(
            TopicArn=topic, Protocol="email", Endpoint=f"security-{number}@example.com",
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]  # fmt: skip
        if name == unconfirmed:
            # moto confirms every subscription at once.
            sns_backends[account][REGION].subscriptions[arn].arn = "PendingConfirmation"
        if name == unwatched:
            continue
        aws("cloudwatch").put_metric_alarm(
            AlarmName=name, MetricName=name, Namespace="Security", EvaluationPeriods=1,
            Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", Period=300,
            Statistic="Sum", AlarmActions=[topic],
        )  # fmt: skip


def plant_detection(
    client: Callable[..., Any],
    account: str,
    region: str,
    *,
    recording: bool = True,
    detecting: bool = True,
    judging: bool = True,
) -> None:
    """AWS Config, GuardDuty and Security Hub."""
    aws: Callable[[str], Any] = lambda service: client(service, account, region)  # noqa: E731
    config = aws("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": f"arn:aws:iam::{account}:role/config"}
    )
    config.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": f"trail-{account}"}
    )
    if recording:
        config.start_configuration_recorder(ConfigurationRecorderName="default")
    aws("guardduty").create_detector(Enable=detecting)
    if judging:
        aws("securityhub").enable_security_hub()
