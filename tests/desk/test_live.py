"""Live figures over a real record: answers, teams, service hours, minutes; an agent's own exposure."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.desk.access import Identity, Role
from csassist.desk.live import FRESH_S
from csassist.errors import Forbidden

BOSS = Identity(Role.SUPERVISOR, "s1", "boss")
LEAD = Identity(Role.SUPERVISOR, "s1", "lead", ("t2",))
A1 = Identity(Role.AGENT, "s1", "a1", ("t1",))
HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"


async def answer(stand: Any, name: str, conversation: str, agent: str, team: str = "t1") -> None:
    await stand.say("我马上帮您核实", name, conversation, sender=Sender.AGENT, agent_id=agent, team_id=team)


async def test_answers_are_counted_for_all_and_for_each(stand: Any) -> None:
    await stand.say("在吗", "m-1", "c-1", agent_id="a1", team_id="t1")
    stand.clock.pass_s(30)
    await answer(stand, "m-2", "c-1", "a1")
    await stand.say("怎么还不发货", "m-1", "c-2", agent_id="a2", team_id="t2")
    stand.clock.pass_s(200)
    await answer(stand, "m-2", "c-2", "a2", "t2")
    await stand.say("好的", "m-3", "c-1", agent_id="a1", team_id="t1")
    report = await stand.desk.live.report(BOSS)
    assert (report.times.first.average, report.times.first.n) == (115.0, 2)
    assert report.times.three_minute_rate == 0.5
    assert sum(report.tiers.values()) == 2
    assert report.waiting == 1
    assert [(one.agent_id, one.conversations, one.times.first.average) for one in report.agents] == [
        ("a1", 1, 30.0),
        ("a2", 1, 200.0),
    ]
    assert sum(minute.messages for minute in report.minutes) == 5
    assert sum(minute.customer_messages for minute in report.minutes) == 3
    assert len(report.minutes) == 60
    mine = await stand.desk.live.report(LEAD)
    assert [one.agent_id for one in mine.agents] == ["a2"]
    assert sum(minute.messages for minute in mine.minutes) == 2


async def test_who_waits_too_long_is_missed_until_answered(stand: Any) -> None:
    await stand.say("在吗", "m-1", "c-1", agent_id="a1", team_id="t1")
    stand.clock.pass_s(100)
    assert (await stand.desk.live.report(BOSS)).times.three_minute_rate is None
    stand.clock.pass_s(100)
    assert (await stand.desk.live.report(BOSS)).times.three_minute_rate == 0.0


async def test_looks_within_two_seconds_are_one(stand: Any) -> None:
    first = await stand.desk.live.report(BOSS)
    await stand.say("在吗", "m-1", "c-1", agent_id="a1", team_id="t1")
    assert await stand.desk.live.report(BOSS) is first
    stand.clock.pass_s(FRESH_S)
    assert sum((await stand.desk.live.report(BOSS)).tiers.values()) == 1


async def test_reports_are_for_supervisors_and_exposure_for_the_agent_alone(stand: Any) -> None:
    with pytest.raises(Forbidden):
        await stand.desk.live.report(A1)
    for who in (BOSS, Identity(Role.ADMIN, "s1"), Identity(Role.INTEGRATOR, "s1"), Identity(Role.AGENT, "s1")):
        with pytest.raises(Forbidden):
            await stand.desk.live.exposure(who)


async def test_red_time_is_the_agents_own_and_ends_when_the_conversation_does(stand: Any) -> None:
    recorded = await stand.say(HOT, "m-1", "c-1", agent_id="a1", team_id="t1")
    assert recorded.assessment.escalation.tier >= Tier.ALERT
    stand.clock.pass_s(120)
    mine = await stand.desk.live.exposure(A1)
    assert (mine.red_minutes, mine.red_conversations, mine.ended) == (2.0, 1, None)
    other = await stand.desk.live.exposure(Identity(Role.AGENT, "s1", "a2", ("t1",)))
    assert other.red_conversations == 0
    stand.clock.pass_s(60)
    await stand.desk.interventions.close(BOSS, "c-1", "done")
    stand.clock.pass_s(60)
    after = await stand.desk.live.exposure(A1)
    assert after.red_minutes == 3.0
    assert after.ended is not None
    assert after.ended.conversation_id == "c-1"


async def test_after_a_day_nothing_is_left(stand: Any) -> None:
    await stand.say(HOT, "m-1", "c-1", agent_id="a1", team_id="t1")
    stand.clock.pass_s(5)
    await answer(stand, "m-2", "c-1", "a1")
    assert (await stand.desk.live.report(BOSS)).times.first.n == 1
    stand.clock.pass_s(timedelta(hours=25).total_seconds())
    report = await stand.desk.live.report(BOSS)
    assert report.times.first.n == 0
    assert sum(minute.messages for minute in report.minutes) == 0


async def test_the_day_is_folded_beside_the_loop_and_never_by_two(stand: Any) -> None:
    await stand.say("在吗", "m-1", "c-1", agent_id="a1", team_id="t1")
    live, store, threads = stand.desk.live, stand.store.live, list[int]()
    entered, may_go = threading.Event(), threading.Event()

    class Slow:
        async def hear(self, since: Any, then: Any) -> None:
            def slowly(said: Any) -> None:
                threads.append(threading.get_ident())
                entered.set()
                may_go.wait(30)
                then(said)

            await store.hear(since, slowly)

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

    live._store = Slow()
    gone = asyncio.ensure_future(live.report(BOSS))
    await asyncio.to_thread(entered.wait, 30)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    other = asyncio.ensure_future(live.report(BOSS))
    await asyncio.sleep(0)
    assert len(threads) == 1
    may_go.set()
    assert sum((await other).tiers.values()) == 1
    assert len(threads) == 1
    assert threading.get_ident() not in threads
