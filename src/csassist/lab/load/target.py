"""What is loaded: a service that runs already, or csassist and the bare relay as children on one core each in turn."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.load.line import Heard, Listener, Poster, nobody, request
from csassist.lab.load.process import pin

SHOP = "bench"
KEY = "bench-key-of-no-secret"
AT_ONCE = 100  # sockets that open together
READY_S = 180.0  # a machine that does much else starts slowly


@frozen
class Target:
    """Where the load goes. `relay` = it takes hellos without a ticket; `pid` None = its costs are not ours to see.

    `ears` = the node that sidebars and consoles go to; None = this one.
    """

    host: str
    port: int
    key: str = KEY
    pid: int | None = None
    relay: bool = False
    ears: Target | None = None

    async def poster(self) -> Poster:
        """A connection for requests."""
        return (await asyncio.get_running_loop().create_connection(Poster, self.host, self.port))[1]

    async def listener(self, hello: dict[str, object], heard: Heard = nobody) -> Listener:
        """A socket after its hello; its first channel is up to date. Raises ConnectionError."""
        loop = asyncio.get_running_loop()
        _, one = await loop.create_connection(lambda: Listener(heard), self.host, self.port)
        await one.open
        one.send({"type": "hello", **hello})
        await one.ready
        return one

    async def sidebars(self, conversations: Sequence[str], heard: Heard = nobody) -> list[Listener]:
        """A sidebar for each conversation, whose agent (by the same name) it is; the conversation exists afterwards."""
        found, node = list[Listener](), self.ears or self
        for at in range(0, len(conversations), AT_ONCE):
            some = conversations[at : at + AT_ONCE]
            found += await asyncio.gather(*(node._sidebar(name, heard) for name in some))
        return found

    async def _sidebar(self, name: str, heard: Heard) -> Listener:
        channels = [f"conversation:{name}"]
        if self.relay:
            return await self.listener({"channels": channels}, heard)
        poster = await self.poster()
        about = {"conversation_id": name, "message_id": "open", "sender": "system", "text": "接入", "agent_id": name}
        status, body = await poster.post(request("/v1/messages", about, self.key))
        if status not in (200, 201):
            raise ConnectionError(f"a post was answered {status}: {body[:300]!r}")
        ticket = await self._ticket(poster, {"role": "agent", "agent_id": name})
        poster.close()
        return await self.listener({"ticket": ticket, "channels": channels}, heard)

    async def consoles(self, many: int, heard: Heard = nobody) -> list[Listener]:
        """Supervisors who watch the whole shop."""
        if self.ears is not None:
            return await self.ears.consoles(many, heard)
        poster, found = await self.poster(), []
        for number in range(many):
            if self.relay:
                hello: dict[str, object] = {"channels": ["shop"]}
            else:
                who = {"role": "supervisor", "agent_id": f"boss-{number}"}
                hello = {"ticket": await self._ticket(poster, who), "channels": ["shop"]}
            found.append(await self.listener(hello, heard))
        poster.close()
        return found

    async def _ticket(self, poster: Poster, who: dict[str, str]) -> str:
        status, body = await poster.post(request("/v1/tickets", who, self.key))
        if status != 200:
            raise ConnectionError(f"no ticket, {status}: {body[:300]!r}; the key must be an integrator's or an admin's")
        return str(json.loads(body)["ticket"])


def running(url: str, key: str) -> Target:
    """A service that runs already. Raises InvalidInput for an address that is none."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise InvalidInput("bench: --url must be http://HOST:PORT; load goes to the service itself, not through TLS")
    return Target(parts.hostname, parts.port or 80, key)


@contextmanager
def started(
    name: str, core: int | None, store: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Target]:
    """`csassist` or `relay` as a child on `core` (None: any), ready, its record its own unless `store` names one.

    `settings` = more of its environment.
    """
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="csassist-bench-") as place, Path(place, "log").open("wb") as log:
        words = ["-m", "csassist.lab.load.relay", str(port)]
        if name == "csassist":
            data = store or Path(place, "store")
            words = ["-m", "csassist.cli", "serve", "--port", str(port), "--data", str(data)]
        command = [sys.executable, *words]
        around = {**environment(), **(settings or {})}
        child = subprocess.Popen(command, cwd=place, env=around, stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            if core is not None:
                pin(child.pid, core)
            wait_ready(port, child, Path(place, "log"))
            yield Target("127.0.0.1", port, KEY, child.pid, relay=name == "relay")
        finally:
            child.terminate()
            child.wait(30)


def environment() -> dict[str, str]:
    """The environment of a child: nothing of csassist is set but its key and rates that do not hold a bench back."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CSASSIST_")}
    wide = dict.fromkeys(("RATE_PER_S", "RATE_PERSON_PER_S", "RATE_SHOP_PER_S", "SOCKETS_PER_SHOP"), "1000000")
    clean |= {f"CSASSIST_{name}": value for name, value in wide.items()}
    return clean | {
        "CSASSIST_KEYS": json.dumps([{"key": KEY, "role": "admin", "shop": SHOP}]),
        "CSASSIST_LOG_LEVEL": "warning",
        "CSASSIST_DRAIN_S": "0",
    }


def wait_ready(port: int, child: subprocess.Popen[bytes], log: Path) -> float:
    """Seconds until /readyz says 200. Raises ConnectionError when the child ends or takes too long."""
    start = perf_counter()
    while perf_counter() - start < READY_S and child.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
                if line.recv(64).startswith(b"HTTP/1.1 200"):
                    return perf_counter() - start
        except OSError:
            pass
        sleep(0.01)
    raise ConnectionError(f"the server did not get ready: {log.read_text('utf-8', 'replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
