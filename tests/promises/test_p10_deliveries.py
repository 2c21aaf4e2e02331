"""P10: what is to leave the house leaves it, at least once, with one id, in bounded time, whoever else is away."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from csassist.desk.clock import SystemClock
from csassist.notify.endpoint import Endpoint
from csassist.notify.lane import Lane, Works
from csassist.notify.post import Poster as Sender
from csassist.notify.schedule import JITTER, WEBHOOK_DELAYS_S
from csassist.notify.worker import Courier
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock
from fakes.receiver import TAKEN, Asked, Receiver, receiver, said
from faults.history import History
from faults.record import rows
from faults.server import victim
from notify.conftest import LOOPBACK, Post, endpoint, notice
from promises.posting import FURIOUS, Poster, body_of
from promises.proof import FULL, Proof, percentile, scaled

HEALTHY = 20
MINUTE_LIMIT = 20  # what WeCom and DingTalk take; we stay below it
GUARD_S = 180.0
SENDER_S = 3.0  # how long a sender waits for an answer here; ten seconds in life

pytestmark = pytest.mark.slow
Answerer = Callable[[Asked], Awaitable[bytes] | bytes]


@dataclass
class Far:
    """One endpoint of the cast: when it was asked, for what, and what it answers."""

    name: str
    kind: str
    answer: Callable[[Far, str], Awaitable[bytes] | bytes]
    notices: int
    times: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    bodies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    text: list[str] = field(default_factory=list)
    to: Endpoint | None = None
    release: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Cast:
    """All endpoints on one record, and a clock that is moved to whatever comes next."""

    post: Post
    fars: dict[str, Far]
    kills: int = 0

    async def play(self, kills: int, rng: random.Random) -> None:
        """Until nothing waits any more. Now and then the sender dies in the middle of its posts."""
        lanes = self._lanes()
        when = dict.fromkeys(lanes, self.post.clock.now())
        while when:
            now = self.post.clock.now()
            due = [name for name, at in when.items() if at <= now]
            ticks = {name: asyncio.create_task(lanes[name].tick()) for name in due}
            if self.kills < kills and rng.random() < 0.3:
                await self._until_some_arrive(ticks.values(), rng.randint(1, 6))
                for tick in ticks.values():
                    tick.cancel()
                for tick in ticks.values():
                    with suppress(asyncio.CancelledError):
                        await tick
                self.kills += 1
                await self.post.store.outbox.release(now)
                lanes = self._lanes()
                when = dict.fromkeys(lanes, now)
                continue
            for name, tick in ticks.items():
                again = await tick
                if again is None:
                    del when[name]
                else:
                    when[name] = again
            if when:
                self.post.clock.at = max(now, min(when.values()))

    async def _until_some_arrive(self, ticks: Iterable[asyncio.Task[object]], most: int) -> None:
        """Until so many posts have reached a far side: sent, and nobody has written down that they were."""
        wanted = self._arrived() + most
        while self._arrived() < wanted and not all(tick.done() for tick in ticks):
            await asyncio.sleep(0)

    def _arrived(self) -> int:
        return sum(len(times) for far in self.fars.values() for times in far.times.values())

    def _lanes(self) -> dict[str, Lane]:
        works = Works(self.post.store.outbox, self.post.poster, self.post.clock)
        return {name: Lane(far.to, works) for name, far in self.fars.items() if far.to is not None}


def _always(answer: bytes) -> Callable[[Far, str], bytes]:
    return lambda _far, _name: answer


def _first(times: int, answer: bytes, then: bytes) -> Callable[[Far, str], bytes]:
    """`answer` to the first attempts of each notice."""
    return lambda far, name: answer if len(far.times[name]) <= times else then


async def _hang(far: Far, name: str) -> bytes:
    if len(far.times[name]) <= 1:
        await far.release.wait()
    return said(204)


def cast() -> list[Far]:
    """Twenty who are well, and one for each thing that can be wrong."""
    some = scaled(60, 6)
    redirect = said(301, location="http://127.0.0.1:1/elsewhere")
    wrong = b"\x16\x03\x01 no words of http \r\n\r\n"
    return [
        *(Far(f"well-{n}", "webhook", _always(said(200)), some) for n in range(HEALTHY)),
        Far("once-500", "webhook", _first(2, said(500), said(200)), some),
        Far("always-500", "webhook", _always(said(500)), some),
        Far("moved", "webhook", _always(redirect), 3),
        Far("gone", "webhook", _always(said(410)), some),
        Far("too-often", "webhook", _first(1, said(429, retry_after="120"), said(200)), 4),
        Far("hangs", "webhook", _hang, 4),
        Far("garbage", "webhook", _first(2, wrong, said(200)), some),
        Far("wecom", "wecom", _always(TAKEN), scaled(500)),
        Far("wecom-refuses", "wecom", _first(1, said(200, b'{"errcode":93017,"errmsg":"x"}'), TAKEN), some),
        Far("dingtalk", "dingtalk", _always(TAKEN), scaled(500)),
        Far("feishu", "feishu", _always(said(200, b'{"code":0}')), scaled(500)),
    ]


@pytest_asyncio.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    store = SqliteStore.open(tmp_path / "data")
    sender = Sender(LOOPBACK, timeout_s=SENDER_S)
    try:
        yield Post(store, FakeClock(), sender)
    finally:
        await sender.close()
        await store.close()


async def staged(stack: AsyncExitStack, post: Post) -> tuple[Cast, Receiver]:
    """Every endpoint with a real server of its own and its notices on record."""
    fars = {far.name: far for far in cast()}
    elsewhere = await stack.enter_async_context(receiver())
    for far in fars.values():
        server = await stack.enter_async_context(receiver(_noting(far, post)))
        if far.name == "moved":
            far.answer = _always(said(301, location=elsewhere.url()))
        far.to = endpoint(far.kind, server.url(f"/{far.name}"), far.name)
        at = post.clock.now()
        spread = timedelta(seconds=60) / far.notices  # all rises fall into one minute
        await post.store.outbox.put([_notice(far, n, at + n * spread) for n in range(far.notices)], at)
    for far in fars.values():
        stack.callback(far.release.set)
    return Cast(post, fars), elsewhere


def _notice(far: Far, n: int, at: datetime) -> object:
    made = notice(n, at, far.name)
    return type(made)(f"nt_{far.name}_{n}", "s1", far.name, "alert", made.body, at, f"al_{far.name}_{n}", f"c-{n}", 2)


def _noting(far: Far, post: Post) -> Answerer:
    def answer(asked: Asked) -> Awaitable[bytes] | bytes:
        name = asked.headers.get("webhook-id", "robot")
        far.times[name].append(post.clock.now())
        if far.kind == "webhook":
            far.bodies[name].add(asked.body)
        far.text.append(asked.body.decode())
        return far.answer(far, name)

    return answer


async def test_three_days_of_every_kind_of_answer(proof: Proof, post: Post) -> None:
    async with AsyncExitStack() as stack:
        staged_cast, elsewhere = await staged(stack, post)
        began = post.clock.now()
        await staged_cast.play(0, proof.rng)
        fars = staged_cast.fars
        states = {state.name: state for state in await post.store.outbox.states()}
        asked = sum(len(times) for far in fars.values() for times in far.times.values())
        proof.count(endpoints=len(fars), notices=sum(far.notices for far in fars.values()), posts=asked)
        proof.measure("virtual days", (post.clock.now() - began) / timedelta(days=1), "d")
        _check_delivered(fars, states)
        worst = _check_schedule(fars["always-500"])
        proof.measure("furthest from the schedule", worst, "%")
        assert elsewhere.asked == [], "a redirect is not followed"
        assert (states["gone"].disabled, states["gone"].dead) == ("410", fars["gone"].notices)
        assert sum(len(times) for times in fars["gone"].times.values()) <= 4, "what is gone is not asked again"
        peaks = {name: _peak(fars[name]) for name in ("wecom", "dingtalk", "feishu")}
        proof.count(**{f"most_in_a_minute_{name}": peak for name, peak in peaks.items()})
        assert max(peaks.values()) <= MINUTE_LIMIT
        for name in peaks:
            told = "".join(fars[name].text)
            missing = [n for n in range(fars[name].notices) if not _tells(told, n)]
            assert missing == [], f"{name}: what does not fit is told in digests"
        await _replay(post, staged_cast, proof)


def _tells(told: str, n: int) -> bool:
    return any(f"c-{n}{end}" in told for end in ("\\n", '"', ")"))


def _check_delivered(fars: dict[str, Far], states: dict[str, object]) -> None:
    """Everything ended as sent or dead, whoever is well was asked once for each, with one body for an id."""
    for far in fars.values():
        state = states[far.name]
        dead = far.notices if far.name in ("always-500", "moved", "gone") else 0
        assert (state.sent, state.dead, state.pending) == (far.notices - dead, dead, 0), state  # type: ignore[attr-defined]
        assert all(len(bodies) == 1 for bodies in far.bodies.values()), far.name
        if far.name.startswith("well"):
            assert {len(times) for times in far.times.values()} == {1}
            assert len(far.times) == far.notices


def _check_schedule(far: Far) -> float:
    """Every gap is the delay of the standard, or up to a tenth longer. Returns the longest beyond it, in percent."""
    worst = 0.0
    assert len(far.times) == far.notices
    for times in far.times.values():
        gaps = [(later - before).total_seconds() for before, later in pairwise(times)]
        assert len(gaps) == len(WEBHOOK_DELAYS_S)
        for gap, delay in zip(gaps, WEBHOOK_DELAYS_S, strict=True):
            assert delay <= gap <= delay * (1 + JITTER) + 1e-3
            worst = max(worst, 100 * (gap / delay - 1))
    return worst


def _peak(far: Far) -> int:
    times = sorted(at for found in far.times.values() for at in found)
    span = timedelta(seconds=60)
    return max(sum(1 for other in times if at <= other < at + span) for at in times)


async def _replay(post: Post, staged_cast: Cast, proof: Proof) -> None:
    """The dead are listed, and are sent with their old ids once somebody asks for it and the far side is well."""
    far = staged_cast.fars["always-500"]
    listed = {row.notice.id for row in await post.store.outbox.dead("s1", 1000)}
    assert listed >= {f"nt_{far.name}_{n}" for n in range(far.notices)}
    far.answer, before = _always(said(200)), {name: len(times) for name, times in far.times.items()}
    replayed = await post.store.outbox.replay([f"nt_{far.name}_{n}" for n in range(far.notices)], post.clock.now())
    await staged_cast.play(0, proof.rng)
    assert replayed == far.notices
    assert {name: len(times) - 1 for name, times in far.times.items()} == before
    proof.count(dead_letters=len(listed), replayed=replayed)


async def test_a_sender_that_dies_at_random_forgets_nothing(proof: Proof, post: Post) -> None:
    async with AsyncExitStack() as stack:
        staged_cast, _ = await staged(stack, post)
        await staged_cast.play(scaled(200), proof.rng)
        states = {state.name: state for state in await post.store.outbox.states()}
        fars = staged_cast.fars
        well = [far for name, far in fars.items() if name.startswith("well")]
        doubles = sum(len(times) - 1 for far in well for times in far.times.values())
        proof.count(deaths=staged_cast.kills, notices=sum(far.notices for far in fars.values()), sent_again=doubles)
        for far in fars.values():
            dead = far.notices if far.name in ("always-500", "moved", "gone") else 0
            assert (states[far.name].sent, states[far.name].dead, states[far.name].pending) == (
                far.notices - dead,
                dead,
                0,
            ), far.name
            if far.kind == "webhook":
                assert all(len(bodies) == 1 for bodies in far.bodies.values())
                if not dead:
                    assert len(far.times) == far.notices, "each at least once"
        assert staged_cast.kills == scaled(200)
        if FULL:  # the moment is short: a tenth of the deaths may all miss it
            assert doubles > 0, "no death came between a post and its mark: nothing was tried"
        assert max(_peak(fars[name]) for name in ("wecom", "dingtalk", "feishu")) <= MINUTE_LIMIT


async def test_the_service_killed_while_it_sends(proof: Proof, tmp_path: Path) -> None:
    """kill -9 of the whole service while a hook answers, drops the line, or says 500 once."""
    rises, kills, rng, history = scaled(200), scaled(12, 2), proof.rng, History()
    bodies: dict[str, set[bytes]] = defaultdict(set)
    tries: Counter[str] = Counter()

    def answer(asked: Asked) -> bytes:
        name = asked.headers["webhook-id"]
        if asked.json["type"] == "escalation.raised":  # so many at once are a spike too
            bodies[name].add(asked.body)
        tries[name] += 1
        if tries[name] > 1:
            return said(204)
        return rng.choice((said(204), said(204), said(500), b""))

    async with receiver(answer) as hook:
        entry = {"name": "hook", "kind": "webhook", "url": hook.url("/in"), "shop": "s1", "min_tier": "ALERT"}
        entry["secret"] = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
        env = {"CSASSIST_NOTICES": json.dumps([entry]), "CSASSIST_NOTICE_NETWORKS": "127.0.0.0/8"}
        async with victim(tmp_path / "data", env=env) as one:
            poster = Poster("poster", one.line(), history)
            for n in range(rises):
                await poster.until_acked(body_of(f"c-{n}", "m-1", FURIOUS))
                if one.kills < kills and n >= rises * (one.kills + 1) // (kills + 1):
                    await asyncio.sleep(rng.random() * 0.05)
                    await one.restart()
            async with asyncio.timeout(GUARD_S):
                while rows(one.data, "SELECT count(*) FROM outbox WHERE state <> 'sent'") != [(0,)]:
                    await asyncio.sleep(0.1)
            await one.stop()
    proof.count(rises=rises, kills=kills, notices=len(bodies), posts=sum(tries.values()))
    assert rows(one.data, "SELECT count(*), count(DISTINCT id) FROM outbox WHERE kind = 'alert'") == [(rises, rises)]
    assert len(bodies) == rises
    assert {len(found) for found in bodies.values()} == {1}


async def test_one_dead_endpoint_beside_twenty_healthy_ones(proof: Proof, post: Post) -> None:
    """Wall clock: how long the healthy wait with and without a neighbour who hangs."""
    each = scaled(50)
    alone = await _waits(post, each, dead=False)
    beside = await _waits(post, each, dead=True)
    proof.count(endpoints=HEALTHY, notices=HEALTHY * each)
    proof.measure("p99 alone", percentile(alone, 0.99), "s")
    proof.measure("p99 beside a dead one", percentile(beside, 0.99), "s")
    longer = percentile(beside, 0.99) / percentile(alone, 0.99) - 1
    proof.measure("p99 longer by", 100 * longer, "%", at_most=20.0)
    assert len(alone) == len(beside) == HEALTHY * each


async def _waits(post: Post, each: int, *, dead: bool) -> list[float]:
    """Seconds from the row to the far side, for every notice of the healthy."""
    arrived: list[float] = []
    born: dict[str, float] = {}
    loop = asyncio.get_running_loop()

    def take(asked: Asked) -> bytes:
        arrived.append(loop.time() - born[asked.headers["webhook-id"]])
        return said(204)

    release = asyncio.Event()

    async def hang(_: Asked) -> bytes:
        await release.wait()
        return said(204)

    sender = Sender(LOOPBACK, timeout_s=20)
    prefix = "beside" if dead else "alone"
    async with receiver(take) as healthy, receiver(hang) as hung:
        ends = [endpoint("webhook", healthy.url(), f"{prefix}-{n}") for n in range(HEALTHY)]
        if dead:
            ends.append(endpoint("webhook", hung.url(), "dead"))
        courier = Courier(ends, Works(post.store.outbox, sender, SystemClock()))
        running = asyncio.create_task(courier.run())
        now = SystemClock().now()
        if dead:
            await post.store.outbox.put([notice(n, now, "dead") for n in range(100)], now)
        for n in range(each):
            at, made = SystemClock().now(), []
            for end in ends[:HEALTHY]:
                one = notice(n, at, end.name)
                name = f"nt_{end.name}_{n}"
                born[name] = loop.time()
                made.append(type(one)(name, "s1", end.name, "alert", one.body, at, name, f"c-{n}", 2))
            await post.store.outbox.put(made, at)
            await asyncio.sleep(0.02)  # a rise every now and then, not all at once
        async with asyncio.timeout(GUARD_S):
            while len(arrived) < HEALTHY * each:
                await asyncio.sleep(0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        release.set()
    return arrived
