from __future__ import annotations

from pathlib import Path

import pytest

from journeys.service import in_process

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_a_request_id_is_echoed_and_made_when_it_is_missing_or_odd(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        echoed = await service.http.get("/livez", headers={"X-Request-Id": "order-7:retry.2"})
        assert echoed.headers["x-request-id"] == "order-7:retry.2"
        first = (await service.http.get("/livez")).headers["x-request-id"]
        second = (await service.http.get("/livez")).headers["x-request-id"]
        assert first.startswith("rq_")
        assert first != second
        odd = await service.http.get("/livez", headers={"X-Request-Id": "a b" + "x" * 200})
        assert odd.headers["x-request-id"].startswith("rq_")


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/conversations/none"])
async def test_a_problem_names_the_same_id_as_the_header(tmp_path: Path, path: str) -> None:
    async with in_process(tmp_path) as service:
        answer = await service.http.request(
            "POST" if path.endswith("messages") else "GET", path, headers={"X-Request-Id": "mine"}
        )
        assert answer.status_code == 401
        assert answer.json()["request_id"] == "mine"
        assert answer.headers.get_list("x-request-id") == ["mine"]


async def test_the_way_in_of_messages_has_an_id_too(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        answer = await service.say("在吗")
        assert answer.status_code == 201
        assert answer.headers["x-request-id"].startswith("rq_")
        traced = await service.http.get("/livez", headers={"traceparent": TRACE})
        assert traced.status_code == 200
