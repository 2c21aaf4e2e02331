"""Which options become cards, and in what order: one per kind, comfort before explanation, nothing sold to the hot."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.tier import Tier
from csassist.suggest.library import Library
from csassist.suggest.option import Option, rank
from csassist.suggest.situation import Situation


def arrange(options: Sequence[Option], library: Library, situation: Situation) -> list[Option]:
    """At most `spec.most` options, the primary one first; empty when nothing good enough is left to say."""
    spec = library.spec
    best: dict[str, Option] = {}
    for option in options:
        held = best.get(option.kind)
        if option.score >= spec.floor and (held is None or rank(option) < rank(held)):
            best[option.kind] = option
    picks = sorted(best.values(), key=rank)
    if situation.hot:
        return _hot(picks, library, situation)[: spec.most]
    if not picks:
        return []
    if situation.tier >= Tier.WATCH or situation.unhappy:
        comfort = [option for option in picks if option.kind == "empathy" and not option.bare]
        picks = comfort + [option for option in picks if option not in comfort]
    picks = _lead_with_substance(picks)
    if not picks:
        return []
    least = spec.second_share * max(option.score for option in picks)
    return [picks[0], *(option for option in picks[1:] if option.score >= least)][: spec.most]


def _hot(picks: list[Option], library: Library, situation: Situation) -> list[Option]:
    """ALERT or above: empathy, else action, first. Heated words that nothing answers call for the supervisor (B6)."""
    kinds = {option.kind: option for option in picks if not (option.bare and option.kind == "empathy")}
    lost = not any(option.specific for option in picks)
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
