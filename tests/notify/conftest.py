"""An outbox on the real store, a clock that stands still, lanes to real servers on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest_asyncio

from csassist.conversation.tier import Tier
from csassist.desk.notices import Notice, NoticeRoute
from csassist.notify.endpoint import Endpoint
from csassist.notify.guard import Guard, read_networks
from csassist.notify.lane import Lane, Works
from csassist.notify.post import Poster
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock

LOOPBACK = Guard(read_networks(["127.0.0.0/8"]))
HOOK_SECRET = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"


def endpoint(kind: str, url: str, name: str = "group", **facts: object) -> Endpoint:
    secret = {"webhook": HOOK_SECRET, "dingtalk": "SECcsassist-test", "feishu": "csassist-test"}.get(kind, "")
    route = NoticeRoute(name, kind, "s1", console="https://desk.example")
    per_minute = 0 if kind == "webhook" else 15
    return replace(Endpoint(route, url, secret, per_minute=per_minute), **facts)  # type: ignore[arg-type]


def notice(number: int, at: datetime, to: str = "group", tier: Tier = Tier.ALERT, kind: str = "alert") -> Notice:
    body = {
        "type": "escalation.raised",
        "at": "2026-11-22T10:00:00.000Z",
        "tier": int(tier),
        "tier_name": tier.name,
        "degrees": 60.0 + number % 40,
        "customer": "张女士",
        "reasons": ["连续问号：“？？？”"],
        "last_text": "怎么还不发货？？？",
        "conversation_id": f"c-{number}",
        "triggers": ["logistics"],
        "url": f"https://desk.example/console?conversation=c-{number}",
    }
    return Notice(f"nt_{number:05}", "s1", to, kind, body, at, f"al_{number}", f"c-{number}", int(tier))


@dataclass
class Post:
    """Everything that a lane needs, and the counts it reported."""

    store: SqliteStore
    clock: FakeClock
    poster: Poster
    counted: list[tuple[str, str]] = field(default_factory=list)

    @property
    def works(self) -> Works:
        return Works(self.store.outbox, self.poster, self.clock, lambda *what: self.counted.append(what))

    def lane(self, to: Endpoint) -> Lane:
        return Lane(to, self.works)

    async def put(self, *numbers: int, to: str = "group") -> None:
        at = self.clock.now()
        await self.store.outbox.put([notice(number, at, to) for number in numbers], at)

    async def drain(self, lane: Lane, until: Callable[[], bool] = lambda: False, most: int = 400) -> None:
        """Ticks on, moving the clock to whatever comes next, until nothing waits or `until` says so."""
        for _ in range(most):
            again = await lane.tick()
            if again is None or until():
                return
            if again > self.clock.now():
                self.clock.at = again
        raise AssertionError("the lane comes to no end")


@pytest_asyncio.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    store = SqliteStore.open(tmp_path / "data")
    poster = Poster(LOOPBACK, timeout_s=60)
    try:
        yield Post(store, FakeClock(), poster)
    finally:
        await poster.close()
        await store.close()
