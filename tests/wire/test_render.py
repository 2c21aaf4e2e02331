"""The dicts of the contract."""

from __future__ import annotations

from dataclasses import replace

import orjson

from csassist.conversation.conversation import Conversation
from csassist.conversation.tier import Alert, Tier
from csassist.desk.ports import CurvePoint, Snapshot
from csassist.wire.alert import alert_dict
from csassist.wire.position import Position
from csassist.wire.render import (
    assessment_dict,
    assessment_json,
    conversation_item,
    message_dict,
    snapshot_dict,
    wall_item,
)
from csassist.wire.shapes import AssessmentShape, ConversationState, ItemShape, MessageShape, WallItemShape
from records import START, commit_of, new_conversation

COMMIT = commit_of(new_conversation(), "m-1", degrees=60.0, alert=True)
ALERT = Alert("al_1", "es_1", Tier.ALERT, ("连续追问",), START, "m-1")


def test_the_rendered_dicts_are_as_the_schema_says() -> None:
    conversation, message = COMMIT.conversation, COMMIT.message
    assert message is not None
    AssessmentShape.model_validate(assessment_dict(COMMIT.assessment))
    MessageShape.model_validate(message_dict(message))
    ItemShape.model_validate(conversation_item(conversation))
    WallItemShape.model_validate(wall_item(conversation))
    assert alert_dict(ALERT, conversation)["alert"]["name"] == "ALERT"


def test_a_conversation_of_which_nothing_is_known_is_rendered_too() -> None:
    bare = Conversation("s1", "c-1", START)
    ItemShape.model_validate(conversation_item(bare))
    WallItemShape.model_validate(wall_item(bare))
    state = snapshot_dict(Snapshot(bare, START, COMMIT.assessment, (), ()), None)
    ConversationState.model_validate(state)
    assert (state["position"], state["conversation"]["customer"], state["promises"]) == (None, None, [])


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


def test_the_assessment_as_json_is_its_own_whoever_was_told_of_before() -> None:
    other = replace(COMMIT.assessment, rules_hash="another")
    for assessment in (COMMIT.assessment, COMMIT.assessment, other, COMMIT.assessment, replace(other), other):
        assert orjson.loads(orjson.dumps(assessment_json(assessment))) == assessment_dict(assessment)


def test_a_snapshot_has_what_the_contract_names() -> None:
    message = COMMIT.message
    assert message is not None
    point = CurvePoint(1, START, 60.0, 2, "heating")
    snapshot = Snapshot(COMMIT.conversation, START, COMMIT.assessment, (point,), (message,), (ALERT,))
    state = snapshot_dict(snapshot, Position("e", 7))
    ConversationState.model_validate(state)
    named = {"conversation", "as_of", "reading", "escalation", "curve", "promises", "suggestions", "messages"}
    assert named <= set(state)
    assert state["position"] == {"epoch": "e", "offset": 7}
    assert state["curve"] == [
        {"seq": 1, "at": "2026-11-22T10:00:00.123Z", "degrees": 60.0, "tier": 2, "stage": "heating"}
    ]
