"""How many messages a second: posts always in flight, a sidebar for each conversation, until all are pushed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from csassist.frozen import frozen
from csassist.lab.load.line import Poster, request
from csassist.lab.load.process import cpu_s, rss_kb
from csassist.lab.load.target import Target
from csassist.lab.load.words import Spoken

IN_FLIGHT = 64
PATIENCE_S = 120.0


@dataclass(slots=True)
class Run:
    """Targets under load. Times in seconds; `cpu_s` and `rss_kb` of all of them, `beside` as the meters say."""

    messages: int
    seconds: float = 0.0
    pushes: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    missing: int = 0
    cpu_s: float = 0.0
    rss_kb: float = 0.0
    beside: dict[str, float] = field(default_factory=dict)

    @property
    def per_s(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def cpu_us(self) -> float:
        """Processor microseconds a message, all threads."""
        return self.cpu_s / self.messages * 1e6


Work = list[list[tuple[str, bytes]]]  # per conversation (message id, request)


def chats_of(chats: Sequence[Sequence[Spoken]], messages: int, key: str, mark: str = "c") -> tuple[list[str], Work]:
    """Conversations (names, requests) with at least so many messages; a name is also its agent's."""
    names: list[str] = []
    work: Work = []
    total = 0
    while total < messages:
        name, chat = f"{mark}-{len(work)}", chats[len(work) % len(chats)]
        names.append(name)
        work.append([(f"{name}-{n}", _request(name, f"{name}-{n}", said, key)) for n, said in enumerate(chat)])
        total += len(chat)
    return names, work


def _request(name: str, message: str, said: Spoken, key: str) -> bytes:
    sender, text = said
    body = {"conversation_id": name, "message_id": message, "sender": sender, "text": text, "agent_id": name}
    return request("/v1/messages", body, key)


@frozen
class Share:
    """What one node is given: conversations by name, and what is posted in each."""

    target: Target
    names: Sequence[str]
    work: Work


Meters = Mapping[str, Callable[[], float]]  # processor seconds so far, of whatever else is to be counted


async def throughput(target: Target, names: Sequence[str], work: Work) -> Run:
    """Posts whole conversations, 64 at once, turn after turn in each. Raises ConnectionError for an answer but 201."""
    return await spread([Share(target, names, work)])


async def spread(shares: Sequence[Share], meters: Meters | None = None) -> Run:
    """The same over some nodes at once, as many posts in flight as one would get. Raises ConnectionError."""
    heard = _Heard({message for share in shares for requests in share.work for message, _ in requests})
    sidebars = [one for share in shares for one in await share.target.sidebars(share.names, heard.take)]
    posters = [[await share.target.poster() for _ in range(IN_FLIGHT // len(shares))] for share in shares]
    run = Run(len(heard.waiting))
    costs = {"": lambda: sum(cpu_s(share.target.pid) for share in shares), **(meters or {})}
    before, start = {name: meter() for name, meter in costs.items()}, perf_counter()
    sent: dict[str, float] = {}
    queues = [iter(share.work) for share in shares]
    await asyncio.gather(
        *(_chat(one, queue, sent, run) for own, queue in zip(posters, queues, strict=True) for one in own)
    )
    answered = perf_counter()
    with suppress(TimeoutError):
        await asyncio.wait_for(heard.all.wait(), PATIENCE_S)
    run.seconds = max([answered, *heard.seen.values()]) - start
    run.beside = {name: meter() - before[name] for name, meter in costs.items()}
    run.cpu_s = run.beside.pop("")
    run.rss_kb = sum(rss_kb(share.target.pid) for share in shares)
    run.pushes = [heard.seen[message] - at for message, at in sent.items() if message in heard.seen]
    run.missing = run.messages - len(run.pushes)
    for sidebar in sidebars:
        sidebar.close()
    for poster in (one for own in posters for one in own):
        poster.close()
    return run


class _Heard:
    """When each message was pushed first; `all` once every one was."""

    def __init__(self, waiting: set[str]) -> None:
        self.waiting = waiting
        self.seen: dict[str, float] = {}
        self.all = asyncio.Event()

    def take(self, message: str, at: float) -> None:
        if message in self.waiting:
            self.waiting.discard(message)
            self.seen[message] = at
            if not self.waiting:
                self.all.set()


async def _chat(poster: Poster, queue: Iterator[list[tuple[str, bytes]]], sent: dict[str, float], run: Run) -> None:
    for requests in queue:
        for message, raw in requests:
            sent[message] = start = perf_counter()
            status, body = await poster.post(raw)
            run.acks.append(perf_counter() - start)
            if status != 201:
                raise ConnectionError(f"a post was answered {status}: {body[:300]!r}")
