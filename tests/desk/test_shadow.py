"""Shadow mode: decided, recorded, told to nobody; open eyes may read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.desk.access import Identity, Role
from csassist.desk.events import (
    AlertRaised,
    ConversationAssigned,
    Event,
    MessageRecorded,
    PresenceChanged,
    TierChanged,
)
from csassist.desk.ports import Recorded, Snapshot
from csassist.desk.shadow import LIVE, Shadow, ShadowBroadcaster
from fakes.broadcaster import FakeBroadcaster
from records import START, commit_of, new_conversation

COMMIT = commit_of(new_conversation(), "m-1", degrees=60.0, alert=True)
AGENT, BOSS = Identity(Role.AGENT, "s1", "a1"), Identity(Role.SUPERVISOR, "s1", "boss")
SYSTEM = Identity(Role.INTEGRATOR, "s1")


@pytest.mark.parametrize(
    ("shadow", "shop", "team", "held"),
    [
        (LIVE, "s1", "t1", False),
        (Shadow(everywhere=True), "s1", None, True),
        (Shadow(places=frozenset({"s1"})), "s1", "t1", True),
        (Shadow(places=frozenset({"s1/t1"})), "s1", "t1", True),
        (Shadow(places=frozenset({"s1/t1"})), "s1", "t2", False),
        (Shadow(places=frozenset({"s1/t1"})), "s1", None, False),
        (Shadow(places=frozenset({"s1/t1"})), "s2", "t1", False),
    ],
)
def test_where_it_holds(shadow: Shadow, shop: str, team: str | None, held: bool) -> None:
    assert shadow.holds(shop, team) is held


def events() -> list[Event]:
    after, message, alert = COMMIT.conversation, COMMIT.message, COMMIT.alert
    assert message is not None
    assert alert is not None
    return [
        ConversationAssigned(after, None, START),
        MessageRecorded(message, COMMIT.assessment, after),
        TierChanged(after, COMMIT.assessment.escalation, 0, START),
        AlertRaised(alert, after, (message,), START),
        PresenceChanged("s1", "a1", ("t1",), True, START),
    ]


async def test_alerts_are_kept_back_and_cards_are_stripped() -> None:
    inner = FakeBroadcaster()
    inner.watching = frozenset({"boss"})
    held = ShadowBroadcaster(inner, Shadow(places=frozenset({"s1/t1"})))
    await held.tell("s1", events())
    assert [type(event) for _, event in inner.told] == [ConversationAssigned, MessageRecorded, PresenceChanged]
    (message,) = inner.of(MessageRecorded)
    assert isinstance(message, MessageRecorded)
    assert message.assessment == replace(COMMIT.assessment, suggestions=())
    assert held.supervisors("s1", "t1") == frozenset()
    assert held.supervisors("s1", "t2") == {"boss"}


async def test_other_teams_hear_everything() -> None:
    inner = FakeBroadcaster()
    await ShadowBroadcaster(inner, Shadow(places=frozenset({"s1/t9"}))).tell("s1", events())
    assert [event for _, event in inner.told] == events()


def test_whoever_posts_gets_no_cards() -> None:
    assert COMMIT.message is not None
    recorded = Recorded(COMMIT.message, COMMIT.assessment)
    shadow = Shadow(everywhere=True)
    assert shadow.answer(AGENT, recorded, "t1").assessment.suggestions == ()
    assert shadow.answer(SYSTEM, recorded, "t1").assessment.suggestions == ()
    assert shadow.answer(BOSS, recorded, "t1") is recorded
    assert LIVE.answer(AGENT, recorded, "t1") is recorded


def test_a_snapshot_says_so_and_only_open_eyes_see_cards() -> None:
    snapshot = Snapshot(COMMIT.conversation, START, COMMIT.assessment, (), ())
    shadow = Shadow(everywhere=True)
    assert shadow.view(BOSS, snapshot) == replace(snapshot, shadow=True)
    for reader in (AGENT, SYSTEM, None):
        seen = shadow.view(reader, snapshot)
        assert seen.shadow
        assert seen.assessment.suggestions == ()
    assert LIVE.view(AGENT, snapshot) is snapshot
