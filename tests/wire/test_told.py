"""Events to frames: who hears, in what words, under which id."""

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
from csassist.wire.pushes import ServerFrame
from csassist.wire.told import envelope, tellings
from fakes.clock import FakeClock
from hub.scenes import Talk
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
        AlertRaised(ALERT, conversation, (message,), ALERT.at),
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
    chosen = events()[:1] + events()[4:]
    first = [{frame.id for _, frame in tellings("s1", event)} for event in chosen]
    assert first == [{frame.id for _, frame in tellings("s1", event)} for event in chosen]
    assert all(len(ids) == 1 for ids in first)
    assert len(set().union(*first)) == len(first)
    assert first != [{frame.id for _, frame in tellings("s2", event)} for event in chosen]


def test_who_hears_of_what() -> None:
    heard = {type(event).__name__: [name for names, _ in tellings("s1", event) for name in names] for event in events()}
    wide = ["team:t1", "shop"]
    assert heard["MessageRecorded"] == heard["TierChanged"] == ["conversation:c-1", *wide]
    assert heard["AlertRaised"] == ["agent:a1", *wide]
    assert heard["ConversationAssigned"] == ["agent:a0", "agent:a1"]
    assert heard["PresenceChanged"] == ["agent:a1", "team:t1", "team:t2", "shop"]


def moved() -> list[Event]:
    return [replace(event, moved=True) for event in events()[:3] if isinstance(event, MessageRecorded | ReadingElapsed)]


@pytest.mark.parametrize("event", moved(), ids=["customer", "agent", "silence"])
def test_the_agents_line_of_conversations_hears_when_the_heat_moved_and_no_words(event: Event) -> None:
    names, told = tellings("s1", event)[-1]
    assert list(names) == ["agent:a1", "team:t1", "shop"]
    assert COMMIT.message is not None
    assert COMMIT.message.text not in told.data.decode()
    FRAME.validate_json(envelope("agent:a1", "e", 1, told), strict=True)


def test_a_conversation_of_nobody_has_no_agent_to_tell() -> None:
    conversation = replace(COMMIT.conversation, agent_id=None)
    names, _ = tellings("s1", ReadingElapsed(COMMIT.assessment, conversation, None, START, moved=True))[-1]
    assert list(names) == ["team:t1", "shop"]


def test_what_is_not_wanted_is_left_out() -> None:
    event = events()[0]
    (near, one), (walls, two) = tellings("s1", event)
    assert tellings("s1", event, lambda name: name == "shop") == [(("shop",), two)]
    assert tellings("s1", event, lambda name: name in near) == [(near, one)]
    assert tellings("s1", event, lambda _: False) == []
    assert len(walls) > 1
    for other in events()[1:]:
        assert tellings("s1", other, lambda _: False) == []


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
