"""Waits for something that other tasks, or other processes, are about to bring about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(done: Callable[[], object], within_s: float = 60.0) -> None:
    """Returns as soon as `done()` is true; fails the test when it does not become so."""
    async with asyncio.timeout(within_s):
        while not done():
            await asyncio.sleep(0.005)
