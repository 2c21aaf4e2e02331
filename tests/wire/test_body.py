"""What may come in as a message, and how what may not is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.wire.body import parse_message

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LEAST: dict[str, Any] = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗"}
WHOLE: dict[str, Any] = {
    **LEAST,
    "sent_at": "2026-11-22T18:00:00.000+08:00",
    "agent_id": "a1",
    "team_id": "t1",
    "channel": "web",
    "customer": {"id": "u1", "name": "王先生", "value": "vip", "orders": 3, "notes": ["优先发货"]},
    "context": {
        "order": {"id": "o1", "status": "已付款", "logistics": "待揽收", "promised_at": "2026-11-23T00:00:00Z"},
        "product_id": "sku-1",
    },
}


def refused(raw: object) -> InvalidInput:
    if not isinstance(raw, bytes):
        raw = json.dumps(raw).encode()
    with pytest.raises(InvalidInput) as caught:
        parse_message(raw)
    return caught.value


def pointers(fault: InvalidInput) -> list[str]:
    errors = fault.facts["errors"]
    assert isinstance(errors, list)
    return [error["pointer"] for error in errors]


def test_the_least_is_enough() -> None:
    message = parse_message(json.dumps(LEAST).encode()).to_message("s1", NOW)
    assert (message.shop, message.conversation_id, message.id, message.seq) == ("s1", "c-1", "m-1", 0)
    assert (message.sender, message.text, message.received_at) == (Sender.CUSTOMER, "在吗", NOW)
    assert message.customer is message.context is message.sent_at is None


def test_the_whole_arrives_and_times_are_utc() -> None:
    message = parse_message(json.dumps(WHOLE).encode()).to_message("s1", NOW)
    assert message.sent_at == datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert message.customer is not None
    assert (message.customer.value, message.customer.notes) == ("vip", ("优先发货",))
    assert message.context is not None
    assert message.context.order is not None
    assert message.context.order.logistics == "待揽收"


def test_an_object_is_taken_as_well_and_unknown_fields_are_left_alone() -> None:
    assert parse_message({**LEAST, "platform": {"x": 1}, "customer": {"level": 9}}).text == "在吗"


@pytest.mark.parametrize("text", [" ", "\n", "　", "👩‍👩‍👧" * 1_000, "\u200b", "\x00", "x" * 8_000, "😀" * 8_000])
def test_text_is_kept_as_posted(text: str) -> None:
    assert parse_message(json.dumps({**LEAST, "text": text}).encode()).text == text


@pytest.mark.parametrize("text", ["x" * 8_001, "😀" * 8_001, "x" * 100_000])
def test_too_long_a_text_is_c202(text: str) -> None:
    fault = refused({**LEAST, "text": text})
    assert fault.code == "C202"
    assert pointers(fault) == ["/text"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": None}, "/text"),
        ({"text": ["x"]}, "/text"),
        ({"sender": "robot"}, "/sender"),
        ({"sender": None}, "/sender"),
        ({"conversation_id": ""}, "/conversation_id"),
        ({"conversation_id": "x" * 201}, "/conversation_id"),
        ({"message_id": "a\nb"}, "/message_id"),
        ({"message_id": "a\u200bb"}, "/message_id"),
        ({"message_id": 7}, "/message_id"),
        ({"sent_at": "yesterday"}, "/sent_at"),
        ({"sent_at": "2026-11-22T10:00:00"}, "/sent_at"),
        ({"sent_at": "9999-12-31T23:59:59-12:00"}, "/sent_at"),
        ({"sent_at": "9999-12-31T00:00:00Z"}, "/sent_at"),
        ({"sent_at": "0001-01-01T12:00:00Z"}, "/sent_at"),
        ({"customer": "王先生"}, "/customer"),
        ({"customer": {"value": "gold"}}, "/customer/value"),
        ({"customer": {"orders": "3"}}, "/customer/orders"),
        ({"customer": {"orders": -1}}, "/customer/orders"),
        ({"customer": {"notes": ["x", 5]}}, "/customer/notes/1"),
        ({"customer": {"notes": ["x"] * 21}}, "/customer/notes"),
        ({"context": {"order": {"id": {}}}}, "/context/order/id"),
    ],
)
def test_a_wrong_field_is_c201_and_named(change: dict[str, Any], pointer: str) -> None:
    fault = refused({**LEAST, **change})
    assert fault.code == "C201"
    assert pointers(fault) == [pointer]


@pytest.mark.parametrize("name", list(LEAST))
def test_a_missing_field_is_c201(name: str) -> None:
    fault = refused({key: value for key, value in LEAST.items() if key != name})
    assert (fault.code, pointers(fault)) == ("C201", [f"/{name}"])


def test_half_a_surrogate_pair_is_c201() -> None:
    fault = refused(b'{"conversation_id":"c","message_id":"m","sender":"customer","text":"a\\ud83d"}')
    assert (fault.code, pointers(fault)) == ("C201", ["/text"])


def test_what_was_sent_is_never_in_the_answer() -> None:
    fault = refused({**LEAST, "sender": "geheim", "text": 5, "customer": {"value": "geheim"}})
    assert "geheim" not in str(fault.facts) + fault.message


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_comes_is_taken_or_refused_with_a_code(value: Any) -> None:
    codes = []
    for body in (value, {**LEAST, "customer": value}, {**LEAST, "context": {"order": value}}):
        try:
            parse_message(json.dumps(body).encode())
        except InvalidInput as fault:
            codes.append(fault.code)
    assert set(codes) <= {"C200", "C201", "C202"}


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-14:00", "1999-12-31T00:00:00Z"]
)
def test_a_day_that_stands_for_none_is_none(at: str) -> None:
    body = parse_message({**LEAST, "context": {"order": {"id": "o1", "promised_at": at}}})
    context = body.to_message("s1", datetime(2026, 11, 22, tzinfo=UTC)).context
    assert context is not None
    assert context.order is not None
    assert (context.order.id, context.order.promised_at) == ("o1", None)
