"""The stored form gives back what was put in, whatever it was, and is small."""

from __future__ import annotations

import dataclasses
from datetime import UTC, timedelta, timezone

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Asked, Conversation, Ladder, Standing
from csassist.conversation.message import Context, Customer, Message
from csassist.conversation.reading import Contribution, Reading, Signal
from csassist.conversation.tier import Alert, Escalation, Step
from csassist.store.codec import Attached, Codec, ConversationCodec, current_form
from csassist.store.stored import from_micros, to_micros
from csassist.suggest.spec import Suggestion
from records import commit_of, new_conversation

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
TIMES = st.datetimes(timezones=ZONES)
NUMBERS = st.floats(-1000, 1000)
for kind, strategy in ((str, TEXT), (float, NUMBERS), (int, st.integers(-(2**53), 2**53))):
    st.register_type_strategy(kind, strategy)
for datatype in (
    Signal,
    Contribution,
    Reading,
    Step,
    Escalation,
    Asked,
    Ladder,
    Customer,
    Context,
    Standing,
    Suggestion,
):
    fields = {field.name: field.type for field in dataclasses.fields(datatype)}
    times = {name: TIMES for name, hint in fields.items() if hint == "datetime"}
    times |= {name: st.none() | TIMES for name, hint in fields.items() if hint == "datetime | None"}
    tuples = {name: st.sampled_from([(), ("甲", "乙")]) for name, hint in fields.items() if hint == "tuple[str, ...]"}
    st.register_type_strategy(datatype, st.builds(datatype, **times, **tuples))
SLOW = settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
FORM = current_form()


@SLOW
@given(st.data())
def test_a_conversation_comes_back_equal(data: st.DataObject) -> None:
    codec = ConversationCodec()
    plain: Codec[Conversation] = Codec(Conversation)
    times = {name: st.none() | TIMES for name in ("waiting_since", "last_at", "due_at")}
    value = data.draw(st.builds(Conversation, opened_at=TIMES, burst=st.none(), **times))
    raw = codec.encode(value)
    assert raw == plain.encode(value)
    assert codec.decode(raw, 1, FORM) == value
    assert codec.encode(value) == raw  # from memory


@SLOW
@given(st.builds(Assessment, suggestions=st.lists(st.from_type(Suggestion), max_size=3).map(tuple)))
def test_an_assessment_comes_back_equal(value: Assessment) -> None:
    codec = Codec(Assessment)
    assert codec.decode(codec.encode(value), 1, FORM) == value


@SLOW
@given(st.builds(Alert, at=TIMES), st.builds(Attached, sent_at=st.none() | TIMES))
def test_alerts_and_attachments_come_back_equal(alert: Alert, attached: Attached) -> None:
    assert Codec(Alert).decode(Codec(Alert).encode(alert), 1, FORM) == alert
    assert Codec(Attached).decode(Codec(Attached).encode(attached), 1, FORM) == attached


def test_a_burst_with_its_start_comes_back_equal() -> None:
    first = commit_of(new_conversation(), "m-1", alert=True)
    second = commit_of(first.conversation, "m-2")
    third = commit_of(second.conversation, "m-3", continues=True)
    codec = ConversationCodec(remembered=2)
    for commit in (first, second, third, second, first):
        raw = codec.encode(commit.conversation)
        assert raw == Codec(Conversation).encode(commit.conversation)
        assert codec.decode(raw, 1, FORM) == commit.conversation


def test_the_form_names_every_field_of_every_stored_class() -> None:
    assert FORM["Standing"] == [field.name for field in dataclasses.fields(Standing)]
    assert set(FORM) >= {"Conversation", "Burst", "Standing", "Reading", "Signal", "Suggestion", "Step", "Order"}
    assert "Message" not in FORM  # a message is columns
    assert {field.name for field in dataclasses.fields(Attached)} <= {f.name for f in dataclasses.fields(Message)}


def test_a_conversation_stays_small() -> None:
    assert len(ConversationCodec().encode(commit_of(new_conversation(), "m-1").conversation)) < 1500


def test_broken_unicode_is_an_error_not_a_guess() -> None:
    with pytest.raises(orjson.JSONEncodeError):
        ConversationCodec().encode(commit_of(new_conversation(), "m-1", text="\udfff").conversation)


@given(TIMES)
def test_micros_are_exact(at: object) -> None:
    assert from_micros(to_micros(at)) == at  # type: ignore[arg-type]
