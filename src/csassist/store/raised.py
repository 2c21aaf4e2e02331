"""Alerts of a period with what raised them, and how many conversations there were. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from csassist.conversation.reading import Reading
from csassist.conversation.tier import Alert
from csassist.desk.experience import Period
from csassist.insight.raised import BY_HAND, Raised, strongest
from csassist.store.session import Session
from csassist.store.stored import Codecs, to_micros

MOST = 20_000  # newest alerts that are looked at

_ALERTS = """SELECT a.form, a.alert, a.conversation FROM alerts AS a JOIN conversations AS c
 ON c.shop=a.shop AND c.id=a.conversation WHERE a.shop=? AND a.at>=? AND a.at<?"""
_MESSAGE = "SELECT form, assessment FROM messages WHERE shop=? AND conversation=? AND id=?"
_SILENCE = "SELECT form, assessment FROM silences WHERE shop=? AND conversation=? AND at=?"
_TALKED = "SELECT count(*) FROM conversations AS c WHERE shop=? AND last_at>=?"


def raised_in(db: Session, period: Period, codecs: Codecs) -> tuple[tuple[Raised, ...], int]:
    """(alerts, conversations with a message since the period began)."""
    teams = "" if period.teams is None else f" AND c.team_id IN ({','.join('?' * len(period.teams))})"
    named = period.teams or ()
    since, until = to_micros(period.since), to_micros(period.until)
    rows: list[tuple[Any, ...]] = db.execute(
        f"{_ALERTS}{teams} ORDER BY a.at DESC LIMIT {MOST}", (period.shop, since, until, *named)
    ).fetchall()
    talked: list[tuple[Any, ...]] = db.execute(f"{_TALKED}{teams}", (period.shop, since, *named)).fetchall()
    alerts = [(codecs.read_alert(raw, form), (period.shop, conversation)) for form, raw, conversation in rows]
    found = tuple(_raised(alert, _reading(db, key, alert, codecs)) for alert, key in alerts)
    return found, int(talked[0][0])


def _raised(alert: Alert, reading: Reading | None) -> Raised:
    if reading is None:
        return Raised(alert.at, alert.tier, BY_HAND, "other")
    trigger = reading.triggers[0].value if reading.triggers else "other"
    return Raised(alert.at, alert.tier, strongest(reading), trigger)


def _reading(db: Session, key: tuple[str, str], alert: Alert, codecs: Codecs) -> Reading | None:
    """What was read when it rose; None when no reading raised it."""
    rows: Iterable[tuple[Any, ...]]
    if alert.message_id is not None:
        rows = db.execute(_MESSAGE, (*key, alert.message_id))
    else:
        rows = db.execute(_SILENCE, (*key, to_micros(alert.at)))
    for form, raw in rows:
        return codecs.read_assessment(raw, form).reading
    return None
