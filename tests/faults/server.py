"""A csassist server in a process of its own: killed, paused, stopped, started again on its data and port."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from fakes.ports import free_port
from faults.line import Line
from journeys.service import KEYS

START_GUARD_S = 600.0  # a guard, no goal: a machine may be busy


@dataclass
class Victim:
    """`csassist serve` on one directory and one port; `starts` = seconds from each start to ready."""

    data: Path
    port: int = field(default_factory=free_port)
    words: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[Mapping[str, object]] = KEYS
    process: asyncio.subprocess.Process | None = None
    starts: list[float] = field(default_factory=list)
    kills: int = 0
    lines: list[Line] = field(default_factory=list)

    def line(self, key: str = "k-int", *, port: int = 0, timeout_s: float = 30.0) -> Line:
        """A line to it, or through a proxy on `port`; closed with the test."""
        self.lines.append(Line(port or self.port, key, timeout_s=timeout_s))
        return self.lines[-1]

    @property
    def log(self) -> Path:
        """What it wrote to stderr, all lives together."""
        return self.data.parent / f"{self.data.name}.log"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def start(self) -> float:
        """Starts it and waits until it is ready for messages. Returns the seconds that took."""
        began = time.monotonic()
        await self.launch()
        await self.until_ready()
        self.starts.append(time.monotonic() - began)
        return self.starts[-1]

    async def launch(self) -> None:
        """Starts it without waiting."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "csassist.cli", "serve", "--port", str(self.port), "--data", str(self.data),
                *self.words,
                env={**os.environ, "CSASSIST_KEYS": json.dumps(self.keys), **self.env},
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )  # fmt: skip

    async def until_ready(self) -> None:
        """Raises AssertionError when it ended, or is not ready in time."""
        async with asyncio.timeout(START_GUARD_S):
            while (await self.readyz()) != 200:
                if not self.alive:
                    raise AssertionError(f"the server ended: {self.log.read_text()[-800:]}")
                await asyncio.sleep(0.01)

    async def readyz(self) -> int:
        """The status of /readyz, 0 when nobody answers."""
        line = Line(self.port, timeout_s=2.0)
        try:
            return (await line.get("/readyz"))[0]
        except (OSError, TimeoutError, EOFError):
            return 0
        finally:
            line.close()

    async def kill(self) -> None:
        """kill -9, no goodbye."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()
        self.kills += 1

    def pause(self) -> None:
        """SIGSTOP: it is there and does nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    async def stop(self) -> int:
        """SIGTERM, and its exit code."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.terminate()
        return await self.process.wait()

    async def restart(self) -> float:
        """kill -9 and start again. Returns the seconds until it was ready."""
        await self.kill()
        return await self.start()

    def rss(self) -> int:
        """Bytes of memory it holds, without what others share."""
        return int(psutil.Process(self.pid).memory_info().rss)

    def descriptors(self) -> int:
        """Open files and sockets."""
        return int(psutil.Process(self.pid).num_fds())

    def cpu_s(self) -> float:
        """Seconds of processor time of this life."""
        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)


@asynccontextmanager
async def victim(data: Path, *words: str, **more: object) -> AsyncIterator[Victim]:
    """A running server; whatever happens, it is gone afterwards."""
    one = Victim(data, words=words, **more)  # type: ignore[arg-type]
    try:
        await one.start()
        yield one
    finally:
        for line in one.lines:
            line.close()
        if one.alive:
            with suppress(ProcessLookupError):
                one.resume()
            await one.kill()
