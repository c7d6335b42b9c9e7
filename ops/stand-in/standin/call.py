"""What one HTTP request asks of AWS: service, region, operation and parameters."""

import hashlib
import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from .operations import rest_operation

Environ = dict[str, Any]

#: How much of the parameters the call log keeps as text: of a write all that AWS would take.
PARAMETERS_KEPT_CHARACTERS = 300
WRITE_KEPT_CHARACTERS = 100_000

#: How the names of operations begin that change nothing.
READING = (
    "BatchGet", "Describe", "Generate", "Get", "Head", "List", "Lookup", "Query", "Search", "Select",
    "Simulate", "Test", "GET ", "HEAD ",
)  # fmt: skip


@dataclass(frozen=True)
class Credential:
    """The parts of a SigV4 `Authorization` header."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


@dataclass
class Call:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    credential: Credential | None
    service: str
    region: str
    protocol: str
    operation: str
    parameters: str
    form: dict[str, str] = field(default_factory=dict)
    account: str = ""
    #: Of the caller, where it is a role's session: the role's name and the session's.
    role: str = ""
    session: str = ""

    @property
    def is_write(self) -> bool:
        """Taking on a role is none: it changes nothing that anybody reads."""
        return self.service != "sts" and not self.operation.startswith(READING)

    @property
    def kept_parameters(self) -> str:
        limit = WRITE_KEPT_CHARACTERS if self.is_write else PARAMETERS_KEPT_CHARACTERS
        return self.parameters[:limit]

    @property
    def digest(self) -> str:
        """Equal for two calls with equal parameters, whatever their order."""
        return hashlib.sha256(self.parameters.encode()).hexdigest()[:16]

    @property
    def bucket(self) -> str | None:
        if self.service != "s3":
            return None
        return self.path.lstrip("/").split("/", 1)[0] or None


def read_call(environ: Environ) -> Call:
    """Reads the request, leaving its body in place for the application behind."""
    body = _take_body(environ)
    headers = _headers(environ)
    credential = _credential(headers.get("authorization", ""))
    raw_path, _, query = _raw_target(environ).partition("?")
    service = credential.service if credential else "unsigned"
    if service == "s3" and raw_path.startswith("/v20180820/"):
        service = "s3control"
    protocol, form = _protocol(service, headers, body)
    operation = _operation(service, protocol, environ, headers, form, query)
    call = Call(
        method=environ["REQUEST_METHOD"],
        path=raw_path,
        query=query,
        headers=headers,
        body=body,
        credential=credential,
        service=service,
        region=credential.region if credential else "",
        protocol=protocol,
        operation=operation,
        parameters="",
        form=form,
    )
    call.parameters = _parameters(call)
    return call


def _take_body(environ: Environ) -> bytes:
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH")
    if length:
        body = stream.read(int(length))
    elif environ.get("wsgi.input_terminated"):
        body = stream.read()
    else:
        body = b""
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def _headers(environ: Environ) -> dict[str, str]:
    headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k[:5] == "HTTP_"}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def _raw_target(environ: Environ) -> str:
    """The request target as it was on the wire: signatures cover the encoded form."""
    target = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if target is None:
        query = environ.get("QUERY_STRING", "")
        target = environ["PATH_INFO"] + (f"?{query}" if query else "")
    return str(target)


def _credential(authorization: str) -> Credential | None:
    if not authorization.startswith("AWS4-HMAC-SHA256"):
        return None
    pieces = authorization.removeprefix("AWS4-HMAC-SHA256").split(",")
    parts = dict(piece.strip().partition("=")[::2] for piece in pieces)
    scope = parts.get("Credential", "").split("/")
    if len(scope) != 5:
        return None
    return Credential(
        access_key=scope[0],
        date=scope[1],
        region=scope[2],
        service=scope[3],
        signed_headers=tuple(parts.get("SignedHeaders", "").split(";")),
        signature=parts.get("Signature", ""),
    )


def _protocol(service: str, headers: dict[str, str], body: bytes) -> tuple[str, dict[str, str]]:
    if "x-amz-target" in headers:
        return "json", {}
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        pairs = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        form = {key: values[0] for key, values in pairs.items()}
        if "Action" in form:
            return ("ec2" if service == "ec2" else "query"), form
    if service in ("s3", "s3control", "route53", "cloudfront", "unsigned"):
        return "rest-xml", {}
    return "rest-json", {}


def _operation(
    service: str,
    protocol: str,
    environ: Environ,
    headers: dict[str, str],
    form: dict[str, str],
    query: str,
) -> str:
    if protocol in ("query", "ec2"):
        return form["Action"]
    if protocol == "json":
        return headers["x-amz-target"].rpartition(".")[2]
    return rest_operation(service, environ["REQUEST_METHOD"], environ["PATH_INFO"], query)


def _parameters(call: Call) -> str:
    if call.protocol in ("query", "ec2"):
        pairs = [(k, v) for k, v in call.form.items() if k not in ("Action", "Version")]
        return json.dumps(dict(sorted(pairs)))
    body = call.body.decode("utf-8", "replace")
    if call.protocol == "json":
        try:
            return json.dumps(json.loads(body or "{}"), sort_keys=True)
        except ValueError:
            return body
    pairs = sorted(parse_qsl(call.query, keep_blank_values=True))
    account = call.headers.get("x-amz-account-id", "")
    return json.dumps({"path": call.path, "query": pairs, "account": account, "body": body})
