"""Spikes, recoveries and call-backs: told once, on record, across a restart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csassist.conversation.message import Context, Order, Sender
from csassist.desk.desk import Desk
from csassist.desk.events import TidingTold
from csassist.desk.lookout import Lookout, LookoutSpec
from csassist.desk.notices import NoticeRoute
from csassist.desk.tidings import FOLLOW_UP, RECOVERY, SPIKE, Tiding, TidingQuery
from csassist.insight.spike import SpikeSpec
from fakes.broadcaster import FakeBroadcaster

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
ABOUT = Context(Order("o-1", "已发货", "圆通 运输中"), "sku-1")


def told(broadcaster: FakeBroadcaster, kind: str) -> list[Tiding]:
    return [e.tiding for e in broadcaster.of(TidingTold) if isinstance(e, TidingTold) and e.tiding.kind == kind]


async def heat(stand: Any, *numbers: int) -> None:
    for number in numbers:
        team = "t1" if number % 2 else "t2"
        await stand.say(HOT, f"m-{number}", f"c-{number}", agent_id="a1", team_id=team, context=ABOUT)
        stand.clock.pass_s(10)


async def test_a_spike_is_told_once_with_the_list(stand: Any) -> None:
    await heat(stand, 1, 2, 3, 4)
    await stand.desk.lookout.tick()
    assert told(stand.told, SPIKE) == []
    await heat(stand, 5)
    await stand.desk.lookout.tick()
    await heat(stand, 6)
    await stand.desk.lookout.tick()
    (spike,) = told(stand.told, SPIKE)
    assert (spike.facts["by"], spike.facts["key"], spike.facts["count"]) == ("product", "sku-1", 5)
    assert spike.facts["conversations"] == [f"c-{n}" for n in range(1, 6)]
    assert spike.facts["by_team"] == {"t1": ["c-1", "c-3", "c-5"], "t2": ["c-2", "c-4"]}
    assert [one.id for one in await stand.store.tidings.listed(TidingQuery("s1", (SPIKE,)))] == [spike.id]


async def test_robots_hear_of_a_spike_once_and_of_no_customer(stand: Any) -> None:
    routes = (NoticeRoute("robot", "wecom", "s1"), NoticeRoute("night", "wecom", "s1", teams=("t9",)))
    desk = Desk(stand.store, stand.told, stand.clock, stand.desk.rulebooks.base, routes=routes)
    again = desk.lookout
    await heat(stand, 1, 2, 3, 4, 5)
    await again.restore()
    await again.tick()
    found = await stand.store.outbox.claim("robot", stand.clock.now(), 100, 60.0)
    (spike,) = [one.notice for one in found if one.notice.kind == SPIKE]
    assert spike.body["type"] == "spike.raised"
    assert spike.body["count"] == 5
    assert spike.body["last_text"] == ""
    assert await stand.store.outbox.claim("night", stand.clock.now(), 100, 60.0) == ()


async def test_after_a_restart_the_window_is_known_and_nothing_is_told_twice(stand: Any) -> None:
    await heat(stand, 1, 2, 3, 4)
    again = Lookout(stand.told, stand.store, stand.desk.rulebooks, stand.clock, LookoutSpec())
    await again.restore()
    await again.tick()
    assert told(stand.told, SPIKE) == []
    await heat(stand, 5)
    await stand.desk.lookout.tick()
    assert len(told(stand.told, SPIKE)) == 1
    third = Lookout(stand.told, stand.store, stand.desk.rulebooks, stand.clock, LookoutSpec())
    await third.restore()
    await third.tick()
    assert len(told(stand.told, SPIKE)) == 1


async def calm_down(stand: Any) -> None:
    """c-1 gets hot, is answered, and thanks until it is calm."""
    await heat(stand, 1)
    for number in range(8):
        stand.clock.pass_s(600)
        await stand.say("马上处理好", f"r-{number}", "c-1", sender=Sender.AGENT, agent_id="a1")
        await stand.say("好的，谢谢你", f"n-{number}", "c-1")
    assert (await stand.store.load("s1", "c-1")).standing.escalation.tier == 0


async def test_recovery_is_credited_once_to_the_agent(stand: Any) -> None:
    await calm_down(stand)
    await stand.desk.lookout.tick()
    await stand.desk.lookout.tick()
    (recovery,) = told(stand.told, RECOVERY)
    assert (recovery.agent_id, recovery.conversation_id) == ("a1", "c-1")
    assert recovery.facts["peak"] > recovery.facts["degrees"]
    assert "处理得好" in str(recovery.facts["text"])


async def test_a_hot_customer_is_called_back_when_it_is_due(stand: Any) -> None:
    await calm_down(stand)
    await stand.desk.lookout.tick()
    assert told(stand.told, FOLLOW_UP) == []
    stand.clock.pass_s(24 * 3600 + 60)
    await stand.desk.lookout.tick()
    await stand.desk.lookout.tick()
    (reminder,) = told(stand.told, FOLLOW_UP)
    assert (reminder.agent_id, reminder.conversation_id) == ("a1", "c-1")
    assert str(reminder.facts["text"]).startswith("回访提醒")
    (row,) = await stand.store.tidings.listed(TidingQuery("s1", (FOLLOW_UP,)))
    assert row.told_at is not None


async def test_all_of_it_can_be_switched_off(stand: Any) -> None:
    off = LookoutSpec(SpikeSpec(least=0), follow_up_h=0)
    quiet = Lookout(stand.told, stand.store, stand.desk.rulebooks, stand.clock, off)
    stand.desk.lookout.tell, stand.desk.lookout.tick = quiet.tell, quiet.tick
    await heat(stand, 2, 3, 4, 5, 6)
    await calm_down(stand)
    stand.clock.pass_s(timedelta(days=3).total_seconds())
    await quiet.tick()
    assert told(stand.told, SPIKE) == told(stand.told, FOLLOW_UP) == []


async def test_a_conversation_that_never_reached_alert_is_no_recovery(stand: Any) -> None:
    await stand.say("怎么还不发货", agent_id="a1")
    stand.clock.pass_s(3600)
    await stand.say("好的，谢谢你", "m-2")
    await stand.desk.lookout.tick()
    assert told(stand.told, RECOVERY) == []
