"""serve and demo: the app on a real socket until a signal comes. Prints where to look."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Coroutine
from typing import Any

import structlog

from csassist.app import DEMO_SHOP, open_front
from csassist.desk.access import Role
from csassist.desk.keyring import new_key
from csassist.errors import StoreUnavailable
from csassist.lab.demo import play
from csassist.lab.server import Server, listening_socket, server
from csassist.settings import KeyEntry, Settings


def run_service(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM. Raises CsassistError when it cannot start."""
    _logs(settings)
    _run(_serve(settings, demo=False, speed=1.0, seed=1))


def run_demo(settings: Settings, *, speed: float, seed: int) -> None:
    """The same on a throw-away store, with simulated shoppers."""
    _logs(settings)
    key = KeyEntry.model_validate({"key": new_key(), "role": Role.INTEGRATOR, "shop": DEMO_SHOP})
    _run(_serve(settings.model_copy(update={"keys": (key,)}), demo=True, speed=speed, seed=seed))


def _run(service: Coroutine[Any, Any, None]) -> None:
    """On uvloop where there is one (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(service)
    else:
        uvloop.run(service)


async def _serve(settings: Settings, *, demo: bool, speed: float, seed: int) -> None:
    try:
        sock = listening_socket(settings.host, settings.port)
    except OSError as error:
        raise StoreUnavailable(
            f"cannot serve on {settings.host}:{settings.port}: {error.strerror}; choose another --port", code="S506"
        ) from None
    host, port = sock.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(sock.close)
        front = await stack.enter_async_context(open_front(settings, demo=demo, announce=_say))
        # Rules and code live as long as the process: the collector need not look at them with every message.
        gc.collect()
        gc.freeze()
        one = server(front)
        greeting = _demo_up(one, url, settings, (speed, seed)) if demo else _service_up(one, url)
        stack.push_async_callback(_stop, asyncio.create_task(greeting))
        await one.serve(sockets=[sock])


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _service_up(one: Server, url: str) -> None:
    await one.up.wait()
    _say(f"csassist serves on {url}  ·  坐席边栏 {url}/sidebar  ·  主管控制台 {url}/console")


async def _demo_up(one: Server, url: str, settings: Settings, play_as: tuple[float, int]) -> None:
    await one.up.wait()
    _say(f"csassist demo on {url}  ·  演示客服台 {url}/demo/host  ·  主管控制台 {url}/console")
    speed, seed = play_as
    await play(url, settings.keys[0].key.get_secret_value(), speed=speed, seed=seed)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _logs(settings: Settings) -> None:
    import logging

    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
