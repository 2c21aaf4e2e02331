"""What the learnt model adds to a reading: degrees with a place in the text, a small base without one.

Knows how log-odds become degrees (curve.model_*, fitted on the labelled panel); knows no n-grams.
"""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.message import Message
from csassist.conversation.reading import Signal
from csassist.thermometer.model import MOST_TERMS, Scored, Term, TextModel
from csassist.thermometer.scan import Scan
from csassist.thermometer.spec import CurveSpec
from csassist.thermometer.text import Folded

TERM, BASE = "model-term", "model-base"
_TERM_TITLE, _BASE_TITLE = "像抱怨的说法（学习得来）", "整句语气（学习得来）"


def score(model: TextModel, folded: Folded, *, terms: bool = True) -> Scored:
    """The model's say. It hears no exclamation marks: how many there are is what rules count, and more never cool."""
    if "!" not in folded.text:
        return model.score(folded.text, terms)
    places = [place for place, char in enumerate(folded.text) if char != "!"]
    scored = model.score(folded.text.replace("!", ""), terms)
    if not scored.terms:
        return scored
    moved = tuple(t._replace(start=places[t.start], end=places[t.end - 1] + 1) for t in scored.terms)
    return scored._replace(terms=moved)


def learnt_signals(curve: CurveSpec, scan: Scan, message: Message) -> tuple[Signal, ...]:
    """Signals of one bubble: terms by their share, what has no place in the text at most `model_base` degrees.

    The model fills up what rules have left unsaid: their heat counts against it by `model_yields`.
    """
    scored, folded = scan.scored, scan.folded
    if scored is None or scored.heat <= curve.model_from:
        return ()
    named = sum(signal.degrees for signal in scan.signals if signal.degrees > 0)
    asks = not named and bool(scan.scenes)  # business as usual, as far as rules can tell
    per = curve.model_per * (curve.model_plain if asks else 1.0)
    whole = min(curve.model_cap, per * (scored.heat - curve.model_from) - curve.model_yields * named)
    if whole <= 0:
        return ()
    terms = [trimmed for term in scored.terms if (trimmed := _trimmed(term, folded.text)) is not None]
    shares = sum(term.share for term in terms)
    base = min(curve.model_base, max(0.0, whole - per * shares))
    signals: list[Signal] = []
    for term in terms:
        start, end = folded.span(term.start, term.end)
        degrees = round((whole - base) * term.share / shares, 1)
        signals.append(Signal(TERM, _TERM_TITLE, degrees, (start, end), message.text[start:end], message.id))
    signals.append(Signal(BASE, _BASE_TITLE, round(base, 1)))
    return tuple(signal for signal in signals if signal.degrees > 0)


def _trimmed(term: Term, text: str) -> Term | None:
    """The term without symbols at its ends; None when it is nothing else."""
    start, end = term.start, term.end
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return term._replace(start=start, end=end) if start < end else None


def most_telling(learnt: Sequence[Signal]) -> list[Signal]:
    """Of all bubbles together at most six terms and one base, the strongest; earlier ones first where they are even."""
    terms = sorted((s for s in learnt if s.id == TERM), key=lambda signal: -signal.degrees)[:MOST_TERMS]
    base = max((s for s in learnt if s.id == BASE), key=lambda signal: signal.degrees, default=None)
    return terms if base is None else [*terms, base]
