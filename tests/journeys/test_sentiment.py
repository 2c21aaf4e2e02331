"""SnowNLP beside the thermometer in a real server: a named signal once it is warm, a marked gap while it is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from csassist.rulepack.snow import sentiments
from fakes.ports import free_port
from journeys.service import Service, child

pytestmark = pytest.mark.slow
UNHAPPY = "都第三次了还不处理，质量太差，再也不买了"


async def say(service: Service, number: int, text: str = UNHAPPY, **more: Any) -> dict[str, Any]:
    answer = await service.say(text, conversation=f"c-{number}", **more)
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()["assessment"]
    return found


def outside(assessment: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for s in assessment["reading"]["signals"] if (s["id"], s["title"]) == ("sentiment", "外部情感判断偏负面")]


async def test_the_judge_is_heard_by_name_and_missed_without_harm(tmp_path: Path) -> None:
    async with child(tmp_path, free_port(), env={"CSASSIST_SENTIMENT": "snownlp"}) as running:
        service = running.service
        early = await say(service, 0)  # it takes seconds to warm up; nobody waits for it
        assert early["degraded"] == ["sentiment"]
        assert outside(early) == []
        number = 0
        async with asyncio.timeout(120):
            while True:
                number += 1
                heard = await say(service, number)
                if not heard["degraded"]:
                    break
                await asyncio.sleep(0.05)
        assert 2 * sentiments([UNHAPPY])[0] - 1 < -0.4
        reading = heard["reading"]
        assert len(outside(heard)) == 1
        assert outside(heard)[0]["span"] == [0, len(UNHAPPY)]
        assert abs(sum(s["degrees"] for s in reading["signals"]) - reading["message_degrees"]) <= 0.05
        assert (await say(service, 1, "您好", message="m-a", sender="agent"))["degraded"] == []
        verbose = (await service.get("/readyz?verbose", key=None)).json()
        assert verbose["checks"]["sentiment"]["detail"].startswith("snownlp ready")


async def test_without_the_setting_nobody_is_asked(tmp_path: Path) -> None:
    async with child(tmp_path, free_port()) as running:
        found = await say(running.service, 1)
        assert (found["degraded"], outside(found)) == ([], [])
        verbose = (await running.service.get("/readyz?verbose", key=None)).json()
        assert verbose["checks"]["sentiment"]["detail"] == "off"
