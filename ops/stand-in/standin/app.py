"""The WSGI application around moto's: it looks at each call before moto does."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from moto.iam.models import iam_backends

from . import replies
from .answers import own_answer
from .authorization import Authorization
from .call import Call, Environ, read_call
from .callers import PARTITION, Identity, identify
from .calls import CallLog
from .corrections import corrected
from .events import EventFeed
from .progress import PROGRESS
from .regions import Regions
from .replies import Reply
from .rules import Rule, RuleBook, RuleError
from .signatures import is_signed
from .trust import trusts
from .visibility import Visibility

StartResponse = Callable[..., Any]
#: Effects of rules that keep a call from AWS, so that CloudTrail has no record of it.
UNHEARD = ("answer", "page", "reset")


class StandIn:
    def __init__(
        self, moto: Callable[[Environ, StartResponse], Iterable[bytes]], regions: Regions
    ) -> None:
        self._moto = moto
        self._regions = regions
        self.calls = CallLog()
        self.rules = RuleBook()
        self.visibility = Visibility()
        self.authorization = Authorization()
        self.events = EventFeed()
        #: While an estate is planted anybody may do anything and nothing is logged.
        self.is_planting = True
        self.verifies_signatures = False
        self._stopped = threading.Event()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/stand-in/"):
            return _send(self._control(environ), start_response)
        if self.is_planting or environ["PATH_INFO"].startswith("/moto-api"):
            return self._moto(environ, start_response)
        call = read_call(environ)
        identity = identify(call.credential.access_key) if call.credential else None
        if identity is not None:
            call.account, call.role, call.session = (
                identity.caller.account, identity.role, identity.session,
            )  # fmt: skip
        entry = self.calls.add(call)
        rule = self.rules.first(call)
        entry.rule = rule.name if rule else None

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            entry.status = int(status.split(" ", 1)[0])
            return start_response(status, headers, *rest)

        reply = self._answer(call, identity, rule, environ)
        if reply is None:
            reply = self.visibility.earlier(call)
        if reply is None:
            reply = self._looked_up(call) or own_answer(call) or self._ask_moto(call, environ)
            self.visibility.note(call, reply)
        if identity is not None and (rule is None or rule.effect not in UNHEARD):
            self.events.note(call, identity, reply.numbered(), str(environ.get("REMOTE_ADDR", "")))
        body = _send(reply, noting)
        match rule.effect if rule else None:
            case "truncate":
                return _truncated(body, rule.keep_bytes, environ)
            case "lost":
                # It took effect, and nobody hears of it.
                _close(environ)
        return body

    def _looked_up(self, call: Call) -> Reply | None:
        is_asked = (call.service, call.operation) == ("cloudtrail", "LookupEvents")
        return self.events.looked_up(call) if is_asked else None

    def _ask_moto(self, call: Call, environ: Environ) -> Reply:
        status, headers = "", list[tuple[str, str]]()

        def keeping(line: str, fields: list[tuple[str, str]], *_: Any) -> Any:
            nonlocal status, headers
            status, headers = line, fields

        body = b"".join(self._moto(environ, keeping))
        headers, body = corrected(call, status, headers, body)
        return Reply.of(status, headers, body)

    def _answer(
        self, call: Call, identity: Identity | None, rule: Rule | None, environ: Environ
    ) -> Reply | None:
        """None where it passes."""
        if identity is None or call.region not in self._regions.enabled(call.account):
            # A region that is switched off knows none of the account's credentials.
            return replies.unknown_key(call)
        if self.verifies_signatures and not is_signed(call, identity):
            return replies.bad_signature(call)
        broken = self._apply(rule, call, identity, environ) if rule else None
        if broken is not None:
            return broken
        if call.service == "sts" and call.operation == "AssumeRole":
            return None if _may_assume(call, identity) else _refusal(call, identity)
        return self.authorization.refusal(call, identity)

    def _apply(
        self, rule: Rule, call: Call, identity: Identity, environ: Environ
    ) -> Reply | None:
        match rule.effect:
            case "deny":
                return replies.denied(call, identity.arn)
            case "throttle":
                return replies.throttled(call)
            case "error":
                if rule.code is None:
                    return replies.broken(call)
                return replies.error(call, rule.status or 400, rule.code, rule.message or "")
            case "page":
                return Reply(rule.status or 502, b"<html><h1>Bad gateway</h1></html>", "text/html")
            case "answer":
                body = (rule.body or "").encode()
                return Reply(rule.status or 200, body, rule.content_type or "text/html")
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
                try:
                    count = self.rules.replace(_sent(environ))
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
            case ("PUT", "/stand-in/authorization"):
                self.authorization.set(_sent(environ))
                return _json({})
            case ("PUT", "/stand-in/planting"):
                self.is_planting = bool(_sent(environ)["on"])
                return _json({"on": self.is_planting})
            case ("GET", "/stand-in/events"):
                return _json(self.events.told())
            case ("PUT", "/stand-in/events"):
                wanted = _sent(environ)
                self.events.set(wanted["queue"], wanted.get("region", ""))
                return _json({"queue": wanted["queue"]})
            case ("PUT", "/stand-in/progress"):
                PROGRESS.set(_sent(environ))
                return _json({})
            case ("PUT", "/stand-in/visibility"):
                self.visibility.set(int(_sent(environ)["reads"]))
                return _json({"reads": self.visibility.reads})
        return _json({"error": f"no {method} {path}"}, 404)


def _may_assume(call: Call, identity: Identity) -> bool:
    arn = call.form.get("RoleArn", "")
    parts = arn.split(":")
    if len(parts) != 6 or parts[4] not in iam_backends:
        return False
    name = parts[5].rpartition("/")[2]
    for role in iam_backends[parts[4]][PARTITION].roles.values():
        if role.name == name and role.arn == arn:
            policy = json.loads(role.assume_role_policy_document)
            return trusts(
                policy,
                identity.caller,
                call.form.get("ExternalId"),
                call.form.get("RoleSessionName", ""),
            )
    return False


def _refusal(call: Call, identity: Identity) -> Reply:
    message = (
        f"User: {identity.arn} is not authorized to perform: sts:AssumeRole on resource: "
        f"{call.form.get('RoleArn', '')}"
    )
    return replies.error(call, 403, "AccessDenied", message)


def _sent(environ: Environ) -> Any:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return json.loads(environ["wsgi.input"].read(length))


def _json(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode() + b"\n", "application/json")


def _send(reply: Reply, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Type", reply.content_type)] if reply.content_type else []
    if not any(name.lower() == "content-length" for name, _ in reply.headers):
        headers.append(("Content-Length", str(len(reply.body))))
    start_response(f"{reply.status} -", headers + reply.headers)
    return [reply.body]


def _truncated(body: Iterable[bytes], keep: int | None, environ: Environ) -> Iterable[bytes]:
    """The length of the whole answer was announced; what is missing never comes."""
    whole = b"".join(body)
    yield whole[: len(whole) // 2 if keep is None else keep]
    _close(environ)


def _close(environ: Environ) -> None:
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(2)
