"""The WSGI application around moto's: it looks at each call before moto does."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from moto.iam.models import iam_backends

from . import replies
from .call import Call, Environ, read_call
from .calls import CallLog
from .regions import Regions
from .replies import Reply
from .rules import Rule, RuleBook, RuleError
from .trust import Caller, trusts

StartResponse = Callable[..., Any]
PARTITION = "aws"


class StandIn:
    def __init__(
        self, moto: Callable[[Environ, StartResponse], Iterable[bytes]], regions: Regions
    ) -> None:
        self._moto = moto
        self._regions = regions
        self.calls = CallLog()
        self.rules = RuleBook()
        #: While an estate is planted anybody may do anything and nothing is logged.
        self.is_planting = True
        self._stopped = threading.Event()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/stand-in/"):
            return _send(self._control(environ), start_response)
        if self.is_planting or environ["PATH_INFO"].startswith("/moto-api"):
            return self._moto(environ, start_response)
        call = read_call(environ)
        key = call.credential.access_key if call.credential else ""
        caller = find_caller(key)
        call.account = caller.account if caller else ""
        entry = self.calls.add(call)
        rule = self.rules.first(call)
        entry.rule = rule.name if rule else None

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            entry.status = int(status.split(" ", 1)[0])
            return start_response(status, headers, *rest)

        if caller is None:
            return _send(replies.unknown_key(call), noting)
        if call.region not in self._regions.enabled(call.account):
            return _send(replies.region_off(call), noting)
        if rule is not None:
            reply = self._apply(rule, call, caller, environ)
            if reply is not None:
                return _send(reply, noting)
        if call.service == "sts" and call.operation == "AssumeRole" and not _may_assume(call, caller):
            return _send(_refusal(call, caller), noting)
        body = self._moto(environ, noting)
        if rule is not None and rule.effect == "truncate":
            return _truncated(body, rule.keep_bytes or 0, environ)
        return body

    def _apply(
        self, rule: Rule, call: Call, caller: Caller, environ: Environ
    ) -> Reply | None:
        match rule.effect:
            case "deny":
                return replies.denied(call, caller.arn)
            case "throttle":
                return replies.throttled(call)
            case "error":
                if rule.code is None:
                    return replies.broken(call)
                return replies.error(call, rule.status or 400, rule.code, rule.message or "")
            case "page":
                return Reply(rule.status or 502, b"<html><h1>Bad gateway</h1></html>", "text/html")
            case "delay":
                self._stopped.wait(rule.delay_seconds)
            case "reset":
                _close(environ)
                return Reply(500, b"", "text/plain")
        return None

    def _control(self, environ: Environ) -> Reply:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        wanted = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        match (method, path):
            case ("GET", "/stand-in/rules"):
                return _json(self.rules.described())
            case ("PUT", "/stand-in/rules"):
                length = int(environ.get("CONTENT_LENGTH") or 0)
                try:
                    count = self.rules.replace(json.loads(environ["wsgi.input"].read(length)))
                except (RuleError, ValueError) as error:
                    return _json({"error": str(error)}, 400)
                return _json({"rules": count})
            case ("DELETE", "/stand-in/rules"):
                self.rules.clear()
                return _json({"rules": 0})
            case ("GET", "/stand-in/calls"):
                return _json([entry.described() for entry in self.calls.chosen(wanted)])
            case ("GET", "/stand-in/counts"):
                return _json(self.calls.counted(self.calls.chosen(wanted)))
            case ("DELETE", "/stand-in/calls"):
                self.calls.clear()
                return _json([])
        return _json({"error": f"no {method} {path}"}, 404)


def find_caller(access_key: str) -> Caller | None:
    """Whose key it is: a user's, or a session's of a role. None for a key that nobody issued."""
    for account, backends in list(iam_backends.items()):
        backend = backends[PARTITION]
        key = backend.access_keys.get(access_key)
        if key is None:
            continue
        if key.role_arn is not None:
            return Caller(account, key.role_arn)
        if key.status != "Active":
            return None
        return Caller(account, f"arn:aws:iam::{account}:user/{key.user_name}")
    return None


def _may_assume(call: Call, caller: Caller) -> bool:
    arn = call.form.get("RoleArn", "")
    parts = arn.split(":")
    if len(parts) != 6 or parts[4] not in iam_backends:
        return False
    name = parts[5].rpartition("/")[2]
    for role in iam_backends[parts[4]][PARTITION].roles.values():
        if role.name == name and role.arn == arn:
            policy = json.loads(role.assume_role_policy_document)
            return trusts(
                policy, caller, call.form.get("ExternalId"), call.form.get("RoleSessionName", "")
            )
    return False


def _refusal(call: Call, caller: Caller) -> Reply:
    message = (
        f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: "
        f"{call.form.get('RoleArn', '')}"
    )
    return replies.error(call, 403, "AccessDenied", message)


def _json(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode() + b"\n", "application/json")


def _send(reply: Reply, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body)))]
    start_response(f"{reply.status} -", headers + reply.headers)
    return [reply.body]


def _truncated(body: Iterable[bytes], keep: int, environ: Environ) -> Iterable[bytes]:
    """The length of the whole answer was announced; what is missing never comes."""
    yield b"".join(body)[:keep]
    _close(environ)


def _close(environ: Environ) -> None:
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(2)
