"""The demo's shoppers against the real service and the default rules: every line is taken, every story is told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import orjson
import pytest

from csassist.assessment.assess import assess, elapse
from csassist.assessment.assessment import Evidence
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.lab.demo import Stage, body
from csassist.lab.demo_cast import Shopper, draw_scene, load_cast
from csassist.rulepack.reload import RulebookHolder
from csassist.wire.body import parse_message
from journeys.service import bearer, in_process

CAST = load_cast()
OPENED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CALM = {"03-which-model", "10-size-swap", "11-bargain", "12-warm-thanks"}
SUPERVISOR = {"01-parcel-stuck", "02-charger-smoke", "06-refund-late", "07-face-allergy"}
RECOVERED = 35.0  # degrees: nobody leaves the demo angry


async def test_a_whole_round_is_taken_by_the_public_api(tmp_path: Path) -> None:
    lines = sum(len(shopper.lines) for shopper in CAST)
    answers: list[int] = []
    enough = asyncio.Event()

    async def note(response: httpx2.Response) -> None:
        answers.append(response.status_code)
        if len(answers) >= lines:
            enough.set()

    async def no_wait(seconds: float) -> None:
        await asyncio.sleep(0)

    async with in_process(tmp_path) as service:
        hooks = {"response": [note]}
        async with httpx2.AsyncClient(base_url=service.url, headers=bearer("k-int"), event_hooks=hooks) as client:
            playing = asyncio.create_task(Stage(client, 1.0, 1, no_wait).run(CAST))
            await asyncio.wait_for(enough.wait(), 120)
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
        wall = (await service.get("/v1/conversations", limit=200)).json()["items"]
    assert set(answers) == {201}
    assert {item["conversation_id"] for item in wall} >= {
        draw_scene(s, n, 1).conversation_id for n, s in enumerate(CAST, 1)
    }
    assert all(item["customer"]["name"] and item["agent_id"] and item["team_id"] for item in wall)


@dataclass(frozen=True)
class Story:
    """How a conversation went: the tier and degrees after every line, and its alerts."""

    tiers: tuple[int, ...]
    degrees: tuple[float, ...]
    alerts: int


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return RulebookHolder(Path(__file__).resolve().parents[2] / "rules").current()


def tell(shopper: Shopper, rulebook: Rulebook, seed: int) -> Story:
    """Plays a script through the decisions with its own pauses, no waiting."""
    scene, now = draw_scene(shopper, 1, seed), OPENED
    conversation = Conversation("demo", scene.conversation_id, OPENED)
    tiers, degrees, alerts = [], [], 0
    for place, line in enumerate(scene.lines):
        now += timedelta(seconds=line.after)
        while conversation.due_at is not None and conversation.due_at <= now:
            waited = elapse(conversation, rulebook, conversation.due_at)
            assert waited is not None
            conversation, alerts = waited.conversation, alerts + (waited.alert is not None)
        message = parse_message(orjson.dumps(body(scene, place, OPENED))).to_message("demo", now)
        message = replace(message, seq=conversation.seq + 1)
        decision = assess(message, conversation, Evidence(), rulebook, now)
        conversation, alerts = decision.conversation, alerts + (decision.alert is not None)
        tiers.append(int(decision.assessment.escalation.tier))
        degrees.append(decision.assessment.reading.degrees)
    return Story(tuple(tiers), tuple(degrees), alerts)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shopper", CAST, ids=lambda s: s.id)
def test_every_conversation_tells_its_story(shopper: Shopper, seed: int, rulebook: Rulebook) -> None:
    story = tell(shopper, rulebook, seed)
    if shopper.id in CALM:
        assert max(story.tiers) <= 1, story
        assert story.alerts == 0
        return
    assert max(story.tiers) >= 2, story
    assert story.alerts >= 1
    if shopper.id in SUPERVISOR:
        assert max(story.tiers) == 3, story
    assert story.degrees[-1] < RECOVERED < max(story.degrees), story
