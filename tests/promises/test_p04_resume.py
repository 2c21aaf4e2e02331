"""P4: after any cut a sidebar is whole again, without gap or double, or takes a snapshot; never half of either."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from csassist.wire.fold import fold, new_state
from faults.history import History, require_possible
from faults.proxy import End, FaultProxy
from faults.server import Victim, victim
from promises.posting import Poster, agents_of, any_text, body_of
from promises.proof import Proof, percentile, scaled
from promises.sidebars import Sidebar, Truth, stop

TALKS = 50
POSTERS = 4
SETTLE_GUARD_S = 180.0
CATCH_UP_S = 2.0

pytestmark = pytest.mark.slow


async def test_cut_at_any_moment_every_sidebar_is_whole_again(proof: Proof, tmp_path: Path) -> None:
    count, kills = scaled(200), scaled(10, 2)
    cuts, posts = scaled(1000, part=20), scaled(10_000, part=20)
    history, truth, rng = History(), Truth(), proof.rng
    async with victim(tmp_path / "data", keys=agents_of(count)) as one, FaultProxy(one.port) as proxy:
        talks = [f"c-{n}" for n in range(min(TALKS, count))]
        first = Poster("first", one.line(), history)
        for name in talks:
            await first.until_acked(body_of(name, f"{name}-0", "在吗"))
        sidebars = [
            Sidebar(
                f"sidebar {n}", f"k-{n}", f"conversation:{talks[n % len(talks)]}", proxy.port, history, truth,
                random.Random(f"{proof.seed}/s{n}"),
            )
            for n in range(count)
        ]  # fmt: skip
        running = [asyncio.create_task(sidebar.run()) for sidebar in sidebars]
        posting = [
            asyncio.create_task(_post(one, n, posts // POSTERS, talks, history, random.Random(f"{proof.seed}/p{n}")))
            for n in range(POSTERS)
        ]
        made = await _cut(proxy, one, cuts, kills, count, rng)
        await asyncio.gather(*posting)
        try:
            different = await _settled(one, sidebars)
        finally:
            await stop(sidebars, running)
    catch_ups = [took for sidebar in sidebars for took in sidebar.catch_ups]
    total = {name: sum(sidebar.counts[name] for sidebar in sidebars) for name in sidebars[0].counts}
    proof.count(sidebars=count, posts=posts, cuts=sum(made.values()), server_kills=one.kills, **made)
    proof.count(frames_applied=len(history.seen), states_that_differ=len(different), lines_lost=total["cut"])
    proof.count(resumed=total["resumed"], snapshots=total["snapshot"], seen_again_and_dropped=total["again"])
    proof.measure("catch-up p50", percentile(catch_ups, 0.5), "s")
    proof.measure("catch-up p99", percentile(catch_ups, 0.99), "s", at_most=CATCH_UP_S)
    assert [fault for sidebar in sidebars for fault in sidebar.faults][:5] == []
    assert truth.broken == []
    assert different == []
    require_possible(list(history._positions()))
    assert total["resumed"] > 0
    assert total["snapshot"] > count


async def _post(one: Victim, number: int, posts: int, talks: list[str], history: History, rng: random.Random) -> None:
    poster = Poster(f"poster {number}", one.line(), history)
    for n in range(posts):
        await poster.until_acked(body_of(rng.choice(talks), f"m-{number}-{n}", any_text(rng)))
    poster.line.close()


async def _cut(
    proxy: FaultProxy, one: Victim, cuts: int, kills: int, sidebars: int, rng: random.Random
) -> dict[str, int]:
    """Cuts lines at random until enough are cut; the server is killed every now and then. Returns how many of each."""
    made = dict.fromkeys(("reset", "close", "hole", "half-open", "mid-frame"), 0)
    while (total := sum(made.values())) < cuts:
        if one.kills < kills and total >= cuts * (one.kills + 1) // (kills + 1):
            await one.restart()
        live = [link for link in proxy.links if link.ended is None and link.cut_in is None]
        if not live:
            await asyncio.sleep(0.01)
            continue
        link, kind = rng.choice(live), rng.choice(list(made))
        if kind == "mid-frame":
            link.cut_after(rng.randint(1, 3000))
        else:
            link.end(End(kind))
        made[kind] += 1
        if total % 50 == 0:
            proxy.forget()
        await asyncio.sleep(rng.random() * 6 / sidebars)  # each of them is left alone for some seconds
    proxy.forget()
    return {kind.replace("-", "_"): number for kind, number in made.items()}


async def _settled(one: Victim, sidebars: list[Sidebar]) -> list[str]:
    """Waits until every sidebar stands where its channel does. Returns those whose state is not the server's."""
    lines = one.line("k-0")
    different: list[str] = []
    for sidebar in sidebars:
        name = sidebar.channel.partition(":")[2]
        async with asyncio.timeout(SETTLE_GUARD_S):
            while True:
                status, told = await lines.get(f"/v1/conversations/{name}")
                assert status == 200, told
                told.pop("_retry_after")
                if sidebar.live and sidebar.state["position"] == told["position"]:
                    break
                await asyncio.sleep(0.05)
        fresh = {"type": "snapshot", "channel": sidebar.channel, "position": told["position"], "data": told}
        if fold(new_state(sidebar.channel), fresh)["data"] != sidebar.state["data"]:
            different.append(sidebar.name)
    lines.close()
    return different
