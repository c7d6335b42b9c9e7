"""Whether a role's session may do what it asks, for roles that a test names: as Parapet's own policy engine
says, of the role's policies, its boundary, the session's policy and the bucket's. Off by default."""

import json
import subprocess
import threading
from typing import Any

from moto.iam.models import iam_backends
from moto.s3.models import s3_backends

from . import replies
from .call import Call
from .callers import PARTITION, Identity
from .permissions import Need, needs
from .replies import Reply

ANSWER_SECONDS = 30
#: Of every request: those that a policy may ask for and this one does not have are null.
COMMON_KEYS: dict[str, Any] = {
    "aws:MultiFactorAuthPresent": None,
    "aws:SecureTransport": "true",
    "aws:SourceIp": "127.0.0.1",
    "aws:SourceVpc": None,
    "aws:SourceVpce": None,
    "aws:ViaAWSService": "false",
}


class Authorization:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._evaluator = ""
        self._roles: dict[str, Any] = {}
        self._answers: dict[str, bool] = {}

    def set(self, asked: dict[str, Any]) -> None:
        """`evaluator` is the program `parapet`; `roles` has the policy of each by its name, null for the
        one that it has. Roles that are not named may do anything."""
        with self._lock:
            self._evaluator = asked.get("evaluator", "")
            self._roles = dict(asked.get("roles", {}))

    def refusal(self, call: Call, identity: Identity) -> Reply | None:
        """None where the call passes."""
        with self._lock:
            roles = self._roles
        if identity.role not in roles or call.service == "sts":
            return None
        policies = _policies(call, identity, roles[identity.role])
        for need in needs(call):
            if not self._allows(policies, need, call, identity):
                return replies.unauthorized(call, identity.arn, need.action, need.resource)
        return None

    def _allows(
        self, policies: dict[str, Any], need: Need, call: Call, identity: Identity
    ) -> bool:
        request = {
            "principal": identity.arn,
            "action": need.action,
            "resource": need.resource,
            "keys": {
                **COMMON_KEYS,
                "aws:RequestedRegion": call.region,
                # A bucket of another account is never reached here.
                "aws:ResourceAccount": call.account,
                **need.keys,
            },
        }
        of_bucket = need.resource.startswith("arn:aws:s3:::")
        asked = {name: policy for name, policy in policies.items() if name != "resource" or of_bucket}
        question = json.dumps({"policies": asked, "request": request}, sort_keys=True)
        with self._lock:
            known = self._answers.get(question)
        if known is None:
            known = self._ask(question)
            with self._lock:
                self._answers[question] = known
        return known

    def _ask(self, question: str) -> bool:
        done = subprocess.run(
            [self._evaluator, "policy", "evaluate", "--input", "-"],
            input=question.encode(),
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{self._evaluator}: {done.stderr.decode()}")
        # Unknown is not allowed: AWS would know.
        return json.loads(done.stdout)["decision"] == "allowed"


def _policies(call: Call, identity: Identity, given: Any) -> dict[str, Any]:
    backend = iam_backends[call.account][PARTITION]
    role = next(role for role in list(backend.roles.values()) if role.name == identity.role)
    own = [*role.policies.values(), *(policy.document for policy in role.managed_policies.values())]
    found: dict[str, Any] = {"identity": [_read(policy) for policy in own] if given is None else given}
    boundary = backend.managed_policies.get(role.permissions_boundary_arn)
    if boundary is not None:
        found["boundary"] = _read(boundary.document)
    if identity.session_policy is not None:
        found["session"] = _read(identity.session_policy)
    bucket = s3_backends[call.account][PARTITION].buckets.get(call.bucket) if call.bucket else None
    if bucket is not None and bucket.policy is not None:
        found["resource"] = _read(bucket.policy)
    return found


def _read(policy: Any) -> Any:
    return json.loads(policy) if isinstance(policy, str | bytes) else policy
