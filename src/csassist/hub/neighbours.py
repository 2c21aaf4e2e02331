"""The other nodes of an installation: which are alive, who is connected there, which one has just died.

Every node beats once a second, and when its own people change. Who stops is forgotten after three seconds. The first of
those alive by name tells who came and went, for all; while Redis is away each node tells what it sees itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from csassist.desk.ports import Nodes
from csassist.hub.connecting import Connecting
from csassist.hub.redis_line import LineBroken, LineRefused
from csassist.hub.redis_scripts import BEAT, BYE, RECORD
from csassist.hub.roll import Agent, Roll, read_roll, together

log = structlog.get_logger("csassist.nodes")

BEAT_S = 1.0
ALIVE_MS = 3_000
RECORD_MS = 10_000  # how long a record is remembered after the last beat of its nodes
SETTLE_S = 0.02  # people who come at once are told at once
LATELY_S = 10.0  # a new teller tells again what changed so lately: the one before may have died over it
ROLL = "roll"  # the kind under which nodes tell each other that their people changed

Present = Callable[[Agent, frozenset[str], bool], Awaitable[None]]
Died = Callable[[str, float], Awaitable[None]]


class Neighbours:
    """Lives on the event loop. `present` tells of an agent; `died` hears of a node that ended without a goodbye."""

    def __init__(self, lines: Connecting, nodes: Nodes, stem: str, record: str, own: Callable[[], Roll]) -> None:
        """`stem` begins every key, `record` names the record that this node keeps, `own` = who is connected here."""
        self._lines = lines
        self._record = record
        self._nodes = nodes
        self._stem = stem + "{nodes}:"
        self._own = own
        self._rolls: dict[str, tuple[int, Roll]] = {}  # of the others, by node
        self._told: dict[Agent, frozenset[str]] = {}  # who is online, as it was told last
        self._lately: dict[Agent, float] = {}
        self._teller = ""
        self._sent: tuple[int, bytes] = (0, b"")
        self._stirred = asyncio.Event()
        self._left: set[str] = set()
        self.present: Present | None = None
        self.died: Died | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Beats until the end, and says goodbye."""
        self._nodes.listen(ROLL, self._heard)
        await self._require_record()
        await self._beat()
        beating = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            with suppress(LineBroken):
                await self._lines.run(BYE, self._keys(), self._nodes.name)
                await self._nodes.spread(ROLL, {"left": self._nodes.name})

    async def _require_record(self) -> None:
        """Nodes that keep different records must not hear each other. Raises LineRefused (C210)."""
        try:
            same = await self._lines.run(RECORD, [self._stem + "record"], self._record, str(RECORD_MS))
        except LineBroken:
            return  # looked at with every beat
        if not same:
            raise LineRefused(
                "the nodes of this Redis keep another record; set CSASSIST_STORE as they do, or use another Redis"
            )

    def stir(self) -> None:
        """Somebody came or went here."""
        self._stirred.set()

    @property
    def others(self) -> Roll:
        """All who are connected to other nodes."""
        return together(roll for _, roll in self._rolls.values())

    @property
    def alive(self) -> tuple[str, ...]:
        """All nodes by name, this one too."""
        return tuple(sorted((*self._rolls, self._nodes.name)))

    async def _heard(self, facts: object) -> None:
        if isinstance(facts, dict) and facts.get("left"):
            self._left.add(str(facts["left"]))
        if not isinstance(facts, dict) or facts.get("node") != self._nodes.name:
            self._stirred.set()

    async def _keep(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), BEAT_S)
                await asyncio.sleep(SETTLE_S)
            self._stirred.clear()
            try:
                await self._require_record()
                await self._beat()
            except LineRefused as fault:
                log.error("wrong neighbours", why=fault.message)
            except (ValueError, LookupError, TypeError) as fault:
                log.error("a beat failed", error=type(fault).__name__)

    async def _beat(self) -> None:
        own = self._own().packed()
        mark, before = self._sent
        if own != before:
            mark += 1
        try:
            dead = await self._exchange(mark, own, changed=own != before)
        except LineBroken:
            self._teller = self._nodes.name  # nobody else tells our listeners now
            await self._tell_changes(again=False)
            return
        if own != before:
            self._sent = (mark, own)
            await self._nodes.spread(ROLL, {"node": self._nodes.name})
        teller, before_teller = self.alive[0], self._teller
        self._teller = teller
        await self._tell_changes(again=teller == self._nodes.name != before_teller != "")
        for name in dead:
            log.warning("a node died", node=name)
            if self.died is not None and teller == self._nodes.name:
                await self.died(name, ALIVE_MS / 1000 + 2 * BEAT_S)

    async def _exchange(self, mark: int, own: bytes, *, changed: bool) -> list[str]:
        """Reports, and reads what the others report. Returns those that are gone without a goodbye."""
        keys, words = self._keys(), (self._nodes.name, str(mark), str(ALIVE_MS))
        known, *rows = await self._lines.run(BEAT, keys, *words, own if changed else b"")
        if not known:
            known, *rows = await self._lines.run(BEAT, keys, *words, own)
        marks = {row[0].decode(): int(row[1]) for row in rows if row[0].decode() != self._nodes.name}
        fresh = [name for name, number in marks.items() if self._rolls.get(name, (-1,))[0] != number]
        if fresh:
            for name, raw in zip(fresh, await self._lines.ask("HMGET", keys[1], *fresh), strict=True):
                if raw is not None:
                    self._rolls[name] = (marks[name], _read(name, raw))
        gone = [name for name in self._rolls if name not in marks]
        for name in gone:
            del self._rolls[name]
        dead = [name for name in gone if name not in self._left]
        self._left -= set(gone)
        return dead

    async def _tell_changes(self, *, again: bool) -> None:
        """Who came or went, of all nodes; told by one of them."""
        now, here = time.monotonic(), together((self._own(), self.others)).agents
        for agent in [*here.keys() - self._told.keys(), *self._told.keys() - here.keys()]:
            self._lately[agent] = now
        self._lately = {agent: at for agent, at in self._lately.items() if now - at < LATELY_S}
        changed = [agent for agent in self._lately if again or (agent in here) != (agent in self._told)]
        before, self._told = self._told, dict(here)
        if self._teller == self._nodes.name and self.present is not None:
            for agent in changed:
                await self.present(agent, here.get(agent) or before.get(agent) or frozenset(), agent in here)

    def _keys(self) -> tuple[str, str, str]:
        return self._stem + "alive", self._stem + "rolls", self._stem + "marks"


def _read(node: str, raw: bytes) -> Roll:
    """Nobody, when a node of another release writes what we cannot read: it hides no other."""
    try:
        return read_roll(raw)
    except (ValueError, LookupError, TypeError) as fault:
        log.error("a roll cannot be read", node=node, error=type(fault).__name__)
        return Roll()
