"""The draft coach against its panel: real turns read as drafts, each in its conversation; is what it finds a fault?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from csassist.assessment.rulebook import Rulebook
from csassist.coach.facts import About
from csassist.coach.review import review
from csassist.conversation.message import Sender
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Breakdown, Figure, Findings
from csassist.lab.evaluation.judge import GAP_S
from csassist.lab.evaluation.measures import share
from csassist.lab.evaluation.sets import DataSet, chat_of
from csassist.lab.panels.coach import DraftLabel, load_drafts
from csassist.lab.rehearse import rehearse
from csassist.lab.transcripts import Chat

SET = "jddc_sessions"
NAME = "coach"
_FIGURES = "figure"  # held against our demo shop's policy: of no meaning in another shop's chats


class Marked(NamedTuple):
    """A labelled draft and the (rule, family) that the coach found in it."""

    label: DraftLabel
    found: tuple[tuple[str, str], ...]


def measure_coach(bench: Bench, dataset: DataSet) -> Findings:
    """Precision of findings, how many of the marked faults are found, how many drafts get a word at all."""
    chats = {str(row["id"]): chat_of(row) for row in dataset.rows()}
    marked = []
    for label, said in load_drafts(bench.data):
        place = label.place
        book = bench.judge.book_for(dataset.name, place.id)
        about = _about(chats[place.id], place.turn, book)
        seen = review(book.coach, said.text, about).findings
        marked.append(Marked(label, tuple((one.id, one.family) for one in seen if one.family != _FIGURES)))
        bench.tick()
    return _findings(bench, marked)


def _about(chat: Chat, turn: int, book: Rulebook) -> About:
    """What the desk knows before the draft is sent: the customer's last words and the tier."""
    before = Chat(chat.id, chat.turns[:turn])
    points = rehearse(before, book, GAP_S).points
    said = next((one.text for one in reversed(before.turns) if one.sender is Sender.CUSTOMER), "")
    return About(said=said, tier=int(points[-1].assessment.escalation.tier) if points else 0)


def _findings(bench: Bench, marked: Sequence[Marked]) -> Findings:
    found = Findings()

    def rate(name: str, title: str, groups: Sequence[Sequence[bool]]) -> None:
        blank = Figure(f"{NAME}.{name}", NAME, title, 0.0, percent=True)
        found.figures.append(bench.of_groups(blank, [group for group in groups if group], share))

    true = [[family in one.label.allowed for _, family in one.found] for one in marked]
    heard = [[any(f == family for _, f in one.found) for family in one.label.allowed] for one in marked]
    rate("precision", "findings that a trainer would mark too", true)
    rate("recall", "marked faults that are found", heard)
    rate("touched", "drafts with a finding", [[bool(one.found)] for one in marked])
    found.breakdowns.append(_by_rule(marked))
    found.notes.append(f"{NAME}: findings of family {_FIGURES} are left out, they hold drafts against the demo shop.")
    return found


def _by_rule(marked: Sequence[Marked]) -> Breakdown:
    """Every rule that found something: how often, how often rightly."""
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for one in marked:
        for rule, family in one.found:
            total[rule, family] += 1
            right[rule, family] += family in one.label.allowed
    lines = [(rule, family, str(n), str(right[rule, family])) for (rule, family), n in total.most_common()]
    return Breakdown("Findings of the draft coach by rule", ("rule", "family", "found", "rightly"), tuple(lines))
