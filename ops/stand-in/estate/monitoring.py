"""What keeps watch in an account: a trail with alarms, AWS Config, GuardDuty, Security Hub."""

from collections.abc import Callable
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.config.models import config_backends
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

#: Others that count: of later editions of the benchmark, and such as take more events.
OTHER_EDITIONS = {
    "unauthorized-calls": '{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") '
    '&& ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }',
    "console-without-mfa": '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") '
    '&& ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    "iam-changes": "{ ($.eventSource = iam.amazonaws.com) && (($.eventName = Attach*) || "
    "($.eventName = Create*) || ($.eventName = Delete*) || ($.eventName = Detach*) || "
    "($.eventName = Put*)) }",
    "trail-changes": "{ ($.eventSource = cloudtrail.amazonaws.com) && ($.eventName != Get*) "
    "&& ($.eventName != Describe*) && ($.eventName != List*) }",
    "security-group-changes": PATTERNS["security-group-changes"][0].replace(
        "{", "{($.eventName = ModifySecurityGroupRules) || ", 1
    ),
}

#: Reads and writes apart are all; with a service left out they are not.
READS_AND_WRITES = [
    {"ReadWriteType": kind, "IncludeManagementEvents": True, "DataResources": []}
    for kind in ("ReadOnly", "WriteOnly")
]
ALL_BUT_KMS = [
    {
        "ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [],
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
    }
]  # fmt: skip


def plant_trail(
    client: Callable[..., Any],
    account: str,
    *,
    running: bool = True,
    spelling: int = 0,
    unconfirmed: str | None = None,
    unwatched: str | None = None,
    silent: str | None = None,
    told_elsewhere: tuple[str, str] | None = None,
    by_math: str | None = None,
    editions: dict[str, str] | None = None,
    selectors: list[dict[str, Any]] | None = None,
    group_owner: str | None = None,
    delivery_error: str | None = None,
) -> None:
    """A trail of all regions with its alarms; one may tell nobody, one may not be there, one may have
    a threshold that is never reached, and one may tell a topic of another account."""
    aws: Callable[[str], Any] = lambda service: client(service, account, REGION)  # noqa: E731
    aws("s3").create_bucket(Bucket=f"trail-{account}")
    aws("logs").create_log_group(logGroupName="trail")
    group = f"arn:aws:logs:{REGION}:{group_owner or account}:log-group:trail:*"
    aws("cloudtrail").create_trail(
        Name="all", S3BucketName=f"trail-{account}", IsMultiRegionTrail=True,
        EnableLogFileValidation=True, CloudWatchLogsLogGroupArn=group,
        CloudWatchLogsRoleArn=f"arn:aws:iam::{account}:role/trail",
    )  # fmt: skip
    if running:
        aws("cloudtrail").start_logging(Name="all")
    if selectors:
        aws("cloudtrail").put_event_selectors(TrailName="all", EventSelectors=selectors)
    if delivery_error:
        # Of moto's trails every delivery succeeds.
        status = cloudtrail_backends[account][REGION].trails["all"].status
        told = status.description
        status.description = lambda: told() | {"LatestDeliveryError": delivery_error}
    for number, (name, spellings) in enumerate(PATTERNS.items()):
        pattern = (editions or {}).get(name, spellings[spelling])
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
        if told_elsewhere and name == told_elsewhere[0]:
            topic = f"arn:aws:sns:{REGION}:{told_elsewhere[1]}:{name}"
        aws("cloudwatch").put_metric_alarm(
            AlarmName=name, EvaluationPeriods=1, Threshold=1_000_000 if name == silent else 1,
            ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic],
            **_watched(name, by_math == name),
        )  # fmt: skip


def _watched(metric: str, by_math: bool) -> dict[str, Any]:
    """A metric, by itself or in an expression."""
    if not by_math:
        return {"MetricName": metric, "Namespace": "Security", "Period": 300, "Statistic": "Sum"}
    stat = {
        "Metric": {"MetricName": metric, "Namespace": "Security"}, "Period": 300, "Stat": "Sum",
    }  # fmt: skip
    return {
        "Metrics": [
            {"Id": "m1", "MetricStat": stat, "ReturnData": False},
            {"Id": "e1", "Expression": "IF(FILL(m1, 0) > 0, 1, 0)", "ReturnData": True},
        ]
    }


#: Recorders of one type, and of all but IAM's, which one region records for all.
ONE_TYPE = {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}
NOT_IAM = {
    "exclusionByResourceTypes": {
        "resourceTypes": [f"AWS::IAM::{kind}" for kind in ("User", "Group", "Role", "Policy")]
    },
    "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
}


def plant_detection(
    client: Callable[..., Any],
    account: str,
    region: str,
    *,
    recording: bool = True,
    failing: bool = False,
    group: dict[str, Any] | None = None,
    detecting: bool = True,
    judging: bool = True,
) -> None:
    """AWS Config, GuardDuty and Security Hub."""
    aws: Callable[[str], Any] = lambda service: client(service, account, region)  # noqa: E731
    config = aws("config")
    everything = {"allSupported": True, "includeGlobalResourceTypes": region == REGION}
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default", "roleARN": f"arn:aws:iam::{account}:role/config",
            "recordingGroup": group or everything,
        }
    )  # fmt: skip
    config.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": f"trail-{account}"}
    )
    if recording:
        config.start_configuration_recorder(ConfigurationRecorderName="default")
    if failing:
        config_backends[account][region].recorders["default"].status.last_status = "FAILURE"
    aws("guardduty").create_detector(Enable=detecting)
    if judging:
        aws("securityhub").enable_security_hub()
