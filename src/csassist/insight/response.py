"""How fast customers are answered, from rows of the record: rounds, waits, the three-minute reply rate. Pure.

Knows times and who answered; knows no text, and nobody's feelings go into a figure about a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from statistics import fmean, median

from csassist.conversation.tier import Tier
from csassist.frozen import frozen

# 阿里旺旺 3 分钟响应率: rounds answered within three minutes / rounds; a round runs from the first question that
# nobody answered yet to the first answer of a person. What a robot says ends no round.
THREE_MINUTES_S = 180.0
CUSTOMER, AGENT = "customer", "agent"


@frozen
class Said:
    """One row of the record: a message, or (no sender) what silence decided. `tier` is the one after it.

    `agent_id` = who wrote it, else whose conversation it is. `version` grows within a conversation.
    """

    shop: str
    conversation_id: str
    version: int
    at: datetime
    sender: str
    agent_id: str | None
    team_id: str | None
    degrees: float
    tier: Tier


@frozen
class Round:
    """A question that was answered, after `seconds`; `first` of its conversation."""

    conversation_id: str
    agent_id: str | None
    team_id: str | None
    asked_at: datetime
    seconds: float
    first: bool


@frozen
class Heat:
    """A time in which a conversation of `agent_id` was red (ALERT or above)."""

    conversation_id: str
    agent_id: str
    since: datetime
    until: datetime


@frozen
class Talk:
    """What a conversation's next row is read against. `asked_at` = since when its customer waits for a person."""

    version: int = 0
    agent_id: str | None = None
    team_id: str | None = None
    asked_at: datetime | None = None
    answered: bool = False
    red_since: datetime | None = None
    last_at: datetime | None = None


def hear(before: Talk | None, said: Said) -> tuple[Talk, Round | None, Heat | None]:
    """The talk after one more row, the round that it ended, and the red time that it ended.

    A row that was heard already (its version is not above the talk's) changes nothing.
    """
    talk = before or Talk()
    if said.version <= talk.version:
        return talk, None, None
    asked, ended = talk.asked_at, None
    if said.sender == CUSTOMER:
        asked = asked or said.at
    elif said.sender == AGENT and asked is not None:
        waited = max(0.0, (said.at - asked).total_seconds())
        ended = Round(said.conversation_id, said.agent_id, said.team_id, asked, waited, not talk.answered)
        asked = None
    red, cooled = _red(talk, said)
    after = Talk(
        said.version,
        said.agent_id or talk.agent_id,
        said.team_id,
        asked,
        talk.answered or said.sender == AGENT,
        red,
        said.at,
    )
    return after, ended, cooled


def cooled(talk: Talk, conversation_id: str, at: datetime) -> tuple[Talk, Heat | None]:
    """A red conversation that was closed, or calmed by hand, without a row of its own."""
    return replace(talk, red_since=None), _heat(conversation_id, talk, at)


def _red(talk: Talk, said: Said) -> tuple[datetime | None, Heat | None]:
    red, other = said.tier >= Tier.ALERT, said.agent_id not in (None, talk.agent_id)
    if talk.red_since is None:
        return (said.at if red else None), None
    if red and not other:
        return talk.red_since, None
    return (said.at if red else None), _heat(said.conversation_id, talk, said.at)


def _heat(conversation_id: str, talk: Talk, at: datetime) -> Heat | None:
    if talk.red_since is None or talk.agent_id is None:
        return None
    return Heat(conversation_id, talk.agent_id, talk.red_since, max(at, talk.red_since))


@frozen
class Span:
    """Seconds of `n` rounds; None when there is none."""

    average: float | None = None
    median: float | None = None
    n: int = 0


@frozen
class Figures:
    """First answers, all answers, and the share of rounds answered within three minutes (None: no round is due)."""

    first: Span = Span()
    every: Span = Span()
    three_minute_rate: float | None = None


def figures(rounds: Iterable[Round], waiting: Iterable[datetime], now: datetime) -> Figures:
    """Of these rounds. `waiting` = since when customers wait: after three minutes that is a round that was missed."""
    first, every, missed = [], [], 0
    for one in rounds:
        every.append(one.seconds)
        if one.first:
            first.append(one.seconds)
    for since in waiting:
        missed += (now - since).total_seconds() > THREE_MINUTES_S
    due = len(every) + missed
    in_time = sum(1 for seconds in every if seconds <= THREE_MINUTES_S)
    return Figures(_span(first), _span(every), round(in_time / due, 4) if due else None)


def _span(seconds: list[float]) -> Span:
    if not seconds:
        return Span()
    return Span(round(fmean(seconds), 1), round(median(seconds), 1), len(seconds))
