"""Timed conversations with what must come out at each turn (scenarios/*.yaml), played on a counted clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

from csassist.assessment.assessment import Assessment
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.frozen import frozen
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import Pack
from csassist.rulepack.rehearsal import Rehearsal, cast
from csassist.rulepack.shape import Entry, shape
from csassist.rulepack.tree import read_tree
from csassist.suggest.spec import EmotionName, Kind, TierName, TriggerName


@frozen
class Turn:
    """One turn `at` seconds from the start, and what is expected after it; what is left out is not looked at.

    Without `say` nobody writes: what fell due by then is decided, and the state is looked at.
    """

    at: float
    say: str = ""
    who: Literal["customer", "agent", "bot", "system"] = "customer"
    tier: TierName | None = None
    at_least: TierName | None = None  # that tier or a higher one
    emotion: EmotionName | None = None
    trigger: Literal[TriggerName, "none"] | None = None  # the first one; none = no trigger at all
    triggers: tuple[TriggerName, ...] = ()  # all of these are among the triggers
    stage: Literal["calm", "suppressed", "heating", "outburst", "cooling"] | None = None
    top: Literal[Kind, "none"] | None = None  # kind of the first card; none = no card at all
    script: str | None = None  # id of the first card
    never: tuple[Kind, ...] = ()  # kinds that may not be among the cards
    degrees: tuple[float, float] | None = None  # half-open band
    alerts: int | None = None  # alerts raised in the conversation so far
    hard: str | None = None  # the hard trigger that fired


@frozen
class Scenario:
    """`given` sets the same values as a script example's. `about` says what is to be shown."""

    id: str
    about: str
    pack: str
    turns: tuple[Turn, ...]
    given: tuple[tuple[str, str], ...] = ()


def read_scenarios(root: Path, pack_id: str, faults: list[Fault]) -> list[Entry[Scenario]]:
    """The scenarios of a pack, by file name; those of other packs are left alone."""
    found: list[Entry[Scenario]] = []
    for path in sorted((root / "scenarios").glob("*.yaml")):
        file = f"scenarios/{path.name}"
        node = read_tree(path, file, faults)
        entry = None if node is None else shape(Scenario, node, file, faults)
        if entry is None or entry.value.pack != pack_id:
            continue
        faults.extend(_lint(entry, path.stem))
        found.append(entry)
    return found


def _lint(entry: Entry[Scenario], stem: str) -> Iterator[Fault]:
    scenario = entry.value
    if scenario.id != stem:
        yield entry.fault("R111", f"id {scenario.id} lies in {stem}.yaml; both must be the same", "id")
    times = [turn.at for turn in scenario.turns]
    for i, (before, after) in enumerate(pairwise(times), 1):
        if after < before:
            yield entry.fault("R107", f"at {after:g} comes after {before:g}", "turns", i, "at")
    if not any(_expects(turn) for turn in scenario.turns):
        yield entry.fault("R114", "the scenario expects nothing", "turns")


def _expects(turn: Turn) -> bool:
    wanted = (
        turn.tier,
        turn.at_least,
        turn.emotion,
        turn.trigger,
        turn.stage,
        turn.top,
        turn.script,
        turn.degrees,
        turn.alerts,
        turn.hard,
    )
    return bool(turn.never or turn.triggers) or any(value is not None for value in wanted)


def run_scenario(entry: Entry[Scenario], pack: Pack, rulebook: Rulebook) -> Iterator[Fault]:
    """R166 for everything that comes out otherwise than expected."""
    scenario = entry.value
    names = {product.value.name: product.value.id for product in pack.products}
    try:
        customer, context = cast(dict(scenario.given), names)
    except ValueError as error:
        yield entry.fault("R107", f"given: {error}", "given")
        return
    play = Rehearsal(rulebook, f"scenario {scenario.id}", customer=customer, context=context)
    last: Assessment | None = None
    for i, turn in enumerate(scenario.turns):
        decision = play.say(turn.say, turn.at, Sender(turn.who)) if turn.say else play.wait(turn.at)
        last = decision.assessment if decision is not None else last
        if last is None:
            continue
        for what, wanted, got in (*_reading(turn, last), *_cards(turn, last), *_alerts(turn, play.alerts)):
            where = f"at {turn.at:g} s" + (f" ({turn.say[:16]})" if turn.say else "")
            yield entry.fault("R166", f"{where}: {what} {got}, not {wanted}", "turns", i, what)


def _reading(turn: Turn, after: Assessment) -> Iterator[tuple[str, object, object]]:
    """(what, wanted, got) for everything about the reading that differs."""
    reading = after.reading
    first = reading.triggers[0].value if reading.triggers else "none"
    pairs = (
        ("tier", turn.tier, f"{after.escalation.tier.name} ({reading.degrees:g} degrees)", after.escalation.tier.name),
        ("emotion", turn.emotion, reading.emotion.value, reading.emotion.value),
        ("trigger", turn.trigger, first, first),
        ("stage", turn.stage, reading.stage.value, reading.stage.value),
        ("hard", turn.hard, reading.hard, reading.hard),
    )
    for what, wanted, shown, got in pairs:
        if wanted is not None and wanted != got:
            yield what, wanted, shown
    if turn.at_least is not None and after.escalation.tier < Tier[turn.at_least]:
        yield "at_least", turn.at_least, f"{after.escalation.tier.name} ({reading.degrees:g} degrees)"
    missing = [name for name in turn.triggers if name not in reading.triggers]
    if missing:
        yield "triggers", f"with {', '.join(missing)}", ", ".join(reading.triggers) or "none"
    if turn.degrees is not None and not turn.degrees[0] <= reading.degrees < turn.degrees[1]:
        yield "degrees", f"in {turn.degrees[0]:g}–{turn.degrees[1]:g}", f"{reading.degrees:g}"


def _cards(turn: Turn, after: Assessment) -> Iterator[tuple[str, object, object]]:
    cards = after.suggestions
    listed = ", ".join(f"{card.kind} {card.script_id}" for card in cards) or "none"
    top = cards[0].kind if cards else "none"
    if turn.top is not None and turn.top != top:
        yield "top", turn.top, listed
    if turn.script is not None and (not cards or cards[0].script_id != turn.script):
        yield "script", turn.script, listed
    for kind in turn.never:
        if any(card.kind == kind for card in cards):
            yield "never", f"any {kind}", listed


def _alerts(turn: Turn, raised: int) -> Iterator[tuple[str, object, object]]:
    if turn.alerts is not None and turn.alerts != raised:
        yield "alerts", turn.alerts, raised
