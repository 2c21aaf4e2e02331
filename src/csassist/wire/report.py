"""Reports as JSON and as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

from csassist.conversation.tier import Tier
from csassist.desk.experience import EffectTable
from csassist.insight.effect import Effect
from csassist.insight.raised import RaisedReport
from csassist.insight.usage import OUTCOMES, ScriptUse, UsageReport
from csassist.wire.instant import instant

BOM = "\ufeff"  # Excel takes a file without it for the local code page
COLUMNS = (
    "script_id", "title", "kind", *OUTCOMES, "edit_distance", "dismiss_reasons", "effect", "effect_uses",
    "effect_change", "effect_low", "effect_high", "effect_expected", "outcomes",
)  # fmt: skip
EFFECT_COLUMNS = ("script_id", "uses", "change", "low", "high", "expected", "effect")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def usage_dict(report: UsageReport) -> dict[str, Any]:
    """The report; `effects_as_of` names the table (day/version), empty for none."""
    return {"effects_as_of": report.as_of, "items": [_line(line) for line in report.lines]}


def usage_csv(report: UsageReport) -> str:
    """The same as CSV with a header."""
    return csv_text(COLUMNS, (_row(line) for line in report.lines))


def effects_dict(table: EffectTable) -> dict[str, Any]:
    """A table of effects as it was; `effects_as_of` is what assessments call it."""
    items = [{"script_id": one.script_id, **_effect(one)} for one in table.effects]
    return {
        "effects_as_of": table.name,
        "version": table.version,
        "as_of": None if table.as_of is None else instant(table.as_of),
        "items": items,
    }


def effects_csv(table: EffectTable) -> str:
    """The same as CSV with a header."""
    return csv_text(("effects_as_of", *EFFECT_COLUMNS), ((table.name, *astuple(one)) for one in table.effects))


def raised_dict(report: RaisedReport) -> dict[str, Any]:
    """Alerts that were raised, per tier, rule, trigger and day."""
    return {
        "since": instant(report.since),
        "until": instant(report.until),
        "conversations": report.conversations,
        "alerts": report.alerts,
        "per_hundred": {tier.name: round(report.per_hundred(tier), 2) for tier in (Tier.ALERT, Tier.SUPERVISOR)},
        "by_tier": {tier.name: report.by_tier[tier] for tier in Tier},  # below ALERT: a hand that was raised
        "by_rule": [
            {"id": name, "title": report.titles.get(name, ""), "alerts": count}
            for name, count in report.by_rule.most_common()
        ],
        "by_trigger": [{"id": name, "alerts": count} for name, count in report.by_trigger.most_common()],
        "days": [
            {"day": day.isoformat(), "alerts": count.total(), **{tier.name: count[tier] for tier in Tier if tier > 1}}
            for day, count in report.days
        ],
    }


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 with a byte order mark. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return BOM + out.getvalue()


def _cell(value: object) -> object:
    """Numbers stay numbers, nothing is empty, text is safe (OWASP, CSV injection)."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u3000").startswith(_STARTS) else text


def _line(line: ScriptUse) -> dict[str, Any]:
    tally = line.tally
    return {
        "script_id": tally.script_id,
        "title": line.title,
        "kind": tally.kind,
        **{name: tally.counts.get(name, 0) for name in OUTCOMES},
        "edit_distance": tally.distance,
        "dismiss_reasons": [{"reason": reason, "count": count} for reason, count in tally.reasons],
        "effect": None if line.effect is None else _effect(line.effect),
        "outcomes": [{"type": end.type, "count": end.count, "mean": end.mean} for end in tally.endings],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "effect": effect.effect,
        "uses": effect.uses,
        "change": effect.change,
        "low": effect.low,
        "high": effect.high,
        "expected": effect.expected,
    }


def _row(line: ScriptUse) -> list[object]:
    tally, effect = line.tally, line.effect
    reasons = "; ".join(f"{reason or '未说明'} ×{count}" for reason, count in tally.reasons)
    ends = "; ".join(
        f"{end.type} ×{end.count}" + (f" 均值{end.mean}" if end.mean is not None else "") for end in tally.endings
    )
    figures: list[object] = [None] * 6
    if effect is not None:
        figures = [effect.effect, effect.uses, effect.change, effect.low, effect.high, effect.expected]
    counts = [tally.counts.get(name, 0) for name in OUTCOMES]
    return [tally.script_id, line.title, tally.kind, *counts, tally.distance, reasons, *figures, ends]
