"""Alerts, deeds, steps, cards and whispers to frames: who hears, and that each is as the schema says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from assessment.played import START, after, raised
from csassist.assessment.appeal import ask_approval, asked_for, decide_approval
from csassist.assessment.intervene import Act, Actor, take_over, tick
from csassist.conversation.conversation import Conversation
from csassist.desk.events import AlertRaised, CardsChanged, EscalationHandled, Event, StepChanged, WhisperSent
from csassist.desk.supervision import Whisper
from csassist.suggest.spec import Suggestion
from csassist.wire.pushes import ServerFrame
from csassist.wire.told import envelope, tellings

FRAME: TypeAdapter[Any] = TypeAdapter(ServerFrame)
BOSS = Actor("boss", "supervisor")
CARD = Suggestion("sg_1", "action", "coupon", "给您一张50元优惠券", 0.9, (), approval="需主管批准")
WHISPER = Whisper("s1", "wh_1", "c-1", "a1", "boss", "先道歉，别谈赔偿", START)


def taken() -> Conversation:
    changes = take_over(raised(), Act(BOSS, "es_1", after(9)))
    assert changes is not None
    return changes.conversation


def approved() -> Conversation:
    asked = ask_approval(raised(), Actor("a1", "agent"), CARD, after(5))
    assert asked is not None
    act = Act(BOSS, "es_1", after(9))
    request = asked_for(asked.conversation, act, None)
    given = decide_approval(asked.conversation, act, request, approve=True, reason="")
    assert given is not None
    return given.conversation


def ticked() -> Conversation:
    changes = tick(raised(), Act(BOSS, "es_1", after(9)), "answer", done=True)
    assert changes is not None
    return changes.conversation


def events() -> list[Event]:
    hot = raised()
    current = hot.intervention
    assert current is not None
    assert current.alert is not None
    return [
        AlertRaised(current.alert, hot, (), START, "raised", ("boss",), ("answer",)),
        EscalationHandled(taken().intervention, taken(), START),
        EscalationHandled(None, replace(hot, closed=True, intervention=None), START),
        StepChanged(ticked(), "answer", START),
        CardsChanged((CARD,), approved(), START),
        WhisperSent(WHISPER, hot),
    ]


@pytest.mark.parametrize("event", events(), ids=lambda event: type(event).__name__)
def test_every_frame_is_as_the_schema_says_on_every_channel(event: Event) -> None:
    told = tellings("s1", event)
    assert told
    for names, frame in told:
        for name in names:
            FRAME.validate_json(envelope(name, "e", 1, frame), strict=True)


def test_who_hears_of_what() -> None:
    heard = [[name for names, _ in tellings("s1", event) for name in names] for event in events()]
    wide = ["team:t1", "shop"]
    assert heard == [
        ["agent:a1", *wide],
        ["conversation:c-1", "agent:boss", "agent:a1", *wide],
        ["conversation:c-1", "agent:a1", *wide],
        ["agent:a1"],
        ["conversation:c-1"],
        ["agent:a1"],
    ]


def test_a_whispers_words_are_in_its_own_frame_only() -> None:
    for event in events()[:-1]:
        for _, frame in tellings("s1", event):
            assert WHISPER.text not in frame.data.decode()
    ((names, frame),) = tellings("s1", events()[-1])
    assert names == ("agent:a1",)
    assert json.loads(frame.data)["whisper"]["text"] == WHISPER.text


def test_an_approved_card_has_nothing_left_to_approve() -> None:
    ((_, frame),) = tellings("s1", events()[4])
    (card,) = json.loads(frame.data)["suggestions"]
    assert "approval" not in card
    assert (card["approval_state"], card["approved_by"]) == ("approved", "boss")


def test_a_step_that_is_no_longer_on_the_list_is_not_told() -> None:
    assert tellings("s1", StepChanged(raised(), "gone", START)) == []
