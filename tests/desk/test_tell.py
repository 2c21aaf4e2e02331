"""What is told after a decision, in which order."""

from __future__ import annotations

from csassist.desk.access import Identity, Role
from csassist.desk.events import (
    AlertRaised,
    ConversationAssigned,
    EscalationHandled,
    MessageRecorded,
    ReadingElapsed,
    StepChanged,
    TierChanged,
)
from desk.conftest import Stand

FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！"
BOSS = Identity(Role.SUPERVISOR, "s1", "boss", (), "s1/supervisor/boss")


def kinds(stand: Stand) -> list[type]:
    told = [type(event) for _, event in stand.told.told]
    stand.told.told.clear()
    return told


async def test_a_rise_is_told_message_first_and_alert_last(stand: Stand) -> None:
    await stand.say(FURIOUS, agent_id="a1", team_id="t1")
    assert kinds(stand) == [ConversationAssigned, MessageRecorded, TierChanged, AlertRaised]


async def test_what_the_clock_does_is_told(stand: Stand) -> None:
    await stand.say(FURIOUS, agent_id="a1", team_id="t1")
    kinds(stand)
    stand.clock.pass_s(30)
    await stand.desk.due.tick()
    assert kinds(stand) == [AlertRaised]
    stand.clock.pass_s(30)
    await stand.desk.due.tick()
    told = kinds(stand)
    assert set(told) == {ReadingElapsed, StepChanged, EscalationHandled, AlertRaised}
    assert told[0] is ReadingElapsed, "the wait heats, and two steps are overdue by then"
    assert told.count(StepChanged) == 2
    assert told[-1] is AlertRaised


async def test_reopened_by_a_message_it_is_assigned_again(stand: Stand) -> None:
    await stand.say("在吗", agent_id="a1")
    await stand.desk.interventions.close(BOSS, "c-1", "")
    assert kinds(stand)[-2:] == [ConversationAssigned, EscalationHandled]
    await stand.say("还在吗", "m-2", agent_id="a1")
    assert kinds(stand)[0] is ConversationAssigned


async def test_the_heat_moved_only_when_who_sees_degrees_and_tier_sees_a_difference(stand: Stand) -> None:
    async def moved(text: str, message_id: str) -> bool:
        stand.told.told.clear()
        await stand.say(text, message_id, agent_id="a1")
        (one,) = [event for _, event in stand.told.told if isinstance(event, MessageRecorded)]
        return one.moved

    assert not await moved("在吗", "m-1"), "the assignment tells of what just came"
    assert not await moved("这个有货吗", "m-2")
    assert await moved(FURIOUS, "m-3")
    stand.told.told.clear()
    stand.clock.pass_s(60)
    await stand.desk.due.tick()
    assert [event.moved for _, event in stand.told.told if isinstance(event, ReadingElapsed)] == [True], "waiting heats"
