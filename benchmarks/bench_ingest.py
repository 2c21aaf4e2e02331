"""Ingest -> push over one socket, against a bare relay in the same run: server on one core, load on another."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import orjson
import psutil
import uvloop

from benchmarks.chats import ROOT, load_chats
from benchmarks.figures import Figure, quantile
from benchmarks.load import Listener, Poster
from csassist.lab.transcripts import Chat

KEY = "bench-key-of-no-secret"
IN_FLIGHT = 64
ROUNDS = 3
GOAL = 0.30


@dataclass(slots=True)
class Run:
    """One server under load."""

    messages: int
    seconds: float
    pushes: list[float] = field(default_factory=list)  # seconds from post to push
    acks: list[float] = field(default_factory=list)
    missing: int = 0
    cpu_s: float = 0.0
    rss_mb: float = 0.0

    @property
    def per_s(self) -> float:
        return self.messages / self.seconds


def bench_ingest(messages: int = 6000) -> list[Figure]:
    """Figures of the way in and out."""
    source, chats = load_chats()
    server_core, load_core = _cores()
    os.sched_setaffinity(0, {load_core})
    runs: dict[str, list[Run]] = {"relay": [], "csassist": []}
    for _ in range(ROUNDS):  # taking turns: what else the machine does hits both
        for name, rounds in runs.items():
            with _server(name, server_core) as (port, process):
                rounds.append(uvloop.run(_load(name, port, process, chats, messages)))
    relay, own = (median(run.per_s for run in runs[name]) for name in ("relay", "csassist"))
    pushes = [push for run in runs["csassist"] for push in run.pushes]
    acks = [ack for run in runs["csassist"] for ack in run.acks]
    relay_cpu, own_cpu = (sum(r.cpu_s for r in runs[name]) / sum(r.messages for r in runs[name]) for name in runs)
    shared = "" if server_core != load_core else " (one core for both: figures are low)"
    return [
        Figure("bare relay", relay, "msg/s", note=f"{IN_FLIGHT} in flight, {source}{shared}"),
        Figure("csassist", own, "msg/s", note=f"median of {ROUNDS} rounds of {messages}"),
        Figure("csassist / relay", own / relay, "", ">=", GOAL),
        Figure("server CPU per message", own_cpu * 1e6, "µs", note=f"relay {relay_cpu * 1e6:.0f} µs"),
        Figure("relay CPU / server CPU", relay_cpu / own_cpu, "", note="the same share, whatever else both cores do"),
        Figure("post to ack, median", quantile(acks, 0.5) * 1e3, "ms", note=f"p99 {quantile(acks, 0.99) * 1e3:.1f} ms"),
        Figure(
            "post to push, median", quantile(pushes, 0.5) * 1e3, "ms", note=f"p99 {quantile(pushes, 0.99) * 1e3:.1f} ms"
        ),
        Figure("messages not pushed", sum(r.missing for r in runs["csassist"]), "", "<=", 0),
        Figure("resident after load", max(r.rss_mb for r in runs["csassist"]), "MB", note="not the idle figure"),
    ]


def _cores() -> tuple[int, int]:
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def _server(name: str, core: int) -> Iterator[tuple[int, psutil.Process]]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="csassist-bench-") as data, Path(data, "log").open("wb") as log:
        child = subprocess.Popen(command(name, port, data), cwd=ROOT, env=environment(), stdout=log, stderr=log)
        os.sched_setaffinity(child.pid, {core})  # before it starts threads: they inherit it
        try:
            wait_ready(port, child, Path(data, "log"))
            yield port, psutil.Process(child.pid)
        finally:
            child.terminate()
            child.wait(20)


def command(name: str, port: int, data: str) -> list[str]:
    """How the server `name` is started."""
    if name == "relay":
        return [sys.executable, "-m", "benchmarks.relay", str(port)]
    return [sys.executable, "-m", "csassist.cli", "serve", "--port", str(port), "--data", str(Path(data, "store"))]


def environment() -> dict[str, str]:
    """The environment of a server: nothing but its key is set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CSASSIST_")}
    keys = [{"key": KEY, "role": "admin", "shop": "bench"}]
    return clean | {
        "CSASSIST_KEYS": json.dumps(keys),
        "CSASSIST_RATE_PER_S": "1000000",
        "CSASSIST_RATE_PERSON_PER_S": "1000000",
    }


def wait_ready(port: int, child: subprocess.Popen[bytes], log: Path) -> float:
    """Seconds until /readyz says 200. Raises RuntimeError when the server ends or takes a minute."""
    start = perf_counter()
    while perf_counter() - start < 60:
        if child.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
                if line.recv(64).startswith(b"HTTP/1.1 200"):
                    return perf_counter() - start
        except OSError:
            pass
        sleep(0.01)
    raise RuntimeError(f"the server did not get ready: {log.read_text('utf-8', 'replace')[-2000:]}")


async def _load(name: str, port: int, process: psutil.Process, chats: list[Chat], messages: int) -> Run:
    """Posts whole chats, 64 posts in flight, one socket that hears them all; ends when the last push is there."""
    loop = asyncio.get_running_loop()
    _, listener = await loop.create_connection(Listener, "127.0.0.1", port)
    await listener.open
    work = _requests(chats, messages)
    posters = [(await loop.create_connection(Poster, "127.0.0.1", port))[1] for _ in range(IN_FLIGHT)]
    if name == "csassist":
        await _open_conversations(listener, posters[0], len(work))
    cpu = process.cpu_times()
    sent: dict[str, float] = {}
    run = Run(sum(len(requests) for requests in work), 0.0)
    queue = iter(work)
    start = perf_counter()
    await asyncio.gather(*(_chat(poster, queue, sent, run) for poster in posters))
    while len(listener.seen.keys() & sent.keys()) < run.messages and perf_counter() - start < 120:
        if listener.closed is not None:
            raise RuntimeError(f"the server closed the socket: {listener.closed!r}")
        await asyncio.sleep(0.005)
    last = max((at for message, at in listener.seen.items() if message in sent), default=perf_counter())
    run.seconds = max(last, start + max(run.acks)) - start
    after = process.cpu_times()
    run.cpu_s = after.user + after.system - cpu.user - cpu.system
    run.rss_mb = process.memory_info().rss / 1e6
    run.pushes = [listener.seen[message] - at for message, at in sent.items() if message in listener.seen]
    run.missing = run.messages - len(run.pushes)
    listener.close()
    for poster in posters:
        poster.close()
    return run


async def _chat(poster: Poster, queue: Iterator[list[tuple[str, bytes]]], sent: dict[str, float], run: Run) -> None:
    """Chat after chat on one connection; the turns of a chat wait for each other, as people do."""
    for requests in queue:
        for message, raw in requests:
            sent[message] = start = perf_counter()
            status, body = await poster.post(raw)
            run.acks.append(perf_counter() - start)
            if status != 201:
                raise RuntimeError(f"a post was answered {status}: {body[:300]!r}")


async def _open_conversations(listener: Listener, poster: Poster, many: int) -> None:
    """Conversations exist before they can be listened to: a system message each, then one socket subscribes to all."""
    listener.send({"type": "hello", "key": KEY, "channels": []})
    names = [f"c-{n}" for n in range(many)]
    for name in names:
        status, body = await poster.post(
            _request({"conversation_id": name, "message_id": "open", "sender": "system", "text": "接入"})
        )
        if status != 201:
            raise RuntimeError(f"a post was answered {status}: {body[:300]!r}")
    for at in range(0, many, 40):
        channels = [f"conversation:{name}" for name in names[at : at + 40]]
        listener.send({"type": "subscribe", "ref": f"s-{at}", "data": {"channels": channels}})
        await asyncio.sleep(0.01)
    deadline = perf_counter() + 30
    while listener.types.get("snapshot", 0) < many:
        if perf_counter() > deadline or listener.closed is not None:
            raise RuntimeError(f"not subscribed: {listener.types} closed {listener.closed!r}")
        await asyncio.sleep(0.01)


def _requests(chats: list[Chat], messages: int) -> list[list[tuple[str, bytes]]]:
    """(message id, raw request) per chat, at least so many messages, conversation ids never used before."""
    work: list[list[tuple[str, bytes]]] = []
    total = 0
    while total < messages:
        chat = chats[len(work) % len(chats)]
        name = f"c-{len(work)}"
        requests = []
        for number, turn in enumerate(chat.turns):
            message = f"{name}-{number}"
            body = {"conversation_id": name, "message_id": message, "sender": turn.sender.value, "text": turn.text,
                    "agent_id": "a1", "team_id": "t1"}  # fmt: skip
            requests.append((message, _request(body)))
        work.append(requests)
        total += len(requests)
    return work


def _request(body: dict[str, str]) -> bytes:
    raw = orjson.dumps(body)
    head = (
        "POST /v1/messages HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {KEY}\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw
