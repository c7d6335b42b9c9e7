"""CloudTrail's record of a call, in the envelope in which EventBridge hands it on.

AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element"; Amazon
EventBridge User Guide, "AWS service events delivered via AWS CloudTrail".
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from moto.iam.models import iam_backends

from . import shapes
from .call import Call
from .callers import PARTITION, Identity
from .replies import Reply

#: Services of no region: what they do is recorded in one.
GLOBAL = ("cloudfront", "iam", "organizations", "route53")
GLOBAL_REGION = "us-east-1"
#: What CloudTrail calls a call, where that is not the operation's name.
NAMES = {
    ("lambda", "AddPermission"): "AddPermission20150331v2",
    ("lambda", "CreateFunction"): "CreateFunction20150331",
    ("lambda", "DeleteFunction"): "DeleteFunction20150331",
    ("lambda", "RemovePermission"): "RemovePermission20150331v2",
    ("s3", "DeletePublicAccessBlock"): "DeleteBucketPublicAccessBlock",
    ("s3", "PutBucketLifecycleConfiguration"): "PutBucketLifecycle",
    ("s3", "PutBucketNotificationConfiguration"): "PutBucketNotification",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3control", "DeletePublicAccessBlock"): "DeleteAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "PutAccountPublicAccessBlock",
}
#: Calls of STS that answer credentials.
ISSUING = ("AssumeRole", "GetFederationToken", "GetSessionToken")
#: Signing names that are not those of the service's endpoint.
SOURCES = {"s3control": "s3", "cloudwatch": "monitoring", "elbv2": "elasticloadbalancing"}
#: Of these, what is done to messages and objects is no management event.
DATA = {
    "dynamodb": ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"),
    "events": ("PutEvents",),
    "sns": ("Publish", "PublishBatch"),
    "sqs": (
        "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage",
        "DeleteMessageBatch", "ReceiveMessage", "SendMessage", "SendMessageBatch",
    ),
}  # fmt: skip


def is_management(call: Call) -> bool:
    if call.service == "s3":
        return "/" not in call.path.strip("/")
    return call.operation not in DATA.get(call.service, ())


def of_call(call: Call, identity: Identity, reply: Reply, address: str) -> dict[str, Any]:
    succeeded = reply.status < 400
    record: dict[str, Any] = {
        **_head(call, "AwsApiCall", NAMES.get((call.service, call.operation), call.operation)),
        "userIdentity": _who(call, identity),
        "sourceIPAddress": address,
        "userAgent": call.headers.get("user-agent", ""),
        "requestParameters": shapes.asked(call),
        "responseElements": shapes.answered(call, reply) if succeeded else None,
        "requestID": reply.request_id,
    }
    if succeeded and call.operation in ISSUING:
        # Secrets are in no record.
        record["responseElements"].get("credentials", {}).pop("secretAccessKey", None)
    if not succeeded:
        record["errorCode"], record["errorMessage"] = shapes.refused(call, reply)
    if (call.service, call.operation) == ("organizations", "CreateAccount") and succeeded:
        # The account is made later, and told by an event of the service.
        status = record["responseElements"]["createAccountStatus"]
        status["state"] = "IN_PROGRESS"
        for name in ("accountId", "completedTimestamp"):
            status.pop(name, None)
    return record


def of_new_account(call: Call, reply: Reply) -> dict[str, Any]:
    """What Organizations tells of an account once it is there."""
    status = shapes.answered(call, reply)["createAccountStatus"]
    return {
        **_head(call, "AwsServiceEvent", "CreateAccountResult"),
        "userIdentity": {"accountId": call.account, "invokedBy": "AWS Internal"},
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
        "requestParameters": None,
        "responseElements": None,
        "serviceEventDetails": {"createAccountStatus": {**status, "state": "SUCCEEDED"}},
    }


def envelope(record: dict[str, Any]) -> dict[str, Any]:
    source = record["eventSource"].partition(".")[0]
    kind = "Service Event" if record["eventType"] == "AwsServiceEvent" else "API Call"
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": f"AWS {kind} via CloudTrail",
        "source": f"aws.{source}",
        "account": record["recipientAccountId"],
        "time": record["eventTime"],
        "region": record["awsRegion"],
        "resources": [],
        "detail": record,
    }


def _head(call: Call, kind: str, name: str) -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "eventTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": f"{SOURCES.get(call.service, call.service)}.amazonaws.com",
        "eventName": name,
        "awsRegion": GLOBAL_REGION if call.service in GLOBAL else call.region,
        "eventID": str(uuid.uuid4()),
        "eventType": kind,
        "readOnly": call.service == "sts",
        "managementEvent": True,
        "recipientAccountId": call.account,
        "eventCategory": "Management",
    }


def _who(call: Call, identity: Identity) -> dict[str, Any]:
    account = identity.caller.account
    backend = iam_backends[account][PARTITION]
    who = {
        "arn": identity.arn,
        "accountId": account,
        "accessKeyId": call.credential.access_key if call.credential else "",
    }
    name = identity.role or identity.arn.rpartition("/")[2]
    named = list((backend.roles if identity.role else backend.users).values())
    made = next((one for one in named if one.name == name), None)
    if not identity.role:
        return {"type": "IAMUser", "principalId": made.id if made else "", **who, "userName": name}
    issuer = {
        "type": "Role",
        "principalId": made.id if made else "",
        "arn": identity.caller.arn,
        "accountId": account,
        "userName": name,
    }
    attributes = {
        "creationDate": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "mfaAuthenticated": "false",
    }
    return {
        "type": "AssumedRole",
        "principalId": f"{issuer['principalId']}:{identity.session}",
        **who,
        "sessionContext": {"sessionIssuer": issuer, "attributes": attributes},
    }
