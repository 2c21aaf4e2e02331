"""Reads streams from Redis: tops, what is missing, what is to begin anew. What pub/sub said is checked here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol
from urllib.parse import quote, unquote

import structlog

from csassist.desk.access import Reach
from csassist.hub import redis_scripts as scripts
from csassist.hub.about import About
from csassist.hub.broker import Channel
from csassist.hub.connecting import Connecting
from csassist.hub.following import Following
from csassist.hub.history import Entry
from csassist.hub.redis_line import LineBroken
from csassist.hub.teller import Teller

log = structlog.get_logger("csassist.broker")

LOOK_S = 2.5
SILENCE_S = 15.0  # a followed channel that says nothing for so long is compared with its stream
LINGER_S = 30.0  # a channel without a listener is followed a little longer
AT_ONCE = 500
KEEP_RECENT_S = 60.0


class Followers(Protocol):
    """Who follows channels: the broker."""

    lines: Connecting
    teller: Teller

    def take(self, channel: Channel, followed: Following, entry: Entry, reach: Reach | None) -> None: ...
    def moved(self, channel: Channel) -> None: ...
    def lost(self, channel: Channel) -> None: ...
    def unfollow(self, channels: list[Channel]) -> None: ...


class Pulling:
    """Lives on the event loop. Whatever is under way when a line breaks is begun again when it is back."""

    def __init__(self, followed: dict[Channel, Following], prefix: str, owner: Followers) -> None:
        self._followed = followed
        self._prefix = prefix
        self._owner = owner
        self._tasks: dict[tuple[str, Channel], asyncio.Task[None]] = {}
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}  # by id of what is followed

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Looks after silent channels."""
        looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            for task in (looking, *self._tasks.values()):
                task.cancel()
            for task in (looking, *self._tasks.values()):
                with suppress(asyncio.CancelledError):
                    await task

    async def changed(self, followed: Following) -> None:
        """Waits until the channel's top is known, or Redis went away."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(id(followed), []).append(future)
        await future

    def wake_all(self) -> None:
        """Redis went away: nobody waits for it."""
        for key in list(self._waiting):
            self._wake(key)

    def look_at(self, channel: Channel) -> None:
        """Compares what we follow with the stream."""
        self._once("look", channel)

    def pull(self, channel: Channel) -> None:
        """Fetches what is missing."""
        self._once("pull", channel)

    def _once(self, what: str, channel: Channel) -> None:
        key = (what, channel)
        if key not in self._tasks:
            work = self._compare(channel) if what == "look" else self._fill(channel)
            task = self._tasks[key] = asyncio.get_running_loop().create_task(work)
            task.add_done_callback(lambda _: self._tasks.pop(key, None))

    async def _compare(self, channel: Channel) -> None:
        keys = scripts.keys_of(self._prefix, channel)
        fresh, ttl = self._owner.teller.fresh_epoch(), str(scripts.TTL_MS)
        try:
            epoch, offset, _, before = await self._owner.lines.run(scripts.TOP, keys[:2], fresh, ttl)
        except LineBroken:
            return
        followed = self._followed.get(channel)
        if followed is not None:
            self._compared(channel, followed, epoch.decode(), int(offset), before.decode())

    def _compared(self, channel: Channel, followed: Following, epoch: str, offset: int, before: str) -> None:
        followed.looked_at = time.monotonic()
        if followed.epoch == epoch and not followed.alone:
            if offset > followed.top:
                self.pull(channel)
            return
        known, was_alone, missed = followed.epoch, followed.alone, followed.missed
        followed.start(epoch, offset)
        followed.alone = followed.missed = False
        if was_alone or (known and known == before):
            self._owner.moved(channel)
        elif known:
            self._owner.lost(channel)
        if missed:
            self.pull(channel)
        self._wake(id(followed))

    def _wake(self, key: int) -> None:
        for future in self._waiting.pop(key, ()):
            if not future.done():
                future.set_result(None)

    async def _fill(self, channel: Channel) -> None:
        while (followed := self._followed.get(channel)) is not None and followed.epoch and not followed.alone:
            epoch, after = followed.epoch, followed.top
            try:
                found = await self.fetch(channel, epoch, after)
            except LineBroken:
                return
            if followed.epoch != epoch:
                continue
            if found is None:
                self.look_at(channel)
                return
            if found and found[0][0].offset > followed.top + 1:  # what is missing is not kept any more
                followed.start(epoch, found[0][0].offset - 1)
                self._owner.moved(channel)
            for entry, reach in found:
                if entry.offset > followed.top:
                    self._owner.take(channel, followed, entry, reach)
            if len(found) < AT_ONCE:
                return

    async def fetch(self, channel: Channel, epoch: str, after: int) -> list[tuple[Entry, Reach | None]] | None:
        """Frames after an offset, at most some hundred; None when the epoch is another one. Raises LineBroken."""
        keys = scripts.keys_of(self._prefix, channel)
        found, _, rows = await self._owner.lines.run(scripts.SINCE, keys[:2], str(after), str(AT_ONCE))
        if found.decode() != epoch:
            return None
        return [scripts.unpack(int(row[0].split(b"-", 1)[0]), row[1][3]) for row in rows]

    async def renew_all(self, dirty: dict[Channel, About | None]) -> None:
        """All of these begin a new epoch; each is taken out once that is done. Raises LineBroken."""
        while dirty:
            some = list(dirty.items())[:AT_ONCE]
            await asyncio.gather(*(self.renew(channel, about) for channel, about in some))
            for channel, about in some:
                if dirty.get(channel) is about:
                    del dirty[channel]

    async def renew(self, channel: Channel, about: About | None) -> None:
        """One of them."""
        seq, version = ("", "") if about is None else (str(about.seq), str(about.version))
        fresh, ttl = self._owner.teller.fresh_epoch(), str(scripts.TTL_MS)
        await self._owner.lines.run(scripts.RENEW, scripts.keys_of(self._prefix, channel), fresh, seq, version, ttl, "")

    async def behind(self, channel: Channel, version: int) -> bool:
        """True when a conversation was not told up to this version. Raises LineBroken."""
        meta = scripts.keys_of(self._prefix, channel).meta
        return bool(await self._owner.lines.run(scripts.BEHIND, [meta], str(version)))

    async def forget(self, shop: str, conversation_id: str) -> None:
        """Every stream that names a conversation begins anew. Raises LineBroken."""
        await self.renew((shop, f"conversation:{conversation_id}"), None)
        cursor, stem = b"0", self._prefix + "{" + quote(shop, safe="") + "/"
        while True:
            cursor, keys = await self._owner.lines.ask("SCAN", cursor, "MATCH", f"{stem}*:s", "COUNT", "1000")
            for key in keys:
                name = unquote(key.decode()[len(stem) : -len("}:s")])
                if name.startswith("conversation:"):
                    continue
                if await self._owner.lines.run(scripts.NAMES, [key.decode()], f'"{conversation_id}"'):
                    await self.renew((shop, name), None)
            if cursor == b"0":
                return

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            now = time.monotonic()
            leaving: list[Channel] = []
            for channel, followed in list(self._followed.items()):
                if followed.holders <= 0 and now - followed.left_at >= LINGER_S:
                    leaving.append(channel)
                elif now - followed.looked_at >= SILENCE_S and self._owner.lines.asks is not None:
                    followed.looked_at = now
                    self.look_at(channel)
                if now - followed.looked_at >= KEEP_RECENT_S:
                    followed.forget_recent()
            self._owner.unfollow(leaving)
