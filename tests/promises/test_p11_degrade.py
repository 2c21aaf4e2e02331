"""P11: a missing part narrows the service, is named, and comes back by itself; nothing is acked without storage."""

from __future__ import annotations

import asyncio
import random
import resource
import signal
import time
from pathlib import Path

import apsw
import psutil
import pytest

from csassist.wire.fold import fold, new_state
from fakes.clock import FakeClock
from faults.history import ACKED, History, require_possible
from faults.record import stored_messages, whole
from faults.server import Victim, victim
from journeys.service import in_process
from promises.fleet import fleet
from promises.posting import FURIOUS, Poster, agents_of, body_of
from promises.proof import Proof, percentile, scaled
from promises.sidebars import Sidebar, Truth, stop

HEALED_S = 10.0
NAMED_S = 10.0
DEADLINE_S = 0.15  # an assessment without the outside judge
GUARD_S = 180.0
SCREENS = 10
JUDGE = "csassist.rulepack.snow"
LONG = "怎么还不发货" * 300

pytestmark = pytest.mark.slow


async def test_a_full_disk_and_room_again(proof: Proof, tmp_path: Path) -> None:
    """RLIMIT_FSIZE on the running server: files stop growing in the middle of the load, again and again."""
    rounds, history = scaled(20, 2), History()
    healed: list[float] = []
    refused = 0
    async with victim(tmp_path / "data") as one:
        poster = Poster("poster", one.line(), history)
        number = 0
        await poster.until_acked(body_of("c-0", "first", "在吗"))
        for _ in range(rounds):
            size = max(path.stat().st_size for path in one.data.iterdir())
            _limit(one, size)
            status = 201
            while status == 201:
                number += 1
                status, told = await poster.once(body_of(f"c-{number % 20}", f"m-{number}", LONG))
            assert status == 503, told
            assert int(told["_retry_after"]) >= 1
            assert await one.readyz() == 503
            refused += 1
            _limit(one, resource.RLIM_INFINITY)
            began = time.monotonic()
            await poster.until_acked(body_of(f"c-{number % 20}", f"m-{number}", LONG))
            healed.append(time.monotonic() - began)
            assert await one.readyz() == 200
        await one.stop()
    proof.count(rounds=rounds, posts=len(history.ops), refused=refused, acked=len(history.acked))
    proof.measure("healed after", max(healed), "s", at_most=HEALED_S)
    require_possible(history.check(stored_messages(one.data)))
    assert whole(one.data) == []


def _limit(one: Victim, size: int) -> None:
    psutil.Process(one.pid).rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_the_outside_judge_hangs_and_dies(proof: Proof, tmp_path: Path) -> None:
    """SIGSTOP and SIGKILL of the worker: readings go on within their deadline and say what they did without."""
    count, history = scaled(200), History()
    took: dict[str, list[float]] = {"whole": [], "hung": [], "dead": []}
    marked = dict.fromkeys(took, 0)
    async with victim(tmp_path / "data", env={"CSASSIST_SENTIMENT": "snownlp"}) as one:
        poster = Poster("poster", one.line(), history)
        await _heard(poster)
        judge = next(child for child in psutil.Process(one.pid).children() if JUDGE in " ".join(child.cmdline()))
        for how, seconds in took.items():
            if how == "hung":
                judge.send_signal(signal.SIGSTOP)
            elif how == "dead":
                judge.send_signal(signal.SIGKILL)
            for n in range(count):
                began = time.monotonic()
                told = await poster.until_acked(body_of(f"{how}-{n % 20}", f"{how}-{n}", "都第三次了还不处理"))
                seconds.append(time.monotonic() - began)
                marked[how] += told["assessment"]["degraded"] == ["sentiment"]
        began = time.monotonic()
        await _heard(poster)
        back = time.monotonic() - began
    proof.count(messages=3 * count, **{f"marked_{how}": number for how, number in marked.items()})
    for how in ("hung", "dead"):
        proof.measure(f"p99 while it is {how}", percentile(took[how], 0.99), "s", at_most=DEADLINE_S)
    proof.measure("heard again after", back, "s", at_most=HEALED_S)
    assert marked["hung"] == count, "nothing was heard, and every reading says so"
    assert marked["dead"] > 0


async def _heard(poster: Poster) -> None:
    """Until the judge takes part."""
    n = 0
    async with asyncio.timeout(GUARD_S):
        while True:
            n += 1
            told = await poster.until_acked(body_of("heard", f"heard-{time.monotonic_ns()}", "都第三次了还不处理"))
            if not told["assessment"]["degraded"]:
                return
            await asyncio.sleep(0.05)


async def test_the_whole_process_is_paused(proof: Proof, tmp_path: Path) -> None:
    """SIGSTOP under load: whoever waits is answered afterwards or asks again; nothing is lost or doubled."""
    pauses, history = scaled(20, 2), History()
    async with victim(tmp_path / "data") as one:
        posters = [Poster(f"poster {n}", one.line(timeout_s=0.5), history) for n in range(4)]
        posting = [asyncio.create_task(_post_on(poster)) for poster in posters]
        for _ in range(pauses):
            acked = len(history.acked)
            while len(history.acked) < acked + 20:
                await asyncio.sleep(0.01)
            one.pause()
            await asyncio.sleep(0.8)
            one.resume()
        for task in posting:
            task.cancel()
        await asyncio.gather(*posting, return_exceptions=True)
        await one.stop()
    unanswered = sum(op.result != ACKED for op in history.ops)
    proof.count(pauses=pauses, posts=len(history.ops), acked=len(history.acked), unanswered=unanswered)
    require_possible([one for one in history.check(stored_messages(one.data)) if one.what != "stored and never posted"])
    assert unanswered > 0


async def _post_on(poster: Poster) -> None:
    n = 0
    while True:
        n += 1
        await poster.until_acked(body_of(f"c-{n % 10}", f"{poster.name}-{n}", "怎么还不发货"))


async def test_redis_is_paused_killed_and_flushed_under_two_nodes(proof: Proof, tmp_path: Path) -> None:
    """The record and its acks go on; every screen is told what is missing, told again when it is back, and is whole."""
    history, truth = History(), Truth()
    told, healed = list[float](), list[float]()
    async with fleet(tmp_path, 2, keys=agents_of(SCREENS)) as both:
        assert both.redis is not None
        posters = [Poster(f"poster {n}", node.line(), history) for n, node in enumerate(both.nodes)]
        await posters[0].until_acked(body_of("c-1", "first", "在吗"))
        screens = [
            Sidebar(f"s{n}", f"k-{n}", "conversation:c-1", both.nodes[n % 2].port, History(), truth, random.Random(n))
            for n in range(SCREENS)
        ]
        running = [asyncio.create_task(screen.run()) for screen in screens]
        await _whole_again(both.nodes, screens)
        for how in ("pause", "kill"):
            began = time.monotonic()
            getattr(both.redis, how)()
            for n in range(scaled(100)):
                await posters[n % 2].until_acked(body_of("c-1", f"{how}-{n}", "怎么还不发货"))
            await _told(screens, "broker", began)
            told += [at - began for screen in screens for at, what in screen.degraded if what and at > began]
            began = time.monotonic()
            await asyncio.to_thread(both.redis.go_on if how == "pause" else both.redis.start)
            await _told(screens, "", began)
            await _whole_again(both.nodes, screens)
            healed.append(time.monotonic() - began)
        both.redis.say("FLUSHALL")  # every stream is lost: a new epoch for all of them
        for n in range(scaled(100)):
            await posters[n % 2].until_acked(body_of("c-1", f"flushed-{n}", "怎么还不发货"))
        await _whole_again(both.nodes, screens)
        await stop(screens, running)
        stored = stored_messages(both.place)
        faults = whole(both.place)
    proof.count(screens=SCREENS, acked=len(history.acked), epochs=len({place[1] for place in truth.places}))
    proof.measure("screens told after", max(told), "s", at_most=NAMED_S)
    proof.measure("whole again after", max(healed), "s", at_most=HEALED_S)
    assert [fault for screen in screens for fault in screen.faults] == []
    require_possible(history.check(stored))
    assert faults == []


async def _told(screens: list[Sidebar], what: str, since: float) -> None:
    """Until every screen's last word on it since then is that this is missing, or that nothing is."""
    wanted = (what,) if what else ()
    async with asyncio.timeout(GUARD_S):
        while any(not s.degraded or s.degraded[-1][0] < since or s.degraded[-1][1] != wanted for s in screens):
            await asyncio.sleep(0.02)


async def _whole_again(nodes: tuple[Victim, ...], screens: list[Sidebar]) -> None:
    """Until every screen shows what its node would show to a new one."""
    lines = [node.line("k-0") for node in nodes]
    async with asyncio.timeout(GUARD_S):
        for n, screen in enumerate(screens):
            while True:
                told = (await lines[n % 2].get("/v1/conversations/c-1"))[1]
                told.pop("_retry_after", None)
                fresh = {"type": "snapshot", "channel": screen.channel, "position": told["position"], "data": told}
                if screen.live and screen.state["data"] == fold(new_state(screen.channel), fresh)["data"]:
                    break
                await asyncio.sleep(0.02)


async def test_the_clock_jumps_an_hour(proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forth and back under load: every message is stored in its order, alerts are raised and claimed as before."""
    jumps, clock = scaled(100), FakeClock()
    monkeypatch.setattr("csassist.app.SystemClock", lambda: clock)
    async with in_process(tmp_path) as service:
        raised = 0
        for n in range(jumps):
            clock.pass_s(proof.rng.choice((3600, -3600, 1, -1)))
            said = await service.say("怎么还不发货", "c-1", f"m-{n}", agent_id="a1", team_id="t1")
            assert (said.status_code, said.json()["message"]["seq"]) == (201, n + 1)
            hot = await service.say(FURIOUS, f"hot-{n}", "m-1", agent_id="a1", team_id="t1")
            raised += hot.json()["assessment"]["escalation"]["name"] == "SUPERVISOR"
        assert (await service.get("/readyz", None)).status_code == 200
        listed = (await service.get("/v1/escalations", "k-sup", limit=200)).json()["items"]
        found = [one for one in listed if one["conversation"]["conversation_id"].startswith("hot-")]
        proof.count(jumps=jumps, messages=2 * jumps, raised=raised, on_the_list=len(found))
        assert raised == jumps
        assert len(found) == jumps


async def test_a_record_that_may_not_be_written(proof: Proof, tmp_path: Path) -> None:
    """Another process holds the file: 503 while it does, and as before once it lets go."""
    history = History()
    async with victim(tmp_path / "data") as one:
        poster = Poster("poster", one.line(), history)
        await poster.until_acked(body_of("c-1", "m-1", "在吗"))
        other = apsw.Connection(str(one.data / "csassist.sqlite"))
        other.set_busy_timeout(10_000)
        other.execute("BEGIN IMMEDIATE")
        status, told = await poster.once(body_of("c-1", "m-2", "在吗"))
        assert (status, told["code"]) == (503, "S503")
        other.execute("ROLLBACK")
        other.close()
        began = time.monotonic()
        answer = await poster.until_acked(body_of("c-1", "m-2", "在吗"))
        proof.measure("healed after", time.monotonic() - began, "s", at_most=HEALED_S)
        assert answer["message"]["seq"] == 2
        await one.stop()
    proof.count(posts=len(history.ops), acked=len(history.acked))
    require_possible(history.check(stored_messages(one.data)))
