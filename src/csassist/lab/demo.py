"""Simulated shoppers: they play their scripts through the public API, as any integrator would. Knows no inside."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import structlog

from csassist.lab.demo_cast import BUBBLE_S, Line, Scene, Shopper, draw_scene, load_cast, programme

AT_ONCE = 6  # conversations that run side by side: a wall worth looking at, still readable
CURTAIN_S = 1.5  # between two openings at the start
INTERVAL_S = 6.0  # between the end of one and the opening of the next
RETRIES = 8
RETRY_S = 0.5

log = structlog.get_logger()


async def play(
    base_url: str, key: str, *, speed: float = 1.0, seed: int = 1, stop: asyncio.Event | None = None
) -> None:
    """Plays round after round until cancelled or until `stop` is set.

    `key` is an integrator's. A message that is refused ends its conversation; one that cannot be delivered is posted
    again with the same id. Nothing raised: the demo never takes the service down.
    """
    client = httpx2.AsyncClient(
        base_url=base_url, headers={"Authorization": f"Bearer {key}"}, timeout=10.0, trust_env=False
    )
    stop = stop or asyncio.Event()
    async with client:
        stage = Stage(client, speed, seed)
        playing = asyncio.create_task(stage.run(load_cast()))
        waiting = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({playing, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                playing.result()
        finally:
            for task in (playing, waiting):
                task.cancel()
            await asyncio.gather(playing, waiting, return_exceptions=True)


class Stage:
    """Keeps at most AT_ONCE conversations going."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        speed: float,
        seed: int,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._speed = speed
        self._seed = seed
        self._sleep = sleep
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self, cast: Sequence[Shopper]) -> None:
        """Rounds without end; every conversation of every round has an id of its own."""
        number = 0
        async with asyncio.TaskGroup() as group:
            for round_number in itertools.count():
                for shopper in programme(cast, self._seed, round_number):
                    await self._places.acquire()
                    number += 1
                    group.create_task(self._perform(draw_scene(shopper, number, self._seed)))
                    await self._sleep(CURTAIN_S / self._speed)

    async def _perform(self, scene: Scene) -> None:
        try:
            await self._speak(scene)
            await self._sleep(INTERVAL_S / self._speed)
        finally:
            self._places.release()

    async def _speak(self, scene: Scene) -> None:
        opened = datetime.now(UTC)
        before: Line | None = None
        for place, line in enumerate(scene.lines):
            await self._sleep(pause(line, before, self._speed))
            if not await self._post(body(scene, place, opened)):
                return
            before = line

    async def _post(self, message: Mapping[str, Any]) -> bool:
        """True once it is on record. The same id goes out again until then."""
        for attempt in range(RETRIES):
            with contextlib.suppress(httpx2.TransportError):
                answer = await self._client.post("/v1/messages", json=message)
                if answer.status_code in (200, 201):
                    return True
                if answer.status_code not in (429, 503):
                    log.warning("demo_message_refused", message_id=message["message_id"], status=answer.status_code)
                    return False
            await self._sleep(RETRY_S * 2**attempt)
        log.warning("demo_message_undelivered", message_id=message["message_id"])
        return False


def pause(line: Line, before: Line | None, speed: float) -> float:
    """Seconds to wait. At any speed two thoughts of a customer stay further apart than the bubbles of one."""
    wait = line.after / speed
    same = before is not None and before.sender == line.sender == "customer"
    if same and line.after > BUBBLE_S:
        return max(wait, BUBBLE_S * 1.1)
    return wait


def body(scene: Scene, place: int, opened: datetime) -> dict[str, Any]:
    """The body of POST /v1/messages for one line; customer and order go with the customer's own messages."""
    shopper, line = scene.shopper, scene.lines[place]
    message: dict[str, Any] = {
        "conversation_id": scene.conversation_id,
        "message_id": f"{scene.conversation_id}-m{place + 1}",
        "sender": line.sender,
        "text": line.variants[0],
        "sent_at": _stamp(datetime.now(UTC)),
        "agent_id": shopper.agent_id,
        "team_id": shopper.team_id,
        "channel": "demo",
    }
    if line.sender == "customer":
        message["customer"] = dict(scene.customer)
        message["context"] = _context(scene, opened)
    return message


def _context(scene: Scene, opened: datetime) -> dict[str, Any]:
    shopper = scene.shopper
    context: dict[str, Any] = {}
    if shopper.product_id is not None:
        context["product_id"] = shopper.product_id
    if shopper.order is not None:
        context["order"] = {"id": scene.order_id, **shopper.order}
        if shopper.promised_in_h is not None:
            context["order"]["promised_at"] = _stamp(opened + timedelta(hours=shopper.promised_in_h))
    return context


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
