"""Client frames in, answers out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from csassist.errors import InvalidInput, NotFound, RateLimited
from csassist.wire import frames
from csassist.wire.position import Position
from csassist.wire.pushes import ServerFrame
from hub.scenes import AGENT

FRAME: TypeAdapter[Any] = TypeAdapter(ServerFrame)


def test_hello_says_who_and_from_where_on() -> None:
    hello = frames.read_hello(
        '{"type":"hello","ticket":"t","channels":["shop"],"resume":{"shop":{"epoch":"e","offset":12}},"v":2}'
    )
    assert (hello.ticket, hello.key, hello.channels) == ("t", None, ["shop"])
    assert hello.position("shop") == Position("e", 12)
    assert hello.position("team:t1") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"type":"hi"}',
        '{"type":"hello","ticket":5}',
        '{"type":"hello","ticket":""}',
        '{"type":"hello","channels":[""]}',
        '{"type":"hello","channels":[5]}',
        '{"type":"hello","resume":{"shop":{"epoch":"e","offset":-1}}}',
        '{"type":"hello","resume":{"shop":{"epoch":"e","offset":1.5}}}',
        '{"type":"hello","resume":{"shop":{"epoch":"e","offset":"1"}}}',
        '{"type":"hello","resume":{"shop":12}}',
    ],
)
def test_what_is_no_hello_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        frames.read_hello(text)


@pytest.mark.parametrize("ref", ["r-1", 7, None, ""])
def test_a_ref_comes_back_as_it_was(ref: str | int | None) -> None:
    assert frames.read_frame({"type": "ping", "ref": ref}).ref == ref


@pytest.mark.parametrize("ref", [1.5, {}, [], True, "x" * 201])
def test_a_strange_ref_is_refused(ref: object) -> None:
    with pytest.raises(InvalidInput):
        frames.read_frame({"type": "ping", "ref": ref})


def test_answers_are_as_the_schema_says() -> None:
    fault = InvalidInput("wrong", errors=[{"pointer": "/text", "detail": "too long"}])
    for raw in (
        frames.ack("r"),
        frames.answer("pong", 7, b"{}"),
        frames.error(None, NotFound("no such channel"), "shop"),
        frames.error("r", fault),
        frames.error("r", RateLimited("slow down", retry_after_s=1.5)),
        frames.resumed("shop", Position("e", 3)),
        frames.snapshot("shop", Position("e", 3), b'{"conversations":[],"alerts":[],"presence":[]}'),
        frames.welcome("cn_1", 20.0, "ct_x", AGENT),
        frames.PING,
    ):
        FRAME.validate_json(raw, strict=True)
