"""The courier: a dead endpoint delays nobody, a killed sender sends again with the same id, changes are noticed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from csassist.desk.clock import SystemClock
from csassist.notify.lane import Works
from csassist.notify.post import Poster
from csassist.notify.worker import Courier
from csassist.store.sqlite import SqliteStore
from fakes.receiver import TAKEN, Asked, receiver, said
from notify.conftest import LOOPBACK, Post, endpoint, notice


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[None]:
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def reached(what: Callable[[], bool], within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.01)


async def test_one_dead_endpoint_delays_no_other(post: Post) -> None:
    release = asyncio.Event()

    async def hang(_: Asked) -> bytes:
        await release.wait()
        return TAKEN

    works = Works(post.store.outbox, Poster(LOOPBACK, timeout_s=30), SystemClock())
    async with receiver(hang) as dead, receiver() as healthy:
        ends = [endpoint("webhook", dead.url(), "dead")]
        ends += [endpoint("wecom", healthy.url(), f"well-{n}") for n in range(20)]
        async with running(Courier(ends, works)):
            now = SystemClock().now()
            await post.store.outbox.put([notice(n, now, "dead") for n in range(50)], now)
            await reached(lambda: len(dead.asked) >= 4)
            await post.store.outbox.put([notice(100 + n, now, f"well-{n}") for n in range(20)], now)
            await reached(lambda: len(healthy.asked) == 20)
            assert len(dead.asked) == 4
            release.set()


async def test_another_address_is_another_endpoint(post: Post) -> None:
    async with receiver() as hook:
        old, new = endpoint("webhook", hook.url("/old")), endpoint("webhook", hook.url("/new"))
        await post.store.outbox.switch("group", "410", old.mark, post.clock.now())
        for to, disabled in ((old, "410"), (new, "")):
            courier = Courier([to], post.works)
            await courier.restore()
            assert courier.lanes["group"].disabled == disabled
    assert await post.store.outbox.disabled() == {}
    assert Courier([], post.works).summary() == "off"
    assert courier.summary() == "1 endpoints, 0 disabled"


async def test_what_waits_for_an_endpoint_that_is_not_in_the_settings_is_listed(post: Post) -> None:
    await post.put(1, to="removed")
    await Courier([endpoint("wecom", "https://hook.example/x")], post.works).restore()
    (dead,) = await post.store.outbox.dead("s1", 10)
    assert (dead.notice.endpoint, dead.last_code) == ("removed", "not in the settings")


SENDER = """
    import asyncio, sys
    from csassist.desk.clock import SystemClock
    from csassist.notify.lane import Works
    from csassist.notify.post import Poster
    from csassist.notify.worker import Courier
    from csassist.store.sqlite import SqliteStore
    from notify.conftest import LOOPBACK, endpoint
    from pathlib import Path

    async def main():
        store = SqliteStore.open(Path(sys.argv[1]))
        works = Works(store.outbox, Poster(LOOPBACK, timeout_s=30), SystemClock())
        await Courier([endpoint("webhook", sys.argv[2])], works).run()

    asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_sender_killed_between_sending_and_marking_sends_again_with_the_same_id(tmp_path: Path) -> None:
    data, killed = tmp_path / "data", list[int]()
    store = SqliteStore.open(data)
    now = SystemClock().now()
    await store.outbox.put([notice(n, now) for n in range(3)], now)
    await store.close()
    senders: list[subprocess.Popen[bytes]] = []

    async def kill_then_take(_: Asked) -> bytes:
        if len(killed) < 4:  # it has been sent, and nothing of it is marked
            killed.append(1)
            senders[-1].send_signal(signal.SIGKILL)
            await asyncio.sleep(60)
        return said(200)

    def start(url: str) -> None:
        tests = Path(__file__).parents[1]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent / "src")])}
        senders.append(subprocess.Popen([sys.executable, "-c", textwrap.dedent(SENDER), str(data), url], env=environ))

    async with receiver(kill_then_take) as hook:
        try:
            while len(killed) < 4:
                start(hook.url())
                await asyncio.to_thread(senders[-1].wait, 60)
            start(hook.url())  # the one that lives
            await reached(lambda: len({a.headers["webhook-id"] for a in hook.asked[4:]}) == 3, 60)
        finally:
            for sender in senders:
                sender.kill()
                sender.wait()
    ids = [asked.headers["webhook-id"] for asked in hook.asked]
    assert set(ids) == {"nt_00000", "nt_00001", "nt_00002"}
    assert len(ids) > len(set(ids))
    bodies = {asked.headers["webhook-id"]: asked.body for asked in hook.asked}
    assert all(bodies[asked.headers["webhook-id"]] == asked.body for asked in hook.asked)
