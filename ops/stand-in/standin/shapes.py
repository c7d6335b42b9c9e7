"""What a call asked and was answered, as CloudTrail's record of it has it: from botocore's models.

Its names are the wire's location names with a small first letter. A list of EC2's is an object with
`items`, and `{}` where it is empty (AWS CloudTrail User Guide, "CloudTrail record contents", and the
samples that projects publish).
"""

import functools
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

import xmltodict
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.parsers import create_parser

from .call import Call
from .replies import Reply

#: Services whose signing name is not that of their model.
MODELS = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}
#: Calls whose record has the names that EC2's API has, under one name for the whole request.
CAPITALISED = (
    "CreateManagedPrefixList", "DeleteManagedPrefixList", "ModifyManagedPrefixList",
    "ModifySecurityGroupRules",
)  # fmt: skip
#: Lists whose name on the wire says nothing of the one in the record: that, and the name of an item.
EC2_LISTS = {
    "InstanceId": ("instancesSet", "instanceId"),
    "ResourceId": ("resourcesSet", "resourceId"),
    "SecurityGroupId": ("groupSet", "groupId"),
    "Tag": ("tagSet", None),
    "TagSpecification": ("tagSpecificationSet", None),
}


def lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


@functools.cache
def service_model(name: str) -> ServiceModel:
    name = MODELS.get(name, name)
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)


def _model(call: Call) -> ServiceModel:
    """Both APIs of Elastic Load Balancing are signed for one service, and have the classic balancers'
    version or another: Elastic Load Balancing API Reference (2012-06-01)."""
    if call.form.get("Version") == "2012-06-01":
        return service_model("elb")
    return service_model(call.service)


def asked(call: Call) -> dict[str, Any] | None:
    """`requestParameters`."""
    if call.service in ("s3", "s3control"):
        return _of_storage(call)
    operation = _model(call).operation_model(call.operation)
    shape = operation.input_shape
    if shape is None:
        return None
    match call.protocol:
        case "ec2":
            given = _form(call.form, shape, "", _ec2_name)
            if call.operation in CAPITALISED:
                return {f"{call.operation}Request": _capitalised(given, shape)}
            return _ec2_asked(given, shape)
        case "query":
            return _plain(_form(call.form, shape, "", lambda name, _: name), shape)
        case "rest-json":
            given = {**_path(call, operation.http["requestUri"]), **json.loads(call.body or b"{}")}
            return {lowered(name): value for name, value in given.items()} or None
        case "rest-xml":
            given = {**_path(call, operation.http["requestUri"]), **_of_xml(call.body, shape)}
            return _plain(given, shape) or None
        case _:
            return _plain(json.loads(call.body or b"{}"), shape) or None


def answered(call: Call, reply: Reply) -> dict[str, Any] | None:
    """`responseElements`: null where the call is answered with nothing but that it was done."""
    if call.service in ("s3", "s3control"):
        return None
    operation = _model(call).operation_model(call.operation)
    shape = operation.output_shape
    found = _parsed(call, reply, shape)
    request_id = found.pop("ResponseMetadata", {}).get("RequestId")
    if shape is None or not shape.members:
        return {"_return": True, "requestId": request_id} if call.protocol == "ec2" else None
    if call.protocol == "ec2":
        elements = _ec2(found, shape, is_whole=True)
        return {"requestId": request_id, "_return": True, **elements}
    return _plain(found, shape)


def refused(call: Call, reply: Reply) -> tuple[str, str]:
    """`errorCode` and `errorMessage`."""
    error = _parsed(call, reply, None).get("Error", {})
    code = error.get("Code") or str(reply.status)
    if call.protocol == "ec2":
        code = f"{'Server' if reply.status >= 500 else 'Client'}.{code}"
    return code, error.get("Message", "")


def _parsed(call: Call, reply: Reply, shape: Shape | None) -> dict[str, Any]:
    protocol = "rest-xml" if call.service in ("s3", "s3control") else call.protocol
    headers = {name.lower(): value for name, value in reply.headers}
    told = {"headers": headers, "status_code": reply.status, "body": reply.body}
    return dict(create_parser(protocol).parse(told, shape))


# A form back into parameters


def _ec2_name(name: str, shape: Shape) -> str:
    """As botocore's serializer of the protocol calls a member."""
    said = shape.serialization
    if "queryName" in said:
        return str(said["queryName"])
    wire = str(said.get("name", name))
    return wire[:1].upper() + wire[1:]


def _form(form: dict[str, str], shape: Shape, prefix: str, called: Any) -> Any:
    """What of a form begins with the prefix; None where nothing does."""
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            path = f"{prefix}.{called(name, member)}" if prefix else called(name, member)
            value = _form(form, member, path, called)
            if value is not None:
                found[name] = value
        return found if found or not prefix else None
    if shape.type_name == "list":
        pattern = re.compile(re.escape(prefix) + r"(\.member)?\.(\d+)(\.|$)")
        matches = filter(None, (pattern.match(key) for key in form))
        places = {(int(m[2]), m[1] or "") for m in matches}
        listed = [_form(form, shape.member, f"{prefix}{m}.{n}", called) for n, m in sorted(places)]
        return listed or None
    text = form.get(prefix)
    if text is None:
        return None
    if shape.type_name in ("integer", "long"):
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    return text == "true" if shape.type_name == "boolean" else text


def _path(call: Call, template: str) -> dict[str, str]:
    """What stands in the path of a REST request."""
    names = re.findall(r"\{([^}+]+)\+?\}", template)
    pattern = re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(template.partition("?")[0]))
    match = re.fullmatch(pattern + "/?", call.path)
    return dict(zip(names, map(unquote, match.groups()))) if match else {}


def _of_xml(body: bytes, shape: Shape) -> dict[str, Any]:
    """The members that the body holds: all, or the one that is the body."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return {}
    payload = shape.serialization.get("payload")
    if payload:
        return {payload: _element(root, shape.members[payload])}
    return dict(_element(root, shape))


def _element(element: ElementTree.Element, shape: Shape) -> Any:
    """Namespaces aside."""
    if shape.type_name == "structure":
        named = {child.tag.rpartition("}")[2]: child for child in element}
        said = {name: str(member.serialization.get("name", name)) for name, member in shape.members.items()}
        return {
            name: _element(named[said[name]], member)
            for name, member in shape.members.items()
            if said[name] in named
        }
    if shape.type_name == "list":
        return [_element(child, shape.member) for child in element]
    text = element.text or ""
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text == "true" if shape.type_name == "boolean" else text


# Parameters into what the record has


def _ec2_asked(given: dict[str, Any], shape: Shape) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        said = member.serialization.get("name", name)
        if name not in given:
            # A request that names its rule in flat parameters still has the list.
            if name == "IpPermissions":
                found["ipPermissions"] = {}
            continue
        if said in EC2_LISTS and member.type_name == "list":
            called, item = EC2_LISTS[said]
            values = [_ec2(one, member.member) for one in given[name]]
            found[called] = {"items": [{item: one} for one in values] if item else values}
            continue
        found[lowered(said)] = _ec2(given[name], member)
    return found


def _ec2(value: Any, shape: Shape, is_whole: bool = False) -> Any:
    """A structure's lists are there, also where they are empty; of an answer only those that it has."""
    if shape.type_name == "list":
        return {"items": [_ec2(one, shape.member) for one in value]} if value else {}
    if shape.type_name != "structure":
        return _scalar(value)
    found = {}
    for name, member in shape.members.items():
        said = lowered(str(member.serialization.get("name", name)))
        if name in value:
            found["_return" if said == "return" else said] = _ec2(value[name], member)
        elif member.type_name == "list" and not is_whole:
            found[said] = {}
    return found


def _capitalised(value: Any, shape: Shape) -> Any:
    """One of a list is an object, several are a list of objects that are numbered."""
    if shape.type_name != "structure":
        return _scalar(value)
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        if name not in value:
            continue
        said = str(member.serialization.get("name", name))
        if member.type_name != "list":
            found[said] = _capitalised(value[name], member)
            continue
        items = [_capitalised(one, member.member) for one in value[name]]
        if items and isinstance(items[0], dict):
            items = [{**one, "tag": number} for number, one in enumerate(items, 1)]
        found[said] = items[0] if len(items) == 1 else items
    return found


def _plain(value: Any, shape: Shape) -> Any:
    """Of every other service: the members' own names, and no secrets."""
    if shape.type_name == "list":
        return [_plain(one, shape.member) for one in value]
    if shape.type_name == "map":
        return {key: _plain(one, shape.value) for key, one in value.items()}
    if shape.type_name != "structure" or not isinstance(value, dict):
        return _scalar(value)
    return {
        lowered(name): _plain(value[name], member)
        for name, member in shape.members.items()
        if name in value and not member.metadata.get("sensitive")
    }


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%b} {value.day}, {value.year} {value:%I:%M:%S %p}".replace(" 0", " ")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


# Amazon S3


def _of_storage(call: Call) -> dict[str, Any]:
    """Headers and query as they came, and the body as an object: also that of a policy."""
    found: dict[str, Any] = {"Host": call.headers.get("host", "")}
    if call.bucket is not None:
        found = {"bucketName": call.bucket, **found}
    found |= {name: value for name, value in parse_qsl(call.query, keep_blank_values=True)}
    account = call.headers.get("x-amz-account-id")
    if account:
        found["accountId"] = account
    for name, value in call.headers.items():
        if name == "x-amz-acl" or name.startswith("x-amz-grant-"):
            found[name] = [value]
    if not call.body:
        return found
    if call.operation == "PutBucketPolicy":
        return {**found, "bucketPolicy": _object(call.body)}
    return {**found, **_spoken(xmltodict.parse(call.body, attr_prefix=""))}


def _object(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _spoken(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _spoken(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_spoken(one) for one in value]
    return value == "true" if value in ("true", "false") else value
