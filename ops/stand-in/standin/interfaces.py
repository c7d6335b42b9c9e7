"""Network interfaces that keep what they are told.

Amazon EC2 API Reference, ModifyNetworkInterfaceAttribute: "Changes the security groups for the network
interface. The new set of groups you specify replaces the current set." An instance shows the groups of
its primary interface; ModifyInstanceAttribute sets those.
"""

from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import InvalidSecurityGroupNotFoundError
from moto.ec2.models.elastic_network_interfaces import NetworkInterface, NetworkInterfaceBackend
from moto.ec2.models.instances import InstanceBackend
from moto.ec2.responses.elastic_network_interfaces import ElasticNetworkInterfaces

TRACKED = ("TcpEstablishedTimeout", "UdpStreamTimeout", "UdpTimeout")


def install() -> None:
    NetworkInterface.group_set = property(lambda interface: interface._group_set)
    NetworkInterfaceBackend.modify_network_interface_attribute = _modifying(
        NetworkInterfaceBackend.modify_network_interface_attribute
    )
    ElasticNetworkInterfaces.modify_network_interface_attribute = _tracking(
        ElasticNetworkInterfaces.modify_network_interface_attribute
    )
    InstanceBackend.modify_instance_security_groups = _sharing(
        InstanceBackend.modify_instance_security_groups
    )


def _check(backend: Any, ids: list[str]) -> None:
    for group in ids:
        if backend.get_security_group_from_id(group) is None:
            raise InvalidSecurityGroupNotFoundError(group)


def _modifying(modify: Callable[..., None]) -> Callable[..., None]:
    def modifying(self: Any, interface: str, groups: list[str], *rest: Any) -> None:
        _check(self, groups)
        modify(self, interface, groups, *rest)
        changed = self.get_network_interface(interface)
        if groups and changed.instance and changed.device_index == 0:
            changed.instance.security_groups = list(changed._group_set)

    return modifying


def _sharing(modify: Callable[..., Any]) -> Callable[..., Any]:
    def modifying(self: Any, instance: str, groups: list[str]) -> Any:
        _check(self, groups)
        changed = modify(self, instance, groups)
        for interface in changed.nics.values():
            if interface.device_index == 0:
                interface._group_set = list(changed.security_groups)
        return changed

    return modifying


def _tracking(modify: Callable[..., Any]) -> Callable[..., Any]:
    """Amazon EC2 API Reference, ConnectionTrackingConfiguration: what the specification said."""

    def modifying(self: ElasticNetworkInterfaces) -> Any:
        answer = modify(self)
        told = {name: self._get_param(f"ConnectionTrackingSpecification.{name}") for name in TRACKED}
        kept = {name: int(value) for name, value in told.items() if value is not None}
        if kept:
            interface = self.ec2_backend.get_network_interface(self._get_param("NetworkInterfaceId"))
            before = getattr(interface, "connection_tracking_configuration", None) or {}
            interface.connection_tracking_configuration = {**before, **kept}
        return answer

    return modifying
