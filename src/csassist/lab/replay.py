"""csassist replay: past chats in, one line a chat out, progress and a summary for people. Decides nothing itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.names import TIER_NAMES, TRIGGER_NAMES
from csassist.conversation.reading import Trigger
from csassist.conversation.tier import Tier
from csassist.errors import InvalidInput
from csassist.lab.curve_svg import write_curve
from csassist.lab.rehearse import Rehearsed, rehearse
from csassist.lab.transcripts import Transcripts, open_transcripts

TRIGGERS = {**TRIGGER_NAMES, Trigger.PRODUCT: "产品质量"}
_FAULTS_SHOWN = 5


@dataclass(slots=True)
class Summary:
    """Counts over a replay: alerts by tier and by trigger, conversations by their highest tier."""

    conversations: int = 0
    turns: int = 0
    alerts: int = 0
    by_tier: Counter[Tier] = field(default_factory=Counter)
    by_trigger: Counter[str] = field(default_factory=Counter)
    peaks: Counter[Tier] = field(default_factory=Counter)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def add(self, played: Rehearsed) -> None:
        """Counts one chat."""
        self.conversations += 1
        self.turns += len(played.turns)
        self.alerts += len(played.alerts)
        self.peaks[Tier(played.peak_tier)] += 1
        for alert, trigger in played.alerts.values():
            self.by_tier[alert.tier] += 1
            self.by_trigger[trigger] += 1

    @property
    def per_hundred(self) -> float:
        """Alerts per 100 conversations."""
        return 100 * self.alerts / self.conversations if self.conversations else 0.0


def run_replay(source: str, out: Path | None, rulebook: Rulebook, *, gap: float, plot: Path | None) -> Summary:
    """Replays `source` with a progress bar on stderr and prints the summary (stdout; stderr when the lines go there).

    Raises InvalidInput C200 when the source cannot be read or holds no chat, C201 when `out` or `plot` cannot be
    written.
    """
    people = Console(stderr=out is None)
    with open_transcripts(source) as chats, opened(out) as sink:
        summary = replay(chats, sink, rulebook, gap, plot)
    if not summary.conversations:
        why = f": line {summary.faults[0][0]} {summary.faults[0][1]}" if summary.faults else ""
        raise InvalidInput(f"no conversation in {source}{why}", code="C200")
    print_summary(summary, people)
    return summary


def replay(chats: Transcripts, sink: BinaryIO, rulebook: Rulebook, gap: float, plot: Path | None) -> Summary:
    """One line a chat into `sink`, a picture each into `plot`. Raises InvalidInput C201 when one cannot be written."""
    summary = Summary()
    with progress_bar() as progress:
        task = progress.add_task("回放", total=chats.size)
        try:
            for chat in chats:
                played = rehearse(chat, rulebook, gap)
                sink.write(orjson.dumps(played.line(), option=orjson.OPT_APPEND_NEWLINE))
                summary.add(played)
                if plot is not None:
                    write_curve(plot, played, summary.conversations)
                progress.update(task, completed=chats.read(), description=f"回放 {summary.conversations} 个会话")
            sink.flush()
        except OSError as error:
            raise InvalidInput(f"cannot write the result: {error.strerror or error}; check --out and --plot") from error
        progress.update(task, completed=chats.size or 0)
    summary.faults = chats.faults
    return summary


def print_summary(summary: Summary, console: Console) -> None:
    """For people."""
    console.print(
        f"\n[bold]回放完成[/bold]：{summary.conversations} 个会话，{summary.turns} 条消息，提醒 {summary.alerts} 次，"
        f"每百会话 [bold]{summary.per_hundred:.1f}[/bold] 次 (alerts per 100 conversations: {summary.per_hundred:.1f})"
    )
    tiers = Table("档位", "提醒次数", "每百会话", "最高到此档的会话", title="按档位", title_justify="left")
    for tier in Tier:
        count = summary.by_tier[tier]
        per_hundred = 100 * count / summary.conversations
        tiers.add_row(f"{TIER_NAMES[tier]} {tier.name}", str(count), f"{per_hundred:.1f}", str(summary.peaks[tier]))
    console.print(tiers)
    triggers = Table("触发点", "提醒次数", "占比", title="按触发点", title_justify="left")
    for trigger, count in summary.by_trigger.most_common():
        triggers.add_row(
            f"{TRIGGERS.get(trigger, trigger)} {trigger}", str(count), f"{100 * count / summary.alerts:.0f}%"
        )
    console.print(triggers)
    for line, why in summary.faults[:_FAULTS_SHOWN]:
        console.print(f"C200 第 {line} 行跳过：{why}", markup=False, style="yellow")
    if len(summary.faults) > _FAULTS_SHOWN:
        console.print(f"共跳过 {len(summary.faults)} 行", style="yellow")


def progress_bar() -> Progress:
    """On stderr, so that what is told on stdout stays clean."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip


@contextmanager
def opened(out: Path | None) -> Iterator[BinaryIO]:
    """The file, or stdout. Raises InvalidInput C201 when it cannot be written."""
    if out is None:
        yield sys.stdout.buffer
        return
    try:
        sink = out.open("wb")
    except OSError as error:
        raise InvalidInput(f"cannot write {out}: {error.strerror}; check --out") from error
    with sink:
        yield sink
