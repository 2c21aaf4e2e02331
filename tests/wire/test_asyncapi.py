"""The socket's document: whole, from the application's side, and as AsyncAPI has it."""

from __future__ import annotations

from typing import Any

from csassist.wire.asyncapi import asyncapi_document
from csassist.wire.schema import frame_schemas

DOCUMENT = asyncapi_document("1.2.3")


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return here + [found for one in value.values() for found in references(one)]


def resolve(reference: str) -> Any:
    place: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        place = place[part]
    return place


def names(value: Any) -> set[str]:
    if isinstance(value, list):
        return {found for one in value for found in names(one)}
    if not isinstance(value, dict):
        return set()
    return {*value, *(found for one in value.values() for found in names(one))}


def test_every_reference_resolves() -> None:
    found = references(DOCUMENT)
    assert len(found) > 100
    assert all(reference.startswith("#/") for reference in found)
    for reference in found:
        assert resolve(reference)


def test_the_application_receives_what_clients_say_and_sends_the_rest() -> None:
    assert DOCUMENT["asyncapi"] == "3.1.0"
    hear, tell = DOCUMENT["operations"]["hear"], DOCUMENT["operations"]["tell"]
    assert (hear["action"], tell["action"]) == ("receive", "send")
    said = {one["$ref"].rpartition("/")[2] for one in hear["messages"]}
    assert said == {f"say_{name}" for name in ("hello", "ping", *frame_schemas()["client_data"])}
    told = {one["$ref"].rpartition("/")[2] for one in tell["messages"]}
    assert {"Welcome", "SnapshotFrame", "Resumed", "Assessed", "Alerted", "Answer", "Fault"} <= told
    assert len(told) == len(frame_schemas()["server"]["anyOf"])
    assert set(DOCUMENT["channels"]["socket"]["messages"]) == said | told


def test_the_socket_is_named_with_its_subprotocol() -> None:
    socket = DOCUMENT["channels"]["socket"]
    assert socket["address"] == "/v1/ws"
    binding = socket["bindings"]["ws"]
    assert binding["method"] == "GET"
    assert binding["headers"]["properties"]["Sec-WebSocket-Protocol"]["const"] == "csassist.v1"
    assert {code["code"] for code in DOCUMENT["x-close-codes"]} >= {4000, 4401, 4426}


def test_schemas_are_of_the_draft_that_asyncapi_reads() -> None:
    assert names(DOCUMENT["components"]) & {"$defs", "prefixItems", "discriminator", "unevaluatedProperties"} == set()
    for one in DOCUMENT["components"]["messages"].values():
        assert set(one) == {"name", "summary", "contentType", "payload"}
        assert one["summary"].endswith(".") or one["summary"]
