"""Errors as AWS words them, in the wire format of the service that was called."""

import json
import uuid
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .call import Call

REQUEST_ID = "00000000-0000-4000-8000-000000000000"


@dataclass
class Reply:
    status: int
    body: bytes
    content_type: str
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def request_id(self) -> str | None:
        """AWS's number of the call, as its header says it."""
        names = ("x-amzn-requestid", "x-amz-request-id")
        return next((value for name, value in self.headers if name.lower() in names), None)

    def numbered(self) -> "Reply":
        """AWS numbers each call, and its event has that number; moto not always."""
        if self.request_id is None:
            self.headers.append(("x-amzn-RequestId", str(uuid.uuid4())))
        return self

    @staticmethod
    def of(status: str, headers: list[tuple[str, str]], body: bytes) -> "Reply":
        """Another application's answer."""
        # What HEAD is answered has the length of a body that is not there.
        told = ("content-type", "content-length") if body else ("content-type",)
        kept = [(k, v) for k, v in headers if k.lower() not in told]
        label = next((v for k, v in headers if k.lower() == "content-type"), "")
        return Reply(int(status.split(" ", 1)[0]), body, label, kept)


def error(call: Call, status: int, code: str, message: str, **extra: str) -> Reply:
    """An error reply; `extra` are further members of the error element."""
    if call.protocol in ("json", "rest-json"):
        text = json.dumps({"__type": code, "message": message, "Message": message, **extra})
        kind = [("x-amzn-ErrorType", code), ("x-amzn-RequestId", REQUEST_ID)]
        return Reply(status, text.encode(), "application/x-amz-json-1.1", kind)
    members = {"Code": code, "Message": message, **extra}
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in members.items())
    if call.protocol == "ec2":
        document = (
            f"<Response><Errors><Error>{inner}</Error></Errors>"
            f"<RequestID>{REQUEST_ID}</RequestID></Response>"
        )
    elif call.service in ("s3", "unsigned"):
        document = f"<Error>{inner}<RequestId>{REQUEST_ID}</RequestId><HostId>-</HostId></Error>"
    else:
        document = (
            f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>"
            f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        )
    xml = '<?xml version="1.0" encoding="UTF-8"?>\n' + document
    return Reply(status, xml.encode(), "text/xml")


def unauthorized(call: Call, caller: str, action: str, resource: str) -> Reply:
    """As AWS words it where policies do not allow a call (IAM User Guide, "Troubleshoot access denied error
    messages")."""
    message = f"User: {caller} is not authorized to perform: {action} on resource: {resource}"
    if call.protocol == "ec2":
        start = "You are not authorized to perform this operation. "
        return error(call, 403, "UnauthorizedOperation", start + message)
    if call.protocol in ("json", "rest-json"):
        return error(call, 403 if call.protocol == "rest-json" else 400, "AccessDeniedException", message)
    return error(call, 403, "AccessDenied", message)


def denied(call: Call, caller: str) -> Reply:
    action = f"{call.service}:{call.operation}"
    if call.protocol == "ec2":
        message = (
            "You are not authorized to perform this operation. "
            f"User: {caller} is not authorized to perform: {action}"
        )
        return error(call, 403, "UnauthorizedOperation", message)
    if call.protocol in ("json", "rest-json"):
        message = f"User: {caller} is not authorized to perform: {action}"
        return error(call, 400, "AccessDeniedException", message)
    if call.service == "s3":
        return error(call, 403, "AccessDenied", "Access Denied")
    return error(call, 403, "AccessDenied", f"User: {caller} is not authorized to perform: {action}")


def throttled(call: Call) -> Reply:
    if call.protocol == "ec2":
        return error(call, 503, "RequestLimitExceeded", "Request limit exceeded.")
    if call.service in ("s3", "s3control"):
        return error(call, 503, "SlowDown", "Please reduce your request rate.")
    if call.protocol in ("json", "rest-json"):
        code = "TooManyRequestsException" if call.service == "organizations" else "ThrottlingException"
        return error(call, 400, code, "Rate exceeded")
    return error(call, 400, "Throttling", "Rate exceeded")


def broken(call: Call) -> Reply:
    code = "InternalError" if call.protocol in ("ec2", "rest-xml") else "InternalFailure"
    return error(call, 500, code, "An internal error occurred.")


def unknown_key(call: Call) -> Reply:
    if call.protocol == "ec2":
        return auth_failure(call)
    if call.service == "s3":
        message = "The AWS Access Key Id you provided does not exist in our records."
        return error(call, 403, "InvalidAccessKeyId", message)
    message = "The security token included in the request is invalid."
    if call.protocol in ("json", "rest-json"):
        return error(call, 400, "UnrecognizedClientException", message)
    return error(call, 403, "InvalidClientTokenId", message)


def expired(call: Call) -> Reply:
    message = "The security token included in the request is expired"
    if call.protocol == "ec2":
        return error(call, 400, "RequestExpired", "Request has expired.")
    if call.protocol in ("json", "rest-json"):
        return error(call, 400, "ExpiredTokenException", message)
    return error(call, 400 if call.service == "s3" else 403, "ExpiredToken", message)


def bad_signature(call: Call) -> Reply:
    if call.protocol == "ec2":
        return auth_failure(call)
    message = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method."
    )
    if call.protocol in ("json", "rest-json"):
        return error(call, 400, "InvalidSignatureException", message)
    return error(call, 403, "SignatureDoesNotMatch", message)


def auth_failure(call: Call) -> Reply:
    message = "AWS was not able to validate the provided access credentials"
    return error(call, 401, "AuthFailure", message)
