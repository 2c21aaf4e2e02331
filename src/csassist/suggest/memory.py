"""What choosing remembers after a choice: the cards shown, the matter at hand, the customer's type. Chooses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csassist.conversation.choosing import Choosing, Offer
from csassist.suggest.cues import heard
from csassist.suggest.library import Library
from csassist.suggest.situation import Situation
from csassist.suggest.spec import Suggestion

OFFERS = 9  # three turns of three cards
NO_MATTER = ("closing", "complaint")  # scenes that name no matter of their own


def remember(
    library: Library,
    situation: Situation,
    cards: Sequence[Suggestion],
    leaning: tuple[float, ...],
    cues: tuple[str, ...] = (),
) -> Choosing:
    """The memory after this burst. `leaning` = votes for the customer's type, `cues` = what the text was."""
    before = situation.choosing
    offers = before.offers
    if cards:
        turn, degrees = situation.turns, situation.reading.degrees
        new = [Offer(card.script_id, card.kind, _family(library, card.script_id), turn, degrees) for card in cards]
        offers = (*offers, *new)[-OFFERS:]
    scenes = tuple([scene for scene in situation.reading.scenes if scene not in NO_MATTER])
    topic = scenes or before.topic
    kind = situation.customer_type
    numbered = before.numbered or "number" in cues
    if (
        offers is before.offers
        and topic == before.topic
        and leaning == before.leaning
        and kind == before.customer_type
        and not before.heard
        and numbered == before.numbered
    ):
        return before
    return Choosing(offers, topic, leaning, numbered, customer_type=kind)


def hear(library: Library, before: Choosing, folded: str) -> Choosing:
    """The memory after an agent's message: what it asked for; one that asks for nothing leaves an earlier question."""
    asked = heard(library.see(folded).roles)
    return replace(before, heard=asked) if asked and asked != before.heard else before


def _family(library: Library, script_id: str) -> str:
    number = library.numbers.get(script_id)
    return "presale" if number is None else library.scripts[number].family
