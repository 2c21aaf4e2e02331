"""serve and demo: the app on a real socket until a signal comes. Prints where to look."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from csassist.api.limits import raise_open_files
from csassist.app import DEMO_SHOP, open_front
from csassist.desk.access import Role
from csassist.desk.keyring import new_key
from csassist.errors import StoreUnavailable
from csassist.lab.logs import set_up_logs
from csassist.lab.memory import care
from csassist.lab.server import Server, listening_socket, server
from csassist.rulepack.ahead import Ahead
from csassist.rulepack.place import ADAPTED, default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.settings import KeyEntry, Settings

# A message leaves some fifty objects behind that a collector looks at, nearly all of them still needed: looking every
# seven hundred was a twentieth of the service's time.
LOOKS = (20_000, 10, 20)


def run_service(settings: Settings, ahead: Ahead | None = None) -> None:
    """Serves until SIGINT or SIGTERM. Raises CsassistError when it cannot start."""
    set_up_logs(settings.log_level)
    _run(_serve(settings, _rules(settings, ahead, settings.data / ADAPTED)))


def run_demo(settings: Settings, ahead: Ahead | None = None, *, speed: float, seed: int) -> None:
    """The same on a throw-away store, with simulated shoppers."""
    set_up_logs(settings.log_level)
    key = KeyEntry.model_validate({"key": new_key(), "role": Role.INTEGRATOR, "shop": DEMO_SHOP})
    with_key = settings.model_copy(update={"keys": (key,)})
    _run(_serve(with_key, _rules(settings, ahead), (speed, seed)))


def _rules(settings: Settings, ahead: Ahead | None, model: Path | None = None) -> RulebookHolder:
    directory = settings.rules or default_directory()
    return RulebookHolder(directory, words=settings.segmenter, ahead=ahead, model=model)


def _run(service: Coroutine[Any, Any, None]) -> None:
    """On uvloop where there is one (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(service)
    else:
        uvloop.run(service)


async def _serve(settings: Settings, rulebooks: RulebookHolder, play_as: tuple[float, int] | None = None) -> None:
    """`play_as` = speed and seed of the demo's shoppers; None for a real service."""
    raise_open_files()
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
        front = await stack.enter_async_context(
            open_front(settings, demo=play_as is not None, announce=_say, rulebooks=rulebooks)
        )
        # Rules and code live as long as the process: the collector need not look at them with every message.
        gc.freeze()
        gc.set_threshold(*LOOKS)
        gc.enable()
        one = server(front, drain_s=settings.drain_s)
        greeting = _service_up(one, url) if play_as is None else _demo_up(one, url, settings, play_as)
        stack.push_async_callback(_stop, asyncio.create_task(greeting))
        stack.push_async_callback(_stop, asyncio.create_task(_settle_in(one)))
        await one.serve(sockets=[sock])


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _settle_in(one: Server) -> None:
    """What a start need not wait for."""
    await one.up.wait()
    await care()


async def _service_up(one: Server, url: str) -> None:
    await one.up.wait()
    _say(f"csassist serves on {url}  ·  坐席边栏 {url}/sidebar  ·  主管控制台 {url}/console")


async def _demo_up(one: Server, url: str, settings: Settings, play_as: tuple[float, int]) -> None:
    from csassist.lab.demo import play  # the demo's own needs are not those of a service

    await one.up.wait()
    _say(f"csassist demo on {url}  ·  演示客服台 {url}/demo/host  ·  主管控制台 {url}/console")
    speed, seed = play_as
    await play(url, settings.keys[0].key.get_secret_value(), speed=speed, seed=seed)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
