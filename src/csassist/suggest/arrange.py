"""Which options become cards, and in what order: one per kind, comfort before explanation, nothing sold to the hot."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.tier import Tier
from csassist.suggest.library import Library
from csassist.suggest.option import Option, rank
from csassist.suggest.situation import Situation

RESCUE, RESCUE_HANDOVER = "rescue:action", "rescue:handover"


def arrange(options: Sequence[Option], library: Library, situation: Situation) -> list[Option]:
    """At most `spec.most` options, the primary one first; empty when nothing good enough is left to say."""
    spec = library.spec
    best: dict[str, Option] = {}
    for option in sorted(options, key=rank):
        if option.score >= spec.floor:
            best.setdefault(option.kind, option)
    picks = list(best.values())
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
    """ALERT or above: empathy, else action, first. When nothing specific fits, the supervisor is asked for (B6)."""
    kinds = {option.kind: option for option in picks if not (option.bare and option.kind == "empathy")}
    lost = not any(option.specific for option in picks)
    if lost or ("empathy" not in kinds and "action" not in kinds):
        for option in _rescues(library, situation):
            kinds.setdefault(option.kind, option)
    lead = kinds.get("empathy") or kinds.get("action")
    if lead is None:
        return []
    wanted = ["action", "handover"] if situation.tier >= Tier.SUPERVISOR or lost else ["action"]
    cards = [lead, *(kinds[kind] for kind in wanted if kind in kinds and kinds[kind] is not lead)]
    cards += [option for option in kinds.values() if option not in cards]
    return cards


def _rescues(library: Library, situation: Situation) -> list[Option]:
    """The pack's own words for "this needs somebody else", each once per conversation."""
    why = ("没有合适的话术", "建议请主管介入")
    found = []
    if library.spec.rescue and RESCUE not in situation.offered:
        found.append(Option("action", RESCUE, library.spec.floor, library.rescue, why, title="先承接，再请主管"))
    if library.spec.rescue_handover and RESCUE_HANDOVER not in situation.offered:
        title = "请主管介入"
        found.append(Option("handover", RESCUE_HANDOVER, library.spec.floor, library.rescue_handover, why, title=title))
    return found


def _lead_with_substance(picks: list[Option]) -> list[Option]:
    """A bare apology is never first: it moves behind the others, and does not stand alone (C3)."""
    full = [option for option in picks if not option.bare]
    return full + [option for option in picks if option.bare] if full else picks[:0]
