from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from csassist.api.correlation import name_request
from csassist.lab.logs import set_up_logs

CANARY = "13912345678"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, and everything as it was afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up_logs("info", out)
    yield out
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def only(out: io.StringIO) -> dict[str, Any]:
    text = out.getvalue()
    assert text.count("\n") == 1
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_line_is_json_with_time_level_and_room(lines: io.StringIO) -> None:
    structlog.get_logger("csassist.tests").warning("something", code="S503", jobs=3)
    line = only(lines)
    assert (line["event"], line["level"], line["logger"]) == ("something", "warning", "csassist.tests")
    assert (line["code"], line["jobs"]) == ("S503", 3)
    assert line["timestamp"].endswith("Z")


def test_below_the_level_nothing_is_said(lines: io.StringIO) -> None:
    structlog.get_logger("csassist.tests").debug("quiet")
    logging.getLogger("some.library").info("quiet too")
    assert lines.getvalue() == ""


def test_libraries_speak_the_same_form(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("gone: %s", "peer")
    line = only(lines)
    assert (line["event"], line["logger"], line["level"]) == ("gone: peer", "some.library", "warning")


@pytest.mark.parametrize(
    "secret",
    [
        "csa_0123abcd_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "tk_abcdefghijklmnopqrstuvwxyz0123456789",
        "ct_abcdefghijklmnopqrstuvwxyz0123456789",
        "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhMSJ9.c2lnbmF0dXJl",
        "hunter2:swordfish",
    ],
)
def test_secrets_are_masked_by_their_look(lines: io.StringIO, secret: str) -> None:
    structlog.get_logger("csassist.tests").warning(
        "said", where=f"https://{secret}@far.example/", many=[f"Bearer {secret}"]
    )
    logging.getLogger("lib").warning("GET /send?key=%s&x=1", secret)
    assert secret not in lines.getvalue()
    assert "far.example" in lines.getvalue()
    assert "x=1" in lines.getvalue()


def test_secrets_are_masked_by_the_name_of_their_field(lines: io.StringIO) -> None:
    structlog.get_logger("csassist.tests").warning("x", key="short", api_token="t", password="p", keyboard="qwerty")
    line = only(lines)
    assert (line["key"], line["api_token"], line["password"], line["keyboard"]) == ("***", "***", "***", "qwerty")


def test_personal_data_is_masked_wherever_it_stands(lines: io.StringIO) -> None:
    structlog.get_logger("csassist.tests").warning("call " + CANARY, deep={"a": [f"tel {CANARY}"]})
    assert CANARY not in lines.getvalue()
    assert "139****5678" in lines.getvalue()


def test_nothing_in_a_value_begins_another_line_or_hides_a_part(lines: io.StringIO) -> None:
    structlog.get_logger("csassist.tests").warning("a\nb", path="x\r\n\x1b[31m\u202ey\u2028z")
    line = only(lines)
    assert line["event"] == "a\\u000ab"
    assert line["path"] == "x\\u000d\\u000a\\u001b[31m\\u202ey\\u2028z"


def test_a_fault_is_named_without_its_words(lines: io.StringIO) -> None:
    try:
        raise ValueError("the customer wrote: secret words")
    except ValueError:
        structlog.get_logger("csassist.tests").exception("failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    for raw in lines.getvalue().splitlines():
        line = json.loads(raw)
        assert line["fault"] == "ValueError"
        assert line["places"][0].startswith("test_logs.py:")
    assert "secret words" not in lines.getvalue()


def test_on_a_terminal_lines_are_for_people(lines: io.StringIO) -> None:
    out = io.StringIO()
    set_up_logs("info", out, console=True)
    structlog.get_logger("csassist.people").warning("something\nelse", code="S503")
    assert out.getvalue().count("\n") == 1
    assert "S503" in out.getvalue()
    assert not out.getvalue().startswith("{")


def test_the_ids_of_a_request_stand_in_its_lines(lines: io.StringIO) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    async def request() -> None:
        name_request([(b"x-request-id", b"mine-1"), (b"traceparent", f"00-{trace}-00f067aa0ba902b7-01".encode())])
        structlog.get_logger("csassist.tests").warning("inside")

    asyncio.run(request())
    line = only(lines)
    assert (line["request_id"], line["trace_id"]) == ("mine-1", trace)


@pytest.mark.parametrize(
    "odd", [b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", b"ff-" + b"1" * 32 + b"-00f067aa0ba902b7-01", b"x"]
)
def test_a_traceparent_that_says_nothing_is_not_taken(lines: io.StringIO, odd: bytes) -> None:
    async def request() -> None:
        name_request([(b"traceparent", odd)])
        structlog.get_logger("csassist.tests").warning("inside")

    asyncio.run(request())
    assert "trace_id" not in only(lines)
