"""Cards against the panel of next acts: is the right one among them, is it first, is there silence where it belongs?

Every dialogue of the set is played whole; what no card may ever do is looked for in all of them, panel or not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from csassist.assessment.assessment import Assessment
from csassist.assessment.rulebook import Rulebook
from csassist.coach.review import review
from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.frozen import frozen
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Breakdown, Figure, Findings
from csassist.lab.evaluation.goals import GOALS
from csassist.lab.evaluation.judge import GAP_S
from csassist.lab.evaluation.measures import share
from csassist.lab.evaluation.sets import DataSet, chat_of
from csassist.lab.panels.acts import ActLabel, load_acts
from csassist.lab.rehearse import rehearse
from csassist.lab.transcripts import Chat
from csassist.rulepack.lint_wording import forbidden
from csassist.suggest.acts import card_act
from csassist.suggest.spec import Suggestion

SET = "jddc_sessions"
NAME = "suggestions"
_SLOT = re.compile(r"\{[a-z][a-z0-9_]*\}")


@frozen
class Shown:
    """The acts of the cards at one labelled turn, first card first, and what the label asks for."""

    label: ActLabel
    acts: tuple[str, ...]

    @property
    def right(self) -> frozenset[str]:
        """Acts that a trainer would let pass; "none" = no card."""
        return frozenset((self.label.act, *self.label.also))

    @property
    def among(self) -> bool:
        """Whether one of the cards is right, or silence is."""
        return not self.right.isdisjoint(self.acts) if self.acts else self.label.silence_fits

    @property
    def first(self) -> bool:
        """Whether the first card is right, or silence is."""
        return self.acts[0] in self.right if self.acts else self.label.silence_fits


@dataclass(slots=True)
class Faults:
    """What may never be shown, counted over whole dialogues."""

    turns: int = 0
    shown: int = 0
    sold_hot: int = 0
    insertable_open: int = 0
    never_say: int = 0


def measure_suggestions(bench: Bench, dataset: DataSet) -> Findings:
    """Raises NotFound when the folder holds another edition of the set."""
    labels = {(label.place.id, label.place.turn): label for label, _ in load_acts(bench.data)}
    found: list[list[Shown]] = []
    faults = Faults()
    for row in dataset.rows():
        chat = chat_of(row)
        book = bench.judge.book_for(dataset.name, chat.id)
        rows = []
        for turn, assessment in _assessments(chat, book):
            _look(book, assessment, faults)
            label = labels.get((chat.id, turn))
            if label is not None:
                rows.append(Shown(label, tuple(card_act(book.library, c) for c in assessment.suggestions)))
        if rows:
            found.append(rows)
        bench.tick()
    return _findings(bench, found, faults)


def _assessments(chat: Chat, book: Rulebook) -> list[tuple[int, Assessment]]:
    """What stood after every customer turn that says something."""
    points = rehearse(chat, book, GAP_S).points
    said = {number for number, turn in enumerate(chat.turns) if turn.sender is Sender.CUSTOMER and turn.text.strip()}
    return [(point.turn, point.assessment) for point in points if point.turn is not None and point.turn in said]


def _look(book: Rulebook, assessment: Assessment, faults: Faults) -> None:
    cards = assessment.suggestions
    faults.turns += 1
    faults.shown += bool(cards)
    if assessment.escalation.tier >= Tier.ALERT:
        faults.sold_hot += any(card.kind == "fabe" for card in cards)
    for card in cards:
        faults.insertable_open += bool(_SLOT.search(card.text)) and not card.missing_slots
        faults.never_say += _never(book, card)


def _never(book: Rulebook, card: Suggestion) -> bool:
    """Words that no script may say, and what the draft coach would stop."""
    if forbidden(card.text):
        return True
    return any(finding.severity == "block" for finding in review(book.coach, card.text).findings)


def _findings(bench: Bench, groups: Sequence[Sequence[Shown]], faults: Faults) -> Findings:
    every = [[(one.among, one.first, bool(one.acts)) for one in group] for group in groups]
    with_card = [[one for one in group if one.acts] for group in groups]
    wanting = [[one for one in group if not one.label.silence_fits] for group in groups]
    found = Findings()

    def rate(name: str, title: str, hits: Sequence[Sequence[bool]]) -> None:
        figure = Figure(f"{NAME}.{name}", NAME, title, 0.0, percent=True)
        found.figures.append(bench.of_groups(figure, [row for row in hits if row], share))

    rate("among", "right act among the cards, or rightly silent", [[row[0] for row in group] for group in every])
    rate("first", "first card right, or rightly silent", [[row[1] for row in group] for group in every])
    rate("shown", "turns with a card", [[row[2] for row in group] for group in every])
    rate("shown.among", "where cards show: right act among them", [[o.among for o in group] for group in with_card])
    rate("shown.first", "where cards show: first card right", [[o.first for o in group] for group in with_card])
    rate("best", "best act itself among the cards or silent", [[_best(o) for o in group] for group in groups])
    rate("helped", "turns that want a card and get one", [[bool(o.acts) for o in group] for group in wanting])
    for name, title, count in (
        ("sold_hot", "turns at ALERT or above with a fabe card, all dialogues", faults.sold_hot),
        ("insertable_open", "insertable cards with an open slot, all dialogues", faults.insertable_open),
        ("never_say", "cards that say what may never be said, all dialogues", faults.never_say),
    ):
        found.figures.append(_counted(name, title, count, faults.turns))
    title = "turns with a card, all dialogues"
    found.figures.append(
        Figure(f"{NAME}.shown.all", NAME, title, faults.shown / max(1, faults.turns), n=faults.turns, percent=True)
    )
    found.breakdowns.append(_by_act([one for group in groups for one in group]))
    return found


def _best(one: Shown) -> bool:
    """Whether the best act is there; silence where silence is best."""
    return one.label.act in one.acts if one.acts else one.label.act == "none"


def _counted(name: str, title: str, count: int, turns: int) -> Figure:
    key = f"{NAME}.{name}"
    return Figure(key, NAME, title, float(count), n=turns, goal=GOALS.get(key))


def _by_act(rows: Sequence[Shown]) -> Breakdown:
    """How each labelled act fares, and what is shown instead."""
    acts = Counter(one.label.act for one in rows)
    lines = []
    for act, total in acts.most_common():
        mine = [one for one in rows if one.label.act == act]
        wrong = Counter(one.acts[0] if one.acts else "silence" for one in mine if not one.among)
        among, silent = sum(one.among for one in mine), sum(not one.acts for one in mine)
        lines.append((act, str(total), str(among), str(sum(o.first for o in mine)), str(silent), _listed(wrong)))
    columns = ("act", "turns", "right among", "right first", "silent", "instead, where wrong")
    return Breakdown("Suggestions by labelled act", columns, tuple(lines))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(counts).most_common(4))
