"""Silence is noticed when it is due, also after a restart; moved and cleared entries do nothing."""

from __future__ import annotations

from csassist.desk.desk import Desk
from csassist.desk.events import ReadingElapsed
from desk.conftest import Stand

HOT = "怎么还不发货？我都等了三天了！！"


async def test_waiting_is_recorded_and_told_once(stand: Stand) -> None:
    await stand.say(HOT, agent_id="a1")
    assert await stand.desk.due.tick() == 0
    stand.clock.pass_s(61)
    assert await stand.desk.due.tick() == 1
    (event,) = stand.told.of(ReadingElapsed)
    assert event.last is not None  # type: ignore[attr-defined]
    assert event.last.text == HOT  # type: ignore[attr-defined]
    assert await stand.desk.due.tick() == 0
    snapshot = await stand.store.snapshot("s1", "c-1")
    assert snapshot is not None
    assert snapshot.assessment.reading == event.assessment.reading  # type: ignore[attr-defined]
    assert snapshot.assessment.suggestions != ()


async def test_an_answer_ends_the_wait(stand: Stand) -> None:
    await stand.say(HOT, agent_id="a1")
    from csassist.conversation.message import Sender

    stand.clock.pass_s(30)
    await stand.say("您好，马上为您查", "r-1", sender=Sender.AGENT)
    stand.clock.pass_s(120)
    await stand.desk.due.tick()
    waited = [
        e
        for e in stand.told.of(ReadingElapsed)
        if any(c.id.startswith("waiting") for c in e.assessment.reading.contributions)
    ]  # type: ignore[attr-defined]
    assert waited == []


async def test_due_times_survive_a_restart(stand: Stand) -> None:
    await stand.say(HOT, agent_id="a1")
    fresh = Desk(stand.store, stand.told, stand.clock, stand.desk.rulebooks.base)
    await fresh.due.restore(stand.store)
    stand.clock.pass_s(61)
    assert await fresh.due.tick() == 1
    assert len(stand.told.of(ReadingElapsed)) == 1
