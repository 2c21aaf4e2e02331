"""The page that a service manager reads: everything that counts, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from rich.console import Console

from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.lab.explanation import Language, tell

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
Page = Callable[..., str]


@pytest.fixture
def page(rulebook: Rulebook) -> Page:
    def show(text: str, language: Language = "zh") -> str:
        message = Message("s1", "c-1", "m-1", 1, Sender.CUSTOMER, text, NOW)
        after = assess(message, Conversation("s1", "c-1", NOW), NO_EVIDENCE, rulebook, NOW).assessment
        console = Console(width=200)
        with console.capture() as capture:
            console.print(tell(text, after, rulebook.ladder, language))
        return capture.get()

    return show


def test_it_says_why_what_to_do_and_what_to_answer(page: Page) -> None:
    shown = page(HOT)
    for words in (HOT, "预警", "客户", "起因：", "为什么是这个温度", "“敷衍”", "合计", "现在要做", "可以这样回"):
        assert words in shown


def test_how_far_the_next_tier_is(page: Page, rulebook: Rulebook) -> None:
    assert f"离关注（{rulebook.ladder.enter[0]:g}°）还差" in page("什么时候发货")
    assert "触及红线" in page("充电的时候充电器冒烟了")


def test_calm_lines_have_no_empty_tables(page: Page) -> None:
    shown = page("什么时候发货")
    assert "没有听到升温的说法" in shown
    assert "合计" not in shown
    assert "现在要做" not in shown


def test_english_by_option(page: Page) -> None:
    shown = page(HOT, "en")
    for words in ("ALERT", "The customer is", "Why so many degrees", "To do now", "What to answer"):
        assert words in shown


def test_the_customers_brackets_are_no_markup(page: Page) -> None:
    assert "[bold]不是标记[/x]" in page("[bold]不是标记[/x]")
