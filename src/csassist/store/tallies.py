"""Counts of what became of cards, by script. Reads feedback of a period; names no person and no customer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from csassist.desk.experience import Period
from csassist.insight.usage import Ending, Tally
from csassist.store.session import Session
from csassist.store.stored import to_micros

_FROM = """FROM feedback AS f JOIN suggestions AS s ON s.shop=f.shop AND s.id=f.suggestion_id"""
_TEAM = "JOIN conversations AS c ON c.shop=s.shop AND c.id=s.conversation"
_WHERE = "WHERE f.shop=? AND f.at>=? AND f.at<? AND s.script_id IS NOT NULL"


@dataclass(slots=True)
class _Counted:
    kind: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    distance: float | None = None
    reasons: list[tuple[str, int]] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)


def tallies_of(db: Session, period: Period) -> tuple[Tally, ...]:
    """One tally for each script with feedback in the period, by script id."""
    scope, values = _scope(period)
    found: dict[str, _Counted] = defaultdict(_Counted)
    sql = (
        f"SELECT s.script_id, max(s.kind), f.outcome, count(*), avg(f.distance) {scope} GROUP BY s.script_id, f.outcome"
    )
    for script_id, kind, outcome, count, distance in db.execute(sql, values):
        one = found[script_id]
        one.kind = kind or one.kind
        one.counts[outcome] = count
        if outcome == "edited" and distance is not None:
            one.distance = round(distance, 3)
    sql = f"""SELECT s.script_id, coalesce(trim(f.reason), ''), count(*) AS many {scope} AND f.outcome='dismissed'
 GROUP BY 1, 2 ORDER BY 1, many DESC, 2"""
    for script_id, reason, count in db.execute(sql, values):
        found[script_id].reasons.append((reason, count))
    _endings(db, scope, values, found)
    return tuple(
        Tally(name, one.kind, one.counts, one.distance, tuple(one.reasons), tuple(one.endings))
        for name, one in sorted(found.items())
    )


def _scope(period: Period) -> tuple[str, list[Any]]:
    values: list[Any] = [period.shop, to_micros(period.since), to_micros(period.until)]
    if period.teams is None:
        return f"{_FROM} {_WHERE}", values
    marks = ",".join("?" * len(period.teams))
    return f"{_FROM} {_TEAM} {_WHERE} AND c.team_id IN ({marks})", [*values, *period.teams]


def _endings(db: Session, scope: str, values: list[Any], found: dict[str, _Counted]) -> None:
    """How the conversations ended in which a script was sent, each conversation once for each script."""
    sql = [
        "SELECT u.script_id, o.type, count(*), avg(o.value) FROM (SELECT DISTINCT s.script_id, s.conversation",
        scope,
        "AND f.outcome='sent') AS u JOIN outcomes AS o ON o.shop=? AND o.conversation=u.conversation",
        "GROUP BY u.script_id, o.type ORDER BY u.script_id, o.type",
    ]
    for script_id, kind, count, mean in db.execute(" ".join(sql), [*values, values[0]]):
        found[script_id].endings.append(Ending(kind, count, None if mean is None else round(mean, 2)))
