"""Instances that keep what they are told.

Amazon EC2 API Reference, ModifyInstanceAttribute, ModifyInstanceMetadataOptions and RunInstances.
"""

from collections.abc import Callable
from typing import Any

from moto.core.responses import EmptyResult
from moto.ec2.models.instances import Instance, InstanceBackend, MetadataOptions
from moto.ec2.responses.instances import InstanceResponse

OPTIONS = {
    "http_tokens": "HttpTokens", "hop_limit": "HttpPutResponseHopLimit",
    "http_endpoint": "HttpEndpoint", "http_protocol": "HttpProtocolIpv6",
    "metadata_tags": "InstanceMetadataTags",
}  # fmt: skip


def install() -> None:
    InstanceResponse.modify_instance_attribute = _modifying(InstanceResponse.modify_instance_attribute)
    InstanceBackend.modify_instance_metadata_options = _setting_options
    Instance.prep_nics = _guarding(Instance.prep_nics)


def _modifying(modify: Callable[..., Any]) -> Callable[..., Any]:
    """InstanceInitiatedShutdownBehavior: "Specifies whether an instance stops or terminates when you
    initiate shutdown"; moto takes it and forgets it."""

    def modifying(self: InstanceResponse) -> Any:
        behaviour = self._get_param("InstanceInitiatedShutdownBehavior.Value")
        if behaviour is None:
            return modify(self)
        self.error_on_dryrun()
        self.ec2_backend.modify_instance_attribute(
            self._get_param("InstanceId"), "instance_initiated_shutdown_behavior", behaviour
        )
        return EmptyResult()

    return modifying


def _setting_options(self: Any, instance_id: str, **told: Any) -> MetadataOptions:
    """What is not named stays: "If this parameter is not specified, the existing state is
    maintained.\""""
    options = self.get_instance(instance_id).metadata_options
    kept = {
        "HttpTokens": options.http_tokens,
        "HttpPutResponseHopLimit": options.http_put_response_hop_limit,
        "HttpEndpoint": options.http_endpoint,
        "HttpProtocolIpv6": options.http_protocol_ipv6,
        "InstanceMetadataTags": options.instance_metadata_tags,
    }
    named = {OPTIONS[name]: value for name, value in told.items() if name in OPTIONS}
    kept.update({name: value for name, value in named.items() if value is not None})
    self.get_instance(instance_id).metadata_options = MetadataOptions(kept)
    return self.get_instance(instance_id).metadata_options


def _guarding(prepare: Callable[..., None]) -> Callable[..., None]:
    """An instance shows the groups of its primary interface, also where it was asked for with
    interfaces of its own."""

    def preparing(self: Instance, *arguments: Any, **named: Any) -> None:
        prepare(self, *arguments, **named)
        primary = next((nic for nic in self.nics.values() if nic.device_index == 0), None)
        if primary is not None:
            self.security_groups = list(primary.group_set)

    return preparing
