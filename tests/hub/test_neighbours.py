"""Nodes that know each other through a real Redis: who is alive, who tells of people, a death, a goodbye, a cut."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from csassist.desk.nodes import Listeners
from csassist.desk.ports import Heard
from csassist.hub.connecting import Connecting
from csassist.hub.neighbours import LATELY_S, Neighbours
from csassist.hub.redis_line import LineBroken, LineRefused, Reply, read_where
from csassist.hub.roll import Agent, Roll
from fakes.redis_server import RedisServer, redis_server
from fakes.until import until

A1: Agent = ("s1", "a1")
A2: Agent = ("s1", "a2")
TEAM = frozenset({"t1"})
ALIVE = "cs0:{nodes}:alive"


class Bus:
    """What nodes spread is heard by all of them, in this process."""

    def __init__(self) -> None:
        self.listeners: dict[str, Listeners] = {}

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        for listeners in tuple(self.listeners.values()):
            await listeners.hear(kind, facts)


class Node:
    """Implements desk.ports.Nodes and hub.connecting.Lines around one Neighbours; writes down what it is told."""

    def __init__(self, name: str, server: RedisServer, bus: Bus, record: str) -> None:
        self.name = name
        self.roll = Roll()
        self.present: list[tuple[str, bool]] = []
        self.teams: dict[str, frozenset[str]] = {}
        self.died: list[str] = []
        self.away = False
        self._bus = bus
        self._listeners = bus.listeners[name] = Listeners()
        self.lines = Connecting(read_where(server.url), self)
        self.neighbours = Neighbours(self.lines, self, "cs0:", record, lambda: self.roll)
        self.neighbours.present = self._present
        self.neighbours.died = self._died

    def listen(self, kind: str, then: Heard) -> None:
        self._listeners.add(kind, then)

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        await self._bus.spread(kind, facts)

    def seat(self, *agents: Agent) -> None:
        """These are connected here, nobody else."""
        self.roll = Roll(dict.fromkeys(agents, TEAM), {}, {("s1", "agent"): len(agents)} if agents else {})
        self.neighbours.stir()

    def die(self) -> None:
        """From now on it reports nothing, and says no goodbye."""
        del self._bus.listeners[self.name]

        async def gone(*_: object) -> Reply:
            raise LineBroken("dead")

        self.lines.run = gone  # type: ignore[method-assign]
        self.present, self.died = [], []

    async def _present(self, agent: Agent, teams: frozenset[str], online: bool) -> None:
        self.present.append((agent[1], online))
        self.teams[agent[1]] = teams

    async def _died(self, name: str, lately_s: float) -> None:
        self.died.append(name)

    async def opened(self) -> None:
        self.away = False

    def paused(self) -> None:
        pass

    def closed(self, why: str) -> None:
        self.away = True

    def pushed(self, reply: Reply) -> None:
        pass


class House:
    """One Redis and the nodes at it."""

    def __init__(self, server: RedisServer) -> None:
        self.server = server
        self.bus = Bus()

    @asynccontextmanager
    async def node(self, name: str, record: str = "postgresql:desk") -> AsyncIterator[Node]:
        one = Node(name, self.server, self.bus, record)
        async with one.lines.running(), one.neighbours.running():
            yield one

    @asynccontextmanager
    async def pair(self) -> AsyncIterator[tuple[Node, Node]]:
        """They know each other."""
        async with self.node("n_a") as one, self.node("n_b") as two:
            await until(lambda: one.neighbours.alive == two.neighbours.alive == ("n_a", "n_b"))
            yield one, two

    def overdue(self, name: str) -> None:
        """A node's last beat was long ago."""
        assert self.server.say("ZADD", ALIVE, "0", name).startswith(b":")


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("csassist.hub.neighbours.BEAT_S", 0.02)
    monkeypatch.setattr("csassist.hub.neighbours.ALIVE_MS", 60_000)  # nobody dies but by the test's hand
    for name, seconds in {"OPEN_S": 20.0, "ANSWER_S": 20.0, "SILENT_S": 20.0, "PATIENCE_S": 0.0}.items():
        monkeypatch.setattr(f"csassist.hub.connecting.{name}", seconds)  # nor is Redis away
    with redis_server() as server:
        yield House(server)


async def test_one_alone_is_the_teller_of_its_own_people(house: House) -> None:
    async with house.node("n_a") as one:
        assert one.neighbours.alive == ("n_a",)
        one.seat(A1)
        await until(lambda: one.present == [("a1", True)])
        one.seat()
        await until(lambda: one.present == [("a1", True), ("a1", False)])
        assert one.neighbours.others == Roll()
        assert one.teams == {"a1": TEAM}, "of who went, the teams are told too"


async def test_every_node_knows_who_is_connected_to_the_others(house: House) -> None:
    async with house.pair() as (one, two):
        one.seat(A1)
        two.seat(A2)
        await until(lambda: two.neighbours.others == one.roll and one.neighbours.others == two.roll)
        one.seat(A1, ("s2", "a9"))
        await until(lambda: two.neighbours.others == one.roll)


async def test_who_comes_and_goes_is_told_by_one_node_once(house: House) -> None:
    async with house.pair() as (one, two):
        two.seat(A2)
        await until(lambda: one.present == [("a2", True)])
        two.seat()
        await until(lambda: one.present == [("a2", True), ("a2", False)])
        one.seat(A1)
        await until(lambda: two.neighbours.others == one.roll)
        await until(lambda: one.present[2:] == [("a1", True)])
        assert two.present == [], "n_a comes first by name: it speaks for both"


async def test_who_changes_to_another_node_was_never_away(house: House) -> None:
    async with house.pair() as (one, two):
        two.seat(A1)
        await until(lambda: one.present == [("a1", True)])
        one.seat(A1)
        await until(lambda: two.neighbours.others == one.roll)
        two.seat()
        await until(lambda: one.neighbours.others == Roll())
        one.seat(A1, A2)
        await until(lambda: ("a2", True) in one.present)
        assert one.present == [("a1", True), ("a2", True)]


async def test_a_node_that_dies_is_forgotten_with_its_people_and_its_death_is_told_once(house: House) -> None:
    async with house.node("n_a") as one:
        async with house.node("n_b") as two:
            two.seat(A2)
            await until(lambda: one.present == [("a2", True)])
            two.die()
            house.overdue("n_b")
            await until(lambda: one.died)
        await until(lambda: one.present == [("a2", True), ("a2", False)])
        one.seat(A1)
        await until(lambda: one.present[2:] == [("a1", True)])
        assert one.died == ["n_b"]
        assert one.neighbours.alive == ("n_a",)


async def test_of_those_that_are_left_the_first_by_name_looks_after_the_dead_one(house: House) -> None:
    async with house.pair() as (one, two), house.node("n_c") as three:
        await until(lambda: one.neighbours.alive == two.neighbours.alive == ("n_a", "n_b", "n_c"))
        three.die()
        house.overdue("n_c")
        await until(lambda: one.died and two.neighbours.alive == ("n_a", "n_b"))
        assert (one.died, two.died) == (["n_c"], [])


async def test_the_next_teller_tells_again_what_changed_lately(house: House) -> None:
    async with house.pair() as (one, two):
        two.seat(A2)
        await until(lambda: one.present == [("a2", True)])
        one.die()
        house.overdue("n_a")
        await until(lambda: two.died == ["n_a"])
        assert two.present == [("a2", True)], "the dead one may have died over telling it"


async def test_what_changed_long_ago_is_not_told_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(monotonic=lambda: seconds[-1])
    seconds = [100.0]
    monkeypatch.setattr("csassist.hub.neighbours.time", clock)
    async with house.pair() as (one, two):
        two.seat(A2)
        await until(lambda: one.present == [("a2", True)])
        seconds.append(100.0 + LATELY_S)
        one.die()
        house.overdue("n_a")
        await until(lambda: two.died == ["n_a"])
        assert two.present == []
        two.seat()
        await until(lambda: two.present == [("a2", False)])


async def test_who_says_goodbye_did_not_die(house: House) -> None:
    async with house.node("n_a") as one:
        async with house.node("n_b") as two:
            two.seat(A2)
            await until(lambda: one.present == [("a2", True)])
        await until(lambda: one.present == [("a2", True), ("a2", False)])
        assert one.neighbours.alive == ("n_a",)
        assert one.died == []


async def test_while_redis_is_gone_each_node_tells_of_its_own_and_afterwards_one_tells_for_all(house: House) -> None:
    async with house.pair() as (one, two):
        one.seat(A1)
        await until(lambda: one.present == [("a1", True)] and two.neighbours.others == one.roll)
        house.server.kill()
        two.seat(A2)
        await until(lambda: ("a2", True) in two.present)
        assert ("a1", False) not in two.present, "nobody knows that the other node's people went"
        house.server.start()  # it has forgotten everybody: rolls are sent again
        await until(lambda: not one.away and not two.away)
        await until(lambda: one.neighbours.others == two.roll and two.neighbours.others == one.roll)
        two.present.clear()
        two.seat()
        await until(lambda: one.present[-1:] == [("a2", False)])
        assert two.present == []


async def test_a_redis_that_forgot_everything_learns_who_is_connected_again(house: House) -> None:
    async with house.pair() as (one, two):
        one.seat(A1)
        await until(lambda: two.neighbours.others == one.roll)
        house.server.say("FLUSHALL")
        async with house.node("n_c") as three:
            await until(lambda: three.neighbours.others.agents == {A1: TEAM})
        assert two.neighbours.others == one.roll


async def test_a_roll_that_cannot_be_read_hides_no_other(house: House) -> None:
    async with house.pair() as (one, two):
        for key, value in (("marks", "1"), ("rolls", "of a later release")):
            house.server.say("HSET", f"cs0:{{nodes}}:{key}", "n_odd", value)
        house.server.say("ZADD", ALIVE, "99999999999999", "n_odd")
        await until(lambda: one.neighbours.alive == two.neighbours.alive == ("n_a", "n_b", "n_odd"))
        two.seat(A2)
        await until(lambda: one.present == [("a2", True)])
        assert one.neighbours.others == two.roll


async def test_nodes_with_another_record_do_not_hear_each_other(house: House) -> None:
    async with house.node("n_a", "postgresql:desk") as one:
        with pytest.raises(LineRefused) as refused:
            async with house.node("n_b", "sqlite:elsewhere"):
                raise AssertionError("it was let in")
        assert refused.value.code == "C210"
        assert one.neighbours.alive == ("n_a",)


async def test_a_node_starts_without_redis_and_joins_later(house: House) -> None:
    house.server.kill()
    async with house.node("n_a") as one:
        one.seat(A1)
        await until(lambda: one.present == [("a1", True)])
        house.server.start()
        async with house.node("n_b") as two:
            await until(lambda: two.neighbours.others.agents == {A1: TEAM})
            await until(lambda: one.neighbours.alive == ("n_a", "n_b"))
