"""Rounds as the platforms count them: from the first unanswered question to a person's answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from csassist.conversation.tier import Tier
from csassist.insight.response import Figures, Heat, Round, Said, Span, Talk, cooled, figures, hear

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def said(version: int, seconds: float, sender: str, tier: Tier = Tier.CALM, agent: str | None = "a1") -> Said:
    return Said("s1", "c-1", version, at(seconds), sender, agent, "t1", 20.0, tier)


def played(*rows: Said) -> tuple[Talk, list[Round], list[Heat]]:
    talk: Talk | None = None
    rounds, heats = [], []
    for row in rows:
        talk, ended, over = hear(talk, row)
        rounds += [ended] if ended else []
        heats += [over] if over else []
    assert talk is not None
    return talk, rounds, heats


def test_a_round_runs_from_the_first_bubble_to_the_first_answer_of_a_person() -> None:
    talk, rounds, _ = played(
        said(1, 0, "customer"),
        said(2, 2, "customer"),
        said(3, 5, "bot"),
        said(4, 30, "agent"),
        said(5, 31, "agent"),
        said(6, 100, "customer"),
        said(7, 110, "", agent=None),
        said(8, 300, "agent", agent="a2"),
    )
    assert [(one.seconds, one.first, one.agent_id) for one in rounds] == [(30.0, True, "a1"), (200.0, False, "a2")]
    assert talk.asked_at is None


def test_an_agent_who_wrote_first_has_answered_nothing_yet() -> None:
    _, rounds, _ = played(said(1, 0, "agent"), said(2, 10, "customer"), said(3, 15, "agent"))
    assert [(one.seconds, one.first) for one in rounds] == [(5.0, False)]


def test_a_row_that_was_heard_already_changes_nothing() -> None:
    once, rounds, _ = played(said(1, 0, "customer"), said(2, 9, "agent"))
    again, ended, over = hear(once, said(2, 9, "agent"))
    assert again is once
    assert (ended, over, len(rounds)) == (None, None, 1)


def test_the_rate_counts_rounds_and_those_who_wait_too_long() -> None:
    rounds = [
        Round("c", "a1", None, START, seconds, first) for seconds, first in ((10, True), (180, False), (181, True))
    ]
    found = figures(rounds, [at(0), at(300)], at(181))
    assert found.first == Span(95.5, 95.5, 2)
    assert found.every == Span(123.7, 180, 3)
    assert found.three_minute_rate == 0.5  # two in time, one late, one still waits beyond three minutes
    assert figures([], [at(0)], at(180)) == Figures(Span(), Span(), None)
    assert figures([], [at(0)], at(181)).three_minute_rate == 0.0


def test_red_time_ends_with_the_tier_with_the_agent_or_by_hand() -> None:
    red = Tier.ALERT
    _, _, heats = played(said(1, 0, "customer", red), said(2, 60, "agent", red), said(3, 90, "customer"))
    assert heats == [Heat("c-1", "a1", at(0), at(90))]
    talk, _, heats = played(said(1, 0, "customer", red), said(2, 60, "agent", red, agent="a2"))
    assert heats == [Heat("c-1", "a1", at(0), at(60))]
    assert talk.red_since == at(60)
    after, over = cooled(talk, "c-1", at(70))
    assert over == Heat("c-1", "a2", at(60), at(70))
    assert after.red_since is None
