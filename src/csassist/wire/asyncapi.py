"""The socket as an AsyncAPI 3.1 document, from the same models that frames are read and written with."""

from __future__ import annotations

from typing import Any

from csassist.wire.frames import SUBPROTOCOL
from csassist.wire.schema import frame_schemas

_SCHEMAS = "#/components/schemas/"
_INTRO = (
    "One socket a page. The client says hello within five seconds, with a one-time ticket (or, from a program, a key); "
    "the service answers welcome, then for every channel the missing frames and resumed, or a snapshot. Every push has "
    "a position (epoch, offset) per channel; after a cut the client names the last one and goes on from there. See "
    "docs/frames.md."
)


def asyncapi_document(version: str) -> dict[str, Any]:
    """The whole document. Actions are the application's: it receives what clients say and sends everything else."""
    found = frame_schemas()
    said = {"hello": found["hello"], **{name: _framed(name, ref) for name, ref in found["client_data"].items()}}
    said["ping"] = _framed("ping", None)
    told = {_plain(one["$ref"]): one for one in found["server"]["anyOf"]}
    messages = {
        **{f"say_{name}": _message(name, schema, f"`{name}`, said by a client.") for name, schema in said.items()},
        **{name: _message(name, schema, _words(found, name)) for name, schema in told.items()},
    }
    document = {
        "asyncapi": "3.1.0",
        "info": {"title": "csassist: the socket", "version": version, "description": _INTRO},
        "defaultContentType": "application/json",
        "channels": {"socket": _channel([*messages])},
        "operations": {
            "hear": _operation("receive", [f"say_{name}" for name in said], "What a client may say."),
            "tell": _operation("send", [*told], "What a client is told: pushes, snapshots, answers."),
        },
        "components": {"messages": messages, "schemas": found["$defs"]},
        "x-close-codes": found["close_codes"],
    }
    changed = _draft7(document)
    if not isinstance(changed, dict):
        raise AssertionError("an object stays an object")
    return changed


def _framed(name: str, data: dict[str, Any] | None) -> dict[str, Any]:
    """The envelope of a client's frame around its data."""
    properties: dict[str, Any] = {"type": {"const": name}, "ref": {"type": ["string", "integer", "null"]}}
    if data is None:
        return {"type": "object", "properties": properties, "required": ["type"]}
    return {"type": "object", "properties": {**properties, "data": data}, "required": ["type", "data"]}


def _message(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "summary": words, "contentType": "application/json", "payload": schema}


def _words(found: dict[str, Any], name: str) -> str:
    """The first line of a shape's own description."""
    return str(found["$defs"][name].get("description", name)).splitlines()[0]


def _channel(names: list[str]) -> dict[str, Any]:
    headers = {
        "type": "object",
        "properties": {"Sec-WebSocket-Protocol": {"type": "string", "const": SUBPROTOCOL}},
        "required": ["Sec-WebSocket-Protocol"],
    }
    return {
        "address": "/v1/ws",
        "title": "The socket",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"ws": {"method": "GET", "headers": headers, "bindingVersion": "0.1.0"}},
    }


def _operation(action: str, names: list[str], words: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "summary": words,
        "messages": [{"$ref": f"#/channels/socket/messages/{name}"} for name in names],
    }


def _plain(reference: str) -> str:
    return reference.rpartition("/")[2]


def _draft7(value: Any) -> Any:
    """As AsyncAPI's schemas are (draft 7): tuples by `items`, definitions among the components."""
    if isinstance(value, list):
        return [_draft7(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _draft7(one) for name, one in value.items() if name != "discriminator"}
    if "prefixItems" in found:
        found["items"] = found.pop("prefixItems")
    reference = found.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        found["$ref"] = _SCHEMAS + _plain(reference)
    return found
