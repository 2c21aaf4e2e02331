"""The STAR card at the door: who reads it, who writes over it, what is kept, what leaves masked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from journeys.service import Service, bearer, in_process

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉，电话13812345678"
STAR = "/v1/conversations/c-1/star"


async def hot(service: Service) -> None:
    customer = {"id": "u1", "name": "张女士", "value": "vip"}
    await service.say(HOT, agent_id="a1", team_id="t1", customer=customer)
    await service.say("30分钟内给您回复", message="m-2", sender="agent", agent_id="a1")


async def patch(service: Service, body: Any, key: str = "k-sup") -> Any:
    return await service.http.patch(STAR, json=body, headers=bearer(key))


async def test_it_is_drawn_from_the_conversation(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        card = (await service.get(STAR, "k-a1")).json()
        assert card["conversation_id"] == "c-1"
        assert card["escalation_id"].startswith("es_")
        assert card["situation"].startswith("张女士（VIP）")
        assert "尽快发货" in card["task"]
        assert "30分钟内给您回复" in card["action"]
        assert card["responsibility_name"] == "店铺"
        assert card["next_step"]
        assert card["edited"] == {}
        assert card["curve"]


async def test_what_people_write_is_kept_with_who_and_when(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        edited = (await patch(service, {"task": "客户要今天发货", "responsibility": "logistics"})).json()
        assert (edited["task"], edited["responsibility_name"], edited["why"]) == ("客户要今天发货", "物流", "人工认定")
        assert edited["edited"]["task"]["by"] == "boss"
        assert edited["edited"]["task"]["role"] == "supervisor"
        assert edited["edited"]["task"]["at"].endswith("Z")
        await patch(service, {"task": "客户要退款"}, "k-a1")
        card = (await service.get(STAR)).json()
        assert (card["task"], card["edited"]["task"]["by"]) == ("客户要退款", "a1")
        drawn = (await patch(service, {"task": None})).json()
        assert "尽快发货" in drawn["task"]
        assert list(drawn["edited"]) == ["responsibility"]
    async with in_process(tmp_path) as service:  # it is on record
        assert (await service.get(STAR)).json()["responsibility"] == "logistics"


async def test_it_comes_with_the_alert_when_asked_for(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        await patch(service, {"task": "客户要退款"})
        (alert,) = (await service.get("/v1/escalations", "k-sup", star="true")).json()["items"]
        assert alert["star"]["task"] == "客户要退款"
        assert alert["star"]["situation"].startswith("张女士")
        (bare,) = (await service.get("/v1/escalations", "k-sup")).json()["items"]
        assert "star" not in bare


async def test_what_leaves_the_house_is_masked(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        await patch(service, {"result": "回电13812345678"})
        assert "13812345678" in (await service.get(STAR)).json()["result"]
        assert "13812345678" not in (await service.get(STAR, masked="true")).text
        text = await service.get(STAR, format="text")
        assert text.headers["content-type"].startswith("text/plain")
        assert "13812345678" not in text.text
        for name in ("情境", "任务", "行动", "结果", "建议责任", "下一步"):
            assert f"【{name}】" in text.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"mood": "生气"}, "C201"),
        ({"responsibility": "nobody"}, "C201"),
        ({"task": 7}, "C201"),
        ({}, "C201"),
        ({"task": "长" * 2_001}, "C202"),
    ],
)
async def test_what_no_card_holds_is_refused(tmp_path: Path, body: dict[str, Any], code: str) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        answer = await patch(service, body)
        assert (answer.status_code in (413, 422), answer.json()["code"]) == (True, code)


async def test_out_of_reach_is_404_and_integrators_only_read(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await hot(service)
        for key in ("k-a2", "k-sup-t2", "k-other"):
            assert (await service.get(STAR, key)).status_code == 404
        assert (await service.get(STAR, None)).status_code == 401
        assert (await service.get("/v1/conversations/none/star")).status_code == 404
        assert (await patch(service, {"task": "x"}, "k-int")).json()["code"] == "A403"
