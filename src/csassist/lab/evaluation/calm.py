"""False alarms on chats without labels: how many customer turns reach a tier, alerts, and the commonest plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Figure, Findings
from csassist.lab.evaluation.judge import Played
from csassist.lab.evaluation.measures import mean, share
from csassist.lab.evaluation.sets import DataSet, chat_of
from csassist.lab.transcripts import Chat

PLAIN_LINES = 120


def measure_calm(bench: Bench, dataset: DataSet) -> Findings:
    """Shares over customer turns (in conversation and alone), alerts per 100 chats, plain lines at WATCH or above."""
    chats = [chat_of(row) for row in dataset.rows()]
    bench.ask_snow(text for chat in chats for line in said(chat) for text in (line, line.strip()))
    played: list[Played] = []
    for chat in chats:
        played.append(bench.judge.play(chat, dataset.name))
        bench.tick()
    tiers = [_tiers(chat, done) for chat, done in zip(chats, played, strict=True)]
    alone = [[bench.judge.alone(text, dataset.name, chat.id).tier for text in said(chat)] for chat in chats]
    found = Findings()
    found.figures += _shares(bench, dataset.name, tiers, ("", "in conversation"))
    found.figures += _shares(bench, dataset.name, alone, (".alone", "each turn alone"))
    found.figures[0] = _with_snow(bench, found.figures[0], chats)
    for tier, name in ((Tier.SUPERVISOR, "supervisor"), (Tier.ALERT, "alert")):
        blank = Figure(f"{dataset.name}.{name}.per_100", dataset.name, f"{tier.name} alerts per 100 sessions", 0.0)
        rows = [sum(100.0 for alert in done.alerts if alert == tier) for done in played]
        found.figures.append(bench.of_rows(blank, rows, mean))
    found.figures.append(_plain(bench, dataset.name, chats))
    return found


def said(chat: Chat) -> list[str]:
    """What the customer said, empty turns left out."""
    return [turn.text for turn in chat.turns if turn.sender is Sender.CUSTOMER and turn.text.strip()]


def _tiers(chat: Chat, played: Played) -> list[int]:
    """Tier after every customer turn."""
    pairs = zip(chat.turns, played.turns, strict=True)
    return [entry["tier"] for turn, entry in pairs if turn.sender is Sender.CUSTOMER and turn.text.strip()]


def _shares(bench: Bench, name: str, tiers: Sequence[Sequence[int]], how: tuple[str, str]) -> list[Figure]:
    figures = []
    for tier in (Tier.WATCH, Tier.ALERT):
        title = f"customer turns at {tier.name} or above, {how[1]}"
        blank = Figure(f"{name}.{tier.name.lower()}.share{how[0]}", name, title, 0.0, percent=True)
        figures.append(bench.of_groups(blank, [[reached >= tier for reached in chat] for chat in tiers], share))
    return figures


def _with_snow(bench: Bench, figure: Figure, chats: Sequence[Chat]) -> Figure:
    if bench.snow is None:
        return figure
    return replace(figure, snow=share(Counter(bench.snow.heat(t) >= 0.5 for chat in chats for t in said(chat))))


def _plain(bench: Bench, name: str, chats: Sequence[Chat]) -> Figure:
    """The commonest lines, ties by the shorter and then by code points; each alone and once. Masks are not plain."""
    counts = Counter(text.strip() for chat in chats for text in said(chat) if "[" not in text)
    lines = sorted(counts, key=lambda text: (-counts[text], len(text), text))[:PLAIN_LINES]
    rows = [bench.judge.alone(text).tier >= Tier.WATCH for text in lines]
    snow = None if bench.snow is None else share(Counter(bench.snow.heat(text) >= 0.5 for text in lines))
    title = f"the {len(lines)} commonest plain lines at WATCH or above"
    return bench.of_rows(Figure(f"{name}.plain.share", name, title, 0.0, snow=snow, percent=True), rows, share)
