"""Days folded row by row give what counting a whole day at once gives, however the looks were cut."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from random import Random

import pytest

from csassist.conversation.tier import Tier
from csassist.desk.days import Days, minute
from csassist.insight.response import Heat, Round, Said

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOW = START + timedelta(minutes=50)
SENDERS = ("customer", "customer", "agent", "bot", "system", "")


def a_day(chance: Random) -> list[Said]:
    """Rows of a few shops by time, the versions of every conversation in order."""
    versions: Counter[tuple[str, str]] = Counter()
    rows = []
    for second in sorted(chance.choices(range(3000), k=chance.randint(0, 400))):
        shop, number = chance.choice(("s1", "s2")), chance.randint(1, 12)
        key = (shop, f"c-{number}")
        versions[key] += 1
        sender, tier = chance.choice(SENDERS), chance.choice((Tier.CALM, Tier.WATCH, Tier.ALERT, Tier.SUPERVISOR))
        agent = chance.choice(("a1", "a2")) if sender == "agent" else f"a{number % 2 + 1}"
        at = START + timedelta(seconds=second)
        rows.append(Said(*key, versions[key], at, sender, agent, f"t{number % 3}", float(chance.randint(0, 99)), tier))
    return rows


def counted(
    rows: list[Said], shop: str
) -> tuple[Counter[Round], Counter[Heat], dict[tuple[datetime, str | None], int]]:
    """The slow way: conversation by conversation, each read from its beginning."""
    mine = sorted((row for row in rows if row.shop == shop), key=lambda row: (row.conversation_id, row.version))
    rounds, heats = Counter[Round](), Counter[Heat]()
    for name, each in groupby(mine, key=lambda row: row.conversation_id):
        talk = list(each)
        people = [n for n, row in enumerate(talk) if row.sender == "agent"]
        for place, n in enumerate(people):
            asked = [r for r in talk[people[place - 1] + 1 if place else 0 : n] if r.sender == "customer"]
            if asked:
                waited = (talk[n].at - asked[0].at).total_seconds()
                rounds[Round(name, talk[n].agent_id, talk[n].team_id, asked[0].at, waited, place == 0)] += 1
        reds = groupby(talk, key=lambda row: row.agent_id if row.tier >= Tier.ALERT else None)
        runs = [(agent, next(iter(run)).at) for agent, run in reds]
        for (agent, since), (_, until) in pairwise(runs):
            if agent is not None:
                heats[Heat(name, agent, since, until)] += 1
    spoken = Counter((minute(row.at), row.team_id) for row in mine if row.sender)
    return rounds, heats, dict(spoken)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_folded_is_what_is_counted(seed: int) -> None:
    chance = Random(seed)
    rows, days, done = a_day(chance), Days(), 0
    while done < len(rows):
        upto = min(len(rows), done + chance.randint(1, 90))
        for row in rows[max(0, done - 20) : upto]:  # a look goes back a little: what was heard is passed over
            days.hear(row)
        done = upto
        days.settle({}, NOW)
    for shop in ("s1", "s2"):
        rounds, heats, spoken = counted(rows, shop)
        day = days.of(shop)
        assert Counter(day.answered(None, START)) == rounds
        assert Counter(day.heats) == heats
        assert {key: one.messages for key, one in day.minutes.items()} == spoken
        assert sum(one.messages for one in day.last_hour(("t1",), (), NOW)) == sum(
            n for (_, team), n in spoken.items() if team == "t1"
        )


def test_what_is_a_day_old_is_dropped() -> None:
    days = Days()
    for row in (said(1, 0, "customer"), said(2, 30, "agent"), said(3, 40, "customer")):
        days.hear(row)
    days.settle({}, NOW)
    assert len(days.of("s1").rounds) == 1
    assert len(days.of("s1").waiting(("t1",))) == 1
    days.settle({}, NOW + timedelta(days=2))
    day = days.of("s1")
    assert (len(day.rounds), len(day.talks), len(day.minutes)) == (0, 0, 0)


def test_red_ones_that_were_calmed_by_hand_end_when_they_were() -> None:
    days = Days()
    days.hear(said(1, 0, "customer", Tier.ALERT))
    assert days.red() == [("s1", "c-1")]
    at = START + timedelta(seconds=60)
    days.settle({("s1", "c-1"): at}, NOW)
    assert days.red() == []
    assert list(days.of("s1").heats) == [Heat("c-1", "a1", START, at)]


def said(version: int, second: float, sender: str, tier: Tier = Tier.CALM) -> Said:
    return Said("s1", "c-1", version, START + timedelta(seconds=second), sender, "a1", "t1", 20.0, tier)
