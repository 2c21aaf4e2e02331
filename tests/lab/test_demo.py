"""What the demo posts, and how it behaves when the service says no. The transport is the only thing replaced."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import httpx2

from csassist.lab.demo import AT_ONCE, Stage, body, pause
from csassist.lab.demo_cast import Line, draw_scene, load_cast

CAST = load_cast()


class Desk:
    """Answers every post and remembers it; `answers` are status codes to give first."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.posted: list[dict] = []
        self.open: set[str] = set()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.posted.append(json.loads(request.content))
        if self.answers:
            status = self.answers.pop(0)
            if status == 0:
                raise httpx2.ConnectError("away")
            return httpx2.Response(status)
        return httpx2.Response(201, json={})


async def perform(desk: Desk, messages: int, speed: float = 1.0) -> list[float]:
    """Runs the stage until so many messages were posted; the naps it wished for."""
    naps: list[float] = []
    enough = asyncio.Event()

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(desk.posted) >= messages:
            enough.set()
        await asyncio.sleep(0)

    async with httpx2.AsyncClient(base_url="http://desk", transport=httpx2.MockTransport(desk)) as client:
        running = asyncio.create_task(Stage(client, speed, 1, nap).run(CAST))
        await asyncio.wait_for(enough.wait(), 30)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return naps


async def test_rounds_go_on_with_new_conversations_and_unique_message_ids() -> None:
    desk = Desk()
    await perform(desk, 400)
    ids = [(m["conversation_id"], m["message_id"]) for m in desk.posted]
    assert len(ids) == len(set(ids))
    assert len({c for c, _ in ids}) > len(CAST)


async def test_several_conversations_overlap_but_no_more_than_the_wall_can_hold() -> None:
    desk = Desk()
    await perform(desk, 60)
    first = [m["conversation_id"] for m in desk.posted[:30]]
    assert 1 < len(set(first)) <= AT_ONCE + 1


async def test_a_busy_service_gets_the_same_message_again() -> None:
    desk = Desk(503, 0, 429)
    await perform(desk, 12)
    ids = [m["message_id"] for m in desk.posted]
    assert sum(ids.count(i) - 1 for i in set(ids)) == 3


async def test_a_refused_message_ends_its_conversation_only() -> None:
    desk = Desk(422)
    await perform(desk, 40)
    refused = desk.posted[0]["conversation_id"]
    assert [m["conversation_id"] for m in desk.posted].count(refused) == 1
    assert len({m["conversation_id"] for m in desk.posted}) > 1


def test_at_ten_times_the_speed_two_thoughts_do_not_melt_into_one() -> None:
    thought, bubble = Line(12, "customer", ("…",)), Line(2, "customer", ("？",))
    answer = Line(12, "agent", ("好的",))
    assert pause(thought, thought, 10) > 3
    assert pause(bubble, thought, 10) == 0.2
    assert pause(answer, thought, 10) == 1.2
    assert pause(thought, thought, 1) == 12


def test_a_customers_message_carries_customer_order_and_product() -> None:
    opened = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    scene = draw_scene(CAST[0], 1, 1)
    message = body(scene, 0, opened)
    assert message["customer"]["name"] == scene.customer["name"]
    assert message["context"]["order"]["id"] == scene.order_id
    assert message["context"]["order"]["promised_at"] == "2026-11-21T08:00:00.000Z"
    assert "customer" not in body(scene, 1, opened)
