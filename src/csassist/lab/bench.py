"""`csassist bench`: which loads are run on which target, and what they found, as a table and as JSON."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from rich.console import Console

from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.load.figures import Figure, quantile, show, write
from csassist.lab.load.fill import fill, fits
from csassist.lab.load.flat import Flat, Side, compare
from csassist.lab.load.idle import idle
from csassist.lab.load.paced import Latency, Pace, paced
from csassist.lab.load.process import cores, pin
from csassist.lab.load.soak import Look, soak
from csassist.lab.load.target import KEY, Target, running, started
from csassist.lab.load.throughput import IN_FLIGHT, Run, chats_of, throughput
from csassist.lab.load.words import Spoken, load_words
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder

LOADS = ("throughput", "paced", "idle", "flat")
CALM_RATE = 100.0  # messages a second at which costs are compared: no queue anywhere
FEW = 10


@frozen
class Plan:
    """What is run. `url` None = csassist and the relay are started here, each on one core, the load on the other."""

    loads: tuple[str, ...] = LOADS
    url: str | None = None
    key: str = KEY
    messages: int = 2_000
    rate: float = 200.0
    seconds: float = 30.0
    sidebars: int = 500
    consoles: int = 0
    idle: int = 10_000
    live: int = 5_000
    past: int = 2_000_000
    past_store: Path | None = None
    soak_s: float = 0.0
    rounds: int = 8
    words: str | None = None


def run_bench(plan: Plan, out: Path | None, console: Console | None = None) -> list[Figure]:
    """Runs the plan, prints the table, writes the JSON. Raises InvalidInput, ConnectionError."""
    unknown = [name for name in plan.loads if name not in LOADS]
    if unknown:
        raise InvalidInput(f"bench: no load {', '.join(unknown)}; there are {', '.join(LOADS)}")
    screen = console or Console()
    with pinned(plan) as core:
        bench = Bench(plan, load_words(plan.words), core, screen)
        figures = bench.soak() if plan.soak_s else [one for name in plan.loads for one in bench.load(name)]
    show(figures, screen)
    if out is not None:
        write(figures, out)
        screen.print(f"written to {out}")
    return figures


@contextmanager
def pinned(plan: Plan) -> Iterator[int]:
    """The load on a core of its own while servers of ours run on the one given; elsewhere nothing is moved."""
    server, own = cores()
    if plan.url is not None or not hasattr(os, "sched_getaffinity"):
        yield server
        return
    before = os.sched_getaffinity(0)
    pin(0, own)
    try:
        yield server
    finally:
        os.sched_setaffinity(0, before)


class Bench:
    """One run of a plan; every method returns its figures."""

    def __init__(self, plan: Plan, chats: Sequence[Sequence[Spoken]], core: int, screen: Console) -> None:
        self._plan = plan
        self._chats = chats
        self._core = core
        self._screen = screen

    def load(self, name: str) -> list[Figure]:
        """One of LOADS."""
        self._screen.print(f"{name} …")
        loads = {"throughput": self.throughput, "paced": self.paced, "idle": self.idle, "flat": self.flat}
        return loads[name]()

    @contextmanager
    def _target(self, name: str = "csassist", store: Path | None = None) -> Iterator[Target]:
        if self._plan.url is not None:
            yield running(self._plan.url, self._plan.key)
        else:
            with started(name, self._core, store) as target:
                yield target

    @property
    def _names(self) -> tuple[str, ...]:
        """The relay too, where the servers are ours; taking turns, what else the machine does hits both."""
        return ("csassist",) if self._plan.url is not None else ("relay", "csassist")

    def throughput(self) -> list[Figure]:
        """Messages a second, one sidebar for each conversation. All servers are up at once and are loaded by turns in
        short rounds, so that a slow minute of the machine hits all; the first round warms up and does not count.
        """
        runs: dict[str, list[Run]] = {name: [] for name in self._names}
        with ExitStack() as up:
            targets = {name: up.enter_context(self._target(name)) for name in self._names}
            for number in range(self._plan.rounds + 1):
                for name, target in targets.items():
                    names, work = chats_of(self._chats, self._plan.messages, target.key, f"t{number}")
                    run = asyncio.run(throughput(target, names, work))
                    runs[name] += [run] if number else []
        own = runs["csassist"]
        rate = median(run.per_s for run in own)
        pushes = [push for run in own for push in run.pushes]
        note = f"{IN_FLIGHT} posts in flight, median of {len(own)} × {own[0].messages} messages"
        figures = [
            Figure("throughput", rate, "msg/s", note=note),
            Figure("processor time a message", median(run.cpu_us for run in own), "µs"),
            Figure("post to push, p99", quantile(pushes, 0.99) * 1e3, "ms", note="at full speed"),
            Figure("messages not pushed", float(sum(run.missing for run in own)), "", "<=", 0),
        ]
        if "relay" in runs:
            relay = median(run.per_s for run in runs["relay"])
            cpu = median(run.cpu_us for run in runs["relay"]) / median(run.cpu_us for run in own)
            figures += [
                Figure("bare relay", relay, "msg/s"),
                Figure("throughput / relay", rate / relay, "", ">=", 0.35, "goal beyond: 0.45"),
                Figure("the same by processor time", cpu, "", note="whatever else both cores do"),
            ]
        return figures

    def paced(self) -> list[Figure]:
        """Latency at a rate, from the moment a message was due."""
        plan = self._plan
        pace = Pace(plan.rate, plan.seconds, plan.sidebars, plan.consoles)
        found: dict[str, Latency] = {}
        for name in self._names:
            with self._target(name) as target:
                found[name] = asyncio.run(paced(target, pace, self._chats))
        own, figures = found["csassist"], list[Figure]()
        at = f"{plan.rate:g} msg/s, {plan.sidebars} sidebars, {plan.consoles} consoles, open loop"
        for share in (0.5, 0.95, 0.99):
            figures.append(Figure(f"post to push, p{share * 100:g}", quantile(own.pushes, share) * 1e3, "ms", note=at))
        figures += [
            Figure("messages not pushed", float(own.missing), "", "<=", 0),
            Figure("refused", float(sum(own.refused.values())), "", "<=", 0),
            Figure("load behind its schedule, at most", own.late * 1e3, "ms", note="counted as latency"),
        ]
        if "relay" in found:
            relay = quantile(found["relay"].pushes, 0.99)
            figures += [
                Figure("p99 of the relay", relay * 1e3, "ms"),
                Figure("p99 / relay", quantile(own.pushes, 0.99) / relay, "×", "<=", 2.0),
            ]
        return figures

    def idle(self) -> list[Figure]:
        """Memory of sidebars that only wait."""
        found = {}
        for name in self._names:
            with self._target(name) as target:
                found[name] = asyncio.run(idle(target, self._plan.idle))
        own = found["csassist"]
        note = f"{own.sockets} sidebars, each on its conversation; {own.before_kb / 1024:.0f} MiB without them"
        figures = [
            Figure("one idle sidebar", own.each_kb, "KiB", "<=", 40, note),
            Figure("descriptors left over", own.descriptors_left, "", "<=", 10),
        ]
        if "relay" in found:
            figures.append(Figure("one idle socket of the relay", found["relay"].each_kb, "KiB"))
        return figures

    def flat(self) -> list[Figure]:
        """Cost of a message with few and many live conversations, and on an empty and a big record."""
        if self._plan.url is not None:
            raise InvalidInput("bench: flat starts its own servers; leave --url out")
        plan, pace = self._plan, Pace(CALM_RATE, self._plan.seconds / 3)
        with self._target() as few, self._target() as many:
            same = asyncio.run(compare(Side(few, FEW), Side(many, plan.live, FEW), pace, self._chats))
        with self._target() as few, self._target() as many:
            live = asyncio.run(compare(Side(few, FEW), Side(many, plan.live), pace, self._chats))
        figures = _flat(same, f"{FEW} to {plan.live} live conversations, the same {FEW} speaking")
        # Not like for like: ten that get ten messages a second each run out of cards, five thousand fresh ones do not.
        figures += _flat(live, f"{FEW} to {plan.live} live conversations, all speaking")
        with self._past() as past:
            if past is None:
                self._screen.print(f"no room on the disk for a record of {plan.past} messages: left out")
                return figures
            with self._target() as empty, self._target(store=past) as full:
                record = asyncio.run(compare(Side(empty, 200), Side(full, 200), pace, self._chats))
        return figures + _flat(record, f"an empty record to {plan.past} messages")

    @contextmanager
    def _past(self) -> Iterator[Path | None]:
        if self._plan.past_store is not None:
            yield self._plan.past_store
            return
        with tempfile.TemporaryDirectory(prefix="csassist-bench-past-") as folder:
            if not fits(Path(folder), self._plan.past):
                yield None
                return
            rulebook = RulebookHolder(default_directory()).current()
            with self._screen.status("filling a record") as status:
                asyncio.run(
                    fill(Path(folder), self._plan.past, self._chats, rulebook, lambda n: status.update(f"{n} messages"))
                )
            yield Path(folder)

    def soak(self) -> list[Figure]:
        """Memory over time under load."""
        plan = self._plan
        pace = Pace(plan.rate, plan.soak_s, plan.sidebars, plan.consoles)
        with self._target() as target:
            found = asyncio.run(soak(target, pace, self._chats, self._told))
        first, last = found.warm[0], found.warm[-1]
        held = [look.descriptors for look in found.warm]
        few, lately = min(held[: len(held) // 2 + 1]), min(held[len(held) // 2 :])
        warm = f"{first.at / 60:.0f} min are warm-up"
        note = f"{last.at / 60:.0f} min at {plan.rate:g} msg/s, {found.messages} messages; {warm}"
        return [
            Figure("memory after warm-up", found.slope_mb_h, "MiB/h", "<=", 5, note),
            Figure("resident at the end", last.rss_kb / 1024, "MiB", note=f"{first.rss_kb / 1024:.0f} after warm-up"),
            Figure("descriptors more at the end", lately - few, "", "<=", 10, "fewest of both halves after warm-up"),
            Figure("refused or not pushed", float(found.refused + found.missing), "", "<=", 0),
        ]

    def _told(self, look: Look) -> None:
        words = f"{look.at:6.0f} s  {look.rss_kb / 1024:7.1f} MiB  {look.descriptors:5.0f} descriptors"
        self._screen.print(f"{words}  slowest push {look.slowest * 1e3:.0f} ms")


def _flat(found: Flat, what: str) -> list[Figure]:
    note = f"{found.small:.0f} → {found.big:.0f} µs of processor a message at {CALM_RATE:g} msg/s"
    return [Figure(f"cost from {what}", found.ratio, "×", "<=", 1.15, note)]
