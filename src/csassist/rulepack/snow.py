"""SnowNLP exactly as it is, as an outside judge: in a process of its own, for it is slow and holds 400 MB.

Run as a module it is that process: a JSON line [number, text] in, [number, value] out; [0, …] says that it is warm.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import BinaryIO

import structlog

LIMIT_S = 0.1  # nobody waits longer; a text of a shop's chat takes a few milliseconds
MOST_OPEN = 64  # texts handed over and not answered; above that the judge is away
STUCK_S = 10.0  # an answer that is owed for so long will not come: the process is started again
PAUSES_S = (0.5, 2.0, 10.0, 60.0)  # before the next start of a process that keeps failing
_WARM = 0
_NEUTRAL = 0.5  # said of a text without anything to read
_log = structlog.get_logger("csassist.rulepack")


def sentiments(texts: Iterable[str]) -> list[float]:
    """SnowNLP(text).sentiments of each, 0–1, 1 = happy."""
    from snownlp import SnowNLP

    return [float(SnowNLP(text).sentiments) if text.strip() else _NEUTRAL for text in texts]


class SnowJudge:
    """Implements desk.ports.Sentiments while `running`; what it has no answer for in time is None."""

    def __init__(self, limit_s: float = LIMIT_S, command: tuple[str, ...] | None = None) -> None:
        """`command` = what is run as the judge's process, this module unless given."""
        self._limit_s = limit_s
        self._command = command or (sys.executable, "-m", "csassist.rulepack.snow")
        self._process: Process | None = None
        self._warm = asyncio.Event()
        self._number = _WARM
        self._open: dict[int, asyncio.Future[float | None]] = {}
        self._missing = 0

    @property
    def state(self) -> str:
        """For people who run the service."""
        how = "ready" if self._warm.is_set() else "away, readings go on without it"
        return f"snownlp {how}; {self._missing} answers late or missing"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SnowJudge]:
        """Keeps the process up; leaves at once, whatever is still to be judged."""
        keeper = asyncio.create_task(self._keep_up())
        try:
            yield self
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def warm(self) -> None:
        """Returns when there is somebody to ask."""
        await self._warm.wait()

    async def judge(self, text: str) -> float | None:
        """−1 (unhappy) … 1; None when the process is away or busy, or does not answer within the limit."""
        process = self._process
        if process is None or process.stdin is None or not self._warm.is_set() or len(self._open) >= MOST_OPEN:
            self._missing += 1
            return None
        self._number += 1
        answer: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        self._open[self._number] = answer
        process.stdin.write(json.dumps([self._number, text]).encode() + b"\n")
        await asyncio.wait((answer,), timeout=self._limit_s)
        value = answer.result() if answer.done() else None
        self._missing += value is None
        return value

    async def _keep_up(self) -> None:
        failed = 0
        while True:
            failed = 1 if await self._live() else failed + 1
            _log.warning("sentiment judge away", engine="snownlp", failed=failed)
            await asyncio.sleep(PAUSES_S[min(failed, len(PAUSES_S)) - 1])

    async def _live(self) -> bool:
        """One process from its start to its end: whether it ever was warm. What it left open is answered with None."""
        try:
            process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        except OSError:
            return False
        self._process = process
        try:
            await self._read(process)
            return self._warm.is_set()
        finally:
            self._process = None
            self._warm.clear()
            for answer in self._open.values():
                if not answer.done():
                    answer.set_result(None)
            self._open.clear()
            await _end(process)

    async def _read(self, process: Process) -> None:
        """Until the process ends, talks nonsense, or owes an answer for too long."""
        owed: int | None = None
        while process.stdout is not None:
            try:
                line = await asyncio.wait_for(process.stdout.readline(), STUCK_S)
            except TimeoutError:
                oldest = next(iter(self._open), None)
                if oldest is not None and oldest == owed:
                    return
                owed = oldest
                continue
            try:
                number, value = json.loads(line)
            except ValueError:
                return
            self._answered(number, value)

    def _answered(self, number: int, value: float | None) -> None:
        if number == _WARM:
            self._warm.set()
            return
        answer = self._open.pop(number, None)
        if answer is not None and not answer.done():
            answer.set_result(None if value is None else 2.0 * value - 1.0)


async def _end(process: Process) -> None:
    """Returns when it is gone and its pipes are closed, even if the caller is cancelled meanwhile."""
    with suppress(ProcessLookupError):
        process.kill()
    gone = asyncio.ensure_future(process.communicate())
    try:
        await asyncio.shield(gone)
    except asyncio.CancelledError:
        await gone
        raise


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """The process: judges line by line until its input ends. A text that SnowNLP cannot judge is answered with null."""
    sink.write(json.dumps([_WARM, sentiments(["热身"])[0]]).encode() + b"\n")
    sink.flush()
    for line in source:
        number, text = json.loads(line)
        try:
            value: float | None = sentiments([text])[0]
        except Exception:  # noqa: BLE001 - one odd text must not take the judge from all others
            value = None
        sink.write(json.dumps([number, value]).encode() + b"\n")
        sink.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then ends this process
    serve(sys.stdin.buffer, sys.stdout.buffer)
