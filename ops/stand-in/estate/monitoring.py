"""What keeps watch in an account: a trail with alarms, AWS Config, GuardDuty, Security Hub."""

from collections.abc import Callable
from typing import Any

from moto.sns.models import sns_backends

REGION = "us-east-1"

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
    "iam-changes": tuple(
        sign.join(f"($.eventName{equals}{name})" for name in names)
        for names in [
            [
                "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy",
                "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy",
                "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy",
                "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
                "DetachGroupPolicy",
            ]
        ]
        for sign, equals in ((" || ", " = "), ("||", "="))
    ),
    "trail-changes": tuple(
        sign.join(f"($.eventName{equals}{name})" for name in names)
        for names in [["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"]]
        for sign, equals in ((" || ", " = "), ("||", "="))
    ),
}  # fmt: skip


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
        if not pattern.startswith("{"):
            pattern = "{" + pattern + "}"
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
