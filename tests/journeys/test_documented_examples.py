"""The messages that the documents tell strangers to post, posted: each is taken, and the hot ones are hot."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from journeys.service import in_process

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "README.zh-CN.md", "docs/quickstart.md", "docs/api.md")


def bodies(page: str) -> list[dict[str, object]]:
    """Bodies of POST /v1/messages: in a curl command, or as a JSON block of their own."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"-d '(\{.*?\})'$", text, re.DOTALL | re.MULTILINE)
    found += [b for b in re.findall(r"```json\n(\{.*?\})\n```", text, re.DOTALL) if b.startswith('{"conversation_id"')]
    return [json.loads(body.replace('"promised_at": "…"', '"promised_at": "2026-11-21T10:00:00Z"')) for body in found]


@pytest.mark.parametrize("page", PAGES)
async def test_the_messages_of_the_documents_are_taken(page: str, tmp_path: Path) -> None:
    examples = bodies(page)
    assert examples
    async with in_process(tmp_path) as service:
        for body in examples:
            answer = await service.post(body)
            assert answer.status_code == 201, answer.text
            assert answer.json()["assessment"]["reading"]["degrees"] > 0


async def test_the_documented_answer_has_no_field_that_the_real_one_lacks(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```json\n(.*?)\n```", text, re.DOTALL) if b.startswith('{"message"'))
    async with in_process(tmp_path) as service:
        real = (await service.say("说好昨天到，到现在还没影子！！！你们就这样做生意的吗？再不处理我打12315投诉")).json()
    assert list(_missing(json.loads(block), real, "")) == []


def _missing(documented: object, real: object, place: str) -> list[str]:
    """Places that stand in the documented answer and not in the real one."""
    if isinstance(documented, dict) and isinstance(real, dict):
        lost = [f"{place}/{key}" for key in documented if key not in real]
        return lost + [p for k in documented if k in real for p in _missing(documented[k], real[k], f"{place}/{k}")]
    if isinstance(documented, list) and isinstance(real, list) and documented and real:
        return _missing(documented[0], real[0], f"{place}/0")
    return []
