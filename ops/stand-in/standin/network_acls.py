"""Network ACLs as EC2 makes them.

Amazon EC2 API Reference, CreateNetworkAcl; Amazon VPC User Guide, "Custom network ACLs for your VPC":
"Each custom network ACL that you create ... denies all inbound and outbound traffic until you add
rules", by the rule *, which has the number 32767.
"""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.network_acls import NetworkAclBackend
from moto.ec2.responses.network_acls import NetworkACLs


def install() -> None:
    NetworkAclBackend.create_network_acl = _denying(NetworkAclBackend.create_network_acl)
    NetworkACLs.create_network_acl = _once(NetworkACLs.create_network_acl)


def _denying(create: Callable[..., Any]) -> Callable[..., Any]:
    def creating(self: Any, vpc_id: str, *arguments: Any, **named: Any) -> Any:
        made = create(self, vpc_id, *arguments, **named)
        if not made.default:
            for egress in (True, False):
                self.create_network_acl_entry(
                    made.id, 32767, "-1", "deny", egress, "0.0.0.0/0", None, None, None, None, None
                )
        return made

    return creating


def _once(create: Callable[..., Any]) -> Callable[..., Any]:
    """ClientToken: "Unique, case-sensitive identifier that you provide to ensure the idempotency of the
    request"."""

    def creating(self: NetworkACLs) -> ActionResult:
        token = self._get_param("ClientToken")
        acls = self.ec2_backend.network_acls
        made = [acl for acl in acls.values() if token and getattr(acl, "token", None) == token]
        if made:
            return ActionResult({"NetworkAcl": made[0]})
        before = set(acls)
        answer = create(self)
        for name in set(acls) - before:
            acls[name].token = token
        return answer

    return creating
