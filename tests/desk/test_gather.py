"""Who is asked about what, and what is said when no answer comes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csassist.assessment.assessment import Evidence
from csassist.conversation.message import Message, Sender
from csassist.desk.gather import gather

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Judge:
    state = "fine"

    def __init__(self, value: float | None) -> None:
        self.value, self.asked = value, list[str]()

    async def judge(self, text: str) -> float | None:
        self.asked.append(text)
        return self.value


def message(text: str, sender: Sender = Sender.CUSTOMER) -> Message:
    return Message("s", "c", "m", 1, sender, text, NOW)


@pytest.mark.parametrize(
    ("value", "evidence"), [(-0.5, Evidence(sentiment=-0.5)), (None, Evidence(degraded=("sentiment",)))]
)
async def test_a_customers_text_is_judged_and_a_missing_answer_is_marked(
    value: float | None, evidence: Evidence
) -> None:
    judge = Judge(value)
    gathering = gather(judge, message("太慢了"))
    assert gathering is not None
    assert await gathering == evidence
    assert await gathering == evidence  # a loser of the lock decides again with what it knows
    assert judge.asked == ["太慢了"]


async def test_nobody_is_asked_about_others_or_about_nothing() -> None:
    judge = Judge(0.5)
    assert gather(None, message("太慢了")) is None
    assert gather(judge, message("您好", Sender.AGENT)) is None
    assert gather(judge, message(" \n")) is None
    assert judge.asked == []
