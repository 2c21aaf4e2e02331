"""Dialogues with human satisfaction: does the session's heat order them as people do, does it find the dissatisfied?

Session heat = what `replay` says of the chat as a whole (thermometer/session.py). Other ways to sum up a session, by
degrees alone, are shown beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from csassist.conversation.message import Sender
from csassist.frozen import frozen
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.calm import said
from csassist.lab.evaluation.figure import Figure, Findings, Plot
from csassist.lab.evaluation.judge import Played
from csassist.lab.evaluation.measures import auc, bins, spearman
from csassist.lab.evaluation.sets import DataSet, chat_of
from csassist.lab.transcripts import Chat

DISSATISFIED = -0.5  # mean of the votes at or below this
EDGES = (-100.0, -75.0, -60.0, -45.0, -30.0, -15.0, 0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 100.0)


@frozen
class Session:
    """Degrees after every customer turn (`message` = of that turn's burst alone) and the people's mean vote."""

    running: tuple[float, ...]
    message: tuple[float, ...]
    satisfaction: float
    peak: float
    heat: float = 0.0


def heat_of(session: Session) -> float:
    """The documented session heat; 0 when the customer said nothing."""
    return session.heat


def _last(session: Session) -> float:
    return session.running[-1] if session.running else 0.0


def _mean(session: Session) -> float:
    return round(sum(session.running) / len(session.running), 2) if session.running else 0.0


def _peak(session: Session) -> float:
    return session.peak


def _message_mean(session: Session) -> float:
    return round(sum(session.message) / len(session.message), 2) if session.message else 0.0


SUMMARIES: tuple[tuple[str, str, Callable[[Session], float]], ...] = (
    ("heat", "session heat", heat_of),
    ("last", "last running degrees", _last),
    ("mean", "mean of running degrees", _mean),
    ("peak", "peak_degrees", _peak),
    ("message", "mean of message degrees", _message_mean),
)


def measure_sessions(bench: Bench, dataset: DataSet) -> Findings:
    """Spearman of heat with dissatisfaction, AUC of the dissatisfied, a reliability curve."""
    chats = [(chat_of(row), float(row["satisfaction"])) for row in dataset.rows()]
    bench.ask_snow(text for chat, _ in chats for text in said(chat)[-1:])
    sessions = []
    for chat, satisfaction in chats:
        sessions.append(_session(chat, bench.judge.play(chat, dataset.name), satisfaction))
        bench.tick()
    snow = [(_snow(bench, chat), -satisfaction) for chat, satisfaction in chats] if bench.snow else None
    found = Findings()
    for short, title, summary in SUMMARIES:
        rows = [(summary(session), -session.satisfaction) for session in sessions]
        found.figures += _pair(bench, dataset.name, (short, title), rows, snow if short == "heat" else None)
    found.figures += _ceiling(bench, dataset)
    hits = ((heat_of(session), session.satisfaction <= DISSATISFIED) for session in sessions)
    title = f"{dataset.name}: dissatisfied dialogues by session heat"
    curve = bins(hits, EDGES)
    found.plots.append(Plot(f"{dataset.name}-dissatisfied", title, "session heat", "share", curve, (-100.0, 100.0)))
    return found


def _ceiling(bench: Bench, dataset: DataSet) -> list[Figure]:
    """What people reach among themselves: every other voter against the rest; nothing where no votes are given."""
    votes = [row["satisfaction_votes"] for row in dataset.rows() if len(row.get("satisfaction_votes") or ()) > 1]
    if not votes:
        return []
    rows = [(sum(one[::2]) / len(one[::2]), sum(one[1::2]) / len(one[1::2])) for one in votes]
    title = "half of the voters against the other half, Spearman (nobody agrees better)"
    return [bench.of_rows(Figure(f"{dataset.name}.ceiling.spearman", dataset.name, title, 0.0), rows, spearman)]


def _pair(
    bench: Bench,
    name: str,
    what: tuple[str, str],
    rows: Sequence[tuple[float, float]],
    snow: Sequence[tuple[float, float]] | None,
) -> list[Figure]:
    short, title = what
    middle = "dissatisfied" if short == "heat" else f"{short}.dissatisfied"
    rank = Figure(f"{name}.{short}.spearman", name, f"{title} against human satisfaction, Spearman", 0.0)
    found = Figure(f"{name}.{middle}.auc", name, f"{title}: AUC of the dissatisfied", 0.0)
    rank = bench.of_rows(rank, rows, spearman)
    found = bench.of_rows(found, _split(rows), auc)
    if snow is None:
        return [rank, found]
    return [replace(rank, snow=spearman(Counter(snow))), replace(found, snow=auc(Counter(_split(snow))))]


def _split(rows: Sequence[tuple[float, float]]) -> list[tuple[float, bool]]:
    return [(heat, dissatisfaction >= -DISSATISFIED) for heat, dissatisfaction in rows]


def _session(chat: Chat, played: Played, satisfaction: float) -> Session:
    pairs = zip(chat.turns, played.turns, strict=True)
    mine = [entry for turn, entry in pairs if turn.sender is Sender.CUSTOMER and turn.text.strip()]
    running = tuple(entry["degrees"] for entry in mine)
    message = tuple(entry["message_degrees"] for entry in mine)
    return Session(running, message, satisfaction, played.peak_degrees, played.session_heat)


def _snow(bench: Bench, chat: Chat) -> float:
    """SnowNLP of the customer's last turn: its best of last, mean, peak and joined text."""
    texts = said(chat)
    return bench.snow.heat(texts[-1]) if bench.snow and texts else 0.5
