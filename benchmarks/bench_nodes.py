"""What many nodes cost: one embedded node, one on PostgreSQL and Redis, two on the same with every sidebar on the other
node than its posts, in turns. Nothing is pinned: the kernel spreads nodes, servers and the load over the cores.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from statistics import median

import psutil
import pytest
from rich.console import Console

from benchmarks.bench_load import spoken
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.load.paced import Pace, paced
from csassist.lab.load.process import cpu_s
from csassist.lab.load.target import Target, started
from csassist.lab.load.throughput import IN_FLIGHT, Run, Share, chats_of, spread
from csassist.lab.load.words import Spoken
from fakes.postgres import PostgresServer, postgres_server
from fakes.redis_server import RedisServer, redis_server

ROUNDS = 3
MOST_LOST = 3  # rounds of one layout
LAYOUTS = {"embedded": 1, "one node": 1, "two nodes": 2}
SERVERS = ("PostgreSQL", "Redis")
GOAL = 1.6  # two nodes against one, where every process has a core
PROCESSES = 5  # two nodes, PostgreSQL, Redis, the load
PACE = Pace(rate=50.0, seconds=10.0, sidebars=100)


@dataclass
class Layout:
    """What was found of one; `busiest` = processor seconds of the node that had most to do, a round each."""

    runs: list[Run] = field(default_factory=list)
    busiest: list[float] = field(default_factory=list)
    pushes: list[float] = field(default_factory=list)
    missing: int = 0
    lost: int = 0

    @property
    def per_s(self) -> float:
        return median(run.per_s for run in self.runs)

    @property
    def cpu_us(self) -> float:
        """Of all nodes together, a message."""
        return median(run.cpu_us for run in self.runs)

    @property
    def bound_us(self) -> float:
        """Of the busiest node, a message of any node: what its core would allow."""
        return median(s / run.messages * 1e6 for s, run in zip(self.busiest, self.runs, strict=True))

    def beside_us(self, name: str) -> float:
        return median(run.beside[name] / run.messages * 1e6 for run in self.runs)


def bench_nodes(messages: int) -> list[Figure]:
    """Figures of all layouts; none, and a loud word, where a server is not installed."""
    console = Console()
    try:
        with redis_server() as redis, postgres_server(durable=True) as postgres:
            return _figures(_measured(redis, postgres, messages))
    except pytest.skip.Exception as absent:
        console.print(f"[bold red]NOT MEASURED: nodes: {absent.msg}")
        return []


def _measured(redis: RedisServer, postgres: PostgresServer, messages: int) -> dict[str, Layout]:
    assert redis.pid is not None
    assert postgres.process is not None
    servers = dict(zip(SERVERS, (_tree(postgres.process.pid), _tree(redis.pid)), strict=True))
    found, chats = {name: Layout() for name in LAYOUTS}, spoken()
    for number in range(ROUNDS):
        for name, layout in found.items():
            while len(layout.runs) <= number:
                redis.say("FLUSHALL")
                settings = {} if name == "embedded" else _shared(redis, postgres)
                try:
                    with _nodes(LAYOUTS[name], settings) as nodes:
                        asyncio.run(_round(layout, nodes, servers, (chats, messages, f"n{number}")))
                except ConnectionError as fault:  # starved for a second, a node goes on alone and closes its sockets
                    layout.lost += 1
                    if layout.lost > MOST_LOST:
                        raise
                    Console().print(f"[red]{name}: a round is lost and measured again: {fault}")
    return found


def _shared(redis: RedisServer, postgres: PostgresServer) -> dict[str, str]:
    """A new database and the Redis."""
    return {"CSASSIST_STORE": postgres.url(postgres.new_database()), "CSASSIST_BROKER": redis.url}


@contextmanager
def _nodes(many: int, settings: Mapping[str, str]) -> Iterator[list[Target]]:
    """Each hears what is posted to the one before it."""
    with ExitStack() as stack:
        own = [stack.enter_context(started("csassist", None, settings=settings)) for _ in range(many)]
        yield [replace(node, ears=other) for node, other in zip(own, [*own[1:], own[0]], strict=True)]


async def _round(
    layout: Layout,
    nodes: Sequence[Target],
    servers: Mapping[str, Callable[[], float]],
    said: tuple[Sequence[Sequence[Spoken]], int, str],
) -> None:
    chats, messages, mark = said
    shares = [
        Share(node, *chats_of(chats, messages // len(nodes), node.key, f"{mark}-{at}")) for at, node in enumerate(nodes)
    ]
    each = {f"node {at}": lambda pid=node.pid: cpu_s(pid) for at, node in enumerate(nodes)}
    run = await spread(shares, {**servers, **each})
    calm = await paced(nodes[0], PACE, chats)
    layout.runs.append(run)
    layout.busiest.append(max(run.beside[name] for name in each))
    layout.pushes += calm.pushes
    layout.missing += run.missing + calm.missing + sum(calm.refused.values())


def _tree(pid: int) -> Callable[[], float]:
    """Processor seconds of a server so far, with the processes it has and those that it had."""

    def meter() -> float:
        parent = psutil.Process(pid)
        spent = sum(parent.cpu_times()[:4])  # user, system, and those of children that ended
        for child in parent.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                spent += sum(child.cpu_times()[:2])
        return spent

    return meter


def _figures(found: Mapping[str, Layout]) -> list[Figure]:
    embedded, one, two = (found[name] for name in LAYOUTS)
    return [*_throughput(one, two, found), *_costs(embedded, one, two), *_latency(found)]


def _throughput(one: Layout, two: Layout, found: Mapping[str, Layout]) -> list[Figure]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    enough = cores >= PROCESSES
    beside = ", ".join(f"{server} {two.beside_us(server) / two.bound_us:.0%}" for server in SERVERS)
    note = f"{IN_FLIGHT} posts in flight, a sidebar for each conversation, median of {ROUNDS} × {one.runs[0].messages}"
    apply = (
        f"{cores} cores" if enough else f"{cores} cores: the goal {GOAL} applies from {PROCESSES}, see the next line"
    )
    return [
        *(Figure(f"nodes: {name}", layout.per_s, "msg/s", note=note) for name, layout in found.items()),
        Figure("two nodes / one", two.per_s / one.per_s, "×", ">=", GOAL if enough else None, apply),
        Figure(
            "the same were each node on a core of its own",
            one.bound_us / two.bound_us,
            "×",
            note=f"by processor time of the busier node; of cores of their own: {beside}",
        ),
    ]


def _costs(embedded: Layout, one: Layout, two: Layout) -> list[Figure]:
    share = two.bound_us / two.cpu_us
    return [
        Figure("processor a message, embedded", embedded.cpu_us, "µs"),
        Figure("… one node", one.cpu_us, "µs", note="on PostgreSQL (durable) and Redis"),
        Figure("… two nodes, both together", two.cpu_us, "µs", note=f"the busier one has {share:.0%} of it"),
        Figure("… one node / embedded", one.cpu_us / embedded.cpu_us, "×"),
        Figure("… two nodes / embedded", two.cpu_us / embedded.cpu_us, "×", note="sidebars on the other node"),
        *(
            Figure(f"… {server}, {name}", layout.beside_us(server), "µs", note="all its processes")
            for server in SERVERS
            for name, layout in (("one node", one), ("two nodes", two))
        ),
    ]


def _latency(found: Mapping[str, Layout]) -> list[Figure]:
    note = f"{PACE.rate:g} msg/s, {PACE.sidebars} sidebars, open loop"
    where = {"two nodes": "post on one, sidebar on the other"}
    lines = [
        Figure(f"post to push, {name}, p{share * 100:g}", quantile(layout.pushes, share) * 1e3, "ms", note=words)
        for name, layout in found.items()
        for words in [f"{note}; {where[name]}" if name in where else note]
        for share in (0.5, 0.99)
    ]
    layouts = found.values()
    return [
        *lines,
        Figure("nodes: refused or not pushed", float(sum(one.missing for one in layouts)), "", "<=", 0),
        Figure(
            "nodes: rounds lost", float(sum(one.lost for one in layouts)), "", note="cut off from Redis; done again"
        ),
    ]
