"""Whose a key is, from what moto issued: users' keys and the sessions of roles."""

from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from .trust import Caller

PARTITION = "aws"


@dataclass(frozen=True)
class Identity:
    #: As a trust policy sees it: of a session, the role behind it.
    caller: Caller
    #: As AWS names it in messages: of a session, the session.
    arn: str
    secret: str
    session_token: str | None = None
    #: Of a session: the name of its role, its own, and the policy that it was made with.
    role: str = ""
    session: str = ""
    session_policy: str | None = None


def identify(access_key: str) -> Identity | None:
    """None for a key that nobody issued, or that was switched off."""
    for account, backends in list(iam_backends.items()):
        key = backends[PARTITION].access_keys.get(access_key)
        if key is None:
            continue
        if key.role_arn is None:
            if key.status != "Active":
                return None
            arn = f"arn:aws:iam::{account}:user/{key.user_name}"
            return Identity(Caller(account, arn), arn, key.secret_access_key)
        session = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
        if session is None:
            return None
        return Identity(
            Caller(account, key.role_arn),
            session.arn,
            key.secret_access_key,
            session.session_token,
            key.role_arn.rpartition("/")[2],
            session.session_name,
            session.policy or None,
        )
    return None
