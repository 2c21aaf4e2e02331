"""A card is shown, changed and sent, and found; a customer comes back and is known; things end and reports tell."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from journeys.service import Service, bearer, in_process

ALWAYS = {"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"


async def reply(service: Service, text: str, message: str = "r-1", conversation: str = "c-1") -> int:
    body = {"conversation_id": conversation, "message_id": message, "sender": "agent", "text": text, "agent_id": "a1"}
    return (await service.post(body)).status_code


async def report_line(service: Service, script_id: str, key: str = "k-sup", **params: Any) -> dict[str, Any]:
    answer = await service.get("/v1/reports/scripts", key, **params)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return next(line for line in found if line["script_id"] == script_id)


def later(service: Service, seconds: float) -> None:
    """From now on the desk's background work believes that it is so much later."""
    assert service.front is not None

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=seconds)

    clock = type("Later", (), {"now": staticmethod(now)})()
    object.__setattr__(service.front.desk.cards, "_clock", clock)


async def test_the_card_that_was_sent_is_found_with_what_was_changed(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        said = (await service.say(ANGRY, agent_id="a1", team_id="t1")).json()["assessment"]
        card = said["suggestions"][0]
        shown = await service.http.post(
            f"/v1/suggestions/{card['id']}/feedback", json={"outcome": "shown"}, headers=bearer("k-a1")
        )
        assert shown.status_code == 204
        assert await reply(service, card["text"] + "亲") == 201
        line = await report_line(service, card["script_id"])
        assert (line["shown"], line["sent"], line["edited"], line["unseen"]) == (1, 1, 1, 0)
        assert 0 < line["edit_distance"] < 0.4
        assert line["title"]
        assert line["effect"] is None


async def test_the_same_words_are_sent_and_not_edited_and_own_words_are_nothing(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        card = (await service.say(ANGRY, agent_id="a1")).json()["assessment"]["suggestions"][0]
        assert await reply(service, "今天天气不错，您先看看我们的新品目录吧", "r-0") == 201
        assert (await service.get("/v1/reports/scripts", "k-sup")).json()["items"] == []
        assert await reply(service, f"  {card['text']}  ") == 201
        assert await reply(service, f"  {card['text']}  ") == 200
        line = await report_line(service, card["script_id"])
        assert (line["sent"], line["edited"]) == (1, 0)


async def test_what_was_offered_before_a_restart_is_found_and_falls_due_after_it(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        cards = (await service.say(ANGRY, agent_id="a1")).json()["assessment"]["suggestions"]
    async with in_process(tmp_path) as service:
        assert service.front is not None
        assert await reply(service, cards[0]["text"]) == 201
        assert (await report_line(service, cards[0]["script_id"]))["sent"] == 1
        assert await service.front.desk.cards.settle_unseen() == 0
        later(service, 61)
        assert await service.front.desk.cards.settle_unseen() == 1
        for card in cards:
            assert (await report_line(service, card["script_id"], **ALWAYS))["unseen"] == 1
        assert await service.front.desk.cards.settle_unseen() == 0


async def test_effects_are_a_dated_table_that_cards_are_chosen_with(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert service.front is not None
        first = (await service.say(ANGRY, agent_id="a1")).json()["assessment"]
        assert "effects_as_of" not in first
        card = first["suggestions"][0]
        await reply(service, card["text"])
        calmer = (await service.say("好的，那我等你们消息吧，谢谢", message="m-2")).json()["assessment"]
        await service.front.desk.effects.renew()
        effect = (await report_line(service, card["script_id"]))["effect"]
        drop = calmer["reading"]["degrees"] - first["reading"]["degrees"]
        assert drop < 0
        assert effect["uses"] == 1
        assert abs(effect["change"] - drop) < 0.01
        assert 0 < effect["effect"] < 0.2
        answer = (await service.say(ANGRY, conversation="c-2")).json()["assessment"]
        table = service.front.desk.effects.current("s1")
        assert answer["effects_as_of"] == table.name == f"{datetime.now(UTC):%Y-%m-%d}/1"
        await service.front.desk.effects.renew()
        assert service.front.desk.effects.current("s1").name == table.name
        kept = (await service.get("/v1/reports/effects", "k-sup", version=1)).json()
        assert (kept["effects_as_of"], [item["script_id"] for item in kept["items"]]) == (
            table.name,
            [card["script_id"]],
        )
        assert (await service.get("/v1/reports/effects", "k-sup", version=2)).status_code == 404
        assert (await service.get("/v1/reports/effects", "k-sup", version=2**53)).status_code == 404
        assert (await service.get("/v1/reports/effects", "k-sup", version=2**53 + 1)).status_code == 422
        assert (await service.get("/v1/reports/effects", "k-a1")).status_code == 403
        assert card["script_id"] in (await service.get("/v1/reports/effects", "k-sup", format="csv")).text
    async with in_process(tmp_path) as again:
        assert again.front is not None
        assert again.front.desk.effects.current("s1").effects == table.effects


async def test_a_customer_who_comes_back_is_known(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        told = {"id": "u1", "name": "张女士", "value": "vip", "orders": 3, "notes": ["优先发顺丰"]}
        await service.say(ANGRY, customer=told, agent_id="a1", team_id="t1")
        noted = await service.http.patch("/v1/customers/u1", json={"notes": ["不要礼盒包装"]}, headers=bearer("k-a1"))
        assert noted.status_code == 200
        assert noted.json()["notes"] == ["优先发顺丰", "不要礼盒包装"]
        now = (await service.get("/v1/conversations/c-1")).json()["conversation"]["customer"]
        assert (now["notes"], now["hot_before"]) == (["优先发顺丰", "不要礼盒包装"], False)
    async with in_process(tmp_path) as service:
        calm = await service.say("在吗，想问下尺码", conversation="c-2", customer={"id": "u1"}, team_id="t2")
        calm = calm.json()["assessment"]
        stranger = (await service.say("在吗，想问下尺码", conversation="c-3")).json()["assessment"]
        assert calm["reading"]["degrees"] == stranger["reading"]["degrees"]
        back = (await service.get("/v1/conversations/c-2")).json()["conversation"]["customer"]
        assert back == {**told, "notes": ["优先发顺丰", "不要礼盒包装"], "hot_before": True}
        item = (await service.get("/v1/conversations")).json()["items"]
        assert {i["conversation_id"]: (i["customer"] or {}).get("hot_before") for i in item}["c-2"] is True
        memory = (await service.get("/v1/customers/u1", "k-a2")).json()
        assert (memory["hot_before"], memory["conversation_id"]) == (True, "c-2")
        assert memory["last_hot_at"] < memory["last_seen"]


async def test_customers_of_other_shops_are_not_there_and_notes_are_checked(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say("在吗", customer={"id": "u1"}, agent_id="a1", team_id="t1")
        for stranger in ("k-other", "k-a2", "k-sup-t2"):
            assert (await service.get("/v1/customers/u1", stranger)).json()["code"] == "A404"
        for known in ("k-a1", "k-sup", "k-admin", "k-int"):
            assert (await service.get("/v1/customers/u1", known)).status_code == 200
        assert (await service.get("/v1/customers/u2")).json()["code"] == "A404"
        assert (await service.get("/v1/customers/u1", None)).status_code == 401
        for key, body, status in (
            ("k-int", {"notes": []}, 403),
            ("k-a2", {"notes": []}, 404),
            ("k-a1", {"notes": "一条"}, 422),
            ("k-a1", {}, 422),
            ("k-a1", {"notes": ["长" * 501]}, 422),
            ("k-a1", {"notes": ["条"] * 3}, 200),
        ):
            answer = await service.http.patch("/v1/customers/u1", json=body, headers=bearer(key))
            assert answer.status_code == status, answer.text
        assert answer.json()["agent_notes"] == ["条"]


async def test_outcomes_are_kept_once_and_stand_in_the_report(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        card = (await service.say(ANGRY, agent_id="a1")).json()["assessment"]["suggestions"][0]
        await reply(service, card["text"])
        body = {"type": "csat", "outcome_id": "o-1", "conversation_id": "c-1", "value": 4, "at": "2026-11-22T10:00:00Z"}

        async def post(value: dict[str, Any], key: str = "k-int") -> tuple[int, dict[str, Any]]:
            answer = await service.http.post("/v1/outcomes", json=value, headers=bearer(key))
            return answer.status_code, answer.json()

        status, first = await post(body)
        assert (status, first["duplicate"], first["outcome"]["value"]) == (201, False, 4.0)
        assert await post(body) == (200, {**first, "duplicate": True})
        assert (await post({**body, "value": 5}))[1]["code"] == "C204"
        assert (await post({**body, "outcome_id": "o-2", "value": 2}))[0] == 201
        assert (await post(body, "k-a1"))[0] == 403
        assert (await post({"type": "csat"}))[1]["code"] == "C201"
        nameless = {"type": "order", "order_id": "x", "at": "2026-11-22T10:00:00+08:00"}
        assert [(await post(nameless))[0] for _ in range(2)] == [201, 200]
        assert (await report_line(service, card["script_id"]))["outcomes"] == [
            {"type": "csat", "count": 2, "mean": 3.0}
        ]


async def test_the_report_is_for_supervisors_of_these_teams_and_opens_safely_as_a_file(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        card = (await service.say(ANGRY, agent_id="a1", team_id="t1")).json()["assessment"]["suggestions"][0]
        for outcome, more in (("shown", {}), ("dismissed", {"reason": "=HYPERLINK(1)"})):
            await service.http.post(
                f"/v1/suggestions/{card['id']}/feedback", json={"outcome": outcome, **more}, headers=bearer("k-a1")
            )
        assert (await service.get("/v1/reports/scripts", "k-a1")).status_code == 403
        assert (await service.get("/v1/reports/scripts", "k-sup-t2")).json()["items"] == []
        assert (await service.get("/v1/reports/other", "k-sup")).status_code == 404
        line = await report_line(service, card["script_id"], "k-admin")
        assert line["dismiss_reasons"] == [{"reason": "=HYPERLINK(1)", "count": 1}]
        answer = await service.get("/v1/reports/scripts", "k-sup", format="csv")
        assert answer.headers["content-type"].startswith("text/csv")
        (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert (row["script_id"], row["shown"], row["dismissed"]) == (card["script_id"], "1", "1")
        assert row["dismiss_reasons"] == "'=HYPERLINK(1) ×1"
