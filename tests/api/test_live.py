"""Live figures and exposure at the door: who reads what."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeys.service import in_process

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
LIVE, EXPOSURE = "/v1/reports/live", "/v1/reports/exposure"


async def test_a_supervisor_reads_the_shop_and_an_agent_reads_himself(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with in_process(tmp_path) as service:
        await service.say(HOT, agent_id="a1", team_id="t1")
        await service.say("好的马上查", message="m-2", sender="agent", agent_id="a1")
        told = (await service.get(LIVE, "k-sup")).json()
        assert told["open"] == 1
        assert told["first_response_s"]["n"] == 1
        assert told["agents"][0]["agent_id"] == "a1"
        assert told["health"] == {"ready": True, "degraded": []}
        assert told["connections"] == {"agent": 0, "supervisor": 0, "integrator": 0}
        assert len(told["minutes"]) == 60
        assert (await service.get(LIVE, "k-sup-t2")).json()["open"] == 0
        assert "red" not in str(told)
        mine = await service.get(EXPOSURE, "k-a1", lang="en")
        assert mine.json()["red_conversations"] == 1
        assert mine.json()["text"].isascii()
        assert mine.headers["cache-control"] == "no-store"
        assert (await service.get(EXPOSURE, "k-a2")).json()["red_conversations"] == 0
        for key in ("k-int", "k-sup", "k-admin"):
            assert (await service.get(EXPOSURE, key)).status_code == 403
        for key in ("k-int", "k-a1"):
            assert (await service.get(LIVE, key)).status_code == 403
        assert (await service.get(EXPOSURE, "k-a1", lang="xx")).status_code == 422
        metrics = (await service.get("/metrics", None)).text
    assert "exposure" not in metrics
    out, err = capfd.readouterr()
    assert "red_" not in out + err
    assert "激烈" not in out + err
