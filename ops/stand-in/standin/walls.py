"""Web ACLs that guard one thing each time, and are not deleted while they do.

AWS WAF API Reference: "You can associate a resource with only one web ACL" (AssociateWebACL), "You
can only use this if ... the web ACL is not associated with any resources" (DeleteWebACL), and of
ListResourcesForWebACL, which moto does not know, that it lists load balancers by default.
"""

import json
from typing import Any

from moto.wafv2.models import GLOBAL_REGION, wafv2_backends

from . import replies
from .call import Call
from .replies import Reply


def wall_answer(call: Call) -> Reply | None:
    asked = json.loads(call.body or b"{}")
    region = GLOBAL_REGION if asked.get("Scope") == "CLOUDFRONT" else call.region
    walls = wafv2_backends[call.account][region].wacls
    match call.operation:
        case "AssociateWebACL":
            return _associated(call, walls, asked)
        case "GetWebACLForResource":
            guarded = any(asked.get("ResourceArn") in w.associated_resources for w in walls.values())
            # Where there is none, none is told.
            return None if guarded else _said({})
        case "ListResourcesForWebACL":
            return _guarded(call, walls, asked)
        case "DeleteWebACL":
            found = next((w for w in walls.values() if w.id == asked.get("Id")), None)
            if found is not None and found.associated_resources:
                message = "AWS WAF couldn't delete it because it is still associated with a resource."
                return replies.error(call, 400, "WAFAssociatedItemException", message)
    return None


def _associated(call: Call, walls: dict[str, Any], asked: dict[str, Any]) -> Reply | None:
    if asked.get("WebACLArn") not in walls:
        return _missing(call)
    for wall in walls.values():
        if asked.get("ResourceArn") in wall.associated_resources:
            wall.associated_resources.remove(asked["ResourceArn"])
    return None


def _guarded(call: Call, walls: dict[str, Any], asked: dict[str, Any]) -> Reply:
    wall = walls.get(asked.get("WebACLArn", ""))
    if wall is None:
        return _missing(call)
    kind = asked.get("ResourceType", "APPLICATION_LOAD_BALANCER")
    is_balancer = kind == "APPLICATION_LOAD_BALANCER"
    found = [arn for arn in wall.associated_resources if (":loadbalancer/app/" in arn) == is_balancer]
    return _said({"ResourceArns": found})


def _missing(call: Call) -> Reply:
    message = "AWS WAF couldn't perform the operation because your resource doesn't exist."
    return replies.error(call, 400, "WAFNonexistentItemException", message)


def _said(document: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(document).encode(), "application/x-amz-json-1.1")
