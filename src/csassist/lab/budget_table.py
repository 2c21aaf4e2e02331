"""csassist replay --budget: plays a file with one or two configurations and prints their alerts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.names import TIER_NAMES
from csassist.conversation.tier import Tier
from csassist.errors import InvalidInput
from csassist.lab.budget import TOLD, Budget, Plan, budget_json
from csassist.lab.rehearse import rehearse
from csassist.lab.replay import TRIGGERS, opened, progress_bar
from csassist.lab.transcripts import open_transcripts

_RULES_SHOWN = 12


def run_budget(
    source: str, books: Sequence[tuple[str, Rulebook]], plan: Plan, *, out: Path | None, json: Path | None
) -> tuple[Budget, ...]:
    """Replays `source` with every configuration of `books` (name, rules) and prints the figures on stdout.

    `out` gets the lines of the first configuration, `json` the figures. Raises InvalidInput C200 when the source cannot
    be read or holds no chat, C201 when a file cannot be written.
    """
    budgets = tuple(Budget(name, rulebook.hash) for name, rulebook in books)
    with open_transcripts(source) as chats, opened(out) if out else nullcontext() as sink, progress_bar() as progress:
        task = progress.add_task("回放", total=chats.size)
        for number, chat in enumerate(chats, 1):
            for place, (budget, (_, rulebook)) in enumerate(zip(budgets, books, strict=True)):
                played = rehearse(chat, rulebook, plan.gap_s)
                budget.add(chat, played)
                if sink is not None and place == 0:
                    sink.write(orjson.dumps(played.line(), option=orjson.OPT_APPEND_NEWLINE))
            progress.update(task, completed=chats.read(), description=f"回放 {number} 个会话")
        progress.update(task, completed=chats.size or 0)
    if not budgets[0].conversations:
        raise InvalidInput(f"no conversation in {source}", code="C200")
    if json is not None:
        _write(json, orjson.dumps(budget_json(budgets, plan), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    print_budgets(budgets, plan, Console())
    return budgets


def print_budgets(budgets: Sequence[Budget], plan: Plan, console: Console) -> None:
    """For people: figures, rules, triggers, what was assumed."""
    first = budgets[0]
    console.print(f"\n[bold]提醒预算[/bold]：{first.conversations} 个会话 (alert budget)")
    _figures(budgets, plan, console)
    _counts("按最强信号", [one.by_rule for one in budgets], budgets, console)
    _counts("按触发点", [_spoken(one.by_trigger) for one in budgets], budgets, console)
    hours = (
        f"主管工时按 --hours 给定 {plan.hours:g} 小时"
        if plan.hours is not None
        else f"一位主管同时看 {plan.per_supervisor:g} 个会话，主管工时 = 会话总时长 ÷ {plan.per_supervisor:g}"
    )
    console.print(
        f"假设：{hours}；{first.timed} 个会话用自带时间，其余每条间隔 {plan.gap_s:g} 秒；"
        "超过 30 分钟的停顿按 30 分钟计。",
        style="dim",
    )


def _figures(budgets: Sequence[Budget], plan: Plan, console: Console) -> None:
    table = Table("", *(one.name for one in budgets), *(["差"] if len(budgets) == 2 else []), title_justify="left")
    rows: list[tuple[str, list[float], str]] = [
        (f"每百会话 {TIER_NAMES[tier]} {tier.name}", [one.per_hundred(tier) for one in budgets], ".1f") for tier in TOLD
    ]
    rows += [
        ("每百会话合计", [sum(one.per_hundred(tier) for tier in Tier) for one in budgets], ".1f"),
        ("每主管小时", [one.per_supervisor_hour(plan) for one in budgets], ".1f"),
        ("主管工时", [one.supervisor_hours(plan) for one in budgets], ".1f"),
        ("提醒次数", [one.alerts for one in budgets], ".0f"),
        ("有提醒的会话", [one.alerted for one in budgets], ".0f"),
    ]
    if budgets[0].labelled.dissatisfied:
        rows += _labelled(budgets)
    for name, values, form in rows:
        change = [f"{values[1] - values[0]:+{form}}"] if len(values) == 2 else []
        table.add_row(name, *(f"{value:{form}}" for value in values), *change)
    console.print(table)


def _labelled(budgets: Sequence[Budget]) -> list[tuple[str, list[float], str]]:
    labels = [one.labelled for one in budgets]
    content = [one.chats - one.dissatisfied for one in labels]
    return [
        ("不满意的会话", [one.dissatisfied for one in labels], ".0f"),
        ("其中有提醒 %", [100 * one.alerted / one.dissatisfied for one in labels], ".1f"),
        ("最后一句之前已提醒 %", [100 * one.in_time / one.dissatisfied for one in labels], ".1f"),
        ("同上，只算两句以上 %", [100 * one.in_time / max(1, one.could_be) for one in labels], ".1f"),
        (
            "其余会话有提醒 %",
            [100 * one.content_alerted / max(1, n) for one, n in zip(labels, content, strict=True)],
            ".1f",
        ),
    ]


def _counts(title: str, counts: Sequence[Counter[str]], budgets: Sequence[Budget], console: Console) -> None:
    table = Table("", *(one.name for one in budgets), title=title, title_justify="left")
    most: Counter[str] = sum(counts, Counter())
    for name, _ in most.most_common(_RULES_SHOWN):
        cells = [
            f"{count[name]} ({100 * count[name] / one.alerts:.0f}%)" if one.alerts else "0"
            for count, one in zip(counts, budgets, strict=True)
        ]
        table.add_row(name, *cells)
    left = len(most) - _RULES_SHOWN
    if left > 0:
        table.add_row(f"另有 {left} 项", *("" for _ in budgets))
    console.print(table)


def _spoken(count: Counter[str]) -> Counter[str]:
    return Counter({f"{TRIGGERS.get(name, name)} {name}": many for name, many in count.items()})


def _write(path: Path, raw: bytes) -> None:
    try:
        path.write_bytes(raw)
    except OSError as error:
        raise InvalidInput(f"cannot write {path}: {error.strerror}; check --budget-json") from error
