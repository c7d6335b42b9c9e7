"""Hosted zones that change all or nothing, and only from what they are.

Amazon Route 53 API Reference, ChangeResourceRecordSets: "the entire batch is canceled" where one change
is not possible; DELETE needs the name, type, set identifier, TTL and values that are there; CREATE of
what is there is refused. The words are those of hashicorp/terraform-provider-aws#1041 and #7918.
"""

from typing import Any
from xml.etree import ElementTree

from moto.route53.models import ChangeList, route53_backends

from . import replies
from .call import Call
from .callers import PARTITION
from .replies import Reply

SPACE = "{https://route53.amazonaws.com/doc/2013-04-01/}"
Key = tuple[str, str, str]


def install() -> None:
    """moto asks what was ever changed; :func:`zone_answer` has asked what is there."""
    ChangeList.__contains__ = lambda *_: False
    ChangeList.has_insert_or_update = lambda *_: True


def zone_answer(call: Call) -> Reply | None:
    if call.operation != "ChangeResourceRecordSets":
        return None
    zone = route53_backends[call.account][PARTITION].zones.get(call.path.split("/")[3])
    try:
        root = ElementTree.fromstring(call.body)
    except ElementTree.ParseError:
        return None
    if zone is None:
        return None
    there = {_key_of(one): _said_of(one) for one in zone.rrsets}
    faults = []
    for change in root.iter(f"{SPACE}Change"):
        asked = change.find(f"{SPACE}ResourceRecordSet")
        if asked is not None:
            faults += _faults(_text(change, "Action"), asked, there)
    if not faults:
        return None
    return replies.error(call, 400, "InvalidChangeBatch", f"[{', '.join(faults)}]")


def _faults(action: str, asked: ElementTree.Element, there: dict[Key, Any]) -> list[str]:
    key = (_dotted(_text(asked, "Name")), _text(asked, "Type"), _text(asked, "SetIdentifier"))
    named = f"resource record set [name='{key[0]}', type='{key[1]}'"
    named += f", set-identifier='{key[2]}']" if key[2] else "]"
    if action == "DELETE":
        found = there.get(key)
        if found is None:
            return [f"Tried to delete {named} but it was not found"]
        if found != _asked(asked):
            return [f"Tried to delete {named} but the values provided do not match the current values"]
        del there[key]
        return []
    if action == "CREATE" and key in there:
        return [f"Tried to create {named} but it already exists"]
    if any(name == key[0] and (kind == "CNAME") != (key[1] == "CNAME") for name, kind, _ in there):
        return [
            f"RRSet of type {key[1]} with DNS name {key[0]} is not permitted as it conflicts with other "
            "records with the same DNS name in zone"
        ]
    there[key] = _asked(asked)
    return []


def _key_of(record: Any) -> Key:
    return (_dotted(record.name), record.type, record.set_identifier or "")


def _said_of(record: Any) -> Any:
    alias = record.alias_target
    if alias:
        return (None, (_dotted(alias["DNSName"]), alias["HostedZoneId"]))
    return (int(record.ttl or 0), tuple(sorted(record.records)))


def _asked(record: ElementTree.Element) -> Any:
    alias = record.find(f"{SPACE}AliasTarget")
    if alias is not None:
        return (None, (_dotted(_text(alias, "DNSName")), _text(alias, "HostedZoneId")))
    values = (value.text or "" for value in record.iter(f"{SPACE}Value"))
    return (int(_text(record, "TTL") or 0), tuple(sorted(values)))


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{SPACE}{name}") or ""


def _dotted(name: str) -> str:
    """moto keeps `*`; AWS writes `\\052`."""
    name = name.lower().replace("\\052", "*")
    return name if name.endswith(".") else name + "."
