"""Reads that moto does not play and that actions rest on: empty, as in an account that is new to them."""

import json

from moto.securityhub.models import securityhub_backends

from . import replies
from .call import Call
from .replies import Reply


def unplayed_answer(call: Call) -> Reply | None:
    """None where moto plays it."""
    match (call.service, call.operation):
        case ("guardduty", "ListFindings"):
            # Amazon GuardDuty API Reference, ListFindings: findingIds is always there.
            return _json({"findingIds": []})
        case ("securityhub", "GetEnabledStandards"):
            if not securityhub_backends[call.account][call.region].enabled:
                message = f"Account {call.account} is not subscribed to AWS Security Hub"
                return replies.error(call, 401, "InvalidAccessException", message)
            # AWS Security Hub API Reference, EnableSecurityHub: default standards are enabled unless
            # EnableDefaultStandards is false; moto enables none.
            return _json({"StandardsSubscriptions": []})
    return None


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode(), "application/json")
