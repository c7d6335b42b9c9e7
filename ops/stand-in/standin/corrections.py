"""Answers of moto that are right but for their label or the name of their root."""

from .call import Call

Headers = list[tuple[str, str]]

#: moto's root and AWS's, as the Amazon S3 API Reference has it on the operation's page.
ROOTS = {
    ("s3", "GetBucketVersioning"): (b"GetBucketVersioningResponse", b"VersioningConfiguration"),
    ("s3", "GetBucketNotificationConfiguration"): (
        b"GetBucketNotificationResponse", b"NotificationConfiguration",
    ),
}  # fmt: skip


def corrected(call: Call, status: str, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """The headers and the body as AWS sends them; errors are left as they are."""
    if not status.startswith("2"):
        return headers, body
    label = _label(call)
    if label is not None:
        headers = [(k, label if k.lower() == "content-type" else v) for k, v in headers]
    whole = body
    names = ROOTS.get((call.service, call.operation))
    if names is not None:
        theirs, ours = names
        body = body.replace(b"<" + theirs, b"<" + ours, 1)
        body = body.replace(b"</" + theirs + b">", b"</" + ours + b">")
    if call.protocol == "json" and body == b"null":
        # AWS KMS API Reference, EnableKeyRotation: "an HTTP 200 response with an empty HTTP body".
        body = b""
    if body != whole:
        headers = [(k, v) for k, v in headers if k.lower() != "content-length"]
        headers.append(("Content-Length", str(len(body))))
    return headers, body


def _label(call: Call) -> str | None:
    """moto labels most of its JSON text/html. Smithy's AWS JSON protocols answer in the version that
    was asked in, its REST JSON protocol with application/json."""
    if call.protocol == "json":
        return call.headers.get("content-type", "application/x-amz-json-1.1")
    return "application/json" if call.protocol == "rest-json" else None
