"""From what an agent said to what every agent may say: search, proposal, approval, next versions, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from journeys.service import Service, bearer, in_process

TEXT = "香薰蜡烛点之前先剪短一点灯芯，火苗稳了就没有黑烟，您今晚可以试一次。"
ASKED = "香薰蜡烛怎么有黑烟啊"


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with in_process(tmp_path) as running:
        yield running


async def propose(service: Service, key: str = "k-a1", **body: Any) -> httpx2.Response:
    return await service.http.post("/v1/scripts/proposals", json={"text": TEXT, **body}, headers=bearer(key))


async def decide(
    service: Service, name: str, verb: str = "approve", key: str = "k-sup", **body: Any
) -> httpx2.Response:
    path = f"/v1/scripts/proposals/{name}/{verb}"
    return await service.http.post(path, json=body, headers=bearer(key))


async def approved(service: Service, **body: Any) -> dict[str, Any]:
    name = (await propose(service)).json()["id"]
    answer = await decide(service, name, **{"scene": "presale", "words": ["黑烟", "香薰蜡烛"], **body})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()["script"]
    return made


async def texts(service: Service, conversation: str, key: str = "k-int", text: str = ASKED) -> list[str]:
    body = {"conversation_id": conversation, "message_id": "m-1", "sender": "customer", "text": text}
    found = (await service.post(body, key)).json()["assessment"]["suggestions"]
    return [card["text"] for card in found]


async def test_what_is_approved_is_on_the_next_card(service: Service) -> None:
    assert TEXT not in await texts(service, "c-0")
    made = await approved(service)
    assert (made["version"], made["source"]) == ("1", "shop")
    assert made["id"].startswith("shop-")
    cards = (await service.say(ASKED, "c-1")).json()["assessment"]["suggestions"]
    (card,) = [each for each in cards if each["text"] == TEXT]
    assert (card["script_id"], card["version"]) == (made["id"], "1")
    assert TEXT not in await texts(service, "c-1", "k-other")


async def test_approved_scripts_outlive_a_restart(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        made = await approved(service)
    async with in_process(tmp_path) as service:
        assert TEXT in await texts(service, "c-1")
        found = (await service.get("/v1/scripts", key="k-a1", q="黑烟")).json()["items"]
        assert (found[0]["id"], found[0]["version"]) == (made["id"], "1")


async def test_words_scene_and_conversation_follow_from_the_message(service: Service) -> None:
    await service.say(ASKED, agent_id="a1", team_id="t1")
    await service.post(
        {"conversation_id": "c-1", "message_id": "m-2", "sender": "agent", "text": TEXT, "agent_id": "a1"}
    )
    proposal = (await propose(service, conversation_id="c-1", message_id="m-2")).json()
    assert "蜡烛" in "".join(proposal["words"])
    assert (proposal["agent_id"], proposal["state"], proposal["message_id"]) == ("a1", "open", "m-2")
    assert (await propose(service, conversation_id="c-1", message_id="m-1")).json()["errors"][0]["pointer"] == (
        "/message_id"
    )
    assert (await propose(service, conversation_id="c-9")).status_code == 404
    assert (await propose(service, "k-a2", conversation_id="c-1")).status_code == 404
    assert (await propose(service, suggestion_id="sg_none")).status_code == 404


async def test_kind_and_scene_follow_from_the_card_that_was_used(service: Service) -> None:
    said = await service.say("发票可以开成公司抬头吗", agent_id="a1", team_id="t1")
    card = said.json()["assessment"]["suggestions"][0]
    await service.post(
        {"conversation_id": "c-1", "message_id": "m-2", "sender": "agent", "text": "可以的。", "agent_id": "a1"}
    )
    found = (await service.get("/v1/scripts", key="k-a1", q=card["text"][:20], limit=200)).json()["items"]
    (script,) = [each for each in found if each["id"] == card["script_id"]]
    proposal = (await propose(service, suggestion_id=card["id"])).json()
    assert (proposal["kind"], proposal["scene"]) == (script["kind"], script["scene"])
    assert proposal["conversation_id"] == "c-1"
    other = await propose(service, text="灯芯剪短再点。", suggestion_id=card["id"], kind="question", scene="refund")
    assert (other.json()["kind"], other.json()["scene"]) == ("question", "refund")


async def test_the_same_twice_is_one_proposal(service: Service) -> None:
    first, again = await propose(service), await propose(service)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_who_may_do_what(service: Service) -> None:
    name = (await propose(service)).json()["id"]
    for answer in (
        await propose(service, "k-int"),
        await decide(service, name, key="k-a1"),
        await decide(service, name, key="k-int"),
        await service.get("/v1/scripts/proposals", key="k-int"),
        await service.http.delete("/v1/scripts/shop-1", headers=bearer("k-a1")),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "A403")
    assert (await decide(service, name, key="k-sup-t2")).status_code == 404  # another team's agent
    assert (await decide(service, "pp_none", key="k-admin")).status_code == 404
    assert (await service.http.get("/v1/scripts")).status_code == 401


async def test_everybody_sees_the_proposals_that_concern_him(service: Service) -> None:
    first = (await propose(service)).json()["id"]
    second = (await propose(service, "k-a2", text="灯芯剪到半厘米左右再点，烟会少很多，杯壁也不容易发黑哦。")).json()[
        "id"
    ]

    async def seen(key: str, **params: Any) -> list[str]:
        return [one["id"] for one in (await service.get("/v1/scripts/proposals", key=key, **params)).json()["items"]]

    assert await seen("k-sup") == await seen("k-admin") == [second, first]
    assert (await seen("k-a1"), await seen("k-a2"), await seen("k-sup-t2")) == ([first], [second], [second])
    await decide(service, first, "refuse", reason="口径还没定")
    assert (await seen("k-sup", state="open"), await seen("k-sup", state="refused")) == ([second], [first])
    page = (await service.get("/v1/scripts/proposals", key="k-sup", limit=1)).json()
    assert [one["id"] for one in page["items"]] == [second]
    assert await seen("k-sup", limit=1, cursor=page["next_cursor"]) == [first]
    assert (await service.get("/v1/scripts/proposals", key="k-sup", cursor="abc")).json()["code"] == "C201"


async def test_a_proposal_is_decided_once(service: Service) -> None:
    name = (await propose(service)).json()["id"]
    refused = (await decide(service, name, "refuse", reason="先不用")).json()
    assert (refused["state"], refused["reason"], refused["decided_by"]) == ("refused", "先不用", "boss")
    answer = await decide(service, name, scene="presale", words=["黑烟"])
    assert (answer.status_code, answer.json()["code"], answer.json()["decided_by"]) == (409, "A409", "boss")
    assert TEXT not in await texts(service, "c-1")


async def test_a_change_is_the_next_version_and_retiring_ends_it(service: Service) -> None:
    made = await approved(service)
    path, better = f"/v1/scripts/{made['id']}", TEXT.replace("今晚", "明天")
    changed = await service.http.put(path, json={"text": better}, headers=bearer("k-sup"))
    assert (changed.json()["version"], changed.json()["words"]) == ("2", ["黑烟", "香薰蜡烛"])
    same = await service.http.put(path, json={"text": better}, headers=bearer("k-sup"))
    assert same.json()["version"] == "2"
    assert better in await texts(service, "c-1")
    assert (await service.http.put(path, json={"text": better}, headers=bearer("k-other"))).status_code == 403
    assert (await service.http.delete(path, headers=bearer("k-sup"))).status_code == 204
    assert better not in await texts(service, "c-2")
    assert (await service.http.delete(path, headers=bearer("k-sup"))).status_code == 404
    pack = (await service.get("/v1/scripts", key="k-a1")).json()["items"][0]["id"]
    assert (await service.http.delete(f"/v1/scripts/{pack}", headers=bearer("k-sup"))).status_code == 404


BAD: list[tuple[str, str, str]] = [
    ("unknown slot", "您的尾款是{balance}，今晚付就可以。", "R140"),
    ("open brace", "您的订单{order_id 已经在路上了。", "R141"),
    ("absolute promise", "您放心，我们保证明天一定到货，绝对不会再晚。", "R142"),
    ("advertising law", "这是全网最低价的国家级产品，现在拍最划算。", "R142"),
    ("template", "尾款是{{7*7}}元，您看可以吗，今晚付。", "R181"),
    ("another template", "尾款是${customer_name}元，您看可以吗。", "R181"),
    ("markup", "您点这里<script>alert(1)</script>就可以看到进度。", "R181"),
    ("an entity", "您点这里&#60;b&#62;就可以看到进度，今晚都在。", "R181"),
    ("direction mark", "您点这里\u202e就可以看到进度，我今晚都在。", "R181"),
    ("control", "您点这里\x1b[31m就可以看到进度，我今晚都在。", "R181"),
    ("an order number", "您的订单20261122334455已经在路上，明天能到。", "R183"),
    ("a phone number", "您打13800138000找我，我今晚都在这里等您。", "R183"),
    ("too long", "灯芯剪短再点烟就会少。" * 40, "R107"),
]


@pytest.mark.parametrize(("text", "why"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
async def test_a_bad_text_is_refused_when_proposed_and_when_approved(service: Service, text: str, why: str) -> None:
    answer = await propose(service, text=text)
    assert (answer.status_code, answer.json()["code"]) == (422, "C206")
    assert ("/text", why) in [(e["pointer"], e["code"]) for e in answer.json()["errors"]]
    name = (await propose(service)).json()["id"]
    late = await decide(service, name, scene="presale", words=["黑烟"], text=text)
    assert ("/text", why) in [(e["pointer"], e["code"]) for e in late.json()["errors"]]
    assert (await service.get("/v1/scripts/proposals", key="k-sup", state="open")).json()["items"][0]["id"] == name


async def test_a_fault_names_its_line(service: Service) -> None:
    answer = await propose(service, text="灯芯剪短一点再点，烟就会少。\n点这里<b>看视频</b>就可以。")
    assert [(e["pointer"], e["code"], e["line"]) for e in answer.json()["errors"]] == [("/text", "R181", 2)]


async def test_what_the_library_says_already_is_refused_by_name(service: Service) -> None:
    known = (await service.get("/v1/scripts", key="k-a1", kind="faq")).json()["items"][0]
    answer = await propose(service, text=known["text"] + "哦", kind="faq")
    (near,) = [e for e in answer.json()["errors"] if e["code"] == "R145"]
    assert known["id"] in near["detail"]


async def test_an_approval_without_scene_or_words_says_what_is_missing(service: Service) -> None:
    name = (await propose(service)).json()["id"]
    answer = await decide(service, name)
    assert {(e["pointer"], e["code"]) for e in answer.json()["errors"]} == {("/scene", "R147"), ("/words", "R147")}


async def test_search_finds_words_and_parts_of_words(service: Service) -> None:
    made = await approved(service, title="香薰蜡烛冒黑烟")

    async def ids(**params: Any) -> list[str]:
        return [s["id"] for s in (await service.get("/v1/scripts", key="k-a1", **params)).json()["items"]]

    for query in ("黑烟", "剪短灯芯", "香薰", "黑煙", "薰蜡"):
        assert (await ids(q=query))[0] == made["id"], query
    assert made["id"] not in await ids(q="黑烟", scene="refund")
    assert await ids(q="黑烟", kind="action", scene="presale") == [made["id"]]
    assert await ids(q="𠀀𠀁") == []
    faq = (await service.get("/v1/scripts", key="k-a1", kind="faq", limit=200)).json()["items"]
    assert faq
    assert all(script["fact"] and script["version"] and script["scene"] for script in faq)
    assert [script["id"] for script in faq] == sorted(script["id"] for script in faq)
    first = (await service.get("/v1/scripts", key="k-a1", kind="faq", limit=2)).json()
    rest = await ids(kind="faq", limit=200, cursor=first["next_cursor"])
    assert [*(s["id"] for s in first["items"]), *rest] == [s["id"] for s in faq]


async def test_supervisors_hear_of_a_proposal_and_the_agent_of_the_decision(service: Service) -> None:
    hello = '{"type":"hello","key":"%s","channels":["%s"]}'
    async with (
        connect(service.ws, subprotocols=["csassist.v1"]) as supervisor,
        connect(service.ws, subprotocols=["csassist.v1"]) as agent,
    ):
        await supervisor.send(hello % ("k-sup", "shop"))
        await agent.send(hello % ("k-a1", "agent:a1"))
        name = (await propose(service)).json()["id"]
        assert (await _proposal(supervisor))["data"]["proposal"]["id"] == name
        assert (await _proposal(agent))["data"]["proposal"]["state"] == "open"
        await decide(service, name, "refuse", reason="先不用")
        heard = (await _proposal(agent))["data"]["proposal"]
        assert (heard["state"], heard["reason"]) == ("refused", "先不用")


async def _proposal(socket: Any) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == "proposal":
            return frame
