"""Runs the examples that stand inside the rules: signals and draft rules alone, scripts through a whole decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.spec import ProductCard
from csassist.coach.facts import About
from csassist.coach.review import Coach, review
from csassist.coach.spec import CoachExample, CoachRule
from csassist.conversation.message import Sender
from csassist.conversation.reading import Signal
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import ACTIVE, Pack
from csassist.rulepack.promises import run_promise
from csassist.rulepack.rehearsal import START, Rehearsal, cast
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script, ScriptExample, Suggestion
from csassist.thermometer.spec import FiresExample, SignalRule
from csassist.thermometer.thermometer import Thermometer
from csassist.thermometer.weigh import weigh

EXACT = 0.05  # degrees; readings are rounded to 0.1
AFTER_S = 30  # seconds between the earlier texts of a script example


def run_signal(entry: Entry[SignalRule], thermometer: Thermometer) -> Iterator[Fault]:
    """Fires fire (where and how much they say), silent are silent, gaps are still gaps. Drafts are not compiled."""
    rule = entry.value
    if rule.status not in ACTIVE:
        return
    for i, fires in enumerate(rule.fires):
        yield from _fires(entry, i, fires, thermometer)
    for i, silent in enumerate(rule.silent):
        hits = _hits(rule, thermometer, silent.say)
        if hits:
            yield entry.fault("R161", f"fires at {_texts(hits)} in: {silent.say}", "silent", i)
    for i, gap in enumerate(rule.gaps):
        if bool(_hits(rule, thermometer, gap.say)) == (gap.should == "fire"):
            home = "fires" if gap.should == "fire" else "silent"
            yield entry.fault("R163", f"is right by now; move it to {home}: {gap.say}", "gaps", i)


def _fires(entry: Entry[SignalRule], i: int, example: FiresExample, thermometer: Thermometer) -> Iterator[Fault]:
    hits = _hits(entry.value, thermometer, example.say)
    if not hits:
        yield entry.fault("R160", f"does not fire on: {example.say}", "fires", i)
        return
    if example.span and not any(example.span in hit.text for hit in hits):
        yield entry.fault("R162", f"covers {_texts(hits)}, not {example.span}", "fires", i, "span")
        return
    shown = _weighed(entry.value, hits, thermometer)
    got = [s.degrees for s in shown if example.span in s.text] if example.span else [sum(s.degrees for s in shown)]
    if example.degrees is not None and not any(abs(degrees - example.degrees) <= EXACT for degrees in got):
        listed = ", ".join(f"{degrees:g}" for degrees in got) or "none"
        yield entry.fault("R162", f"gives {listed} degrees, not {example.degrees:g}", "fires", i, "degrees")


def _hits(rule: SignalRule, thermometer: Thermometer, text: str) -> list[Signal]:
    return [signal for signal in thermometer.scan(text, "example").signals if signal.id == rule.id]


def _texts(hits: list[Signal]) -> str:
    return "、".join(dict.fromkeys(hit.text for hit in hits))


def _weighed(rule: SignalRule, hits: list[Signal], thermometer: Thermometer) -> list[Signal]:
    """The rule's signals as a reading shows them: further hits at `per_extra`, capped. A damper gets heat to damp."""
    heat = (Signal("heat", "", 100.0),) if rule.adds.degrees < 0 else ()
    shown = weigh(hits, heat, False, thermometer.worths, thermometer.curve).signals
    return [signal for signal in shown if signal.id == rule.id]


def run_coach(entry: Entry[CoachRule], coach: Coach, cards: Mapping[str, ProductCard] | None = None) -> Iterator[Fault]:
    """Fires give a finding of this rule (span, rewrite), silent give none. `cards` = product name -> card."""
    rule = entry.value
    for i, fires in enumerate(rule.fires):
        done = review(coach, fires.say, _about(fires, cards or {}))
        found = [f for f in done.findings if f.id == rule.id]
        if not found:
            yield entry.fault("R160", f"finds nothing in: {fires.say}", "fires", i)
            continue
        covered = [fires.say[f.span[0] : f.span[1]] for f in found]
        if fires.span and not any(fires.span in text for text in covered):
            yield entry.fault("R162", f"covers {'、'.join(covered)}, not {fires.span}", "fires", i, "span")
        if fires.rewrite and fires.rewrite not in (*(f.rewrite for f in found), done.rewrite):
            yield entry.fault("R162", f"rewrites to {found[0].rewrite}, not {fires.rewrite}", "fires", i, "rewrite")
    for i, silent in enumerate(rule.silent):
        if any(f.id == rule.id for f in review(coach, silent.say, _about(silent, cards or {})).findings):
            yield entry.fault("R161", f"finds a fault in: {silent.say}", "silent", i)


def _about(example: CoachExample, cards: Mapping[str, ProductCard]) -> About:
    """The conversation that an example gives."""
    given = dict(example.given)
    _, context = cast(given, {})
    card = cards.get(given.get("product_name", ""))
    return About(example.after, example.tier, card, context.order if context else None, START)


def run_script(entry: Entry[Script], pack: Pack, rulebook: Rulebook) -> Iterator[Fault]:
    """Fires show the script among the cards, silent do not."""
    script = entry.value
    if script.status not in ACTIVE:
        return
    names = {product.value.name: product.value.id for product in pack.products}
    for room, wanted, code in (("fires", True, "R160"), ("silent", False, "R161")):
        for i, example in enumerate(getattr(script, room)):
            try:
                cards = shown(script, example, rulebook, names)
            except ValueError as error:
                yield entry.fault("R107", f"given: {error}", room, i, "given")
                continue
            if any(card.script_id == script.id for card in cards) != wanted:
                instead = "、".join(card.script_id for card in cards) or "nothing"
                message = f"shows {instead} on: {example.say}" if wanted else f"is shown on: {example.say}"
                yield entry.fault(code, message, room, i)


def shown(script: Script, example: ScriptExample, rulebook: Rulebook, names: dict[str, str]) -> tuple[Suggestion, ...]:
    """Cards after the example's texts. `names` = product name -> id. Raises ValueError for a bad promised_at."""
    customer, context = cast(dict(example.given), names)
    play = Rehearsal(rulebook, f"example {script.id}", customer=customer, context=context, start=_start(script))
    for i, text in enumerate(example.after):
        play.say(text, i * AFTER_S)
    at = len(example.after) * AFTER_S
    if example.heard:
        play.say(example.heard, at, Sender.AGENT)
        at += AFTER_S
    return play.say(example.say, at).assessment.suggestions


def _start(script: Script) -> datetime:
    """A moment at which the script is valid: the usual one if it may be, else noon of its first or last day."""
    day = START.date()
    if script.valid_from and date.fromisoformat(script.valid_from) > day:
        day = date.fromisoformat(script.valid_from)
    elif script.valid_until and date.fromisoformat(script.valid_until) < day:
        day = date.fromisoformat(script.valid_until)
    return datetime.combine(day, time(4), UTC)


def run_examples(pack: Pack, rulebook: Rulebook) -> list[Fault]:
    """Faults of every example of every rule in use."""
    faults: list[Fault] = []
    for signal in pack.signals:
        faults += run_signal(signal, rulebook.thermometer)
    cards = {entry.value.name: entry.value for entry in pack.products}
    for rule in pack.coach:
        faults += run_coach(rule, rulebook.coach, cards)
    for promise in pack.promises:
        faults += run_promise(promise, rulebook.promises)
    for script in pack.scripts:
        faults += run_script(script, pack, rulebook)
    return faults
