"""Snapshots, volumes and commands that take their time, and what EC2 does once for a client token.

Amazon EC2 API Reference, CreateSnapshots, CopySnapshot, CreateVolume, AttachVolume, RunInstances and
"Ensuring idempotency in Amazon EC2 API requests"; AWS KMS Developer Guide, "AWS managed keys"; AWS Systems
Manager API Reference, SendCommand and GetCommandInvocation.
"""

from collections.abc import Callable
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_block_store import EBSBackend, Snapshot
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.ec2.responses.instances import InstanceResponse
from moto.kms import kms_backends
from moto.kms.models import Key
from moto.ssm.models import SimpleSystemManagerBackend

from .progress import PROGRESS

#: What is told of a copy's volume: "an arbitrary volume ID that should not be used for any purpose".
NO_VOLUME = "vol-ffffffff"


def install() -> None:
    EBSBackend.describe_snapshots = _progressing(EBSBackend.describe_snapshots)
    EBSBackend.create_snapshot = _keyed(EBSBackend.create_snapshot)
    EBSBackend.add_create_volume_permission = _sharing(EBSBackend.add_create_volume_permission)
    EBSBackend.create_volume = _from_complete(EBSBackend.create_volume)
    Snapshot.volume_id = property(_volume_id)
    Snapshot.progress = property(lambda snapshot: "100%" if snapshot.status == "completed" else "40%")
    ElasticBlockStore.attach_volume = _attaching(ElasticBlockStore.attach_volume)
    ElasticBlockStore.create_snapshots = _tagged(ElasticBlockStore.create_snapshots)
    ElasticBlockStore.copy_snapshot = _copying(ElasticBlockStore.copy_snapshot)
    ElasticBlockStore.create_volume = _once(ElasticBlockStore.create_volume, _volume_is_there)
    InstanceResponse.run_instances = _once(InstanceResponse.run_instances, lambda *_: True)
    Key.key_manager = property(_manager, lambda *_: None)
    SimpleSystemManagerBackend.send_command = _sending(SimpleSystemManagerBackend.send_command)
    SimpleSystemManagerBackend.get_command_invocation = _invoking(
        SimpleSystemManagerBackend.get_command_invocation
    )


# Keys


def _manager(key: Key) -> str:
    """KeyMetadata, KeyManager: AWS for the keys that its services make for the account."""
    return "AWS" if any(name.startswith("alias/aws/") for name in key.aliases) else "CUSTOMER"


def _is_default(backend: Any, key_id: str | None) -> bool:
    keys = kms_backends[backend.account_id][backend.region_name]
    found = next((key for key in list(keys.keys.values()) if key_id in (key.id, key.arn)), None)
    return found is not None and found.key_manager == "AWS"


# Snapshots


def _progressing(describe: Callable[..., list[Snapshot]]) -> Callable[..., list[Snapshot]]:
    """State: pending, completed or error; moto knows completed ones alone."""

    def describing(self: Any, *arguments: Any, **named: Any) -> list[Snapshot]:
        for snapshot in self.snapshots.values():
            snapshot.status = PROGRESS.state(snapshot.id, "pending", "completed")
        found = describe(self, *arguments, **named)
        for snapshot in found:
            snapshot.status = PROGRESS.read(snapshot.id, "pending", "completed")
        return found

    return describing


def _keyed(create: Callable[..., Snapshot]) -> Callable[..., Snapshot]:
    """ "Snapshots that are taken from encrypted volumes are automatically encrypted", by the same key."""

    def creating(self: Any, volume_id: str, *arguments: Any, **named: Any) -> Snapshot:
        made = create(self, volume_id, *arguments, **named)
        made.kms_key_id = self.get_volume(volume_id).kms_key_id
        PROGRESS.begin("snapshots", made.id)
        return made

    return creating


def _tagged(create: Callable[..., Any]) -> Callable[..., Any]:
    """CopyTagsFromSource: "Copies the tags from the specified volume to corresponding snapshot." """

    def creating(self: ElasticBlockStore) -> Any:
        before = set(self.ec2_backend.snapshots)
        answer = create(self)
        if self._get_param("CopyTagsFromSource") == "volume":
            for name in set(self.ec2_backend.snapshots) - before:
                made = self.ec2_backend.snapshots[name]
                own = {tag["key"] for tag in made.get_tags()}
                copied = {t["key"]: t["value"] for t in made.volume.get_tags() if t["key"] not in own}
                made.add_tags(copied)
        return answer

    return creating


def _copying(copy: Callable[..., Any]) -> Callable[..., Any]:
    """Of an encrypted snapshot PresignedUrl is required; botocore adds it by itself."""

    def copying(self: ElasticBlockStore) -> Any:
        source = self.ec2_backend.describe_snapshots([self._get_param("SourceSnapshotId")])[0]
        if source.encrypted and "X-Amz-Signature=" not in (self._get_param("PresignedUrl") or ""):
            message = "The request must contain the parameter PresignedUrl"
            raise EC2ClientError("MissingParameter", message)
        is_encrypted = self._get_bool_param("Encrypted", False)
        if self._get_param("KmsKeyId") and not (is_encrypted or source.encrypted):
            message = "The parameter KmsKeyId requires the parameter Encrypted to be set."
            raise EC2ClientError("InvalidParameterDependency", message)
        before = set(self.ec2_backend.snapshots)
        answer = copy(self)
        for name in set(self.ec2_backend.snapshots) - before:
            made = self.ec2_backend.snapshots[name]
            made.is_copy = True
            if source.encrypted and made.kms_key_id is None:
                made.kms_key_id = source.kms_key_id
            PROGRESS.begin("snapshots", name)
        return answer

    return copying


def _volume_id(snapshot: Snapshot) -> str:
    return NO_VOLUME if getattr(snapshot, "is_copy", False) else snapshot.volume.id


def _sharing(add: Callable[..., None]) -> Callable[..., None]:
    """The words are those of hashicorp/packer#7499."""

    def sharing(self: Any, snapshot_id: str, *arguments: Any, **named: Any) -> None:
        if _is_default(self, self.get_snapshot(snapshot_id).kms_key_id):
            message = "Encrypted snapshots with EBS default key cannot be shared"
            raise EC2ClientError("OperationNotPermitted", message)
        add(self, snapshot_id, *arguments, **named)

    return sharing


# Volumes


def _from_complete(create: Callable[..., Any]) -> Callable[..., Any]:
    """Error codes for the Amazon EC2 API, IncorrectState; a volume has the key of its snapshot."""

    def creating(self: Any, *arguments: Any, **named: Any) -> Any:
        snapshot = self.snapshots.get(named.get("snapshot_id"))
        state = PROGRESS.state(snapshot.id, "pending", "completed") if snapshot else ""
        if snapshot is not None and state != "completed":
            message = f"Snapshot '{snapshot.id}' is not 'completed'."
            raise EC2ClientError("IncorrectState", message)
        made = create(self, *arguments, **named)
        if snapshot is not None and made.kms_key_id is None:
            made.kms_key_id = snapshot.kms_key_id
        return made

    return creating


def _volume_is_there(response: ElasticBlockStore, answer: Any) -> bool:
    return answer.result.id in response.ec2_backend.volumes


def _attaching(attach: Callable[..., Any]) -> Callable[..., Any]:
    """Error codes for the Amazon EC2 API, VolumeInUse and InvalidVolume.ZoneMismatch; the words of a
    device that is taken are those of thenickdude/snap-to-s3#9."""

    def attaching(self: ElasticBlockStore) -> Any:
        volume = self.ec2_backend.get_volume(self._get_param("VolumeId"))
        instance = self.ec2_backend.get_instance(self._get_param("InstanceId"))
        device = self._get_param("Device")
        if volume.attachment is not None:
            message = f"{volume.id} is already attached to an instance"
            raise EC2ClientError("VolumeInUse", message)
        if device in instance.block_device_mapping:
            message = f"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use"
            raise EC2ClientError("InvalidParameterValue", message)
        if volume.zone and volume.zone.name != instance._placement.zone:
            message = (
                f"The volume '{volume.id}' is not in the same availability zone as instance "
                f"'{instance.id}'"
            )
            raise EC2ClientError("InvalidVolume.ZoneMismatch", message)
        return attach(self)

    return attaching


# Once for a token


def _once(make: Callable[..., Any], is_there: Callable[..., bool]) -> Callable[..., Any]:
    """The same token and parameters: the same answer. The same token and others: an error."""

    def making(self: Any) -> Any:
        token = self._get_param("ClientToken")
        if not token or self._get_bool_param("DryRun", False):
            return make(self)
        backend = self.ec2_backend
        kept = backend.__dict__.setdefault("answers_by_token", {})
        asked = {k: v for k, v in self.querystring.items() if k not in ("DryRun",)}
        if token in kept and is_there(self, kept[token][1]):
            if kept[token][0] != asked:
                message = (
                    "Arguments on this idempotent request are inconsistent with arguments used in previous "
                    "request(s)."
                )
                raise EC2ClientError("IdempotentParameterMismatch", message)
            return kept[token][1]
        kept[token] = (asked, make(self))
        return kept[token][1]

    return making


# Commands


def _sending(send: Callable[..., Any]) -> Callable[..., Any]:
    """InvalidInstanceId: "The managed node isn't in valid state" or is not there."""

    def sending(self: Any, *arguments: Any, **named: Any) -> Any:
        from moto.core.exceptions import JsonRESTError
        from moto.ec2 import ec2_backends

        instances = ec2_backends[self.account_id][self.region_name]
        there = {one.id for r in instances.reservations.values() for one in r.instances}
        if any(name not in there for name in named.get("instance_ids") or []):
            raise JsonRESTError("InvalidInstanceId", "Instances not in a valid state for account")
        command = send(self, *arguments, **named)
        PROGRESS.begin("commands", command.command_id)
        return command

    return sending


def _invoking(get: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Status: InProgress until it has ended; moto's have succeeded at once."""

    def invoking(self: Any, command_id: str, *arguments: Any) -> dict[str, Any]:
        invocation = dict(get(self, command_id, *arguments))
        status = PROGRESS.read(command_id, "InProgress", "Success")
        invocation["Status"] = invocation["StatusDetails"] = status
        return invocation

    return invoking
