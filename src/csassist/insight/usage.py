"""What became of the cards of each script: counts, never a person. Puts tallies and effects together for a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from csassist.frozen import frozen
from csassist.insight.effect import Effect

OUTCOMES = ("shown", "used", "edited", "sent", "dismissed", "unseen")
MOST_REASONS = 10


@frozen
class Ending:
    """Outcomes of one type in conversations where a script was sent. `mean` of their values, None without values."""

    type: str
    count: int
    mean: float | None


@frozen
class Tally:
    """One script as the record counts it. `distance` = mean share that was changed when it was edited and sent."""

    script_id: str
    kind: str
    counts: Mapping[str, int]  # outcome -> cards
    distance: float | None = None
    reasons: tuple[tuple[str, int], ...] = ()  # why cards were dismissed, most frequent first; "" = not said
    endings: tuple[Ending, ...] = ()


@frozen
class ScriptUse:
    """One line of the report. `effect` None = not sent and answered yet."""

    tally: Tally
    effect: Effect | None = None
    title: str = ""


@frozen
class UsageReport:
    """`as_of` names the table of effects (day/version), empty for none."""

    lines: tuple[ScriptUse, ...]
    as_of: str = ""


def usage_report(
    tallies: Sequence[Tally], effects: Iterable[Effect], titles: Mapping[str, str], as_of: str
) -> UsageReport:
    """Lines with the most sent script first, then the most shown one; of equals by id."""
    known = {effect.script_id: effect for effect in effects}
    lines = [
        ScriptUse(_few_reasons(tally), known.get(tally.script_id), titles.get(tally.script_id, ""))
        for tally in sorted(tallies, key=_order)
    ]
    return UsageReport(tuple(lines), as_of)


def _order(tally: Tally) -> tuple[int, int, str]:
    return (-tally.counts.get("sent", 0), -tally.counts.get("shown", 0), tally.script_id)


def _few_reasons(tally: Tally) -> Tally:
    """The ten most frequent reasons; what agents wrote only now and then is counted together."""
    if len(tally.reasons) <= MOST_REASONS:
        return tally
    kept, rest = tally.reasons[:MOST_REASONS], tally.reasons[MOST_REASONS:]
    others = ("…", sum(count for _, count in rest))
    return Tally(tally.script_id, tally.kind, tally.counts, tally.distance, (*kept, others), tally.endings)
