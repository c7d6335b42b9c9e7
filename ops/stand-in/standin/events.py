"""What CloudTrail saw: kept, handed on to a queue, and looked up again."""

import json
import threading
from collections import deque
from datetime import datetime
from typing import Any

from moto.sqs.models import sqs_backends

from . import records, replies
from .call import Call
from .callers import Identity
from .replies import Reply

#: A stand-in that runs for hours must not grow without end; the oldest go first.
KEPT = 20_000
#: AWS CloudTrail API Reference, LookupEvents: at most so many a page.
PAGE = 50
#: Members of a record's parameters that name a resource, and its type as AWS Config calls it.
RESOURCES = {
    "bucketName": "AWS::S3::Bucket",
    "groupId": "AWS::EC2::SecurityGroup",
    "instanceId": "AWS::EC2::Instance",
    "networkInterfaceId": "AWS::EC2::NetworkInterface",
    "policyArn": "AWS::IAM::Policy",
    "roleName": "AWS::IAM::Role",
    "userName": "AWS::IAM::User",
}


class EventFeed:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT)
        #: Sessions that somebody asked for: reads, which no rule hands on.
        self._sessions: deque[dict[str, Any]] = deque(maxlen=1_000)
        #: Account, region and name of the queue; None: nobody hears.
        self._queue: tuple[str, str, str] | None = None

    def set(self, queue: str | None, region: str) -> None:
        parts = (queue or "").rsplit("/", 2)
        self._queue = (parts[1], region, parts[2]) if len(parts) == 3 else None

    def told(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._kept)

    def note(self, call: Call, identity: Identity, reply: Reply, address: str) -> None:
        """Of a read CloudTrail has a record, too; rules hand it on only where they ask for it. Of those
        that are looked up here are only those that made a session."""
        if call.service == "sts" and call.operation in records.ISSUING:
            with self._lock:
                self._sessions.append(records.envelope(records.of_call(call, identity, reply, address)))
        if not call.is_write or not records.is_management(call):
            return
        seen = [records.of_call(call, identity, reply, address)]
        if (call.service, call.operation) == ("organizations", "CreateAccount") and reply.status < 400:
            seen.append(records.of_new_account(call, reply))
        for record in seen:
            self._hand_on(records.envelope(record))

    def _hand_on(self, event: dict[str, Any]) -> None:
        with self._lock:
            self._kept.append(event)
            if self._queue is not None:
                account, region, name = self._queue
                sqs_backends[account][region].send_message(name, json.dumps(event))

    def looked_up(self, call: Call) -> Reply:
        """LookupEvents: of the caller's account and region, the newest first; one attribute at most."""
        asked = json.loads(call.body or b"{}")
        attributes = asked.get("LookupAttributes") or []
        if len(attributes) > 1:
            message = "You can specify only one lookup attribute."
            return replies.error(call, 400, "InvalidLookupAttributesException", message)
        with self._lock:
            kept = [*self._sessions, *self._kept]
        kept.sort(key=lambda event: event["time"])
        found = [
            entry for entry in map(_entry, reversed(kept))
            if (entry["account"], entry["region"]) == (call.account, call.region)
            and all(_matches(entry, one) for one in attributes)
            and asked.get("StartTime", 0) <= entry["EventTime"] <= asked.get("EndTime", 1e12)
        ]  # fmt: skip
        start = int(asked.get("NextToken") or 0)
        end = start + min(int(asked.get("MaxResults") or PAGE), PAGE)
        page = [
            {name: value for name, value in entry.items() if name[0].isupper()}
            for entry in found[start:end]
        ]
        answer: dict[str, Any] = {"Events": page}
        if end < len(found):
            answer["NextToken"] = str(end)
        return Reply(200, json.dumps(answer).encode(), "application/x-amz-json-1.1")


def _entry(event: dict[str, Any]) -> dict[str, Any]:
    """As LookupEvents tells a record, with the two that say whose it is."""
    record = event["detail"]
    who = record["userIdentity"]
    parameters = record["requestParameters"] or {}
    return {
        "account": record["recipientAccountId"],
        "region": record["awsRegion"],
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": str(record["readOnly"]).lower(),
        "AccessKeyId": who.get("accessKeyId", ""),
        "EventTime": datetime.fromisoformat(record["eventTime"]).timestamp(),
        "EventSource": record["eventSource"],
        "Username": who.get("userName") or who.get("arn", "").rpartition("/")[2],
        "Resources": [
            {"ResourceType": kind, "ResourceName": parameters[name]}
            for name, kind in RESOURCES.items()
            if isinstance(parameters.get(name), str)
        ],
        "CloudTrailEvent": json.dumps(record),
    }


def _matches(entry: dict[str, Any], attribute: dict[str, str]) -> bool:
    name, value = attribute["AttributeKey"], attribute["AttributeValue"]
    if name in ("ResourceType", "ResourceName"):
        return any(resource[name] == value for resource in entry["Resources"])
    return entry.get(name) == value
