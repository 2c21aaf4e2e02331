"""What the renderers and the hub say is what the schema says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from csassist.conversation.message import Sender
from csassist.conversation.tier import Alert, Tier
from csassist.desk.events import (
    AlertRaised,
    ConversationAssigned,
    Event,
    MessageRecorded,
    PresenceChanged,
    ReadingElapsed,
    TierChanged,
)
from csassist.desk.ports import CurvePoint, Snapshot
from csassist.errors import InvalidInput, NotFound
from csassist.wire import frames
from csassist.wire.position import Position
from csassist.wire.pushes import ServerFrame
from csassist.wire.render import alert_dict, assessment_dict, conversation_item, message_dict, snapshot_dict, wall_item
from csassist.wire.schema import frame_schemas
from csassist.wire.shapes import AssessmentShape, ConversationState, ItemShape, MessageShape, WallItemShape
from csassist.wire.told import envelope, tellings
from fakes.clock import FakeClock
from hub.scenes import AGENT, Talk
from records import START, commit_of, message_of, new_conversation

FRAME: TypeAdapter[Any] = TypeAdapter(ServerFrame)
COMMIT = commit_of(new_conversation(), "m-1", degrees=60.0, alert=True)
ALERT = Alert("al_1", "es_1", Tier.ALERT, ("连续追问",), START, "m-1")


def events() -> list[Event]:
    message = COMMIT.message
    assert message is not None
    conversation = COMMIT.conversation
    answer = message_of(conversation, "m-2", "亲，马上查。", Sender.AGENT)
    return [
        MessageRecorded(message, COMMIT.assessment, conversation),
        MessageRecorded(answer, COMMIT.assessment, conversation),
        ReadingElapsed(COMMIT.assessment, conversation, message, START),
        ReadingElapsed(COMMIT.assessment, replace(conversation, team_id=None), None, START),
        TierChanged(conversation, COMMIT.assessment.escalation, 0, START),
        AlertRaised(ALERT, conversation, (message,)),
        ConversationAssigned(conversation, "a0", START),
        PresenceChanged("s1", "a1", ("t1", "t2"), True, START),
    ]


@pytest.mark.parametrize("event", events(), ids=lambda event: type(event).__name__)
def test_every_pushed_frame_is_as_the_schema_says(event: Event) -> None:
    told = tellings("s1", event)
    assert told
    for names, frame in told:
        for name in names:
            FRAME.validate_json(envelope(name, "e", 1, frame), strict=True)


def test_an_event_told_again_has_the_same_id_and_every_event_its_own() -> None:
    first = [{frame.id for _, frame in tellings("s1", event)} for event in events()[:1] + events()[4:]]
    again = [{frame.id for _, frame in tellings("s1", event)} for event in events()[:1] + events()[4:]]
    assert first == again
    assert all(len(ids) == 1 for ids in first)
    assert len(set().union(*first)) == len(first)
    assert first != [{frame.id for _, frame in tellings("s2", event)} for event in events()[:1] + events()[4:]]


def test_who_hears_of_what() -> None:
    heard = {type(event).__name__: [name for names, _ in tellings("s1", event) for name in names] for event in events()}
    wide = ["team:t1", "shop"]
    assert heard["MessageRecorded"] == heard["TierChanged"] == ["conversation:c-1", *wide]
    assert heard["AlertRaised"] == ["agent:a1", *wide]
    assert heard["ConversationAssigned"] == ["agent:a0", "agent:a1"]
    assert heard["PresenceChanged"] == ["agent:a1", "team:t1", "team:t2", "shop"]


def test_answers_are_as_the_schema_says() -> None:
    fault = InvalidInput("wrong", errors=[{"pointer": "/text", "detail": "too long"}])
    for raw in (
        frames.ack("r"),
        frames.answer("pong", 7, b"{}"),
        frames.error(None, NotFound("no such channel"), "shop"),
        frames.error("r", fault),
        frames.resumed("shop", Position("e", 3)),
        frames.welcome("cn_1", 20.0, "ct_x", AGENT),
        frames.PING,
    ):
        FRAME.validate_json(raw, strict=True)


def test_the_rendered_dicts_are_as_the_schema_says() -> None:
    conversation, message = COMMIT.conversation, COMMIT.message
    assert message is not None
    AssessmentShape.model_validate(assessment_dict(COMMIT.assessment))
    MessageShape.model_validate(message_dict(message))
    ItemShape.model_validate(conversation_item(conversation))
    WallItemShape.model_validate(wall_item(conversation))
    point = CurvePoint(1, START, 60.0, 2, "heating")
    snapshot = Snapshot(conversation, START, COMMIT.assessment, (point,), (message,), (ALERT,))
    state = snapshot_dict(snapshot, Position("e", 1))
    ConversationState.model_validate(state)
    FRAME.validate_python(
        {"type": "snapshot", "channel": "conversation:c-1", "position": {"epoch": "e", "offset": 1}, "data": state}
    )
    assert alert_dict(ALERT, conversation)["alert"]["name"] == "ALERT"


def test_the_assessment_is_the_contracts() -> None:
    message = COMMIT.message
    assert message is not None
    rendered = assessment_dict(COMMIT.assessment)
    assert rendered["reading"]["burst"] == {"id": "b_c-1_m-1", "messages": ["m-1"]}
    assert rendered["reading"]["signals"][0] == {
        "id": "question-run",
        "title": "连续问号",
        "degrees": 30.0,
        "span": [6, 9],
        "text": "？？？",
        "message_id": "m-1",
    }
    assert (rendered["escalation"]["tier"], rendered["escalation"]["name"]) == (2, "ALERT")
    assert message_dict(message)["received_at"] == "2026-11-22T10:00:00.123Z"


def test_a_burst_replaces_from_its_first_bubble() -> None:
    talk = Talk(FakeClock())
    froms = []
    for sender, continues in ((Sender.CUSTOMER, False), (Sender.CUSTOMER, True), (Sender.AGENT, False)):
        (_, told), _ = tellings("s1", talk.say(sender, continues=continues)[0])
        froms.append(json.loads(told.data)["curve"]["from"])
    assert froms == [1, 1, 3]
    (_, told), _ = tellings("s1", talk.wait()[0])
    assert json.loads(told.data)["curve"]["from"] is None


def test_walls_hear_no_word_of_the_customer() -> None:
    for event in events()[:3]:
        _, (names, bare) = tellings("s1", event)
        assert names[-1] == "shop"
        text = bare.data.decode()
        assert "怎么还不发货" not in text
        assert "？？？" not in text
        assert "优先发顺丰" not in text


def test_the_schema_names_every_frame_and_resolves() -> None:
    schemas = frame_schemas()
    text = json.dumps(schemas)
    for reference in {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}:
        assert reference in schemas["$defs"]
    assert {code["code"] for code in schemas["close_codes"] if code["terminal"]} == {4400, 4401, 4403, 4408, 4409, 4426}
    assert set(schemas["client_data"]) >= {"message", "subscribe", "unsubscribe", "feedback", "draft", "typing"}
