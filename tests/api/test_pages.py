"""Headers of every page: who may frame it, what it may load, and that nothing is guessed or told on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from journeys.service import Service, in_process

PAGES = ("/", "/sidebar", "/console")
DESK, OTHER = "https://desk.example", "https://other.example"


def ancestors(answer: httpx2.Response) -> str:
    """The frame-ancestors of a page."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["content-security-policy"].split(";"))
    return rules["frame-ancestors"]


async def page(service: Service, path: str, **params: str) -> httpx2.Response:
    answer = await service.get(path, None, **params)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_strict(tmp_path: Path, path: str) -> None:
    async with in_process(tmp_path, embed_origins=[DESK], embed_shops={"s1": [OTHER]}) as service:
        answer = await page(service, path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "object-src 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-cache"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "x-frame-options" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert ancestors(answer) == DESK
        assert ancestors(await page(service, path, shop="s1")) == OTHER
        assert ancestors(await page(service, path, shop="s2")) == DESK
        assert ancestors(await page(service, path, shop="s1; script-src *")) == DESK


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"host": "0.0.0.0"}, "'none'"),
        ({"host": "0.0.0.0", "embed_shops": {"s1": []}}, "'none'"),
        ({}, "http://127.0.0.1:* http://localhost:*"),
        ({"embed_shops": {"s1": []}}, "'none'"),
    ],
)
async def test_without_a_list_nobody_frames_but_this_machine(
    tmp_path: Path, settings: dict[str, Any], wanted: str
) -> None:
    async with in_process(tmp_path, **settings) as service:
        assert ancestors(await page(service, "/sidebar", shop="s1")) == wanted


async def test_the_demos_own_host_page_frames_the_sidebar(tmp_path: Path) -> None:
    async with in_process(tmp_path, demo=True) as service:
        assert ancestors(await page(service, "/sidebar")).startswith("'self'")
        await page(service, "/demo/host")
    async with in_process(tmp_path) as service:
        assert (await service.get("/demo/host", None)).status_code == 404


async def test_the_snippet_may_be_loaded_by_any_page(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        answer = await page(service, "/embed.js")
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.content) <= 3 * 1024
        assert "csassist:context" in answer.text
        assert (await service.get("/assets/../embed.js", None)).status_code in (200, 404)
        assert (await service.get("/assets/..%2fsidebar.html", None)).status_code == 404
