"""An alert is delivered when somebody who is called to it watches; a flapping customer rings no more than allowed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from csassist.conversation.intervention import Handling
from csassist.desk.alerts import Calls
from csassist.desk.desk import Desk
from csassist.desk.duty import Duty
from csassist.desk.events import AlertRaised, EscalationHandled
from csassist.desk.supervision import AlertQuery
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from desk.conftest import Stand
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock

FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！"
ROSTER = {"*": Duty(ZoneInfo("Asia/Shanghai"), ("owner",), {"t1": ("boss",)})}


async def sweep(stand: Stand) -> int:
    return await stand.desk.calls.sweep(stand.store, stand.desk.interventions.delivered)


async def test_delivered_once_somebody_watches(stand: Stand) -> None:
    await stand.say(FURIOUS, team_id="t1")
    assert await sweep(stand) == 0
    stand.told.watching = frozenset({"boss"})
    assert await sweep(stand) == 1
    assert await sweep(stand) == 0
    (told,) = stand.told.of(EscalationHandled)
    assert isinstance(told, EscalationHandled)
    assert told.intervention is not None
    assert told.intervention.state is Handling.DELIVERED


async def test_with_a_roster_only_who_is_called_counts(tmp_path: Path, rulebooks: RulebookHolder) -> None:
    store = SqliteStore.open(tmp_path)
    told, clock = FakeBroadcaster(), FakeClock()
    stand = Stand(Desk(store, told, clock, rulebooks, duties=ROSTER), store, told, clock)
    try:
        told.watching = frozenset({"passer-by"})
        await stand.say(FURIOUS, team_id="t1")
        (rung,) = told.of(AlertRaised)
        assert isinstance(rung, AlertRaised)
        assert rung.called == ("owner",), "nobody of the team is there: the fallback list"
        assert await sweep(stand) == 0
        told.watching = frozenset({"passer-by", "owner"})
        assert await sweep(stand) == 1
    finally:
        await store.close()


async def test_what_was_not_delivered_is_known_after_a_start(stand: Stand) -> None:
    await stand.say(FURIOUS)
    stand.told.watching = frozenset({"boss"})
    anew = Calls({}, stand.told, stand.clock)
    await anew.restore(stand.store)
    assert await anew.sweep(stand.store, stand.desk.interventions.delivered) == 1


async def test_reminders_come_by_the_clock_and_survive_a_start(stand: Stand, rulebooks: RulebookHolder) -> None:
    await stand.say(FURIOUS)
    told: list[float] = []
    start = stand.clock.now()
    for _ in range(130):
        stand.clock.pass_s(1)
        before = len(stand.told.of(AlertRaised))
        anew = Desk(stand.store, stand.told, stand.clock, rulebooks)
        await anew.due.restore(stand.store)  # a start every second: nothing is lost, nothing comes twice
        await anew.due.tick()
        told += [(stand.clock.now() - start).total_seconds()] * (len(stand.told.of(AlertRaised)) - before)
    assert told == [30, 60, 120], "steps that are overdue by then come with the reminder"
    (alert,) = await stand.store.alerts(AlertQuery("s1"))
    assert alert.conversation.intervention is not None
    assert alert.conversation.intervention.reminders == 3


async def test_an_hour_of_a_flapping_customer_rings_no_more_than_the_cool_down_allows(stand: Stand) -> None:
    angry, calm = "怎么还不发货！！！我都等了三天了，太差劲了！", "好的谢谢，辛苦了"
    cool_down = stand.desk.rulebooks.current("s1").ladder.cool_down_s
    start = stand.clock.now()
    turn = 0
    while stand.clock.now() - start < timedelta(hours=1):
        turn += 1
        await stand.say(angry if turn % 4 < 2 else calm, f"m-{turn}", team_id="t1")
        for _ in range(4):
            stand.clock.pass_s(5)
            await stand.desk.due.tick()
    rises = await stand.store.alerts(AlertQuery("s1", states=("open", "closed"), limit=200))
    assert len(rises) >= 2, "the customer does flap"
    for tier in {alert.alert.tier for alert in rises}:
        times = sorted(alert.alert.at for alert in rises if alert.alert.tier is tier)
        gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
        assert all(gap >= cool_down for gap in gaps), tier
        assert len(times) <= 3600 // cool_down + 1
    raised = [row for row in await stand.store.interventions.audit("s1", "c-1", 5_000) if row.deed.kind == "raised"]
    assert len(raised) == len(rises), "each rise once"
