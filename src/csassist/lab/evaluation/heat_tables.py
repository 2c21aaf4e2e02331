"""The heat panel for the report: reliability curves, levels against tiers, kinds of heat, the worst misses by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from csassist.conversation.tier import Tier
from csassist.lab.evaluation.figure import Breakdown, Plot
from csassist.lab.evaluation.heard import CLEAR, STRONG, Heard, Score, alone, running
from csassist.lab.evaluation.measures import bins

EDGES = (0.0, 2.5, 5.0, 10.0, 15.0, 20.0, 26.0, 32.0, 40.0, 50.0, 60.0, 80.0, 100.0)
WORST = 20
LEVELS = ("calm", "slight", "clear", "strong")


def heat_plots(heard: Sequence[Heard]) -> list[Plot]:
    """Share of turns of a level or above, by degrees."""
    asked: tuple[tuple[str, str, int, Score], ...] = (
        ("panel-clear", "clear or strong turns by degrees, each turn alone", CLEAR, alone),
        ("panel-strong", "strong turns by degrees, each turn alone", STRONG, alone),
        ("panel-clear-running", "clear or strong turns by degrees, in conversation", CLEAR, running),
    )
    return [
        Plot(name, title, "degrees", "share", bins(((score(t), t.level >= level) for t in heard), EDGES))
        for name, title, level, score in asked
    ]


def heat_breakdowns(heard: Sequence[Heard]) -> list[Breakdown]:
    """Levels against tiers, recall by emotion and by trigger, the worst misses and alarms."""
    return [_levels(heard), _kinds(heard), *_worst(heard)]


def _levels(heard: Sequence[Heard]) -> Breakdown:
    tally = Counter((turn.level, turn.alone_tier) for turn in heard)
    rows = tuple(
        (name, *(str(tally[level, int(tier)]) for tier in Tier), f"{_mean(heard, level):.1f}")
        for level, name in enumerate(LEVELS)
    )
    columns = ("level", *(tier.name for tier in Tier), "mean degrees")
    return Breakdown("Heat panel: label against tier, each turn alone", columns, rows)


def _mean(heard: Sequence[Heard], level: int) -> float:
    degrees = [turn.alone for turn in heard if turn.level == level]
    return sum(degrees) / len(degrees) if degrees else 0.0


def _kinds(heard: Sequence[Heard]) -> Breakdown:
    """Where clear and strong turns are lost: by labelled emotion, cause, and part."""
    hot = [turn for turn in heard if turn.level >= CLEAR]
    reached: Counter[tuple[str, str]] = Counter()
    size: Counter[tuple[str, str]] = Counter()
    for turn in hot:
        label = turn.labelled.label
        for key in (("emotion", str(label.emotion)), ("trigger", str(label.trigger)), ("part", turn.part)):
            size[key] += 1
            reached[key] += turn.alone_tier >= Tier.WATCH
    rows = tuple((*key, str(size[key]), f"{reached[key] / size[key]:.0%}") for key in sorted(size))
    return Breakdown(
        "Heat panel: clear and strong turns at WATCH or above, alone", ("by", "", "turns", "at WATCH"), rows
    )


def _worst(heard: Sequence[Heard]) -> list[Breakdown]:
    """Misses: strong or clear with the fewest degrees for their level. Alarms: calm with the most."""
    wanted = {CLEAR: 26.0, STRONG: 50.0}
    hot = [turn for turn in heard if turn.level >= CLEAR]
    misses = sorted(hot, key=lambda t: (t.alone - wanted[t.level], t.labelled.label.place))[:WORST]
    alarms = sorted((t for t in heard if t.level == 0), key=lambda t: (-t.alone, t.labelled.label.place))[:WORST]
    columns = ("set", "dialogue", "turn", "level", "degrees", "tier")
    return [
        Breakdown("Heat panel: the worst misses, by place", columns, tuple(map(_row, misses))),
        Breakdown("Heat panel: the worst alarms on calm turns, by place", columns, tuple(map(_row, alarms))),
    ]


def _row(turn: Heard) -> tuple[str, ...]:
    place = turn.labelled.label.place
    tier = Tier(turn.alone_tier).name
    return (place.dataset, place.id, str(place.turn), LEVELS[turn.level], f"{turn.alone:.1f}", tier)
