"""What can be wrong with what is sent: each a clear coded problem, never a traceback, never a 2xx without storage."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from journeys.service import Service, bearer, in_process

OK = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗"}


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with in_process(tmp_path) as running:
        yield running


def without(name: str) -> dict[str, object]:
    return {k: v for k, v in OK.items() if k != name}


BODIES: list[tuple[str, bytes, int, str]] = [
    ("not json", b"{not json", 400, "C200"),
    ("cut off", b'{"conversation_id": "c', 400, "C200"),
    ("empty body", b"", 400, "C200"),
    ("bad utf-8", b'{"text":"\xff\xfe"}', 400, "C200"),
    ("a list", b"[1,2]", 400, "C200"),
    ("a string", b'"hello"', 400, "C200"),
    ("null", b"null", 400, "C200"),
    ("deep", b"[" * 10_000 + b"]" * 10_000, 400, "C200"),
    ("NaN", b'{"conversation_id":"c-1","message_id":"m","sender":"customer","text":NaN}', 400, "C200"),
    *[(f"without {n}", json.dumps(without(n)).encode(), 422, "C201") for n in OK],
    ("unknown role", json.dumps({**OK, "sender": "boss"}).encode(), 422, "C201"),
    ("text is a number", json.dumps({**OK, "text": 7}).encode(), 422, "C201"),
    ("text is null", json.dumps({**OK, "text": None}).encode(), 422, "C201"),
    ("empty text", json.dumps({**OK, "text": ""}).encode(), 422, "C201"),
    ("8 001 characters", json.dumps({**OK, "text": "急" * 8_001}).encode(), 422, "C202"),
    ("100 000 characters", json.dumps({**OK, "text": "a" * 100_000}).encode(), 422, "C202"),
    (
        "lone surrogate",
        b'{"conversation_id":"c-1","message_id":"m-1","sender":"customer","text":"\\ud800"}',
        422,
        "C201",
    ),
    ("empty id", json.dumps({**OK, "message_id": ""}).encode(), 422, "C201"),
    ("long id", json.dumps({**OK, "message_id": "x" * 201}).encode(), 422, "C201"),
    ("customer is text", json.dumps({**OK, "customer": "张女士"}).encode(), 422, "C201"),
    ("orders is text", json.dumps({**OK, "customer": {"orders": "many"}}).encode(), 422, "C201"),
    ("bad time", json.dumps({**OK, "sent_at": "yesterday"}).encode(), 422, "C201"),
    ("too large", b'{"text":"' + b"a" * 300_000 + b'"}', 413, "C205"),
]


@pytest.mark.parametrize(("body", "status", "code"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
async def test_a_bad_body_is_a_coded_problem_and_stores_nothing(
    service: Service, body: bytes, status: int, code: str
) -> None:
    headers = {**bearer("k-int"), "Content-Type": "application/json"}
    answer = await service.http.post("/v1/messages", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert (await service.get("/v1/conversations")).json()["items"] == []


@pytest.mark.parametrize(
    "text",
    [
        "😡" * 8_000,
        "\u202e反过来" * 100,
        "\u200b" * 50 + "在吗",
        "！" * 8_000,
        "a" * 8_000,
        "\x00\x01",
        "<img onerror=x>",
    ],
    ids=["emoji", "rtl", "zero-width", "bangs", "latin", "control", "html"],
)
async def test_odd_text_is_stored_as_it_is(service: Service, text: str) -> None:
    answer = await service.say(text)
    assert answer.status_code == 201
    assert answer.json()["message"]["text"] == text
    again = (await service.get("/v1/conversations/c-1/messages")).json()["items"]
    assert [m["text"] for m in again] == [text]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2099-12-31T23:59:59+14:00"])
async def test_a_promised_day_at_the_end_of_the_calendar_loses_no_message(service: Service, at: str) -> None:
    about = {"context": {"order": {"id": "o1", "logistics": "已发货", "promised_at": at}}}
    answer = (await service.say("都第三次了还没到，什么时候到？", **about)).json()
    assert answer["assessment"]["suggestions"]
    assert "9999" not in json.dumps(answer["assessment"])


async def test_unknown_fields_are_ignored_in_ingest(service: Service) -> None:
    assert (await service.post({**OK, "extra": {"a": 1}})).status_code == 201


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "A401"),
        ({"Authorization": "Bearer nobody"}, 401, "A401"),
        ({"Authorization": "Basic abc"}, 401, "A401"),
        ({"Authorization": "Bearer"}, 401, "A401"),
        ({**bearer("k-int"), "Content-Type": "text/plain"}, 415, "C203"),
        ({**bearer("k-int"), "Content-Encoding": "gzip"}, 415, "C203"),
    ],
)
async def test_who_and_what_kind(service: Service, headers: dict[str, str], status: int, code: str) -> None:
    answer = await service.http.post(
        "/v1/messages", content=json.dumps(OK), headers={"Content-Type": "application/json", **headers}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_unknown_routes_methods_and_queries_are_problems_too(service: Service) -> None:
    for method, path, status, code in (
        ("GET", "/v1/nowhere", 404, "A404"),
        ("DELETE", "/v1/messages", 405, "A405"),
        ("GET", "/v1/conversations?limit=0", 422, "C201"),
        ("GET", "/v1/conversations?order=loud", 422, "C201"),
        ("GET", "/v1/conversations?cursor=nonsense", 422, "C201"),
        ("GET", "/v1/conversations/none", 404, "A404"),
        ("GET", "/v1/conversations/none/star", 404, "A404"),
        ("GET", "/v1/reports/none", 404, "A404"),
        ("POST", "/v1/hooks/chatwoot/h1", 404, "A404"),
        ("GET", "/assets/..%2f..%2fapp.py", 404, "A404"),
    ):
        answer = await service.http.request(method, path, headers=bearer("k-int"))
        assert (answer.status_code, answer.json()["code"]) == (status, code), (method, path, answer.text)


async def test_out_of_reach_is_404_for_read_draft_and_feedback(service: Service) -> None:
    posted = await service.say("怎么还不发货？？？都三天了", agent_id="a1", team_id="t1")
    card = posted.json()["assessment"]["suggestions"][0]["id"]
    for key in ("k-a2", "k-sup-t2", "k-other"):
        assert (await service.get("/v1/conversations/c-1", key)).status_code == 404
        assert (await service.get("/v1/conversations/c-1/messages", key)).status_code == 404
        review = await service.http.post(
            "/v1/drafts/review", json={"conversation_id": "c-1", "text": "抱歉"}, headers=bearer(key)
        )
        assert review.status_code == 404
        if key != "k-other":  # an integrator may not give feedback at all
            given = await service.http.post(
                f"/v1/suggestions/{card}/feedback", json={"outcome": "used"}, headers=bearer(key)
            )
            assert given.status_code == 404
    for key in ("k-a1", "k-sup", "k-admin", "k-int"):
        assert (await service.get("/v1/conversations/c-1", key)).status_code == 200
    assert (await service.get("/v1/conversations", "k-a2")).json()["items"] == []
    assert len((await service.get("/v1/conversations", "k-a1")).json()["items"]) == 1


async def test_an_agent_posts_as_itself_only(service: Service) -> None:
    await service.say("在吗", agent_id="a1", team_id="t1")
    reply = {"conversation_id": "c-1", "message_id": "r-1", "sender": "agent", "text": "您好，我在"}
    assert (await service.post({**OK, "message_id": "m-2"}, "k-a1")).status_code == 403
    assert (await service.post({**reply, "agent_id": "a2"}, "k-a1")).status_code == 403
    assert (await service.post(reply, "k-a2")).status_code == 404
    assert (await service.post(reply, "k-a1")).status_code == 201


async def test_feedback_is_idempotent_and_checked(service: Service) -> None:
    posted = await service.say("怎么还不发货？？？都三天了", agent_id="a1")
    card = posted.json()["assessment"]["suggestions"][0]["id"]
    path = f"/v1/suggestions/{card}/feedback"
    for _ in range(2):
        assert (await service.http.post(path, json={"outcome": "shown"}, headers=bearer("k-a1"))).status_code == 204
    for body in ({"outcome": "sent"}, {"outcome": 7}, {}):
        answer = await service.http.post(path, json=body, headers=bearer("k-a1"))
        assert (answer.status_code, answer.json()["code"]) == (422, "C201")
    unknown = await service.http.post(
        "/v1/suggestions/sg_none/feedback", json={"outcome": "used"}, headers=bearer("k-a1")
    )
    assert unknown.status_code == 404


async def test_a_draft_is_reviewed(service: Service) -> None:
    await service.say("怎么还不发货？？？都三天了", agent_id="a1")
    answer = await service.http.post(
        "/v1/drafts/review", json={"conversation_id": "c-1", "text": "抱歉"}, headers=bearer("k-a1")
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["findings"], "a bare apology is hollow (G6)"
    start, end = body["findings"][0]["span"]
    assert "抱歉"[start:end]


async def test_nothing_needs_a_key_but_what_the_contract_names(service: Service) -> None:
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
        assert (await service.get(path, key=None)).status_code == 200, path
    assert (await service.get("/asyncapi.json", key=None)).json()["asyncapi"] == "3.1.0"
    assert (await service.get("/v1/conversations", key=None)).status_code == 401


async def test_text_and_keys_never_reach_metrics(service: Service) -> None:
    await service.say("隐私金丝雀甲乙丙")
    text = (await service.get("/metrics", key=None)).text
    assert 'csassist_messages_received_total{channel="rest",outcome="stored"} 1.0' in text
    assert "金丝雀" not in text
    assert "k-int" not in text
