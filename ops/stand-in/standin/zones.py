"""Hosted zones that change all or nothing, and only from what they are; moto keeps a journal, and takes a
record for there that once was.

Amazon Route 53 API Reference, ChangeResourceRecordSets: "the entire batch is canceled" where one change
is not possible; DELETE needs the name, type, set identifier, TTL and values that are there; CREATE of
what is there is refused. The words are those of hashicorp/terraform-provider-aws#1041 and #7918.
"""

from typing import Any

from moto.route53.exceptions import DnsNameInvalidForZone, InvalidActionValue, Route53ClientError
from moto.route53.models import RecordSet, Route53Backend

Key = tuple[str, str, str]
#: By key, the record as moto keeps it, and what a DELETE has to say of it.
Records = dict[Key, tuple[RecordSet, Any]]


def install() -> None:
    Route53Backend.change_resource_record_sets = _changing


def _changing(self: Route53Backend, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    zone = self.get_hosted_zone(zoneid)
    records: Records = {}
    for one in zone.rrsets:
        key = (_dotted(one.name), one.type, one.set_identifier or "")
        records[key] = (one, _said(one.ttl, one.records, one.alias_target))
    faults = []
    for change in change_list:
        faults += _changed(change["Action"], change["ResourceRecordSet"], records, zone.name)
    if faults:
        raise Route53ClientError("InvalidChangeBatch", f"[{', '.join(faults)}]")
    zone.rrsets = [one for one, _ in records.values()]


def _changed(action: str, asked: dict[str, Any], records: Records, zone: str) -> list[str]:
    """What is wrong with a change; else it is made in the records."""
    if action not in ("CREATE", "DELETE", "UPSERT"):
        raise InvalidActionValue(action)
    name, kind, which = _dotted(asked["Name"]), asked["Type"], asked.get("SetIdentifier") or ""
    if not f".{name}".endswith(f".{_dotted(zone)}"):
        raise DnsNameInvalidForZone(name=name, zone_name=zone)
    key = (name, kind, which)
    named = f"resource record set [name='{name}', type='{kind}'"
    named += f", set-identifier='{which}']" if which else "]"
    values = [value["Value"] for value in asked.get("ResourceRecords") or []]
    said = _said(asked.get("TTL"), values, asked.get("AliasTarget"))
    if action == "DELETE":
        if key not in records:
            return [f"Tried to delete {named} but it was not found"]
        if records[key][1] != said:
            return [f"Tried to delete {named} but the values provided do not match the current values"]
        del records[key]
        return []
    if action == "CREATE" and key in records:
        return [f"Tried to create {named} but it already exists"]
    if any(other == name and (type_ == "CNAME") != (kind == "CNAME") for other, type_, _ in records):
        return [
            f"RRSet of type {kind} with DNS name {name} is not permitted as it conflicts with other "
            "records with the same DNS name in zone"
        ]
    kept = {**asked, "Name": name, "ResourceRecords": values}
    records[key] = (RecordSet(kept), said)
    return []


def _said(ttl: Any, values: list[str], alias: dict[str, Any] | None) -> Any:
    if alias:
        return (None, (_dotted(alias["DNSName"]), alias["HostedZoneId"]))
    return (int(ttl or 0), tuple(sorted(values, key=str)))


def _dotted(name: str) -> str:
    name = name.lower()
    return name if name.endswith(".") else name + "."
