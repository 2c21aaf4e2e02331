"""P9: every rise that calls a supervisor reaches one, rings once, and has one owner."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from csassist.conversation.message import Message, Sender
from csassist.desk.desk import Desk
from csassist.desk.events import AlertRaised
from csassist.desk.failpoint import NAMES
from csassist.store.sqlite import SqliteStore
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock
from fakes.receiver import Receiver, receiver, said
from faults.history import History, require_possible
from faults.line import Line
from faults.record import rows, stored_messages, whole
from faults.server import Victim, victim
from journeys.service import shipped_rules
from promises.fleet import fleet
from promises.posting import FURIOUS, Poster, body_of
from promises.proof import Proof, percentile, scaled
from promises.sidebars import Sidebar, Truth, stop

TEAMS = 10
CLAIMANTS = 20
GUARD_S = 180.0

pytestmark = pytest.mark.slow


def keys() -> list[dict[str, Any]]:
    chiefs = [
        {"key": f"k-chief-{n}", "role": "supervisor", "shop": "s1", "agent_id": f"chief{n}"} for n in range(CLAIMANTS)
    ]
    leads = [
        {"key": f"k-lead-{n}", "role": "supervisor", "shop": "s1", "agent_id": f"lead{n}", "teams": [f"t{n}"]}
        for n in range(TEAMS)
    ]
    return [{"key": "k-int", "role": "integrator", "shop": "s1"}, *chiefs, *leads]


def hooked(hook: Receiver) -> dict[str, str]:
    entry = {"name": "hook", "kind": "webhook", "url": hook.url("/in"), "shop": "s1", "min_tier": "ALERT"}
    entry["secret"] = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
    return {"CSASSIST_NOTICES": json.dumps([entry]), "CSASSIST_NOTICE_NETWORKS": "127.0.0.0/8"}


async def test_killed_at_every_moment_between_deciding_and_everybody_knowing(proof: Proof, tmp_path: Path) -> None:
    """One death after the other on one record: each start heals what the death before it left, and dies in its turn."""
    history, rng = History(), proof.rng
    deaths: Counter[str] = Counter()
    async with receiver(lambda _: said(204)) as hook:
        one = Victim(tmp_path / "data", keys=keys(), env=hooked(hook))
        console = Sidebar("console", "k-chief-0", "shop", one.port, history, Truth(), rng)
        watching = asyncio.create_task(console.run())
        try:
            moments = [moment for _ in range(scaled(5)) for moment in rng.sample(NAMES, len(NAMES))]
            for number, moment in enumerate(moments):
                one.env = {**hooked(hook), "CSASSIST_FAILPOINT": moment}
                await _die(one, console, history, f"c-{number}")
                deaths[moment] += 1
            one.env = hooked(hook)
            await one.start()
            healed = Poster("healed", one.line(), history)
            for number in range(len(moments)):
                await healed.until_acked(body_of(f"c-{number}", "m-1", FURIOUS))
            async with asyncio.timeout(GUARD_S):
                while len(_told(console)) < len(moments) or len(_notices(hook)) < len(moments):
                    await asyncio.sleep(0.05)
            healed.line.close()
            await one.stop()
        finally:
            await stop([console], [watching])
            if one.alive:
                await one.kill()
    alerts = rows(one.data, "SELECT conversation, count(*) FROM alerts GROUP BY conversation")
    delivered = rows(one.data, "SELECT count(*) FROM audit WHERE kind = 'delivered'")[0][0]
    proof.count(deaths=sum(deaths.values()), moments=len(deaths), rises=len(moments), alerts=len(alerts))
    proof.count(delivered=delivered, notices=len(_notices(hook)), notices_sent=len(hook.asked))
    assert sorted(alerts) == sorted((f"c-{n}", 1) for n in range(len(moments)))
    assert delivered == len(moments)
    assert len(_notices(hook)) == len(moments), "one id for each rise"
    require_possible(history.check(stored_messages(one.data)))
    assert whole(one.data) == []


async def _die(one: Victim, console: Sidebar, history: History, name: str) -> None:
    """Starts, and makes a customer furious until the armed moment comes: during the start, or by this customer."""
    assert one.process is None or not one.alive
    await one.launch()
    assert one.process is not None
    dead = asyncio.create_task(one.process.wait())
    poster = Poster("poster", Line(one.port, timeout_s=20), history)
    async with asyncio.timeout(GUARD_S):
        while not dead.done():
            if await one.readyz() == 200 and console.live:
                await poster.once(body_of(name, "m-1", FURIOUS))
            await asyncio.sleep(0.05)
    poster.line.close()
    assert await dead == -9, one.log.read_text()[-800:]


def _told(console: Sidebar) -> set[str]:
    data = console.state["data"] or {"alerts": {}}
    return {entry["alert"]["id"] for entry in data["alerts"].values() if entry["state"] == "delivered"}


def _notices(hook: Receiver) -> set[str]:
    """Ids of what was told of rises; so many at once are a spike, and that is told too."""
    return {asked.headers["webhook-id"] for asked in hook.asked if asked.json["type"] == "escalation.raised"}


async def test_five_hundred_rises_while_the_server_is_killed(proof: Proof, tmp_path: Path) -> None:
    """Each team's console ends with each of the team's alerts; on record each rise is there once."""
    rises, kills, history, rng = scaled(500), scaled(8, 2), History(), proof.rng
    async with victim(tmp_path / "data", keys=keys()) as one:
        consoles = [
            Sidebar(f"console {n}", f"k-lead-{n}", f"team:t{n}", one.port, history, Truth(), random.Random(n))
            for n in range(TEAMS)
        ]
        watching = [asyncio.create_task(console.run()) for console in consoles]
        queue = list(range(rises))
        posting = [asyncio.create_task(_boil(one, queue, history)) for _ in range(4)]
        for n in range(kills):
            while len(queue) > rises * (kills - n) // (kills + 1):
                await asyncio.sleep(0.005)
            await asyncio.sleep(rng.random() * 0.02)
            await one.restart()
        await asyncio.gather(*posting)
        try:
            async with asyncio.timeout(GUARD_S):
                while sum(len(_told(console)) for console in consoles) < rises:
                    await asyncio.sleep(0.05)
        finally:
            told = {alert for console in consoles for alert in _told(console)}
            await stop(consoles, watching)
        await one.stop()
    alerts = rows(one.data, "SELECT conversation, count(*) FROM alerts GROUP BY conversation")
    delivered = rows(
        one.data, "SELECT conversation, count(*) FROM audit WHERE kind = 'delivered' GROUP BY conversation"
    )
    proof.count(rises=rises, kills=one.kills, alerts=len(alerts), on_consoles=len(told), delivered=len(delivered))
    assert sorted(alerts) == sorted((f"c-{n}", 1) for n in range(rises))
    assert sorted(delivered) == sorted(alerts)
    assert len(told) == rises
    require_possible(history.check(stored_messages(one.data)))
    assert whole(one.data) == []


async def _boil(one: Victim, queue: list[int], history: History) -> None:
    poster = Poster("poster", one.line(), history)
    while queue:
        n = queue.pop()
        await poster.until_acked(body_of(f"c-{n}", "m-1", FURIOUS, team_id=f"t{n % TEAMS}"))


@pytest.mark.parametrize("nodes", [1, 2])
async def test_twenty_claim_at_the_same_instant(proof: Proof, tmp_path: Path, nodes: int) -> None:
    rounds, took = scaled(100), list[float]()
    async with fleet(tmp_path, nodes, keys=keys()) as started:
        history = History()
        poster = Poster("poster", started.nodes[0].line(), history)
        lines = [started.nodes[n % nodes].line(f"k-chief-{n}") for n in range(CLAIMANTS)]
        for n in range(rounds):
            told = await poster.until_acked(body_of(f"c-{n}", "m-1", FURIOUS))
            path = f"/v1/escalations/{told['assessment']['escalation']['id']}/claim"
            began = asyncio.get_running_loop().time()
            answers = await asyncio.gather(*(line.post({}, path) for line in lines))
            took.append(asyncio.get_running_loop().time() - began)
            winners = [who for who, (status, _) in enumerate(answers) if status == 200]
            losers = [answer for status, answer in answers if status == 409]
            assert len(winners) == 1
            assert len(losers) == CLAIMANTS - 1
            assert {(answer["code"], answer["owner"]) for answer in losers} == {("A409", f"chief{winners[0]}")}
        told_of = "SELECT conversation, count(*) FROM audit WHERE kind = 'claimed' GROUP BY conversation"
        claimed = rows(started.place, told_of)
    proof.count(
        nodes=nodes, rounds=rounds, claims=rounds * CLAIMANTS, winners=rounds, told_who=rounds * (CLAIMANTS - 1)
    )
    proof.measure("twenty answers p99", percentile(took, 0.99), "s")
    assert sorted(claimed) == sorted((f"c-{n}", 1) for n in range(rounds))


async def test_an_hour_of_flapping_customers_and_of_supervisors_who_do_not_look(proof: Proof, tmp_path: Path) -> None:
    """Virtual time: no rise rings oftener than the cool-down lets it, and who does not look is reminded within 30 s."""
    store, told, clock = SqliteStore.open(tmp_path), FakeBroadcaster(), FakeClock()
    desk = Desk(store, told, clock, shipped_rules())
    cool_down = shipped_rules().current().ladder.cool_down_s
    customers, rng, start, turn = scaled(20, 4), proof.rng, clock.now(), 0
    try:
        while clock.now() - start < timedelta(hours=1):
            for n in range(customers):
                if rng.random() < 0.25:
                    turn += 1
                    text = rng.choice(("怎么还不发货！！！我都等了三天了，太差劲了！", "好的谢谢，辛苦了"))
                    await desk.receive(Message("s1", f"c-{n}", f"m-{turn}", 0, Sender.CUSTOMER, text, clock.now()))
            for _ in range(5):
                clock.pass_s(1)
                await desk.due.tick()
        worst, rises = 0, 0
        for n in range(customers):
            times: dict[str, list[Any]] = {}
            for at, alert, tier in _raised(told, f"c-{n}"):
                times.setdefault(tier, []).append((at, alert))
            for tier, found in times.items():
                first = sorted({alert: at for at, alert in reversed(found)}.values())
                worst, rises = max(worst, len(first)), rises + len(first)
                gaps = [(later - before).total_seconds() for before, later in pairwise(first)]
                assert all(gap >= cool_down for gap in gaps), (n, tier, min(gaps))
        audit = [row.deed for n in range(customers) for row in await store.interventions.audit("s1", f"c-{n}", 50_000)]
        late = _reminders(audit)
        proof.count(customers=customers, messages=turn, rises=rises, most_rises_of_one_tier=worst, reminders=len(late))
        proof.count(rises_the_cool_down_allows=3600 // cool_down + 1)
        proof.measure("first reminder after", max(late), "s", at_most=30.0)
        assert worst <= 3600 // cool_down + 1
        assert rises >= customers, "the customers do flap"
    finally:
        await store.close()


def _raised(told: FakeBroadcaster, conversation: str) -> list[tuple[Any, str, str]]:
    found = [event for event in told.of(AlertRaised) if isinstance(event, AlertRaised)]
    return [(e.alert.at, e.alert.id, e.alert.tier.name) for e in found if e.conversation.id == conversation]


def _reminders(deeds: list[Any]) -> list[float]:
    """Seconds from each call to its first reminder, where the escalation stood that long."""
    waits, called = [], dict[str, Any]()
    for deed in deeds:
        if deed.kind == "raised":
            called[deed.escalation_id] = deed.at
        elif deed.kind == "reminded" and deed.escalation_id in called:
            waits.append((deed.at - called.pop(deed.escalation_id)).total_seconds())
        elif deed.kind == "closed":
            called.pop(deed.escalation_id, None)
    return waits
