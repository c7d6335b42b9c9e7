"""Composite alarms: moto keeps and lists them and plays no call that makes one."""

from moto.cloudwatch.responses import CloudWatchResponse


def install_composite_alarms() -> None:
    # It reads AlarmRule for this very purpose.
    CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm
