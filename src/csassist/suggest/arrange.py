"""Which options become cards, and in what order: one per kind, comfort before explanation, nothing sold to the hot.

Of several matters the painful one goes first (D8); a question goes before an answer that lacks its reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.tier import Tier
from csassist.suggest.lens import Lens
from csassist.suggest.library import Library
from csassist.suggest.option import Composed, Option, rank
from csassist.suggest.score import specific

# The longer somebody waits for an answer to it, the worse; what is not here does not hurt.
PAIN = {
    "allergy": 0,
    "damage": 1,
    "delivery_problem": 2,
    "complaint": 3,
    "refund": 4,
    "returns": 5,
    "shipping": 6,
    "installation": 7,
    "payment": 8,
}
PAINLESS = 9
SURE = 0.62  # a particular answer from here on wants no general one beside it
NEAR_ENOUGH = 0.75  # share of the best score that a more painful matter needs to go before it


def arrange(options: Sequence[Option], library: Library, lens: Lens) -> list[Option]:
    """At most `spec.most` options, the primary one first; empty when nothing good enough is left to say."""
    spec, situation = library.spec, lens.situation
    if len(options) == 1 and not lens.hot:  # half of all cards stand alone
        return [option for option in options if option.score >= spec.floor and not option.bare]
    best = _best_of_each_kind(options, spec.floor)
    particular = {kind: option for kind, option in best.items() if not option.general}
    if lens.hot:
        return _hot(sorted(particular.values(), key=rank), library, lens)[: spec.most]
    if particular and max([option.score for option in particular.values()]) >= SURE:
        best = particular
    if not best:
        return []
    picks = list(best.values())
    if len(picks) > 1:
        picks = _asking_first(_painful_first(sorted(picks, key=rank), lens), lens)
    if situation.tier >= Tier.WATCH or situation.unhappy:
        comfort = [option for option in picks if option.kind == "empathy" and not option.bare]
        if comfort:
            picks = comfort + [option for option in picks if option not in comfort]
    picks = _lead_with_substance(picks)
    if len(picks) < 2:
        return picks
    least = spec.second_share * max([option.score for option in picks])
    return [picks[0], *(option for option in picks[1:] if option.score >= least)][: spec.most]


def _best_of_each_kind(options: Sequence[Option], floor: float) -> dict[str, Option]:
    best: dict[str, Option] = {}
    for option in options:
        held = best.get(option.kind)
        if option.score >= floor and (held is None or rank(option) < rank(held)):
            best[option.kind] = option
    return best


def family(option: Option) -> str:
    """The matter that an option speaks of."""
    source = option.source
    return "presale" if isinstance(source, Composed) else source.family


def _painful_first(picks: list[Option], lens: Lens) -> list[Option]:
    """The most painful matter among those that the text itself names moves to the front, if it is nearly as certain."""
    first = picks[0]
    pain = PAIN.get(family(first), PAINLESS)
    lead = first
    for option in picks[1:]:
        matter = family(option)
        hurts = PAIN.get(matter, PAINLESS)
        if (
            hurts < pain
            and matter in lens.scenes
            and specific(option, lens)
            and option.score >= NEAR_ENOUGH * first.score
        ):
            lead, pain = option, hurts
    return picks if lead is first else [lead, *[option for option in picks if option is not lead]]


def _asking_first(picks: list[Option], lens: Lens) -> list[Option]:
    """When the first answer lacks a slot that one of the others asks for, the question goes first (F13)."""
    source = picks[0].source
    if isinstance(source, Composed):
        return picks
    open_slots = [slot for slot in source.template.slots if slot not in lens.slots and slot not in lens.policy]
    for option in picks[1:]:
        asks = () if isinstance(option.source, Composed) else option.source.script.when.lacks
        if option.kind == "question" and any(slot in asks for slot in open_slots):
            return [option, *[other for other in picks if other is not option]]
    return picks


def _hot(picks: list[Option], library: Library, lens: Lens) -> list[Option]:
    """ALERT or above: empathy, else action, first. Heated words that nothing answers call for the supervisor (B6)."""
    situation = lens.situation
    kinds = {option.kind: option for option in picks if not (option.bare and option.kind == "empathy")}
    lost = not any(specific(option, lens) for option in picks)
    if situation.heated and (lost or ("empathy" not in kinds and "action" not in kinds)):
        for option in library.rescues:
            if option.script_id not in situation.offered:
                kinds.setdefault(option.kind, option)
    comfort, deed = kinds.get("empathy"), kinds.get("action")
    lead = (deed or comfort) if situation.safety else (comfort or deed)  # for somebody's health: what to do, first
    if lead is None:
        return []
    wanted = ["action", "handover"] if situation.tier >= Tier.SUPERVISOR or lost else ["action"]
    cards = [lead, *(kinds[kind] for kind in wanted if kind in kinds and kinds[kind] is not lead)]
    cards += [option for option in kinds.values() if option not in cards]
    return cards


def _lead_with_substance(picks: list[Option]) -> list[Option]:
    """A bare apology is never first: it moves behind the others, and does not stand alone (C3)."""
    full = [option for option in picks if not option.bare]
    return full + [option for option in picks if option.bare] if full else picks[:0]
