"""How many messages a second: posts always in flight, a sidebar for each conversation, until all are pushed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from csassist.lab.load.line import Poster, request
from csassist.lab.load.process import cpu_s, rss_kb
from csassist.lab.load.target import Target
from csassist.lab.load.words import Spoken

IN_FLIGHT = 64
PATIENCE_S = 120.0


@dataclass(slots=True)
class Run:
    """One target under load. Times in seconds."""

    messages: int
    seconds: float = 0.0
    pushes: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    missing: int = 0
    cpu_s: float = 0.0
    rss_kb: float = 0.0

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


async def throughput(target: Target, names: Sequence[str], work: Work) -> Run:
    """Posts whole conversations, 64 at once, turn after turn in each. Raises ConnectionError for an answer but 201."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}

    waiting = {message for requests in work for message, _ in requests}
    all_heard = asyncio.Event()

    def heard(message: str, at: float) -> None:
        if message in waiting:
            waiting.discard(message)
            seen[message] = at
            if not waiting:
                all_heard.set()

    sidebars = await target.sidebars(names, heard)
    posters = [await target.poster() for _ in range(IN_FLIGHT)]
    run = Run(sum(len(requests) for requests in work))
    cpu, start = cpu_s(target.pid), perf_counter()
    queue = iter(work)
    await asyncio.gather(*(_chat(poster, queue, sent, run) for poster in posters))
    answered = perf_counter()
    with suppress(TimeoutError):
        await asyncio.wait_for(all_heard.wait(), PATIENCE_S)
    run.seconds = max([answered, *seen.values()]) - start
    run.cpu_s = cpu_s(target.pid) - cpu
    run.rss_kb = rss_kb(target.pid)
    run.pushes = [seen[message] - at for message, at in sent.items() if message in seen]
    run.missing = run.messages - len(run.pushes)
    for sidebar in sidebars:
        sidebar.close()
    for poster in posters:
        poster.close()
    return run


async def _chat(poster: Poster, queue: Iterator[list[tuple[str, bytes]]], sent: dict[str, float], run: Run) -> None:
    for requests in queue:
        for message, raw in requests:
            sent[message] = start = perf_counter()
            status, body = await poster.post(raw)
            run.acks.append(perf_counter() - start)
            if status != 201:
                raise ConnectionError(f"a post was answered {status}: {body[:300]!r}")
