"""Checks SigV4 with botocore's own signer, over the request as it was on the wire.

moto can check too, but refuses right signatures of some REST services, words the refusal as XML for
JSON services, and evaluates policies in passing, wrongly where they have conditions.
"""

import hashlib
import hmac

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .call import Call
from .callers import Identity

#: S3 lets a client vouch for the body by other means.
UNHASHED = ("UNSIGNED-PAYLOAD", "STREAMING-")


def is_signed(call: Call, identity: Identity) -> bool:
    credential, headers = call.credential, call.headers
    if credential is None or "x-amz-date" not in headers or "host" not in headers:
        return False
    if not headers["x-amz-date"].startswith(credential.date):
        return False
    if headers.get("x-amz-security-token") != identity.session_token:
        return False
    hashed = headers.get("x-amz-content-sha256")
    if hashed is not None and not hashed.startswith(UNHASHED):
        if hashed != hashlib.sha256(call.body).hexdigest():
            return False
    target = call.path + (f"?{call.query}" if call.query else "")
    request = AWSRequest(
        method=call.method,
        url=f"http://{headers['host']}{target}",
        data=call.body,
        headers={name: headers.get(name, "") for name in credential.signed_headers},
    )
    if hashed is not None:
        request.headers["X-Amz-Content-SHA256"] = hashed
    request.context["timestamp"] = headers["x-amz-date"]
    # S3 alone does not encode the path a second time.
    signer = S3SigV4Auth if credential.service == "s3" else SigV4Auth
    auth = _Exact(credential.signed_headers, signer)(
        Credentials(credential.access_key, identity.secret), credential.service, credential.region
    )
    canonical = auth.canonical_request(request)
    expected = auth.signature(auth.string_to_sign(request, canonical), request)
    return hmac.compare_digest(expected, credential.signature)


def _Exact(signed: tuple[str, ...], signer: type[SigV4Auth]) -> type[SigV4Auth]:
    """A signer that signs the headers that the client signed: botocore itself would skip some."""

    class Exact(signer):  # type: ignore[valid-type, misc]
        def headers_to_sign(self, request):  # type: ignore[no-untyped-def]
            chosen = super().headers_to_sign(request)
            for name in list(chosen):
                del chosen[name]
            for name in signed:
                chosen[name] = request.headers[name]
            return chosen

    return Exact
