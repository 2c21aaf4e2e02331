"""The page of replayed chats: every turn, its state, its cards, as plain text of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput
from csassist.lab.session_page import run_page

CHAT = (
    '{"id":"a","title":"<b>催*货*","customer":{"name":"王女士"},"context":{"order":{"id":"A1","status":"待发货"}},'
    '"turns":[{"role":"customer","text":"怎么还不发货？？？\\n都[三天]了"},{"role":"agent","text":"我去查"},'
    '{"role":"customer","text":"好的"}]}'
)


def page_of(tmp_path: Path, rulebook: Rulebook, text: str) -> str:
    source, page = tmp_path / "chats.jsonl", tmp_path / "page.md"
    source.write_text(text, "utf-8")
    run_page(str(source), page, rulebook, 30)
    return page.read_text("utf-8")


def test_every_turn_stands_on_the_page_with_its_cards(tmp_path: Path, rulebook: Rulebook) -> None:
    page = page_of(tmp_path, rulebook, CHAT)
    assert "_客户 王女士 · 订单 A1 待发货_" in page
    assert "- 客服：我去查" in page
    heated, calm = page.split("- 客服：我去查")
    assert "🌡" in heated
    assert "〔" in heated
    assert "方便发下订单号吗" not in heated
    assert "- **客户**：好的" in calm
    assert calm.rstrip().endswith("（不推荐）")


def test_text_of_a_chat_cannot_shape_the_page(tmp_path: Path, rulebook: Rulebook) -> None:
    page = page_of(tmp_path, rulebook, CHAT)
    assert "## 1. \\<b\\>催\\*货\\*" in page
    assert "？？？ 都\\[三天\\]了" in page


def test_a_broken_line_is_named_and_no_page_is_written(tmp_path: Path, rulebook: Rulebook) -> None:
    with pytest.raises(InvalidInput) as caught:
        page_of(tmp_path, rulebook, CHAT + '\n{"id":"b","turns":[],"context":{"product_id":7}}\n')
    assert caught.value.code == "C200"
    assert "line 2" in caught.value.message
    assert "/context/product_id" in caught.value.message
    assert not (tmp_path / "page.md").exists()


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path, rulebook: Rulebook) -> None:
    source = tmp_path / "chats.jsonl"
    source.write_text(CHAT, "utf-8")
    with pytest.raises(InvalidInput, match="check --page"):
        run_page(str(source), tmp_path / "missing" / "page.md", rulebook, 30)
