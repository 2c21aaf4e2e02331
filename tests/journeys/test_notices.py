"""A furious customer, and who hears of it outside of the house: real service, real robots on loopback, real deaths."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.ports import free_port
from fakes.receiver import receiver
from fakes.robots import KINDS, entry, strict
from journeys.service import child, in_process

FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！打我13812345678"
GUARD_S = 60.0


async def reached(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(GUARD_S):
        while not what():
            await asyncio.sleep(0.02)


async def test_every_robot_hears_once_and_nobody_learns_the_number(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with (
        receiver(strict("wecom")) as wecom,
        receiver(strict("dingtalk")) as ding,
        receiver(strict("feishu")) as bird,
        receiver(strict("webhook")) as hook,
        receiver(strict("wecom")) as elsewhere,
    ):
        far = dict(zip(KINDS, (wecom, ding, bird, hook), strict=True))
        entries = [entry(kind, one) for kind, one in far.items()]
        entries.append(entry("wecom", elsewhere, name="other-team", teams=["t2"]))
        chosen = {"notices": entries, "notice_networks": ["127.0.0.0/8"], "public_url": "https://desk.example"}
        async with in_process(tmp_path, **chosen) as service:
            began = time.monotonic()
            posted = await service.say(FURIOUS, agent_id="a1", team_id="t1", customer={"id": "u1", "name": "李娜"})
            assert posted.json()["assessment"]["escalation"]["name"] == "SUPERVISOR"
            await reached(lambda: all(one.asked for one in far.values()))
            assert time.monotonic() - began < 5
            again = await service.say(FURIOUS, agent_id="a1", team_id="t1", customer={"id": "u1", "name": "李娜"})
            assert again.json()["duplicate"] is True

            async def settled() -> list[dict[str, object]]:
                return (await service.get("/v1/reports/notices", "k-sup")).json()["endpoints"]

            async with asyncio.timeout(GUARD_S):
                while [one["sent"] for one in await settled()] != [1, 1, 1, 1]:
                    await asyncio.sleep(0.05)
            assert (await service.get("/v1/reports/notices", "k-a1")).status_code == 403
            ready = (await service.get("/readyz", None, verbose="")).json()
            assert ready["checks"]["notices"]["detail"] == "5 endpoints, 0 disabled"
            figures = (await service.get("/metrics", None)).text
            assert 'csassist_webhook_deliveries_total{outcome="sent",target="dingtalk"} 1.0' in figures
            assert "csassist_webhook_queue_depth 0.0" in figures
    assert [len(one.asked) for one in far.values()] == [1, 1, 1, 1]
    assert elsewhere.asked == []
    for one in far.values():
        text = (one.asked[0].body.decode() + json.dumps(one.asked[0].json, ensure_ascii=False)).replace("＊", "*")
        assert "138****5678" in text
        assert "13812345678" not in text
        assert "李娜" not in text
        assert "https://desk.example/console?conversation=c-1" in text
    out, err = capfd.readouterr()
    assert "s3cret-canary" not in out + err


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["after_commit", "before_alert", "after_alert", "before_notice", "after_notice"])
async def test_killed_at_any_moment_the_notice_arrives_with_one_id(tmp_path: Path, moment: str) -> None:
    port = free_port()
    async with receiver(strict("webhook")) as hook:
        env = {
            "CSASSIST_NOTICES": json.dumps([entry("webhook", hook)]),
            "CSASSIST_NOTICE_NETWORKS": "127.0.0.0/8",
        }
        async with child(tmp_path, port, env={**env, "CSASSIST_FAILPOINT": moment}) as victim:
            posting = asyncio.create_task(victim.service.say(FURIOUS, agent_id="a1", team_id="t1"))
            assert await victim.process.wait() == -9
            await asyncio.gather(posting, return_exceptions=True)
        if moment == "before_notice":
            assert hook.asked == []
        async with child(tmp_path, port, env=env) as healed:
            # What was sent and not marked is sent again; anything else at least once.
            await reached(lambda: len(hook.asked) >= (2 if moment == "after_notice" else 1))
            again = await healed.service.say(FURIOUS, agent_id="a1", team_id="t1")
            assert again.json()["duplicate"] is True
            items = (await healed.service.get("/v1/escalations", "k-sup")).json()["items"]
            assert len(items) == 1
    assert len(hook.asked) >= 1
    assert len({asked.headers["webhook-id"] for asked in hook.asked}) == 1
    assert len({asked.body for asked in hook.asked}) == 1
