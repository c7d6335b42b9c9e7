"""Target groups whose targets are ids with ports.

Elastic Load Balancing API Reference (2015-12-01), RegisterTargets: "You can register ... the same target
multiple times using different ports"; DeregisterTargets: "If the specified target does not exist, the
action returns successfully." moto keeps one port of each, and refuses the second.
"""

import copy
from collections.abc import Callable
from typing import Any

from moto.elbv2.models import FakeTargetGroup


def install() -> None:
    FakeTargetGroup.register = _registering(FakeTargetGroup.register)
    FakeTargetGroup.deregister = _deregister
    FakeTargetGroup.health_for = _looking(FakeTargetGroup.health_for)


def _port(group: FakeTargetGroup, target: dict[str, Any]) -> str:
    return str(target.get("Port") or group.port)


def _key(group: FakeTargetGroup, target: dict[str, Any]) -> str | None:
    """Under what it is registered."""
    wanted = (target["Id"], _port(group, target))
    return next((key for key, t in group.targets.items() if (t["Id"], str(t["Port"])) == wanted), None)


def _registering(register: Callable[..., None]) -> Callable[..., None]:
    def registering(self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
        for target in targets:
            if _key(self, target) is not None:
                continue
            before = self.targets.pop(target["Id"], None)
            try:
                register(self, [target])
                if before is not None:
                    self.targets[f"{target['Id']} {_port(self, target)}"] = self.targets.pop(target["Id"])
            finally:
                if before is not None:
                    self.targets[target["Id"]] = before

    return registering


def _deregister(self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    for target in targets:
        key = _key(self, target)
        if key is not None:
            self.deregistered_targets[target["Id"]] = self.targets.pop(key)


def _looking(health: Callable[..., Any]) -> Callable[..., Any]:
    def looking(self: FakeTargetGroup, target: dict[str, Any], *rest: Any) -> Any:
        view = copy.copy(self)
        key = _key(self, target)
        view.targets = {} if key is None else {target["Id"]: self.targets[key]}
        return health(view, target, *rest)

    return looking
