"""Checks recorded requests and answers against AWS's service models, as botocore ships them.

Reads one JSON object a line: service, operation, uri, headers, body, status, answer_headers, answer; both bodies in base64.
Prints what is wrong, then what was checked. Exits 1 when anything is wrong.
"""
import base64
import collections
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as xml

from botocore import parsers
from botocore.awsrequest import HeadersDict
from botocore.loaders import Loader
from botocore.model import ServiceModel

NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
MODELS = {}


def main(path):
    wrong = collections.Counter()
    checked = collections.Counter()
    for line in open(path, encoding="utf-8"):
        exchange = json.loads(line)
        name = exchange["service"] + " " + exchange["operation"]
        if name == "s3 PostObject":
            continue  # A browser's form upload: no model describes it.
        checked[name] += 1
        wrong.update(name + ": " + complaint for complaint in complaints(exchange))
    for complaint, times in sorted(wrong.items()):
        print(f"{complaint} ({times} times)")
    for name, times in sorted(checked.items()):
        print(f"checked {name}: {times}")
    return 1 if wrong else 0


def complaints(exchange):
    if exchange["service"] not in MODELS:
        MODELS[exchange["service"]] = load(exchange["service"])
    model = MODELS[exchange["service"]]
    if exchange["operation"] not in model.operation_names:
        return ["no such operation"]
    operation = model.operation_model(exchange["operation"])
    found = []
    request(operation, exchange, found)
    answer(model, operation, exchange, found)
    return found


def load(service):
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


# Requests: read back into the model's parameters, then held against every rule of the model.


def request(operation, exchange, found):
    body = base64.b64decode(exchange["body"])
    protocol = operation.service_model.metadata["protocol"]
    if protocol == "json":
        params = json.loads(body or b"{}")
    elif protocol == "rest-xml":
        params = rest_params(operation, exchange)
    else:
        params = query_params(operation, body.decode("utf-8"), protocol, found)
    if operation.input_shape is not None:
        hold(operation.input_shape, params, "", found)


def query_params(operation, body, protocol, found):
    flat = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
    flat.pop("Action", None)
    flat.pop("Version", None)
    used = set()
    params = unflatten(operation.input_shape, "", flat, stems(flat), used, protocol) if operation.input_shape else {}
    found.extend(f"{name}: unknown" for name in sorted(set(flat) - used))
    return params


def stems(flat):
    """Filter.1.Name stands below Filter.1 and Filter."""
    parts = [key.split(".") for key in flat]
    return {".".join(part[:count]) for part in parts for count in range(1, len(part) + 1)}


def unflatten(shape, prefix, flat, there, used, protocol):
    if shape.type_name == "structure":
        value = {}
        for name, member in shape.members.items():
            path = (prefix + "." if prefix else "") + wire_name(name, member, protocol)
            if path in there:
                value[name] = unflatten(member, path, flat, there, used, protocol)
        return value
    if shape.type_name == "list":
        if flat.get(prefix) == "":
            used.add(prefix)
            return []
        flattened = protocol == "ec2" or shape.serialization.get("flattened")
        stem = prefix if flattened else prefix + "." + shape.member.serialization.get("name", "member")
        value = []
        while f"{stem}.{len(value) + 1}" in there:
            value.append(unflatten(shape.member, f"{stem}.{len(value) + 1}", flat, there, used, protocol))
        return value
    used.add(prefix)
    return scalar(shape, flat.get(prefix, ""))


def wire_name(name, member, protocol):
    if protocol != "ec2":
        return member.serialization.get("name", name)
    given = member.serialization.get("queryName") or member.serialization.get("name", name)
    return given[0].upper() + given[1:]


def scalar(shape, text):
    if shape.type_name in NUMBERS:
        return NUMBERS[shape.type_name](text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


def rest_params(operation, exchange):
    uri = urllib.parse.urlsplit(exchange["uri"])
    query = dict(urllib.parse.parse_qsl(uri.query, keep_blank_values=True))
    bucket, _, key = urllib.parse.unquote(uri.path).lstrip("/").partition("/")
    params = {}
    for name, member in operation.input_shape.members.items():
        place, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri":
            params[name] = bucket if name == "Bucket" else key
        elif place == "querystring" and wire in query:
            params[name] = scalar(member, query[wire])
        elif place == "header" and wire.lower() in exchange["headers"] and member.type_name != "timestamp":
            params[name] = scalar(member, exchange["headers"][wire.lower()])
    return params


def hold(shape, value, path, found):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return found.append(f"{path}: not an object")
        found.extend(f"{join(path, name)}: is required" for name in shape.required_members if name not in value)
        for name, inner in value.items():
            if name in shape.members:
                hold(shape.members[name], inner, join(path, name), found)
            else:
                found.append(f"{join(path, name)}: unknown")
    elif kind == "list":
        if not isinstance(value, list):
            return found.append(f"{path}: not a list")
        size(shape, len(value), path, found)
        for inner in value:
            hold(shape.member, inner, path + "[]", found)
    elif kind == "map":
        if not isinstance(value, dict):
            return found.append(f"{path}: not an object")
        size(shape, len(value), path, found)
        for name, inner in value.items():
            hold(shape.key, name, path + " key", found)
            hold(shape.value, inner, path + "{}", found)
    elif kind in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return found.append(f"{path}: not a number")
        size(shape, value, path, found)
    elif kind == "string":
        text(shape, value, path, found)
    elif kind == "boolean" and not isinstance(value, bool):
        found.append(f"{path}: not true or false")


def text(shape, value, path, found):
    if not isinstance(value, str):
        return found.append(f"{path}: not a text")
    size(shape, len(value), path, found)
    if shape.enum and value not in shape.enum:
        found.append(f"{path}: {value!r} is not one of {len(shape.enum)} values")
    pattern = shape.metadata.get("pattern")
    if pattern and not matches(pattern, value):
        found.append(f"{path}: {value!r} does not match {pattern}")


def matches(pattern, value):
    # Java's spelling of a surrogate pair inside a class; Python's strings hold whole characters.
    pattern = pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        print(f"pattern not checked: {pattern}")
        return True


def size(shape, number, path, found):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and number < least:
        found.append(f"{path}: {number} are fewer than {least}")
    if most is not None and number > most:
        found.append(f"{path}: {number} are more than {most}")


def join(path, name):
    return path + "." + name if path else name


# Answers: parsed by botocore, and nothing of them may get lost.


def answer(model, operation, exchange, found):
    if operation.has_streaming_output and exchange["status"] < 300:
        return  # The body is the object itself.
    body = base64.b64decode(exchange["answer"])
    protocol = model.metadata["protocol"]
    response = {
        "status_code": exchange["status"],
        "headers": HeadersDict(exchange["answer_headers"]),
        "body": body,
    }
    try:
        parsed = parsers.create_parser(protocol).parse(response, operation.output_shape)
    except parsers.ResponseParserError as error:
        return found.append(f"answer: not readable: {error}")
    if exchange["status"] >= 300:
        code = parsed.get("Error", {}).get("Code", "")
        if body and not code:
            found.append("answer: an error without a code")
        if code in ("ScriptFailed", "NotScripted"):
            found.append("answer: " + parsed["Error"].get("Message", code))
    elif protocol == "json":
        known(operation.output_shape, json.loads(body), "answer", found)
    elif body:
        parsed.pop("ResponseMetadata", None)
        there, understood = xml_leaves(xml.fromstring(body)), leaves(parsed)
        if understood < there:
            found.append(f"answer: {understood} of {there} values are understood")


def known(shape, value, path, found):
    """An answer may hold values the model does not list yet, but no names and no other types."""
    kind = shape.type_name if shape is not None else "structure"
    if kind == "structure" and isinstance(value, dict):
        for name, inner in value.items():
            if shape is not None and name in shape.members:
                known(shape.members[name], inner, join(path, name), found)
            else:
                found.append(f"{join(path, name)}: unknown")
    elif kind == "list" and isinstance(value, list):
        for inner in value:
            known(shape.member, inner, path + "[]", found)
    elif kind == "map" and isinstance(value, dict):
        for inner in value.values():
            known(shape.value, inner, path + "{}", found)
    elif not fits(kind, value):
        found.append(f"{path}: {value!r} is no {kind}")


def fits(kind, value):
    if kind in NUMBERS or kind == "timestamp":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool)
    return kind in ("string", "blob", "character") and isinstance(value, str)


def xml_leaves(element):
    if element.tag.split("}")[-1] in ("ResponseMetadata", "requestId"):
        return 0
    if len(element) == 0:
        return 1 if element.text else 0
    return sum(xml_leaves(child) for child in element)


def leaves(value):
    if isinstance(value, dict):
        return sum(leaves(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(leaves(inner) for inner in value)
    return 0 if value is None or value == "" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
