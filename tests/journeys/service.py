"""Starts the whole service for a test: in this process on a free loopback port, or as a child that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from csassist.api.front import Front
from csassist.app import open_front
from csassist.lab.server import listening_socket, server
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.settings import Settings

PATIENCE_S = 60  # a guard, no goal: a machine may be busy
KEYS = (
    {"key": "k-int", "role": "integrator", "shop": "s1"},
    {"key": "k-a1", "role": "agent", "shop": "s1", "agent_id": "a1", "teams": ["t1"]},
    {"key": "k-a2", "role": "agent", "shop": "s1", "agent_id": "a2", "teams": ["t2"]},
    {"key": "k-sup", "role": "supervisor", "shop": "s1", "agent_id": "boss"},
    {"key": "k-sup-t2", "role": "supervisor", "shop": "s1", "agent_id": "boss2", "teams": ["t2"]},
    {"key": "k-admin", "role": "admin", "shop": "s1"},
    {"key": "k-other", "role": "integrator", "shop": "s2"},
)


@dataclass(frozen=True)
class Service:
    """A running service and a client for it."""

    url: str
    http: httpx2.AsyncClient
    front: Front | None = None

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws", 1) + "/v1/ws"

    async def post(self, body: dict[str, Any], key: str = "k-int") -> httpx2.Response:
        return await self.http.post("/v1/messages", json=body, headers=bearer(key))

    async def say(self, text: str, conversation: str = "c-1", message: str = "m-1", **more: Any) -> httpx2.Response:
        body = {"conversation_id": conversation, "message_id": message, "sender": "customer", "text": text, **more}
        return await self.post(body)

    async def get(self, path: str, key: str | None = "k-int", **params: Any) -> httpx2.Response:
        return await self.http.get(path, params=params or None, headers=bearer(key) if key else {})


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@functools.cache
def shipped_rules() -> RulebookHolder:
    """Read once for all tests of a run."""
    return RulebookHolder(default_directory())


@contextlib.asynccontextmanager
async def in_process(data: Path, *, demo: bool = False, **settings: Any) -> AsyncIterator[Service]:
    """The service in this event loop."""
    chosen = Settings.model_validate({"data": data, "keys": KEYS, **settings})
    rulebooks = shipped_rules() if chosen.rules is None else None
    async with open_front(chosen, demo=demo, announce=lambda _: None, rulebooks=rulebooks) as front:
        sock = listening_socket("127.0.0.1", 0)
        one = server(front)
        one.install_signal_handlers = lambda: None
        task = asyncio.create_task(one._serve([sock]))  # serve() would take this process's signals
        try:
            while not one.started:
                if task.done():
                    await task
                await asyncio.sleep(0.01)
            url = f"http://127.0.0.1:{sock.getsockname()[1]}"
            async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as http:
                yield Service(url, http, front)
        finally:
            one.should_exit = True
            await task
            sock.close()


@dataclass
class Child:
    """A service in a process of its own."""

    process: asyncio.subprocess.Process
    service: Service

    async def kill(self) -> None:
        """kill -9, no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM and the exit code."""
        self.process.terminate()
        return await self.process.wait()


@contextlib.asynccontextmanager
async def child(data: Path, port: int, *words: str, env: dict[str, str] | None = None) -> AsyncIterator[Child]:
    """`csassist serve` as a child, ready for messages. Whatever happens, it is gone afterwards."""
    process = await start_child(data, port, *words, env=env)
    url = f"http://127.0.0.1:{port}"
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as http:
        try:
            await until_ready(http, process)
            yield Child(process, Service(url, http))
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def start_child(
    data: Path, port: int, *words: str, env: dict[str, str] | None = None
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "csassist.cli",
        "serve",
        "--port",
        str(port),
        "--data",
        str(data),
        *words,
        env={**os.environ, "CSASSIST_KEYS": json.dumps(KEYS), **(env or {})},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


async def until_ready(http: httpx2.AsyncClient, process: asyncio.subprocess.Process) -> None:
    """Returns when /readyz says so; raises when the child ended."""
    while True:
        if process.returncode is not None:
            errors = await process.stderr.read() if process.stderr else b""
            raise AssertionError(f"the service ended with {process.returncode}: {errors.decode()[-800:]}")
        with contextlib.suppress(httpx2.TransportError):
            if (await http.get("/readyz")).status_code == 200:
                return
        await asyncio.sleep(0.02)
